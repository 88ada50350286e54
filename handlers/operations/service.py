"""Let the operations channel know what can't be delivered, and when it is again."""

from collections.abc import Iterable
from datetime import timedelta

from handlers.desk import Desk
from storage import messages
from storage.transaction import Transaction

# While a trouble lasts, its message has to tell when it is over.
TOLD_KEPT = timedelta(days=365)


def report_set_aside(tx: Transaction, desk: Desk, address: str, reason: str) -> None:
    """One message for each place and reason, which shows all that waits there. Of the operations channel itself only the
    log can tell. Called by the courier, in the transaction that sets a message aside."""
    if address != desk.organisation.operations:
        told = {_key(address, reason): messages.at(desk.organisation.operations)}
        messages.put(tx, told, forget_at=desk.clock.now() + TOLD_KEPT)


def delivered_again(tx: Transaction, address: str, reason: str) -> None:
    """Something that was set aside for this reason waits no longer: what operations read about it is shown anew."""
    messages.refresh(tx, [_key(address, reason)])


def try_again(tx: Transaction, addresses: Iterable[str]) -> None:
    """What was set aside at these addresses is sent again, and the operations channel reads so. If it fails again, or later,
    that is told anew."""
    for address, reason in messages.release(tx, addresses):
        messages.put_away(tx, _key(address, reason), under=f"operations/restored/{address}")


def _key(address: str, reason: str) -> str:
    return f"operations/undelivered/{address}/{reason}"
