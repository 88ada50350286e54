"""What Home says of absences: one's own, and for whom one covers."""

from collections.abc import Sequence

from config.catalogue import Mrkdwn, Words
from handlers.absence.ids import AbsenceAction
from handlers.absence.words import days_of
from handlers.blockkit import Block
from handlers.blocks import button, section
from handlers.cover import absence_of, stand_in
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.offers import HomeSection
from storage import absences
from storage.absences import Absence
from storage.transaction import Transaction


def _own(tx: Transaction, desk: Desk, user: str, _room: int) -> Sequence[Block]:
    """The present absence, or the next one."""
    coming = absences.to_come(tx, user, desk.clock.now(), limit=1)
    if not coming:
        return []
    _ = desk.words_for(tx, user)
    change = button(_("Change…"), AbsenceAction.OPEN, "open")
    return [section(said(tx, desk, _, coming[0]), accessory=change)]


def said(tx: Transaction, desk: Desk, _: Words, absence: Absence) -> Mrkdwn:
    """An absence as whoever is away reads it."""
    days = days_of(tx, desk, _, absence)
    now = absence_of(tx, desk, absence.user)
    who = stand_in(tx, desk, absence.user) if now and now.id == absence.id else absence.cover
    if who is not None and who != absence.user:
        return _.mrkdwn(
            ":palm_tree: You're away {days}. {who} covers.", days=days, who=name_of(tx, who)
        )
    if absence.begins_at > desk.clock.now():
        return _.mrkdwn(
            ":palm_tree: You're away {days}. Whoever is on duty then covers.", days=days
        )
    return _.mrkdwn(":palm_tree: You're away {days}. No one covers.", days=days)


HOME = HomeSection(_own, needs=1, order=12)
