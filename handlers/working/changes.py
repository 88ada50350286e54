"""What an event of a request changes in what it was told with before."""

from collections.abc import Iterator

from handlers.desk import Desk
from handlers.requests import keys
from handlers.requests.rules import Event, Party, State
from storage import history
from storage.requests import Request
from storage.transaction import Transaction


def changed(tx: Transaction, _desk: Desk, before: Request, after: Request) -> Iterator[str]:
    """The notice of the resolution asks for a rating, until there is one or it was none. Reminders say who has claimed it."""
    for resolution in {before.resolution, after.resolution} - {None}:
        assert resolution is not None
        yield keys.notice(after, Party.REQUESTER, resolution)
    if before.state == State.OPEN and after.state != State.OPEN:
        yield from reminders(tx, before)


def reminders(tx: Transaction, request: Request) -> list[str]:
    """What says in a department's channel that nobody has claimed it."""
    return [
        keys.notice(request, Party.DEPARTMENT, entry.id)
        for event in (Event.UNCLAIMED, Event.RELEASED)
        for entry in history.of(tx, request.key, event=event)
    ]
