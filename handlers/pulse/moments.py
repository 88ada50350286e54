"""When each is asked, or reminded: in their own hours, when they are back, and a little apart from the others."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from config.business_time import BusinessHours
from config.calendars import moment_of
from handlers.hours import SPREAD, apart, opening
from handlers.pulse.model import EARLIEST
from storage.absences import Absence

# Of those who work already, so many in a minute: everybody in a small team at once, and a company not in one second.
PER_MINUTE = 100


def moments(
    hours: Mapping[str, BusinessHours],
    now: datetime,
    opens_at: datetime | None = None,
    at: time | None = None,
    away: Mapping[str, Sequence[Absence]] | None = None,
) -> dict[str, datetime | None]:
    """When each is asked: None for at once, in the hours in which somebody works; else when they begin again, or at a time of
    the day of the round; who is away then, when they are back."""
    opens: dict[int, datetime] = {}
    found: dict[str, datetime | None] = {}
    absences, minutes = away or {}, min(SPREAD, len(hours) // PER_MINUTE)
    for person, theirs in hours.items():
        if id(theirs) not in opens:  # many share theirs
            opens[id(theirs)] = _opens(theirs, now, opens_at, at)
        moment = _back(theirs, opens[id(theirs)], absences.get(person, ()))
        moment += apart(person, SPREAD if moment > now else minutes)
        found[person] = moment if moment > now else None
    return found


def _back(hours: BusinessHours, moment: datetime, absences: Sequence[Absence]) -> datetime:
    """The same moment, or when somebody works again after their absence; `absences` in order."""
    for each in absences:
        if each.begins_at <= moment < each.ends_at:
            moment = opening(hours, each.ends_at)
    return moment


def _opens(
    hours: BusinessHours, now: datetime, opens_at: datetime | None, at: time | None
) -> datetime:
    if at is None or opens_at is None:
        return opening(hours, now)
    day = datetime.combine((opens_at + EARLIEST).date(), at)
    return opening(hours, max(now, moment_of(day, ZoneInfo(hours.zone))))
