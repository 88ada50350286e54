"""What was said of a request before a department was given it, kept true when somebody changes their words."""

from handlers.desk import Desk
from handlers.requests import keys
from handlers.requests.messages import told_before
from handlers.requests.rules import What
from handlers.requests.service import department_of
from handlers.text import paged
from storage import history, messages
from storage.messages import Place
from storage.requests import Request
from storage.transaction import Transaction


def tell_story(tx: Transaction, desk: Desk, request: Request, *, before: int) -> None:
    """Have what was said before an entry told in the thread of the present card."""
    thread = keys.card_thread(request, department_of(desk, request).channel)
    pages = _pages(tx, request, before)
    if pages:
        messages.put(tx, dict.fromkeys(pages, thread))


def stories_with(tx: Transaction, desk: Desk, request: Request, entry: int) -> dict[str, Place]:
    """The messages, as they stand now, in which an entry was told to departments that were given the request later."""
    told: dict[str, Place] = {}
    for custody, line in enumerate(history.of(tx, request.key, what=What.HANDED_OVER), start=2):
        department = desk.organisation.department(str(line.data["department"]))
        before = int(line.data["entry"])
        if department is not None and entry < before:
            thread = messages.at(department.channel).reply_to(f"{request.key}/card/{custody}")
            told |= dict.fromkeys(_pages(tx, request, before), thread)
    return told


def _pages(tx: Transaction, request: Request, before: int) -> list[str]:
    return keys.story(request, before, len(paged(told_before(tx, request.number, before))))
