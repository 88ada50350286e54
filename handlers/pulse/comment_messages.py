"""What the messages around comments show."""

from handlers.blocks import Body
from handlers.desk import Desk
from handlers.pulse import comment_views, keys, say_views
from handlers.pulse.comments import readable
from handlers.pulse.door import plan_of
from handlers.pulse.model import RoundState
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


def show_batch(tx: Transaction, desk: Desk, round_: str, reader: str) -> Body | None:
    """To whom something was said between rounds."""
    found, _ = pulses.round_of(tx, round_), desk.words_for(tx, reader)
    if found is not None and found.state == RoundState.LOST:
        return say_views.lost(_)
    count = len(readable(tx, desk, reader, round_))
    return say_views.batch(_, count, round_) if count else None


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
