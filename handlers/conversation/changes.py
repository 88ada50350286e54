"""What an event of a request means for its conversation."""

from collections.abc import Iterator

from handlers.conversation import keys
from handlers.desk import Desk
from handlers.requests.departments import department_of
from handlers.requests.keys import card_thread
from handlers.requests.rules import UNRESOLVED, State
from storage import messages
from storage.requests import Request
from storage.transaction import Transaction


def changed(tx: Transaction, desk: Desk, before: Request, after: Request) -> Iterator[str]:
    """Nobody need be asked whether to cancel what has ended; where replies go is said of the present card."""
    yield keys.deleted(after)
    if after.custody_number != before.custody_number:
        yield keys.hint(before)
    if before.state == State.OPEN and after.state in UNRESOLVED - {State.OPEN}:
        say_where_replies_go(tx, desk, after)


def say_where_replies_go(tx: Transaction, desk: Desk, request: Request) -> None:
    """Once in a card's thread, as soon as somebody begins to work or to talk there."""
    thread = card_thread(request, department_of(desk, request).channel)
    messages.put(tx, {keys.hint(request): thread}, refresh=False)
