"""The keys under which the messages of a conversation are filed, beside those of its entries."""

from storage.entries import Entry
from storage.requests import Request


def hint(request: Request) -> str:
    """Who reads what is said in the thread of the present card."""
    return f"{request.key}/hint/{request.custody_number}"


def added(entry: Entry) -> str:
    """What says that a message was added to a request, or asks whether it shall be; and the timer that goes with it."""
    return f"request/{entry.number}/added/{entry.seq}"


def deleted(request: Request) -> str:
    """What asks whether the request shall be cancelled whose text was deleted."""
    return f"{request.key}/deleted"
