"""What stood in a thread before somebody called us there: it comes along for the department."""

from handlers.blocks import Body
from handlers.desk import EARLIER, Desk
from handlers.files import Attachment
from handlers.requests.messages import pages_of
from handlers.requests.rules import Party
from storage import entries
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction


def key(request: Request) -> str:
    """What stood in the thread before."""
    return f"{request.key}/earlier"


def said_earlier(tx: Transaction, number: int) -> list[Entry]:
    """What stood in the thread before, without what was taken back."""
    return [entry for entry in entries.of_party(tx, number, Party.EARLIER) if not entry.taken_back]


def earlier(tx: Transaction, desk: Desk, number: str) -> list[Body | Attachment]:
    """What stood in the thread before the requester called us."""
    _ = desk.words_here()
    limit = _.mrkdwn(
        "(first and latest messages, up to {count} – see the thread for the rest)", count=EARLIER
    )
    cut = len(entries.of_party(tx, int(number), Party.EARLIER)) >= EARLIER
    head = _.mrkdwn("Earlier in the thread")
    return pages_of(tx, _, head, said_earlier(tx, int(number)), limit if cut else None)
