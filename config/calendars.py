"""Wall-clock rules: the moment of a time of day, in a zone, on working days.

APScheduler's trigger tells when a clock on the wall shows it next. Which moment that is, is computed here: in a zone, triggers
fire twice in the autumn hour that repeats, and an hour late in the spring hour that is skipped, or not at all.
"""

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from apscheduler.triggers.calendarinterval import CalendarIntervalTrigger

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def next_daily(after: datetime, at: time, zone: str, works: Callable[[date], bool]) -> datetime:
    """The next moment, in UTC and later than `after`, when the clock of a day on which somebody works shows `at`.

    Where the clock skips `at`, the first moment after the gap; where it shows it twice, the first.
    """
    shown = datetime.combine(local_date(after, zone), at, UTC) - DAY
    while True:
        shown = _daily(at).get_next_fire_time(shown, shown)
        if not works(shown.date()):
            continue
        moment = moment_of(shown, ZoneInfo(zone))
        # A zone that crosses the date line skips a whole day: it has no morning.
        if moment > after and local_date(moment, zone) == shown.date():
            return moment


@cache
def _daily(at: time) -> CalendarIntervalTrigger:
    """On a wall whose clock never changes."""
    return CalendarIntervalTrigger(
        days=1, hour=at.hour, minute=at.minute, second=at.second, timezone=UTC
    )


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of an aware moment in the zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(ZoneInfo(zone)).date()


def moment_of(shown: datetime, zone: ZoneInfo) -> datetime:
    """When the zone's clock shows what this one shows, for the first time; after a gap, if it falls into it. In UTC."""
    local = shown.replace(tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return _end_of_gap(local.replace(fold=1).astimezone(UTC), moment, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second in which the zone's offset changes between two moments."""
    old = before.astimezone(zone).utcoffset()
    seconds = range(round((after - before) / SECOND))
    return before + SECOND * bisect_left(
        seconds, True, key=lambda n: (before + n * SECOND).astimezone(zone).utcoffset() != old
    )


def latest_day(first: date, until: date, *, weeks: int = 0, months: int = 0) -> date:
    """The last day up to `until` that recurs from a first one on, every so many weeks or months."""
    if until <= first:
        return first
    if weeks:
        return first + (until - first).days // (7 * weeks) * 7 * weeks * DAY
    passed = _months_between(first, until) // months * months
    day = _shifted(first, passed)
    return day if day <= until else _shifted(first, passed - months)


def next_day(first: date, after: date, *, weeks: int = 0, months: int = 0) -> date:
    """The first such day that is later than `after`."""
    if first > after:
        return first
    latest = latest_day(first, after, weeks=weeks, months=months)
    if months:
        return _shifted(first, _months_between(first, latest) + months)
    shown = datetime.combine(latest, time(), UTC)
    found: datetime = _weekly(weeks).get_next_fire_time(shown, shown)
    return found.date()


@cache
def _weekly(weeks: int) -> CalendarIntervalTrigger:
    return CalendarIntervalTrigger(weeks=weeks, timezone=UTC)


def _months_between(first: date, until: date) -> int:
    return 12 * (until.year - first.year) + until.month - first.month


def _shifted(first: date, months: int) -> date:
    """So many months later; in a month without such a day its last one, where APScheduler would leave the month out."""
    years, month = divmod(first.month - 1 + months, 12)
    begin = date(first.year + years, month + 1, 1)
    last = (begin.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    return begin.replace(day=min(first.day, last.day))
