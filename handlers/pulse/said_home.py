"""In everybody's Home: that answers were written to what people said between rounds. Only an author finds theirs."""

from collections.abc import Sequence

from handlers.blockkit import Block
from handlers.blocks import context, divider
from handlers.desk import Desk
from handlers.offers import HomeSection
from handlers.pulse.comments import KEPT
from handlers.pulse.model import RoundState
from handlers.pulse.sides import Side
from handlers.pulse.standing import standing_pulse
from storage import comments, pulses
from storage.transaction import Transaction

NEEDS = 2
# As many months may be looked at.
MONTHS = 3


def in_home(tx: Transaction, desk: Desk, user: str, room: int) -> Sequence[Block]:
    """The same for everybody, as long as answers can be found; nothing if there are none."""
    if room < NEEDS or not _has_answers(tx, desk):
        return []
    _ = desk.words_for(tx, user)
    text = _.mrkdwn(
        "Answers were written to what people said between rounds. If one is to yours, only you find it: "
        "type `/pulse replies` and your code."
    )
    return [divider(), context(text)]


def _has_answers(tx: Transaction, desk: Desk) -> bool:
    pulse = standing_pulse(tx)
    if pulse is None:
        return False
    since = desk.clock.now() - KEPT
    for each in pulses.rounds_of(tx, pulse.pulse, most=MONTHS):
        if each.state == RoundState.CLOSED and each.closes_at > since:
            written = [comment.comment for comment in pulses.comments_of(tx, each.round)]
            said = comments.lines_of(tx, written)
            if any(line.side != Side.AUTHOR for lines in said.values() for line in lines):
                return True
    return False


HOME = HomeSection(in_home, needs=NEEDS, order=65)
