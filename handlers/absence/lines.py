"""For whom somebody stands in, on the card, on the receipt and in the window of a request."""

from config.catalogue import Mrkdwn, Words
from handlers.absence.rules import holders, owner
from handlers.cover import absence_of, day, last_day
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.offers import CardLine, DetailLine, ReceiptLine
from handlers.requests.rules import UNRESOLVED
from storage.requests import Request
from storage.transaction import Transaction


def _stands_in(tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    """Who is away until when, and whether anybody covers."""
    absent = owner(request)
    absence = absence_of(tx, desk, absent) if absent else None
    if absent is None or absence is None or request.state not in UNRESOLVED:
        return None
    given = {
        "absent": name_of(tx, absent),
        "day": day(_, last_day(tx, desk, absence)),
        "who": name_of(tx, request.assignee) if request.assignee else "",
    }
    if holders(request)[-1] is None:
        return _.mrkdwn(":warning: {absent} is away until {day}, and no one covers.", **given)
    return _.mrkdwn("{who} covers for {absent}, who is away until {day}.", **given)


def _for_member(
    tx: Transaction,
    desk: Desk,
    _: Words,
    request: Request,
    member: bool,  # noqa: ARG001 # a line's shape
) -> Mrkdwn | None:
    return _stands_in(tx, desk, _, request)


CARD_LINES = (CardLine(_stands_in, order=20),)
RECEIPT_LINES = (ReceiptLine(_stands_in, order=20),)
DETAIL_LINES = (DetailLine(_for_member, order=20),)
