"""The transcript that goes along with a request to another department, kept true when somebody changes their words."""

from handlers.desk import Desk
from handlers.requests import keys
from handlers.requests.messages import said_before
from handlers.requests.rules import Event
from handlers.requests.service import department_of
from handlers.text import paged
from storage import history, messages
from storage.messages import Place
from storage.requests import Request
from storage.transaction import Transaction


def pass_on_transcript(tx: Transaction, desk: Desk, request: Request, *, before: int) -> None:
    """Show what was said before an entry in the thread of the present card."""
    thread = keys.card_thread(request, department_of(desk, request).channel)
    pages = _pages(tx, request, before)
    if pages:
        messages.put(tx, dict.fromkeys(pages, thread))


def transcripts_with(tx: Transaction, desk: Desk, request: Request, entry: int) -> dict[str, Place]:
    """The pages, as they stand now, in which departments that got the request later read an entry."""
    shown: dict[str, Place] = {}
    for custody_number, line in enumerate(
        history.of(tx, request.key, event=Event.HANDED_OVER), start=2
    ):
        department = desk.organisation.department(str(line.data["department"]))
        before = int(line.data["entry"])
        if department is not None and entry < before:
            thread = messages.at(department.channel).reply_to(
                f"{request.key}/card/{custody_number}"
            )
            shown |= dict.fromkeys(_pages(tx, request, before), thread)
    return shown


def _pages(tx: Transaction, request: Request, before: int) -> list[str]:
    return keys.transcript(request, before, len(paged(said_before(tx, request.number, before))))
