"""When a person works: the hours that they chose, in their zone, but for the days off of whom they work for."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from config.business_time import NEVER_OPEN, Block, BusinessHours
from config.calendars import local_date, moment_of
from config.departments import Department
from handlers.desk import Desk
from handlers.directory.rules import departments_of, members_of
from storage import directory, preferences
from storage.directory import Person
from storage.preferences import Preferences
from storage.transaction import Transaction

WEEK = range(7)
# Those whose working day begins at the same moment are asked all at once within so many minutes.
SPREAD = 30


def hours_of(
    tx: Transaction, desk: Desk, user: str, chosen: Preferences | None = None
) -> BusinessHours:
    """When somebody works. Who knows already what they chose may say it."""
    organisation, known = desk.organisation, directory.person(tx, user)
    zone = known.zone if known else organisation.zone
    mine = departments_of(tx, organisation, user)
    # Whose days off count: those of their first department; of whoever works for none, the organisation's.
    calendar = organisation.hours(mine[0]) if mine else organisation.office_hours(zone)
    return _with_hours(calendar, zone, week_of(chosen or preferences.of(tx, user)))


@lru_cache(maxsize=2048)
def _with_hours(
    calendar: BusinessHours, zone: str, week: tuple[tuple[Block, ...], ...]
) -> BusinessHours:
    """The days off of a calendar, and the hours of somebody. What they have summed up of a year is kept with them."""
    return replace(calendar, zone=zone, week=week)


def week_of(chosen: Preferences) -> tuple[tuple[Block, ...], ...]:
    """The blocks of each day. Who works until after midnight does so in the morning of the next day."""
    opens, closes = time.fromisoformat(chosen.opens), time.fromisoformat(chosen.closes)
    midnight = time()
    if closes == midnight or opens < closes:
        return tuple(((opens, closes),) if day in chosen.days else () for day in WEEK)
    evening, morning = (opens, midnight), (midnight, closes)
    return tuple(
        (
            *((morning,) if (day - 1) % 7 in chosen.days else ()),
            *((evening,) if day in chosen.days else ()),
        )
        for day in WEEK
    )


def hours_of_many(
    tx: Transaction, desk: Desk, people: Iterable[Person]
) -> dict[str, BusinessHours]:
    """The same of many people, in a few questions to the database."""
    organisation, chosen = desk.organisation, preferences.of_all(tx)
    first: dict[str, Department] = {}
    for department in organisation.all:
        for user in members_of(tx, department):
            first.setdefault(user, department)
    found = {}
    for each in people:
        mine = first.get(each.user)
        calendar = organisation.hours(mine) if mine else organisation.office_hours(each.zone)
        week = week_of(chosen.get(each.user, preferences.DEFAULT))
        found[each.user] = _with_hours(calendar, each.zone, week)
    return found


def opening(hours: BusinessHours, at: datetime) -> datetime:
    """When somebody may be told of something: at that moment, if they work then, or when they begin again. Who never works
    again is told at once."""
    try:
        return hours.next_opening(at)
    except ValueError:
        return at


def apart(person: str, minutes: int = SPREAD) -> timedelta:
    """How much later than others somebody is asked: always the same."""
    if not minutes:
        return timedelta()
    return timedelta(minutes=int.from_bytes(sha256(person.encode()).digest()[:4], "big") % minutes)


def next_time(hours: BusinessHours, at: time, after: datetime) -> datetime:
    """When the clock of a working day shows a time next, later than a moment."""
    zone, first = ZoneInfo(hours.zone), local_date(after, hours.zone)
    for n in range(NEVER_OPEN):
        day = first + timedelta(days=n)
        moment = moment_of(datetime.combine(day, at), zone)
        if moment > after and hours.is_working_day(day):
            return moment
    return after + timedelta(days=1)
