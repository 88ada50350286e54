"""Moments and spans, as people read them in their zone and language."""

from datetime import UTC, datetime, timedelta

import pytest

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
