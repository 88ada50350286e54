"""Tell the operations channel. Called by the courier, in the transaction that sets a message aside."""

from handlers.desk import Desk
from storage import messages
from storage.transaction import Transaction


def report_set_aside(tx: Transaction, desk: Desk, address: str, reason: str) -> None:
    """One message for each place and reason, which shows all that waits there. Of the operations channel itself only the
    log can tell."""
    if address == desk.organisation.operations:
        return
    key = f"operations/undelivered/{address}/{reason}"
    messages.put(tx, {key: messages.at(desk.organisation.operations)})
