"""What is due on a request: nobody claimed it, nobody objected, somebody left.

Each looks again whether it is due by what is known now: fired twice, or late, it does no harm.
"""

from collections.abc import Iterator
from itertools import count

from handlers.desk import Desk
from handlers.directory.rules import has_left
from handlers.requests.changes import Change, apply, by_time, due, show
from handlers.requests.rules import UNRESOLVED, Deadline, Event
from storage import requests, timers
from storage.requests import Request
from storage.transaction import Transaction

# Nobody holds more; if somebody does, the rest is done at once after it.
AT_ONCE = 200


def unclaimed(tx: Transaction, desk: Desk, number: str) -> None:
    """Remind the department's channel, once."""
    _happens(tx, desk, number, Deadline.UNCLAIMED, Event.UNCLAIMED)


def close(tx: Transaction, desk: Desk, number: str) -> None:
    """A resolved request that nobody objected to closes."""
    _happens(tx, desk, number, Deadline.CLOSE, Event.CLOSED)


def _happens(tx: Transaction, desk: Desk, number: str, deadline: Deadline, event: Event) -> None:
    request = due(tx, desk, number, deadline)
    if request is not None:
        apply(tx, desk, request, event, by_time(request, deadline))


def left(tx: Transaction, desk: Desk, user: str) -> None:
    """Somebody was deactivated: what they asked says so, and what they had is free for others."""
    if not has_left(tx, user):
        return
    for request in (*_all_of(tx, "mine", user), *_all_of(tx, "resolved", user)):
        show(tx, desk, request)
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
    if request is None or request.assignee != user or request.state not in UNRESOLVED:
        return
    apply(tx, desk, request, Event.RELEASED, Change(assignee=None, data={"holder": user}))
