"""A working morning is one moment: on ordinary days, on both daylight-saving nights, anywhere."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from config.calendars import local_date, next_daily

NINE = time(9)
SATURDAY = 5
# How long an example takes says something about the machine, not about the rule.
UNTIMED = settings(deadline=None)
ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.integers(
    int(datetime(1975, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2037, 1, 1, tzinfo=UTC).timestamp()),
).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
# Every hour of the nights on which these zones change their clocks, and some around them.
CHANGES = st.sampled_from(
    [
        ("Europe/Berlin", datetime(2026, 3, 29, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 25, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 8, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 4, 23, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 10, 29, tzinfo=UTC)),
        ("Asia/Tehran", datetime(2021, 9, 21, tzinfo=UTC)),
        ("Pacific/Apia", datetime(2011, 12, 29, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, tzinfo=UTC)),
        ("America/St_Johns", datetime(2010, 11, 6, tzinfo=UTC)),
    ]
)


def working(*holidays: date) -> Callable[[date], bool]:
    return lambda day: day.weekday() < SATURDAY and day not in holidays


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-11-18 08:59", "2026-11-18 09:00"),
        ("2026-11-18 09:00", "2026-11-19 09:00"),
        ("2026-11-20 10:00", "2026-11-23 09:00"),
        ("2026-11-21 08:00", "2026-11-23 09:00"),
        ("2026-12-24 10:00", "2026-12-29 09:00"),
    ],
)
def test_the_next_working_morning(after: str, expected: str) -> None:
    works = working(date(2026, 12, 25), date(2026, 12, 28))
    found = next_daily(at(after, "Europe/Berlin"), NINE, "Europe/Berlin", works)
    assert found == at(expected, "Europe/Berlin")
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "after", "daily", "expected"),
    [
        # Cairo skips 00:00 to 01:00 on Friday 24 April 2026.
        ("Africa/Cairo", "2026-04-23 12:00", time(0, 30), "2026-04-23 22:00"),
        ("Africa/Cairo", "2026-04-23 12:00", time(1, 0), "2026-04-23 22:00"),
        # And shows 23:00 to 24:00 twice on Thursday 29 October.
        ("Africa/Cairo", "2026-10-29 12:00", time(23, 30), "2026-10-29 20:30"),
        ("Africa/Cairo", "2026-10-29 20:30", time(23, 30), "2026-10-30 21:30"),
        # Tehran showed 23:00 to 24:00 of Tuesday 21 September 2021 twice.
        ("Asia/Tehran", "2021-09-21 19:15", time(23, 15), "2021-09-22 19:45"),
        # Samoa had no Friday 30 December 2011.
        ("Pacific/Apia", "2011-12-29 20:00", NINE, "2012-01-01 19:00"),
    ],
)
def test_clock_changes_on_working_days(zone: str, after: str, daily: time, expected: str) -> None:
    assert next_daily(at(after), daily, zone, working()) == at(expected)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its zone"):
        next_daily(datetime(2026, 1, 1), NINE, "UTC", working())  # noqa: DTZ001 - the point of the test


def test_the_calendar_ends() -> None:
    with pytest.raises(OverflowError):
        next_daily(datetime(9999, 12, 31, 23, 59, tzinfo=UTC), NINE, "UTC", working())


def test_a_day_belongs_to_a_zone() -> None:
    moment = at("2026-11-20 23:30")
    assert local_date(moment, "Europe/Berlin") == date(2026, 11, 21)
    assert local_date(moment, "America/New_York") == date(2026, 11, 20)


def holds(found: datetime, after: datetime, daily: time, zone: str) -> None:
    local = found.astimezone(ZoneInfo(zone))
    assert found.tzinfo is UTC
    assert found > after
    assert local.weekday() < 5
    if local.time() != daily:
        # Only a time the clock skipped may move: the moment is then the end of the gap.
        assert local.time() > daily
        just_before = (found - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
        assert just_before.replace(tzinfo=None) < datetime.combine(local.date(), daily)


@UNTIMED
@given(MOMENTS, TIMES, ZONES)
def test_it_is_a_working_days_time_after_the_moment(
    after: datetime, daily: time, zone: str
) -> None:
    holds(next_daily(after, daily, zone, working()), after, daily, zone)


@UNTIMED
@given(MOMENTS, TIMES, ZONES)
def test_once_a_day_in_order(after: datetime, daily: time, zone: str) -> None:
    first = next_daily(after, daily, zone, working())
    second = next_daily(first, daily, zone, working())
    assert local_date(second, zone) > local_date(first, zone)


@UNTIMED
@given(CHANGES, st.integers(-72 * 60, 72 * 60), TIMES)
def test_it_holds_around_every_kind_of_clock_change(
    change: tuple[str, datetime], minutes: int, daily: time
) -> None:
    zone, night = change
    after = night + timedelta(minutes=minutes)
    first = next_daily(after, daily, zone, working())
    holds(first, after, daily, zone)
    assert local_date(next_daily(first, daily, zone, working()), zone) > local_date(first, zone)


@UNTIMED
@given(MOMENTS, TIMES, ZONES)
def test_nothing_is_left_out(after: datetime, daily: time, zone: str) -> None:
    """Asked a moment before what it answered, it answers the same."""
    found = next_daily(after, daily, zone, working())
    earlier = found - timedelta(microseconds=1)
    assume(earlier > after)
    assert next_daily(earlier, daily, zone, working()) == found


@UNTIMED
@given(MOMENTS, ZONES)
def test_a_holiday_is_skipped(after: datetime, zone: str) -> None:
    holiday = local_date(next_daily(after, NINE, zone, working()), zone)
    assert local_date(next_daily(after, NINE, zone, working(holiday)), zone) > holiday
