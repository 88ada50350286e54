"""What the requester does with their request: cancel, rate, comment, say that it is not solved."""

from handlers.cover import head_or_cover, stand_in
from handlers.desk import Answer, Desk
from handlers.directory.rules import is_member
from handlers.errors import UserError
from handlers.notify import notify
from handlers.requests import keys
from handlers.requests.changes import Change, apply
from handlers.requests.departments import department_of
from handlers.requests.rules import LOW, Event, Party, State
from handlers.requests.service import (
    OnRequest,
    find_as_requester,
    require_unresolved,
    require_words,
    write_down,
)
from handlers.topics import Topic
from handlers.working import keys as work_keys
from storage import messages
from storage.requests import Request
from storage.transaction import Transaction


class Rate(OnRequest):
    """One to five."""

    stars: int


class Remark(OnRequest):
    """A comment, or a reason."""

    text: str


def cancel(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """The requester no longer needs it."""
    request = find_as_requester(tx, desk, act)
    if request.state == State.CANCELLED:
        return Answer(number=request.number)
    require_unresolved(tx, desk, request, act.actor)
    apply(tx, desk, request, Event.CANCELLED, Change(actor=act.actor))
    _ = desk.words_for(tx, act.actor)
    text = _.mrkdwn("You've cancelled request *#{number}*.", number=request.number)
    return Answer(text=text, number=request.number)


def rate(tx: Transaction, desk: Desk, act: Rate) -> Answer:
    """One to five. The department head hears about a one or two."""
    request = find_as_requester(tx, desk, act)
    _require_resolved(tx, desk, request, act.actor)
    if request.rating == act.stars:
        return Answer(number=request.number)
    change = Change(actor=act.actor, rating=act.stars, data={"stars": act.stars})
    rated, _entry = apply(tx, desk, request, Event.RATED, change)
    _tell_head(tx, desk, rated)
    return Answer(number=request.number)


def comment(tx: Transaction, desk: Desk, act: Remark) -> Answer:
    """A comment on the rating. An empty one takes back an earlier one."""
    request = find_as_requester(tx, desk, act)
    _require_resolved(tx, desk, request, act.actor)
    change = Change(actor=act.actor, rating_comment=act.text or None)
    changed, _entry = apply(tx, desk, request, Event.COMMENTED, change)
    key = work_keys.comment(request)
    if act.text:
        messages.put(tx, {key: keys.card_thread(request, department_of(desk, request).channel)})
    else:
        messages.drop(tx, [key])
    _tell_head(tx, desk, changed)
    return Answer(number=request.number)


def not_solved(tx: Transaction, desk: Desk, act: Remark) -> Answer:
    """The requester says why it is not solved, and it goes back to its assignee."""
    request = may_object(tx, desk, act)
    text = require_words(tx, desk, act.actor, act.text, field="reason")
    entry = write_down(tx, desk, request, actor=act.actor, text=text, party=Party.REQUESTER)
    reopen(tx, desk, request, actor=act.actor, entry=entry.seq)
    return Answer(number=request.number)


def reopen(tx: Transaction, desk: Desk, request: Request, *, actor: str, entry: int | None) -> None:
    """Reopen a resolved request, for its assignee if they are still there, or for who stands in. The department reads why."""
    department = department_of(desk, request)
    assignee = stand_in(tx, desk, request.assignee, department) if request.assignee else None
    if assignee and not is_member(tx, department, assignee):
        assignee = None
    change = Change(actor=actor, assignee=assignee, data={"entry": entry, "to": assignee})
    apply(tx, desk, request, Event.REOPENED, change)


def may_object(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if its requester can still say that it is not solved."""
    request = find_as_requester(tx, desk, act)
    if request.state == State.RESOLVED:
        return request
    _ = desk.words_for(tx, act.actor)
    if request.state == State.CLOSED:
        raise UserError(
            _.mrkdwn(
                "#{number} was closed a few days ago. Reply in its thread to open a linked follow-up.",
                number=request.number,
            )
        )
    raise UserError(
        _.mrkdwn(
            "#{number} has been reopened. Reply in its thread to reach the person working on it.",
            number=request.number,
        )
    )


def may_comment(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if its requester can say something about how it was resolved."""
    request = find_as_requester(tx, desk, act)
    _require_resolved(tx, desk, request, act.actor)
    return request


def _require_resolved(tx: Transaction, desk: Desk, request: Request, actor: str) -> None:
    if request.state not in (State.RESOLVED, State.CLOSED):
        _ = desk.words_for(tx, actor)
        raise UserError(
            _.mrkdwn(
                "#{number} has been reopened. You can rate it once it's solved.",
                number=request.number,
            )
        )


def _tell_head(tx: Transaction, desk: Desk, request: Request) -> None:
    head = head_or_cover(tx, desk, department_of(desk, request))
    if request.rating is None or request.rating > LOW:
        # Pressed by mistake, or thought better of.
        messages.drop(tx, [work_keys.low_rating(request)])
    elif head is not None:
        key, by = work_keys.low_rating(request), request.requester
        notify(tx, desk, head, key, topic=Topic.RATINGS, by=by)
