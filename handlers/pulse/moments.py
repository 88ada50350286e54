"""When each is asked, or reminded: in their own hours, and a little apart from the others."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from config.business_time import BusinessHours
from config.calendars import moment_of
from handlers.hours import opening
from handlers.pulse.planning import EARLIEST

# Those whose working day begins at the same moment are asked within so many minutes.
SPREAD = 30


def moments(
    hours: Mapping[str, BusinessHours],
    now: datetime,
    opens_at: datetime | None = None,
    at: time | None = None,
) -> dict[str, datetime | None]:
    """When each is asked: None for at once, in the hours in which somebody works; else when they begin again, or at a time of
    the day of the round; a little apart from the others."""
    opens: dict[int, datetime] = {}
    found: dict[str, datetime | None] = {}
    for person, theirs in hours.items():
        if id(theirs) not in opens:  # many share theirs
            opens[id(theirs)] = _opens(theirs, now, opens_at, at)
        moment = opens[id(theirs)]
        apart = int.from_bytes(sha256(person.encode()).digest()[:4], "big") % SPREAD
        found[person] = moment + timedelta(minutes=apart) if moment > now else None
    return found


def _opens(
    hours: BusinessHours, now: datetime, opens_at: datetime | None, at: time | None
) -> datetime:
    if at is None or opens_at is None:
        return opening(hours, now)
    day = datetime.combine((opens_at + EARLIEST).date(), at)
    return opening(hours, max(now, moment_of(day, ZoneInfo(hours.zone))))
