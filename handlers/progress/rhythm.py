"""How often a requester hears of their request: what can be agreed, and when the next update is due by it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.business_time import BusinessHours, WorkingTime
from config.calendars import local_date, moment_of
from config.catalogue import Words

# When an update is due, its writer is asked for it so long before, in working time; sooner, if that is much of the whole.
LEAD, SHARE = timedelta(minutes=30), 4
# What is promised for a morning has this much of it.
MORNING, OF_THE_MORNING = time(7), timedelta(hours=1)
NONE, DAY = timedelta(), timedelta(days=1)

Until = Callable[[BusinessHours, datetime], datetime]


@dataclass(frozen=True)
class Rhythm:
    """One way in which updates follow each other: in words, and by when the next is due after one."""

    said: Callable[[Words], str]
    until: Until


def _every(span: WorkingTime) -> Until:
    return lambda hours, since: hours.add(since, span)


def _morning(hours: BusinessHours, since: datetime) -> datetime:
    """The first hour of the next working morning."""
    day, zone = local_date(since, hours.zone), ZoneInfo(hours.zone)
    while True:
        opening = hours.next_opening(moment_of(datetime.combine(day, MORNING), zone))
        if opening > since:
            return hours.add(opening, OF_THE_MORNING)
        day += DAY


# Whoever wants to hear of changes only still hears once a week that there was none: nobody waits without knowing.
RHYTHMS: Mapping[str, Rhythm] = {
    "2h": Rhythm(lambda _: _("every two hours"), _every(WorkingTime(time=timedelta(hours=2)))),
    "4h": Rhythm(lambda _: _("every four hours"), _every(WorkingTime(time=timedelta(hours=4)))),
    "morning": Rhythm(lambda _: _("every morning"), _morning),
    "2d": Rhythm(lambda _: _("every two working days"), _every(WorkingTime(days=2))),
    "changes": Rhythm(lambda _: _("only when something changes"), _every(WorkingTime(days=5))),
}


def next_due(hours: BusinessHours, since: datetime, agreed: str, usual: WorkingTime) -> datetime:
    """When the next update is due after one: as was agreed, or as the department usually has it."""
    rhythm = RHYTHMS.get(agreed)
    return rhythm.until(hours, since) if rhythm else hours.add(since, usual)


def prompt_at(hours: BusinessHours, since: datetime, due: datetime) -> datetime:
    """When whoever is to write an update is asked for it: within working hours, if there are any before it is due."""
    span = hours.between(since, due)
    if not span:
        return due - min(LEAD, max(due - since, NONE) / SHARE)
    return hours.add(since, span - min(LEAD, span / SHARE))
