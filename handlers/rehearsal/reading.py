"""Which past requests are tried out: the newest whose texts can be read, as they are read for routing."""

from config.organisation import Organisation
from handlers.directory.rules import names_of
from handlers.rehearsal.rules import RehearsedRequest
from handlers.routing.router import taught_by
from handlers.text import has_words, mentioned, plain
from storage import past
from storage.transaction import Transaction


def said_in(organisation: Organisation) -> list[str]:
    """All texts of an organisation's file from which routing learns."""
    return taught_by(organisation).texts


def past_requests(tx: Transaction, most: int) -> list[RehearsedRequest]:
    """Oldest first."""
    found = [each for each in past.newest(tx, most=most) if has_words(each.text)]
    names = names_of(tx, mentioned([each.text for each in found]))
    return [RehearsedRequest(each.request, plain(each.text, names)) for each in found]
