"""When a message may reach a person who did not just act."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.business_time import BusinessHours
from handlers.hours import opening, week_of
from handlers.notify import day_of
from handlers.presence import JUST_NOW, MANY, Presence
from storage.preferences import Preferences

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
HOLIDAYS = frozenset({date(2026, 12, 25)})
ZONES = ["Europe/Oslo", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC"]


def hours(zone: str) -> BusinessHours:
    """Of somebody who chose nothing."""
    return BusinessHours(zone, week_of(Preferences()), HOLIDAYS)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-18 06:59", "2026-11-18 07:00"),
        ("2026-11-18 07:00", "2026-11-18 07:00"),
        ("2026-11-18 19:59", "2026-11-18 19:59"),
        ("2026-11-18 20:00", "2026-11-19 07:00"),
        ("2026-11-20 23:00", "2026-11-23 07:00"),
        ("2026-11-21 12:00", "2026-11-23 07:00"),
        ("2026-12-24 20:00", "2026-12-28 07:00"),
        ("2026-12-25 12:00", "2026-12-28 07:00"),
    ],
)
def test_by_night_and_on_days_off_it_waits_for_the_morning(now: str, until: str) -> None:
    oslo = ZoneInfo("Europe/Oslo")
    moment = datetime.fromisoformat(now).replace(tzinfo=oslo)
    expected = datetime.fromisoformat(until).replace(tzinfo=oslo)
    assert opening(hours("Europe/Oslo"), moment) == expected


@given(
    st.integers(0, 20 * 366 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    st.sampled_from(ZONES),
)
def test_what_waits_comes_at_a_moment_that_suits(now: datetime, zone: str) -> None:
    until = opening(hours(zone), now)
    assert hours(zone).is_open(until)
    assert now <= until <= now + timedelta(days=6)
    first, beyond = day_of(hours(zone), until)
    assert first <= until < beyond
    assert beyond - first <= timedelta(hours=25)


def test_who_acted_is_there_for_a_quarter_of_an_hour() -> None:
    presence = Presence()
    presence.acted("U1", NOW)
    assert presence.is_here("U1", NOW + JUST_NOW)
    assert not presence.is_here("U1", NOW + JUST_NOW + timedelta(seconds=1))
    assert not presence.is_here("U2", NOW)


def test_only_those_who_are_there_are_remembered_of_many() -> None:
    presence = Presence()
    for number in range(3 * MANY):
        presence.acted(f"U{number}", NOW + number * timedelta(seconds=1))
    assert len(presence._acted) <= MANY  # what it forgets nobody can ask for
