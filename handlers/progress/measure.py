"""How well promises are kept, and for how much of their waiting requesters could see by when they would hear."""

from datetime import timedelta

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from handlers.blockkit import Block
from handlers.blocks import divider, section
from handlers.desk import Desk
from handlers.offers import HomeSection, MorningRow, ServiceFigure
from storage import promises
from storage.promises import KeptRate
from storage.transaction import Transaction

# So many days back is measured.
DAYS = 60
# Of fewer promises nothing is said beside a pulse; from this share on it is as it should be.
FEWEST, GOOD = 5, 0.9
WINDOW, HOUR = timedelta(days=DAYS), timedelta(hours=1)


def share_covered(tx: Transaction, desk: Desk, department: str | None = None) -> float | None:
    """The share of the hours in which requesters waited, and could see a time, not yet passed, by which they would hear; of
    one department, or of all. Of stretches that ended in the last 60 days; None if there is none.

    A stretch ends with a word, with the line that there is none, and with the waiting. While the department waits for the
    requester, they don't wait for it.
    """
    waited, seen = promises.covered(tx, desk.clock.now() - WINDOW, department)
    return seen / waited if waited else None


def _rate(_: Words, kept: KeptRate) -> Mrkdwn:
    every = kept.kept + kept.missed
    return _.mrkdwn(
        "{kept} of {every} promises to requesters kept in {days} days",
        kept=kept.kept,
        every=every,
        days=DAYS,
    )


def kept_here(tx: Transaction, desk: Desk, _: Words, department: Department) -> MorningRow | None:
    """A department's part of its morning line."""
    kept = promises.kept(tx, desk.clock.now() - WINDOW, department=department.key)
    if not kept.kept + kept.missed:
        return None
    share = share_covered(tx, desk, department.key)
    lines = [Mrkdwn(f"{_rate(_, kept)}.")]
    if share is not None:
        # Rounded down: a hundred per cent is all of it.
        percent = int(share * 100)
        lines.append(
            _.mrkdwn(
                "Requesters could see by when they'd hear for {percent} % of their waiting time.",
                percent=percent,
            )
        )
    return MorningRow(lines)


def promises_kept(
    tx: Transaction, desk: Desk, _: Words, department: Department
) -> ServiceFigure | None:
    """Beside what people feel of it. None if it promised little."""
    kept = promises.kept(tx, desk.clock.now() - WINDOW, department=department.key)
    every = kept.kept + kept.missed
    if every < FEWEST:
        return None
    said = _.mrkdwn("{kept} of {all} promises of news kept", kept=kept.kept, all=every)
    return ServiceFigure(said, kept.kept >= GOOD * every)


def _mine(tx: Transaction, desk: Desk, user: str, _room: int) -> list[Block]:
    """Nothing for whoever has promised nothing."""
    kept = promises.kept(tx, desk.clock.now() - WINDOW, user=user)
    if not kept.kept + kept.missed:
        return []
    _ = desk.words_for(tx, user)
    return [divider(), section(_.mrkdwn("*Your promises*\n{rate}.", rate=_rate(_, kept)))]


HOME = HomeSection(_mine, needs=2, order=40)
