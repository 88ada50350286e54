"""What follows a rating, and lines that a card gets: read the facts, say what they mean."""

from config.catalogue import Mrkdwn, Words
from handlers.blockkit import Block
from handlers.blocks import Body, actions, body, button, context, linked, section
from handlers.cover import head_or_cover
from handlers.desk import Desk
from handlers.directory.rules import has_left, name_of
from handlers.offers import CardLine, Show
from handlers.requests.ids import RequestValue
from handlers.requests.keys import card as card_key
from handlers.requests.messages import gather
from handlers.requests.views import permalink
from handlers.text import carried
from handlers.working.ids import ON_BOARD
from storage import messages, requests
from storage.requests import Request
from storage.transaction import Transaction


def low_rating(tx: Transaction, desk: Desk, number: str, resolution: str) -> Body | None:
    """For the department's head, or whoever stands in, about a low rating."""
    request = _rated(tx, number, resolution)
    if request is None:
        return None
    shown = gather(tx, desk, request)
    _ = desk.words_for(tx, head_or_cover(tx, desk, shown.department))
    text = _.mrkdwn(
        "{requester} rated {department}'s answer to #{number}: {stars} out of 5. A quick message to them might help.",
        requester=shown.requester,
        department=shown.department.name,
        number=request.number,
        stars=request.rating,
    )
    blocks: list[Block] = [section(text)]
    if request.rating_comment:
        blocks.append(carried(request.rating_comment, shown.names))
    place = messages.shown_at(tx, card_key(request))
    if place is not None:
        url = permalink(desk.workspace_url, *place)
        blocks.append(context(linked(url, _("Open card"))))
    return body(text, *blocks, on_board(_, request))


def on_board(_: Words, request: Request) -> Block:
    """What is to be done about it stands where everybody sees it."""
    value = RequestValue(number=request.number).pack()
    return actions(button(_("Make it an action"), ON_BOARD, value))


def comment(tx: Transaction, desk: Desk, number: str, resolution: str) -> Body | None:
    """For the department: what the requester wrote with the rating."""
    request = _rated(tx, number, resolution)
    if request is None or not request.rating_comment:
        return None
    shown = gather(tx, desk, request)
    _ = desk.words_here(shown.department.zone)
    text = _.mrkdwn("{requester}'s feedback:", requester=shown.requester)
    return body(text, section(text), carried(request.rating_comment, shown.names))


def _rated(tx: Transaction, number: str, resolution: str) -> Request | None:
    """The request, while the resolution that was rated is its present one."""
    request = requests.get(tx, int(number))
    return request if request and str(request.resolution) == resolution else None


def _stars(_tx: Transaction, _desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    return _.mrkdwn("rated {stars} out of 5", stars=request.rating) if request.rating else None


def _requester_gone(tx: Transaction, _desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    if not has_left(tx, request.requester):
        return None
    return _.mrkdwn(
        ":warning: {requester} has left and won't see replies. Please resolve or close this.",
        requester=name_of(tx, request.requester),
    )


CARD_LINES = (CardLine(_stars, beside=True), CardLine(_requester_gone))
SHOWS: dict[str, Show] = {
    "request/{number}/low_rating/{resolution}": low_rating,
    "request/{number}/comment/{resolution}": comment,
}
