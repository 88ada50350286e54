"""What every use case on a request needs: find it, check who may, write the change, declare what Slack should show."""

from datetime import datetime, timedelta

from config.departments import Department
from handlers.desk import Desk, Incoming
from handlers.directory.rules import is_member, name_of, user_named
from handlers.errors import UserError
from handlers.requests import keys
from handlers.requests.rules import ENDED, UNSOLVED, Side, State, What, may_speak_for
from storage import history, messages, requests, timers
from storage.requests import Request
from storage.transaction import Transaction


class OnRequest(Incoming):
    """Somebody does something with a request."""

    number: int


def find(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, held for this transaction."""
    request = requests.get(tx, act.number, lock=True)
    if request is None:
        _ = desk.words_for(tx, act.actor)
        raise UserError(_.mrkdwn("There is no request #{number} (any more).", number=act.number))
    return request


def department_of(desk: Desk, request: Request) -> Department:
    """The department that has it; triage stands in for one that the organisation no longer has."""
    found = desk.organisation.department(request.department or "")
    return found or desk.organisation.triage


def find_as_member(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if the actor works for the department that has it."""
    request = find(tx, desk, act)
    department = department_of(desk, request)
    if not is_member(tx, department, act.actor):
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "Request #{number} is with {department}, and only its members can do this. "
                "To say something, write in the thread; to join, ask {head}.",
                number=request.number,
                department=department.name,
                head=head_name(tx, department),
            )
        )
    return request


def find_as_asker(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if the actor asked it, or recorded it for who did."""
    request = find(tx, desk, act)
    if not may_speak_for(request, act.actor):
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "Only {asker}, who asked #{number}, can do this. To ask for yourself, write `/ask`.",
                asker=name_of(tx, request.requester),
                number=request.number,
            )
        )
    return request


def require_unsolved(tx: Transaction, desk: Desk, request: Request, actor: str) -> None:
    """Refuse what makes no sense on a request that is solved or ended."""
    if request.state in UNSOLVED:
        return
    _ = desk.words_for(tx, actor)
    state = {
        State.RESOLVED: _("resolved"),
        State.CLOSED: _("closed"),
        State.WITHDRAWN: _("withdrawn"),
        State.DECLINED: _("declined"),
    }[State(request.state)]
    raise UserError(
        _.mrkdwn(
            "Request #{number} is {state} already, so nothing was changed. Its card shows who did it.",
            number=request.number,
            state=state,
        )
    )


def head_name(tx: Transaction, department: Department) -> str:
    """The department head's name for reading."""
    head = user_named(tx, department.head)
    return name_of(tx, head) if head else department.head


def change(
    tx: Transaction,
    desk: Desk,
    request: Request,
    what: What,
    *,
    actor: str | None,
    **changes: object,
) -> tuple[Request, int]:
    """Write changed facts with their line of history, and have card, receipt and homes shown anew.

    `changes` are columns of the request; `data` among them is what the line of history refers to.
    """
    now = desk.clock.now()
    data = changes.pop("data", {})
    assert isinstance(data, dict)
    if changes:
        requests.save(tx, request.number, changed_at=now, **changes)
    line = history.record(tx, request.key, what, at=now, actor=actor, **data)
    changed = requests.get(tx, request.number)
    assert changed is not None
    show(tx, changed)
    if changed.assignee != request.assignee and request.assignee:
        messages.refresh(tx, [f"home/{request.assignee}"])
    return changed, line


def show(tx: Transaction, request: Request) -> None:
    """Have what exists of a request shown as it is now."""
    shown = [keys.receipt(request), keys.card(request), f"home/{request.requester}"]
    if request.assignee:
        shown.append(f"home/{request.assignee}")
    messages.refresh(tx, shown)


def tell_asker(tx: Transaction, request: Request, line: int) -> None:
    """Tell a line of history in the asker's conversation."""
    messages.put(tx, {keys.told(request, Side.ASKER, line): keys.asker_thread(request)})


def tell_department(tx: Transaction, desk: Desk, request: Request, line: int) -> None:
    """Tell a line of history in the card's thread."""
    channel = department_of(desk, request).channel
    messages.put(
        tx, {keys.told(request, Side.DEPARTMENT, line): keys.card_thread(request, channel)}
    )


def place_card(tx: Transaction, desk: Desk, request: Request) -> None:
    """Put the card into the channel of the department that has the request now, and set its timers."""
    department = department_of(desk, request)
    messages.put(tx, {keys.card(request): messages.at(department.channel)})
    place_timers(tx, desk, request)


def place_timers(tx: Transaction, desk: Desk, request: Request) -> None:
    """Set what watches over a request that is in work (again)."""
    timers.arm(tx, watching(desk, request))


def watching(desk: Desk, request: Request) -> dict[str, datetime]:
    """The timers of a request in work: until somebody has it, and until the asker must have word."""
    department, now = department_of(desk, request), desk.clock.now()
    due = {keys.timer(request, "silence"): now + department.silent_after}
    if request.assignee is None:
        due[keys.timer(request, "unclaimed")] = now + department.claim_within
    return due


def heard(tx: Transaction, desk: Desk, request: Request) -> None:
    """The asker had word just now: the silence is counted anew."""
    silent_after: timedelta = department_of(desk, request).silent_after
    now: datetime = desk.clock.now()
    requests.save(tx, request.number, spoken_at=now)
    timers.arm(tx, {keys.timer(request, "silence"): now + silent_after})


def stop_timers(tx: Transaction, request: Request, *names: str) -> None:
    """Take back a request's timers; all of them if none is named."""
    timers.cancel(tx, *(keys.timer(request, name) for name in names or keys.TIMERS))


def reopen(
    tx: Transaction, desk: Desk, request: Request, *, actor: str, entry: int | None
) -> Request:
    """Take a solved request up again, with whoever had it. The department is told, and why."""
    stop_timers(tx, request, "close")
    changed, line = change(
        tx,
        desk,
        request,
        What.REOPENED,
        actor=actor,
        state=State.CLAIMED if request.assignee else State.OPEN,
        live=True,
        resolved_at=None,
        solution=None,
        rating=None,
        rating_comment=None,
        data={"entry": entry},
    )
    place_timers(tx, desk, changed)
    tell_department(tx, desk, changed, line)
    if request.solution is not None:
        messages.refresh(tx, [keys.told(request, Side.ASKER, request.solution)])
    return changed


def is_conversation(tx: Transaction, desk: Desk, channel: str, thread_ts: str) -> bool:  # noqa: ARG001 # a question's shape
    """Whether a thread belongs to a request that has not ended, on either side."""
    key = messages.find(tx, channel, thread_ts)
    if key is not None and key.startswith("request/"):
        return True
    number = requests.in_thread(tx, channel, thread_ts)
    request = requests.get(tx, number) if number else None
    return request is not None and request.state not in ENDED
