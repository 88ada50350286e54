"""What is due while a requester does not reply, and when a snooze is over. Each looks again whether it is due now."""

from handlers.desk import Desk
from handlers.directory.rules import has_left
from handlers.requests.changes import Change, apply, deadlines, due
from handlers.requests.rules import Party
from handlers.waiting.aside import WAKE_UP, Aside
from handlers.waiting.rules import Due, WaitingEvent, may_close
from storage import entries
from storage.requests import Request
from storage.transaction import Transaction

# Who spoke last is among the last that was said.
LAST_SAID = 50


def remind(tx: Transaction, desk: Desk, number: str) -> None:
    """Remind the requester, unless it is time for more than that."""
    request = due(tx, desk, number, Due.REMIND)
    if request is None:
        return
    if deadlines(desk, request)[Due.WARN] <= desk.clock.now():
        _or_again(tx, desk, request, WaitingEvent.WARNED)
    else:
        _step(tx, desk, request, WaitingEvent.REMINDED)


def warn(tx: Transaction, desk: Desk, number: str) -> None:
    """Tell the requester that it will close."""
    request = due(tx, desk, number, Due.WARN)
    if request is not None:
        _or_again(tx, desk, request, WaitingEvent.WARNED)


def close(tx: Transaction, desk: Desk, number: str) -> None:
    """Close what the requester was told would close."""
    request = due(tx, desk, number, Due.CLOSE)
    if request is not None:
        _or_again(tx, desk, request, WaitingEvent.CLOSED)


def wake_up(tx: Transaction, desk: Desk, number: str) -> None:
    """What was snoozed until this morning comes back to its assignee."""
    request = due(tx, desk, number, WAKE_UP)
    if request is not None:
        apply(tx, desk, request, Aside.AWAKE, Change())


def _or_again(tx: Transaction, desk: Desk, request: Request, step: WaitingEvent) -> None:
    """A step towards the end only if the department spoke last; else they are asked once more."""
    said = entries.all_of(tx, request.number, before=request.entries, limit=LAST_SAID)
    goes_on = may_close([entry for entry in said if not entry.internal])
    _step(tx, desk, request, step if goes_on else WaitingEvent.AGAIN)


def _step(tx: Transaction, desk: Desk, request: Request, step: WaitingEvent) -> None:
    gone = {Party.REQUESTER} if has_left(tx, request.requester) else set()
    apply(tx, desk, request, step, Change(untold=frozenset(gone)))
