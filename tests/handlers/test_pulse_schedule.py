"""When a pulse is asked again, and what: every day that recurs is found, and every question comes before one repeats."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.business_time import BusinessHours
from config.calendars import next_day
from handlers.pulse.model import Audience, Every, Plan, Question, Scale
from handlers.pulse.moments import moments
from handlers.pulse.planning import begins


def question(key: str) -> Question:
    return Question(key=key, scale=Scale.AGREE, text={"": key})


def planned(**more: object) -> Plan:
    given = {"name": "n", "audience": Audience.EVERYONE, "questions": (), "days": 3}
    return Plan.model_validate({**given, **more})


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 800), st.sampled_from([1, 2]))
def test_weeks_recur_on_the_same_weekday(first: date, later: int, weeks: int) -> None:
    after = first + timedelta(days=later)
    found = next_day(first, after, weeks=weeks)
    assert found > after
    assert (found - first).days % (7 * weeks) == 0
    assert found - after <= timedelta(weeks=weeks)


@given(DAYS, st.integers(0, 800), st.sampled_from([1, 3]))
def test_months_recur_on_the_same_day_or_the_last(first: date, later: int, months: int) -> None:
    after = first + timedelta(days=later)
    found = next_day(first, after, months=months)
    assert found > after
    assert (found.year * 12 + found.month - first.year * 12 - first.month) % months == 0
    assert found.day == first.day or (found + timedelta(days=1)).day == 1
    assert (found - after).days <= 31 * months


@given(DAYS, st.integers(0, 500), st.sampled_from(list(Every)))
def test_the_latest_round_is_not_of_tomorrow_nor_of_before_the_last(
    first: date, later: int, every: Every
) -> None:
    plan, today = planned(first=first, every=every), first + timedelta(days=later)
    day, following = plan.day_of(today), plan.next_day(plan.day_of(today))
    assert first <= day <= today
    assert following is None or following > today


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_in_the_nights_of_summer_time_everybody_is_asked_once_on_the_day(day: str) -> None:
    """Half past two is not, or twice, in the one or the other."""
    always = tuple(((time(), time()),) for _ in range(7))
    hours = BusinessHours("Europe/Berlin", always)
    opens = begins(date.fromisoformat(day))
    [moment] = moments({"ann": hours}, opens, opens, time(2, 30)).values()
    assert moment is not None
    local = moment.astimezone(ZoneInfo("Europe/Berlin"))
    assert local.date().isoformat() == day
    assert 2 <= local.hour <= 4


def test_a_company_is_not_asked_in_one_second_and_a_team_is() -> None:
    now = datetime(2026, 11, 18, 10, tzinfo=UTC)
    always = tuple(((time(), time()),) for _ in range(7))
    hours = BusinessHours("Europe/Berlin", always)
    team = moments({f"p{at}": hours for at in range(12)}, now)
    assert set(team.values()) == {None}
    company = moments({f"p{at}": hours for at in range(3000)}, now)
    each = Counter(company.values())
    assert len(each) == 30
    assert max(each.values()) < 200


@given(st.integers(0, 4), st.integers(1, 12))
def test_every_question_comes_before_one_repeats(fixed: int, rotating: int) -> None:
    always = tuple(question(f"f{at}") for at in range(fixed))
    turns = tuple(question(f"r{at}") for at in range(rotating))
    plan = planned(questions=always, rotating=turns)
    asked: list[str] = []
    for number in range(rotating):
        keys = [each.key for each in plan.asks(number)]
        assert keys[:fixed] == [each.key for each in always]
        assert len(set(keys)) == len(keys) <= 5
        asked += keys[fixed:]
    assert len(set(asked[:rotating])) == rotating
