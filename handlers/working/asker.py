"""What the asker does with their request: withdraw, rate, comment, say that it is not solved."""

from handlers.desk import Answer, Desk
from handlers.directory.rules import user_named
from handlers.errors import UserError
from handlers.requests import keys
from handlers.requests.rules import Side, State, What
from handlers.requests.service import (
    OnRequest,
    change,
    department_of,
    find_as_asker,
    reopen,
    require_unsolved,
    stop_timers,
    tell_department,
)
from storage import entries, messages, requests
from storage.requests import Request
from storage.transaction import Transaction

LOW = 2


class Rate(OnRequest):
    """One to five."""

    stars: int


class Words(OnRequest):
    """A comment, or a reason."""

    text: str


def withdraw(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """The asker no longer needs it."""
    request = find_as_asker(tx, desk, act)
    if request.state == State.WITHDRAWN:
        return Answer(number=request.number)
    require_unsolved(tx, desk, request, act.actor)
    stop_timers(tx, request)
    changed, line = change(
        tx, desk, request, What.WITHDRAWN, actor=act.actor, state=State.WITHDRAWN, live=False
    )
    if changed.department is not None:
        tell_department(tx, desk, changed, line)
    _ = desk.words_for(tx, act.actor)
    text = _.mrkdwn(
        "Request *#{number}* is withdrawn. Nobody works on it any more.", number=request.number
    )
    return Answer(text=text, number=request.number)


def rate(tx: Transaction, desk: Desk, act: Rate) -> Answer:
    """How it was. One or two stars are told to the department head."""
    request = find_as_asker(tx, desk, act)
    _require_solved(tx, desk, request, act.actor)
    if request.rating == act.stars:
        return Answer(number=request.number)
    data = {"stars": act.stars}
    changed, _line = change(
        tx, desk, request, What.RATED, actor=act.actor, rating=act.stars, data=data
    )
    _show_solution(tx, changed)
    _tell_head(tx, desk, changed)
    return Answer(number=request.number)


def comment(tx: Transaction, desk: Desk, act: Words) -> Answer:
    """A word with the rating."""
    request = find_as_asker(tx, desk, act)
    _require_solved(tx, desk, request, act.actor)
    requests.save(tx, request.number, rating_comment=act.text or None)
    changed = requests.get(tx, request.number)
    assert changed is not None
    _show_solution(tx, changed)
    _tell_head(tx, desk, changed)
    return Answer(number=request.number)


def not_solved(tx: Transaction, desk: Desk, act: Words) -> Answer:
    """The asker says why it is not solved; whoever solved it has it again."""
    request = find_as_asker(tx, desk, act)
    if request.state == State.CLOSED:
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "#{number} is closed since some days. Please write in its thread what is wrong: "
                "that makes a new request which knows this one.",
                number=request.number,
            )
        )
    if request.state != State.RESOLVED:
        return Answer(number=request.number)
    said = {
        "author": act.actor,
        "side": Side.ASKER,
        "internal": False,
        "text": act.text,
        "files": (),
        "channel": None,
        "ts": None,
        "at": desk.clock.now(),
    }
    entry = entries.add(tx, request, **said)
    reopen(tx, desk, request, actor=act.actor, entry=entry.seq)
    return Answer(number=request.number)


def _require_solved(tx: Transaction, desk: Desk, request: Request, actor: str) -> None:
    if request.state not in (State.RESOLVED, State.CLOSED):
        _ = desk.words_for(tx, actor)
        raise UserError(
            _.mrkdwn(
                "#{number} is in work again, so it can be rated when it is solved.",
                number=request.number,
            )
        )


def _show_solution(tx: Transaction, request: Request) -> None:
    if request.solution is not None:
        messages.refresh(tx, [keys.told(request, Side.ASKER, request.solution)])


def _tell_head(tx: Transaction, desk: Desk, request: Request) -> None:
    key = f"{request.key}/low_rating"
    if request.rating is None or request.rating > LOW:
        messages.drop(tx, [key])
        return
    head = user_named(tx, department_of(desk, request).head)
    if head is not None:
        messages.put(tx, {key: messages.at(head)})
