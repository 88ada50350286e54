"""Duty in weekly turns."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rota import Rota

BERLIN = "Europe/Berlin"
ROTA = Rota(people=("UA", "UB", "UC"), starts=date(2026, 11, 2), at=time(9))


def at(local: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2026-11-02 08:59", None),
        ("2026-11-02 09:00", "UA"),
        ("2026-11-09 08:59", "UA"),
        ("2026-11-09 09:00", "UB"),
        ("2026-11-16 09:00", "UC"),
        ("2026-11-23 09:00", "UA"),
        ("2027-03-29 08:59", "UC"),
        ("2027-03-29 09:00", "UA"),
    ],
)
def test_turns_change_at_the_hour_of_the_department(moment: str, who: str | None) -> None:
    turn = ROTA.turn(at(moment), BERLIN)
    assert (ROTA.people[turn.index] if turn else None) == who


def test_the_next_weeks_before_the_first_begin_with_it() -> None:
    weeks = [turn.week for turn in ROTA.turns(at("2026-10-01 12:00"), BERLIN, 3)]
    assert weeks == [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]


def test_those_who_follow_step_in() -> None:
    assert ROTA.in_order(1) == ("UB", "UC", "UA")


@given(
    st.integers(0, 20 * 366 * 24 * 60).map(
        lambda minutes: datetime(2026, 11, 2, 8, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from([BERLIN, "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_every_moment_is_in_one_turn_and_turns_follow_without_a_gap(
    moment: datetime, zone: str, hour: time
) -> None:
    rota = ROTA.model_copy(update={"at": hour, "starts": date(2026, 10, 26)})
    now, then = rota.turns(moment, zone, 2)
    assert now == rota.turn(moment, zone)
    assert now.begins_at <= moment < now.ends_at == then.begins_at
    assert rota.on(now.week, zone) == now
    assert rota.on(now.week + timedelta(days=1), zone) is None
