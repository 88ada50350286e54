"""What the messages around comments show."""

from handlers.blocks import Body
from handlers.desk import Desk
from handlers.pulse import comment_views, keys
from handlers.pulse.door import plan_of
from handlers.requests.views import permalink
from storage import messages, pulses
from storage.transaction import Transaction


def show_answered(tx: Transaction, desk: Desk, round_: str, person: str) -> Body | None:
    """The same to everybody who was asked."""
    found = pulses.round_of(tx, round_)
    if found is None:
        return None
    place = messages.shown_at(tx, keys.ballot(round_, person))
    link = permalink(desk.workspace_url, *place) if place else None
    return comment_views.answers_written(desk.words_for(tx, person), plan_of(tx, found).name, link)


def show_written_back(
    tx: Transaction,
    desk: Desk,
    round_: str,
    reader: str,
    _count: str,
) -> Body | None:
    """To whoever answers."""
    found = pulses.round_of(tx, round_)
    if found is None:
        return None
    return comment_views.wrote_back(desk.words_for(tx, reader), plan_of(tx, found).name, round_)
