"""Working time is exact: against a count day by day, in any zone, over every change of the clocks."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.business_time import (
    DAY,
    NONE,
    Block,
    Blocks,
    BusinessHours,
    Interval,
    WorkingTime,
)
from config.calendars import moment_of

HOUR = timedelta(hours=1)
# How long an example takes says something about the machine, not about the rule.
UNTIMED = settings(deadline=None)
NINE_TO_FIVE: Blocks = ((time(9), time(17)),)
OFFICE = (*(NINE_TO_FIVE,) * 5, (), ())
ALWAYS = (((time(), time()),),) * 7
BERLIN = BusinessHours(
    "Europe/Berlin", OFFICE, frozenset({date(2026, 12, 25)}), {date(2026, 12, 24): ((time(9), time(12)),)}
)  # fmt: skip


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-18 10:00", 4, "2026-11-18 14:00"),
        ("2026-11-18 10:00", 7, "2026-11-18 17:00"),  # what ends at closing gives the closing
        ("2026-11-18 17:00", 0, "2026-11-19 09:00"),  # nothing at closing gives the next opening
        ("2026-11-18 16:59", 0, "2026-11-18 16:59"),
        ("2026-11-18 08:00", 0, "2026-11-18 09:00"),
        ("2026-11-20 16:00", 2, "2026-11-23 10:00"),  # over a week-end
        ("2026-12-23 16:00", 5, "2026-12-28 10:00"),  # a half day, a holiday and a week-end
        ("2026-12-24 12:00", 0, "2026-12-28 09:00"),
    ],
)
def test_adding_working_time(start: str, hours: int, expected: str) -> None:
    assert BERLIN.add(at(start), hours * HOUR) == at(expected)
    assert BERLIN.between(at(start), at(expected)) == hours * HOUR


def test_a_day_is_as_long_as_the_average_working_day() -> None:
    friday: Blocks = ((time(9), time(12)),)
    hours = BusinessHours("UTC", (*(NINE_TO_FIVE,) * 4, friday, (), ()))
    assert hours.day == 7 * HOUR
    assert hours.length(WorkingTime(2, HOUR)) == 15 * HOUR
    assert hours.add(at("2026-11-16 09:00", "UTC"), WorkingTime(5)) == at("2026-11-20 12:00", "UTC")


def test_pauses_are_not_counted() -> None:
    pauses = [
        (at("2026-11-18 11:00"), at("2026-11-18 12:00")),
        (at("2026-11-18 11:30"), at("2026-11-18 13:00")),  # they may overlap
        (at("2026-11-18 18:00"), at("2026-11-19 10:00")),
    ]
    start = at("2026-11-18 10:00")
    assert BERLIN.add(start, HOUR, pauses) == at("2026-11-18 11:00")
    assert BERLIN.add(start, 5 * HOUR, pauses) == at("2026-11-18 17:00")
    assert BERLIN.add(start, 6 * HOUR, pauses) == at("2026-11-19 11:00")
    assert BERLIN.between(start, at("2026-11-19 11:00"), pauses) == 6 * HOUR
    assert BERLIN.add(at("2026-11-18 11:10"), NONE, pauses) == at("2026-11-18 13:00")
    assert BERLIN.add(at("2026-11-18 17:00"), NONE, pauses) == at("2026-11-19 10:00")


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-10-25", 25),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Africa/Cairo", "2026-04-24", 23),  # its first hour is missing
        ("Africa/Cairo", "2026-10-29", 25),  # its last hour comes twice
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Pacific/Apia", "2011-12-30", 0),  # there was none
    ],
)
def test_a_day_that_is_open_from_0_to_24_counts_as_long_as_it_is(
    zone: str, day: str, hours: float
) -> None:
    always, midnight = BusinessHours(zone, ALWAYS), datetime.fromisoformat(day)
    start, end = (moment_of(midnight + n * DAY, ZoneInfo(zone)) for n in (0, 1))
    assert always.between(start, end) == hours * HOUR == end - start
    assert always.is_working_day(midnight.date()) == bool(hours)


def test_an_opening_in_the_missing_hour_begins_after_it() -> None:
    hours = BusinessHours("Europe/Berlin", (((time(2, 30), time(6)),),) * 7)
    before = at("2026-03-29 00:00")
    assert hours.next_opening(before) == at("2026-03-29 03:00")
    assert hours.add(before, 3 * HOUR) == at("2026-03-29 06:00")


def test_hours_that_are_missing_altogether_are_none() -> None:
    hours = BusinessHours("Europe/Berlin", (((time(2), time(3)),),) * 7)
    assert not hours.is_working_day(date(2026, 3, 29))
    assert hours.next_opening(at("2026-03-28 12:00")) == at("2026-03-30 02:00")


def test_a_doubled_hour_opens_at_its_first() -> None:
    hours = BusinessHours("Europe/Berlin", (((time(2), time(6)),),) * 7)
    first = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert hours.next_opening(at("2026-10-24 12:00")) == first
    assert hours.add(first, 5 * HOUR) == at("2026-10-25 06:00")


def test_a_day_that_comes_again_for_a_minute_belongs_to_the_new_one() -> None:
    """Newfoundland put its clocks back at one minute past midnight, into the day before."""
    zone = "America/St_Johns"
    night = BusinessHours(zone, (((time(), time(6)),),) * 7)
    midnight = at("2010-11-07 00:00", zone)
    assert night.is_open(midnight + timedelta(minutes=30))  # the clock shows Saturday, 23:30
    assert night.between(midnight - HOUR, midnight + timedelta(minutes=30)) == timedelta(minutes=30)
    assert night.between(midnight, at("2010-11-07 06:00", zone)) == 7 * HOUR


def test_a_day_at_the_weekend_that_is_worked_by_law_has_the_hours_of_the_day_before() -> None:
    half: Blocks = ((time(9), time(12)),)
    days = {date(2026, 12, 12): True, date(2026, 12, 14): False}
    hours = BusinessHours("UTC", (*(NINE_TO_FIVE,) * 4, half, (), ()), public=lambda _year: days)
    assert hours.between(at("2026-12-12 00:00", "UTC"), at("2026-12-15 00:00", "UTC")) == 3 * HOUR


def test_what_is_never_open_says_so() -> None:
    never = BusinessHours("UTC", ((),) * 7)
    with pytest.raises(ValueError, match="nothing is open in 2026"):
        never.add(at("2026-11-18 10:00"), HOUR)


TIMES = st.integers(0, 95).map(lambda quarters: time(quarters // 4, quarters % 4 * 15))
ZONES = st.sampled_from(
    ["Europe/Berlin", "Africa/Cairo", "Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe", "America/Havana"]
) | st.sampled_from(sorted(available_timezones()))  # fmt: skip
# Weeks in which one of these zones changes its clocks, and any other.
NIGHTS = ["2026-03-29", "2026-10-25", "2026-04-24", "2026-10-29", "2010-11-07", "2011-12-30", "2026-11-01"]  # fmt: skip
MOMENTS = st.builds(
    lambda day, minutes, micro: at(f"{day} 00:00", "UTC") + timedelta(minutes=minutes, microseconds=micro),
    st.sampled_from(NIGHTS) | st.dates(date(1975, 1, 1), date(2040, 1, 1)).map(str),
    st.integers(-5 * 24 * 60, 5 * 24 * 60),
    st.sampled_from([0, 0, 0, 1, 999_999]),
)  # fmt: skip
SPANS = st.builds(timedelta, minutes=st.integers(0, 14 * 24 * 60))


@st.composite
def blocks(draw: st.DrawFn) -> Blocks:
    """Up to three, in order; the last may end at midnight."""
    bounds = sorted(draw(st.sets(TIMES, min_size=2, max_size=6)))
    found = [(start, end) for start, end in pairwise(bounds)][::2]
    return (*found[:-1], (found[-1][0], draw(st.sampled_from([found[-1][1], time()]))))


@st.composite
def hours(draw: st.DrawFn) -> BusinessHours:
    week = draw(st.lists(blocks() | st.just(()), min_size=7, max_size=7).filter(any))
    days = st.sampled_from(
        [date.fromisoformat(night) + n * DAY for night in NIGHTS for n in (-1, 0, 1)]
    )
    return BusinessHours(
        draw(ZONES),
        tuple(week),
        draw(st.frozensets(days, max_size=4)),
        draw(st.dictionaries(days, blocks() | st.just(()), max_size=4)),
    )


@st.composite
def pauses(draw: st.DrawFn, start: datetime) -> Sequence[Interval]:
    return [
        (start + since, start + since + length)
        for since, length in draw(st.lists(st.tuples(SPANS, SPANS), max_size=3))
    ]


def openings(known: BusinessHours, start: datetime, end: datetime) -> Iterator[Interval]:
    """Day by day: what the sums must agree with."""
    zone, day = ZoneInfo(known.zone), start.astimezone(ZoneInfo(known.zone)).date() - 2 * DAY
    while day <= end.astimezone(zone).date() + 2 * DAY:
        own: Sequence[Block] = () if day in known.closed else known.week[day.weekday()]
        for opens, closes in known.dates.get(day, own):
            last = day + DAY if closes == time() else day
            found = tuple(
                moment_of(datetime.combine(each, clock), zone)
                for each, clock in ((day, opens), (last, closes))
            )
            if found[0] < end and start < found[1]:
                yield max(start, found[0]), min(end, found[1])
        day += DAY


@UNTIMED
@given(hours(), MOMENTS, SPANS)
def test_the_sums_agree_with_day_by_day(
    known: BusinessHours, start: datetime, span: timedelta
) -> None:
    found = list(openings(known, start, start + span))
    assert known.between(start, start + span) == sum((b - a for a, b in found), NONE)
    if found:
        assert known.next_opening(start) == found[0][0]
    assert known.is_open(start) == (known.next_opening(start) == start)


@UNTIMED
@given(st.data(), hours(), MOMENTS, SPANS)
def test_adding_then_measuring_gives_back_the_same(
    data: st.DataObject, known: BusinessHours, start: datetime, span: timedelta
) -> None:
    paused = data.draw(pauses(start))
    end = known.add(start, span, paused)
    assert known.between(start, end, paused) == span
    # Nights, week-ends, holidays and pauses never count: it ends while somebody works, or as they close.
    moment = end - timedelta.resolution if span else end
    assert known.is_open(moment)
    assert not any(since <= moment < until for since, until in paused)


@UNTIMED
@given(st.data(), hours(), MOMENTS)
def test_two_zones_agree_on_the_instant(
    data: st.DataObject, known: BusinessHours, start: datetime
) -> None:
    span, elsewhere = data.draw(SPANS), ZoneInfo(data.draw(ZONES))
    there = start.astimezone(elsewhere)
    end = known.add(start, span)
    assert known.add(there, span) == end
    assert known.between(there, end.astimezone(elsewhere)) == known.between(start, end)
    assert known.next_opening(there) == known.next_opening(start)
    assert known.is_open(there) == known.is_open(start)


@UNTIMED
@given(hours(), MOMENTS, SPANS, SPANS)
def test_working_time_adds_up(
    known: BusinessHours, start: datetime, one: timedelta, two: timedelta
) -> None:
    middle, end = start + one, start + one + two
    assert known.between(start, end) == known.between(start, middle) + known.between(middle, end)
    assert known.add(start, one + two) == known.add(known.add(start, one), two) or not two
    assert known.add(start, one) <= known.add(start, one + two)


@UNTIMED
@given(hours(), MOMENTS)
def test_what_ends_at_closing_gives_the_closing(known: BusinessHours, start: datetime) -> None:
    opens, closes = next(openings(known, known.next_opening(start), start + 400 * DAY))
    assert known.add(opens, closes - opens) == closes
    assert known.add(closes, NONE) == known.next_opening(closes) >= closes
    assert known.is_open(known.next_opening(closes))
