"""Moments and spans, as people read them in their zone and language."""

from datetime import UTC, datetime, time, timedelta

import pytest

from config.business_time import BusinessHours, WorkingTime
from config.catalogue import words

NOW = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "ahead", "expected"),
    [
        ("en-GB", "Europe/Berlin", timedelta(), "14:05 CET"),
        ("en-GB", "Europe/Berlin", timedelta(hours=9), "23:05 CET"),
        ("en-GB", "Europe/Berlin", timedelta(hours=10), "Sat 21 Nov, 00:05 CET"),
        # The same moments, read where it is still, or already, another day.
        ("en-GB", "America/New_York", timedelta(hours=10), "18:05 EST"),
        ("en-GB", "Asia/Kathmandu", timedelta(hours=6), "Sat 21 Nov, 00:50 +0545"),
        ("en-GB", "Europe/Berlin", timedelta(days=-1), "Thu 19 Nov, 14:05 CET"),
        ("en-GB", "Europe/Berlin", timedelta(days=60), "Tue, 19 Jan 2027, 14:05 CET"),
        ("en-US", "America/New_York", timedelta(days=3), "Mon, Nov 23, 8:05\u202fAM EST"),
        ("de", "Europe/Berlin", timedelta(days=3), "Mo., 23. Nov., 14:05 CET"),
        ("hu", "Europe/Budapest", timedelta(days=3), "nov. 23., H, 14:05 CET"),
    ],
)
def test_a_moment_is_said_with_its_day_where_that_is_not_today(
    language: str, zone: str, ahead: timedelta, expected: str
) -> None:
    assert words(language, zone).when(NOW + ahead, NOW) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (WorkingTime(time=timedelta(hours=4)), "4 working hours"),
        (WorkingTime(time=timedelta(hours=1)), "1 working hour"),
        (WorkingTime(time=timedelta(minutes=30)), "30 working minutes"),
        (WorkingTime(2), "2 working days"),
        (WorkingTime(1, timedelta(hours=2)), "1 working day and 2 hours"),
        (WorkingTime(0, timedelta(minutes=90)), "1 working hour and 30 minutes"),
        (WorkingTime(1, timedelta(minutes=61)), "1 working day, 1 hour and 1 minute"),
        # What was measured is as exact as people would say it.
        (timedelta(seconds=3), "1 working minute"),
        (timedelta(minutes=89, seconds=31), "1 working hour and 30 minutes"),
        (timedelta(hours=5, minutes=31), "6 working hours"),
    ],
)
def test_how_much_working_time(span: WorkingTime | timedelta, expected: str) -> None:
    assert words("en-GB").working(span) == expected


def test_what_was_measured_is_said_in_days_if_it_is_long() -> None:
    nine_to_five = (((time(9), time(17)),),) * 5 + ((), ())
    hours = BusinessHours("UTC", nine_to_five)
    assert hours.in_days(timedelta(hours=27)) == WorkingTime(3)
    assert hours.in_days(timedelta(hours=16)) == WorkingTime(time=timedelta(hours=16))


def test_a_moment_of_another_year_is_read_with_it() -> None:
    here = words("en", "Europe/Berlin")
    year_ago = NOW - timedelta(days=400)
    assert str(year_ago.year) not in here.moment(year_ago)
    assert str(year_ago.year) in here.moment(year_ago, NOW)
    assert here.moment(NOW, NOW) == here.moment(NOW)
