"""The transcript that goes along with a request to another department, kept true when somebody changes their words."""

from handlers.blocks import Body
from handlers.desk import Desk
from handlers.files import Attachment
from handlers.offers import Show
from handlers.requests import keys
from handlers.requests.departments import department_of
from handlers.requests.messages import pages_of
from handlers.requests.rules import Event
from storage import entries, history, messages, requests
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction

# The newest of what was said goes along, more than anybody reads.
ALONG = 100


def pass_on_transcript(tx: Transaction, desk: Desk, request: Request, *, before: int) -> None:
    """Show what was said before an entry in the thread of the present card."""
    thread = keys.card_thread(request, department_of(desk, request).channel)
    messages.put(tx, {_key(request, before): thread})


def transcripts_with(tx: Transaction, request: Request, entry: int) -> list[str]:
    """Those in which departments that got the request later read an entry."""
    moves = history.of(tx, request.key, event=Event.HANDED_OVER)
    given = [int(line.data["entry"]) for line in moves]
    return [_key(request, before) for before in given if entry < before]


def _key(request: Request, before: int) -> str:
    """What was said before an entry, for a department that was given the request then."""
    return f"{request.key}/transcript/{before}"


def transcript(tx: Transaction, desk: Desk, number: str, before: str) -> list[Body | Attachment]:
    """What was said before, for a department that was given the request then."""
    request = requests.get(tx, int(number))
    if request is None:
        return []
    _ = desk.words_here(department_of(desk, request).zone)
    head = _.mrkdwn("Conversation on #{number} so far", number=number)
    said = said_before(tx, int(number), int(before))
    return pages_of(tx, _, head, said)


def said_before(tx: Transaction, number: int, before: int) -> list[Entry]:
    """What goes along with a request. What was for colleagues only stays with them."""
    return [
        entry
        for entry in entries.all_of(tx, number, before=before, limit=ALONG)
        if not entry.taken_back and not entry.internal
    ]


SHOWS: dict[str, Show] = {"request/{number}/transcript/{before}": transcript}
