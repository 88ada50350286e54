"""Under which keys a ladder's messages are filed, and who was told by them."""

from handlers.escalation.rules import LadderEvent
from storage import history
from storage.history import HistoryEntry
from storage.requests import Request
from storage.transaction import Transaction


def told(tx: Transaction, request: Request) -> set[str]:
    """Whom the ladder of the present department was told to."""
    return {str(entry.data["to"]) for entry in turns(tx, request, request.custody_number)}


def turns(tx: Transaction, request: Request, custody: int) -> list[HistoryEntry]:
    """The steps of one department's ladder that were told."""
    entries = history.of(tx, request.key, event=LadderEvent.ESCALATED)
    return [entry for entry in entries if entry.data.get("custody") == custody]
