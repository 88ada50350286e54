"""How an absence's days are said."""

from datetime import date

from config.calendars import local_date
from config.catalogue import Mrkdwn, Words
from handlers.cover import day, last_day, zone_of
from handlers.desk import Desk
from storage.absences import Absence
from storage.transaction import Transaction


def until(_: Words, iso: object) -> str:
    """A day that was kept."""
    return day(_, date.fromisoformat(str(iso)))


def first_day(tx: Transaction, desk: Desk, absence: Absence) -> date:
    """The day it begins, where they are."""
    return local_date(absence.begins_at, zone_of(tx, desk, absence.user))


def days_of(tx: Transaction, desk: Desk, _: Words, absence: Absence) -> Mrkdwn:
    """`from Mon 30 Nov to Fri 4 Dec`, or `on Mon 30 Nov`."""
    first, last = first_day(tx, desk, absence), last_day(tx, desk, absence)
    if first >= last:
        return _.mrkdwn("on {day}", day=day(_, last))
    return _.mrkdwn("from {first} to {last}", first=day(_, first), last=day(_, last))


def why_not(_: Words, trouble: str) -> str:
    """Why a calendar can't be read."""
    return {
        "address": _("its address isn't a public one that begins with https://."),
        "unreachable": _("its address doesn't answer."),
        "refused": _("its address answers that there's nothing to read, or not for me."),
        "too_slow": _("its address takes longer than five seconds."),
        "too_large": _("it's larger than 1 MB. Share a calendar with fewer or newer events."),
        "too_many": _("it has too many events, or events that repeat too often."),
        "unreadable": _("what stands there isn't a calendar in the iCalendar format (.ics)."),
    }.get(trouble, trouble)
