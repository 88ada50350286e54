"""A promise is due soon: whoever works on it is warned. It was not kept: the department's ladder is told."""

from collections.abc import Callable, Iterable
from functools import partial

from handlers.cover import stand_in
from handlers.desk import Desk
from handlers.duty import on_duty
from handlers.escalation.service import escalate
from handlers.notify import notify
from handlers.requests.calls import rings
from handlers.requests.changes import Change, apply, deadlines, due
from handlers.requests.departments import department_of
from handlers.requests.keys import card_thread
from handlers.standards import keys
from handlers.standards.measured import RECENT, took
from handlers.standards.rules import Promise
from handlers.topics import Topic
from storage import messages, taken
from storage.requests import Request
from storage.transaction import Transaction


def near(tx: Transaction, desk: Desk, number: str, *, promise: Promise) -> None:
    """Warn whoever works on it, or is on duty while nobody does, or else its department. What is late is told."""
    request = due(tx, desk, number, promise.near)
    if request is None:
        return
    by = deadlines(desk, request)[promise]
    if by <= desk.clock.now():
        missed(tx, desk, number, promise=promise)
        return
    to = _whom(tx, desk, request)
    change = Change(data={"promise": promise, "by": by.isoformat(), "to": to})
    after, entry = apply(tx, desk, request, promise.near, change)
    department = department_of(desk, after)
    if to is not None:
        urgency, key = rings(department, after), keys.near(after, entry)
        notify(tx, desk, to, key, topic=Topic.REMINDERS, urgency=urgency)
        return
    messages.put(tx, {keys.near(after, entry): card_thread(after, department.channel)})


def _whom(tx: Transaction, desk: Desk, request: Request) -> str | None:
    """Never the requester, of their own request."""
    department = department_of(desk, request)
    has = request.assignee
    found = stand_in(tx, desk, has, department) if has else on_duty(tx, desk, department)
    return found if found not in (request.requester, request.recorded_by) else None


def missed(tx: Transaction, desk: Desk, number: str, *, promise: Promise) -> None:
    """Tell the next step of the ladder."""
    request = due(tx, desk, number, promise)
    if request is None:
        return
    by = deadlines(desk, request)[promise]
    change = Change(data={"promise": promise, "by": by.isoformat()})
    after, entry = apply(tx, desk, request, promise.missed, change)
    escalate(tx, desk, after, entry, until_word=promise != Promise.RESOLUTION)


def changed(tx: Transaction, desk: Desk, before: Request, after: Request) -> Iterable[str]:
    """How long it took is kept, for what is measured of such requests; until it is reopened."""
    resolved_at = after.resolved_at
    if before.resolved_at == resolved_at:
        return ()
    if resolved_at is None:
        taken.forget(tx, after.number)
        return ()
    department = department_of(desk, after)
    span = took(desk.organisation, department, after)
    if span is not None and after.assignee != after.requester:
        taken.add(
            tx,
            after.number,
            department.key,
            after.request_type,
            resolved_at=resolved_at,
            span=span,
            forget_before=resolved_at - RECENT,
        )
    return ()


Due = Callable[[Transaction, Desk, str], None]
TIMERS: dict[str, Due] = {
    **{f"request/{{number}}/{each}": partial(missed, promise=each) for each in Promise},
    **{f"request/{{number}}/{each.near}": partial(near, promise=each) for each in Promise},
}
