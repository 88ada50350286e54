"""What is due on a request: nobody claimed it, the requester heard nothing, nobody objected, somebody left.

Each looks again whether what it watches for is so: fired twice, or after the organisation file changed, it does no harm.
"""

from collections.abc import Iterator
from itertools import count

from handlers.desk import Desk
from handlers.directory.rules import has_left
from handlers.requests import keys
from handlers.requests.rules import Event, Party, State, is_unresolved
from handlers.requests.service import (
    bring_up,
    change,
    department_of,
    informed,
    notify_department,
    notify_requester,
    place_timers,
    show,
)
from storage import history, messages, requests, timers
from storage.requests import Request
from storage.transaction import Transaction

# Nobody holds more; if somebody does, the rest is done at once after it.
AT_ONCE = 200


def unclaimed(tx: Transaction, desk: Desk, number: str) -> None:
    """Remind the department's channel, once."""
    request = requests.get(tx, int(number), lock=True)
    if request is None or request.state != State.OPEN or request.department is None:
        return
    line = history.record(tx, request.key, Event.UNCLAIMED, at=desk.clock.now())
    bring_up(tx, desk, request, line)
    show(tx, request)


def silence(tx: Transaction, desk: Desk, number: str) -> None:
    """An honest update for the requester, a reminder for the assignee; again after the same time."""
    request = requests.get(tx, int(number), lock=True)
    if request is None or not is_unresolved(request) or request.department is None:
        return
    due = request.spoken_at + department_of(desk, request).silent_after
    if desk.clock.now() < due:
        timers.arm(tx, {keys.timer(request, "silence"): due})
        return
    if request.assignee == request.requester:  # whoever works on their own request knows
        informed(tx, desk, request)
        return
    line = history.record(tx, request.key, Event.SILENT, at=desk.clock.now(), state=request.state)
    notify_requester(tx, request, line)
    if request.state != State.WAITING:
        notify_department(tx, desk, request, line)
    informed(tx, desk, request)


def close(tx: Transaction, desk: Desk, number: str) -> None:
    """A resolved request that nobody objected to closes."""
    request = requests.get(tx, int(number), lock=True)
    if request is None or request.state != State.RESOLVED:
        return
    changed, _line = change(tx, desk, request, Event.CLOSED, actor=None, state=State.CLOSED)
    if changed.resolution is not None:
        messages.refresh(tx, [keys.notice(changed, Party.REQUESTER, changed.resolution)])


def left(tx: Transaction, desk: Desk, user: str) -> None:
    """Somebody was deactivated: what they asked says so, and what they had is free for others."""
    if not has_left(tx, user):
        return
    for request in (*_all_of(tx, "mine", user), *_all_of(tx, "solved", user)):
        show(tx, request)
    held = requests.page_of(tx, "held", user, index=0, size=AT_ONCE)
    for request in held.requests:
        _release(tx, desk, request.number, user)
    if held.has_more:
        timers.arm(tx, {f"left/{user}": desk.clock.now()})


def _all_of(tx: Transaction, scope: str, user: str) -> Iterator[Request]:
    for index in count():
        page = requests.page_of(tx, scope, user, index=index, size=AT_ONCE)
        yield from page.requests
        if not page.has_more:
            return


def _release(tx: Transaction, desk: Desk, number: int, user: str) -> None:
    """Free it for others, unless somebody else has got it since it was listed."""
    request = requests.get(tx, number, lock=True)
    if request is None or request.assignee != user or not is_unresolved(request):
        return
    changed, line = change(
        tx,
        desk,
        request,
        Event.RELEASED,
        actor=None,
        assignee=None,
        state=State.OPEN,
        data={"holder": user},
    )
    place_timers(tx, desk, changed)
    bring_up(tx, desk, changed, line)
    if user != request.requester:
        notify_requester(tx, changed, line)
        informed(tx, desk, changed)
