"""The transcript that goes along with a request to another department, kept true when somebody changes their words."""

from handlers.desk import Desk
from handlers.requests import keys
from handlers.requests.departments import department_of
from handlers.requests.rules import Event
from storage import history, messages
from storage.requests import Request
from storage.transaction import Transaction


def pass_on_transcript(tx: Transaction, desk: Desk, request: Request, *, before: int) -> None:
    """Show what was said before an entry in the thread of the present card."""
    thread = keys.card_thread(request, department_of(desk, request).channel)
    messages.put(tx, {keys.transcript(request, before): thread})


def transcripts_with(tx: Transaction, request: Request, entry: int) -> list[str]:
    """Those in which departments that got the request later read an entry."""
    moves = history.of(tx, request.key, event=Event.HANDED_OVER)
    given = [int(line.data["entry"]) for line in moves]
    return [keys.transcript(request, before) for before in given if entry < before]
