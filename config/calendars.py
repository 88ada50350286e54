"""Wall-clock rules: the moment of a time of day, in a zone, on working days.

APScheduler knows the working days. The moment is computed here, because its triggers fire twice
in the autumn hour that repeats, and an hour late in the spring hour that is skipped.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

WORKING_DAYS = CronTrigger(day_of_week="mon-fri", hour=0, minute=0, second=0, timezone=UTC)
SMALLEST_STEP = timedelta(seconds=1)


def next_daily(after: datetime, at: time, zone: str, holidays: Collection[date]) -> datetime:
    """The next moment, in UTC and later than `after`, when a working day's clock shows `at`.

    Where the clock skips `at`, the first moment after the gap; where it shows it twice, the first.
    """
    day = local_date(after, zone)
    while True:
        day = _working_day(day, holidays)
        moment = _moment(day, at, ZoneInfo(zone))
        # A zone that crosses the date line skips a whole day: it has no morning.
        if moment > after and local_date(moment, zone) == day:
            return moment
        day += timedelta(days=1)


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of an aware moment in the zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(ZoneInfo(zone)).date()


def _working_day(day: date, holidays: Collection[date]) -> date:
    """This day, or the next that is neither on a weekend nor a holiday."""
    while True:
        start = datetime.combine(day, time(), UTC)
        found = WORKING_DAYS.get_next_fire_time(None, start)
        if found is None:
            raise OverflowError("no working day is left in the calendar")
        day = found.date()
        if day not in holidays:
            return day
        day += timedelta(days=1)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0), zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return _end_of_gap(local.replace(fold=1).astimezone(UTC), moment, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The transition between two moments; the first still has the old offset."""
    old = before.astimezone(zone).utcoffset()
    while after - before > SMALLEST_STEP:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
