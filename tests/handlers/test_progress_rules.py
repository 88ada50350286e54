"""When the next update is due, what of it counts as kept, and for how much of their waiting requesters can see when they hear."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.business_time import BusinessHours, WorkingTime
from handlers.progress.changes import covered
from handlers.progress.events import ProgressDeadline, ProgressEvent
from handlers.progress.kept import NAME, Ended, Progress, progress_after
from handlers.progress.rhythm import LEAD, RHYTHMS, next_due, prompt_at
from handlers.progress.terms import terms
from handlers.requests.lifecycle import Term
from handlers.requests.rules import Event, State
from handlers.waiting.aside import THIRD_PARTY, Aside, WaitsFor
from storage.requests import SNOOZED, Request
from tests.handlers.test_request_rules import NOW, REQUEST
from tests.office import organisation

DAY = ((time(9), time(12)), (time(13), time(17)))
HOURS = BusinessHours("Europe/Berlin", ((DAY,) * 5) + ((), ()), frozenset({date(2026, 12, 25)}))
HOURS_ZONE = ZoneInfo(HOURS.zone)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))
SPANS = st.builds(
    WorkingTime,
    days=st.integers(0, 5),
    time=st.integers(15, 600).map(lambda n: timedelta(minutes=n)),
)


@given(MOMENTS, st.sampled_from(["", *RHYTHMS]), SPANS)
def test_an_update_is_due_within_the_hours_and_asked_for_within_them(
    since: datetime, agreed: str, usual: WorkingTime
) -> None:
    due = next_due(HOURS, since, agreed, usual)
    asked = prompt_at(HOURS, since, due)
    assert since < due < since + timedelta(days=21)
    assert since <= asked < due
    for moment in (asked, due):
        # What ends at closing ends within the hours, too.
        assert HOURS.is_open(moment) or HOURS.is_open(moment - timedelta(seconds=1))
    assert timedelta() < HOURS.between(asked, due) <= LEAD


@given(MOMENTS)
def test_every_morning_is_the_next_working_one(since: datetime) -> None:
    due = next_due(HOURS, since, "morning", WorkingTime(days=9))
    local = due.astimezone(HOURS_ZONE)
    assert local.time() == time(10)
    assert HOURS.is_working_day(local.date())
    assert HOURS.between(since, due) <= HOURS.day + timedelta(hours=1)


@given(MOMENTS, st.integers(1, 4000))
def test_what_somebody_named_is_asked_for_before_it_comes(since: datetime, minutes: int) -> None:
    due = since + timedelta(minutes=minutes)
    assert since <= prompt_at(HOURS, since, due) <= due


def deadlines(request: Request) -> dict[str, datetime]:
    department = organisation().department(request.department or "")
    assert department is not None
    found: Iterator[tuple[str, Term]] = terms(request, department, organisation())
    return {name: term.until for name, term in found}


def promised(request: Request, by: datetime) -> Request:
    kept = [request.waiting_since.isoformat(), "it", by.isoformat()]
    return replace(request, promised={ProgressDeadline.NEXT_UPDATE: kept})


def after(
    before: Request, event: str, actor: str | None, now: datetime, **changed: object
) -> Request:
    then = replace(before, **changed)  # type: ignore[arg-type] # fields of a request
    facts = progress_after(organisation(), event, before, then, actor, now)
    return replace(then, facts={**then.facts, NAME: facts} if facts else {})


MOVES = (Event.CLAIMED, Event.ASSIGNED, Event.HANDED_OVER, Event.RELEASED, "covered")
CLAIMED = replace(
    REQUEST, department="it", state=State.CLAIMED, assignee="ULENA", requester="UANN",
    waiting_since=NOW, facts={},
)  # fmt: skip
HOUR = timedelta(hours=1)


def says(before: Request, now: datetime, actor: str = "ULENA") -> Request:
    return after(before, Event.SAID, actor, now, waiting_since=now)


def became(request: Request) -> list[bool | None]:
    return [each.kept for each in Progress.of(request).ended]


def test_only_a_persons_word_keeps_a_promise_and_once() -> None:
    due = NOW + 8 * HOUR
    said = says(promised(CLAIMED, due), NOW + HOUR)
    assert became(said) == [True]
    again = says(promised(said, NOW + 9 * HOUR), NOW + 2 * HOUR)
    assert became(again) == [None]
    later = says(promised(again, NOW + 10 * HOUR), NOW + 9 * HOUR)
    assert became(later) == [True]


@pytest.mark.parametrize("event", MOVES)
def test_what_moves_a_request_moves_no_promise(event: str) -> None:
    """It keeps none, misses none, and the next to have it has the same."""
    before = promised(CLAIMED, NOW + 8 * HOUR)
    actor = None if event in (Event.RELEASED, "covered") else "UTOM"
    assignee = None if event == Event.RELEASED else "UTOM"
    department = "hr" if event == Event.HANDED_OVER else "it"
    moved = after(
        before, event, actor, NOW + HOUR,
        waiting_since=NOW + HOUR, assignee=assignee, department=department,
    )  # fmt: skip
    assert [kept for kept in became(moved) if kept is not None] == []
    assert deadlines(moved)[ProgressDeadline.NEXT_UPDATE] == NOW + 8 * HOUR
    assert (ProgressDeadline.UPDATE_DUE in deadlines(moved)) == (assignee is not None)


@pytest.mark.parametrize("days", [0, 3])
def test_a_third_party_and_a_snooze_name_the_next_update(days: int) -> None:
    until = NOW + timedelta(days=days, hours=6)
    waits = WaitsFor(NOW, 2, until).kept()
    before, facts = promised(CLAIMED, NOW + 8 * HOUR), {**CLAIMED.facts}
    third = after(before, Aside.THIRD_PARTY, "ULENA", NOW, facts={**facts, THIRD_PARTY: waits}, waiting_since=NOW + HOUR)  # fmt: skip
    assert deadlines(third)[ProgressDeadline.NEXT_UPDATE] == until
    snoozed = after(before, Aside.SNOOZED, "ULENA", NOW, facts={**facts, SNOOZED: waits}, waiting_since=NOW + HOUR)  # fmt: skip
    assert deadlines(snoozed)[ProgressDeadline.NEXT_UPDATE] > until
    assert became(third) == became(snoozed) == [True]


def test_a_word_that_comes_late_misses_and_so_does_none() -> None:
    before = promised(CLAIMED, NOW + 8 * HOUR)
    assert became(says(before, NOW + 9 * HOUR)) == [False]
    none = after(
        before, ProgressEvent.NO_WORD, None, NOW + 20 * HOUR, waiting_since=NOW + 20 * HOUR
    )
    assert became(none) == [False]
    [told] = Progress.of(none).ended
    assert (told.user, told.department, told.due) == ("ULENA", "it", NOW + 8 * HOUR)
    assert covered(told.since, told.due, told.at) == 8 * HOUR


def test_what_is_withdrawn_counts_for_nobody() -> None:
    before = promised(CLAIMED, NOW + 8 * HOUR)
    assert became(after(before, Event.CANCELLED, "UANN", NOW + HOUR, state=State.CANCELLED)) == [
        None
    ]


def test_more_urgency_brings_it_forward_and_less_moves_nothing() -> None:
    calm = promised(CLAIMED, NOW + 8 * HOUR)
    urgent = after(calm, Event.URGENCY, "ULENA", NOW + HOUR, urgency="high")
    assert deadlines(urgent)[ProgressDeadline.NEXT_UPDATE] == NOW + 3 * HOUR
    later = after(promised(urgent, NOW + 3 * HOUR), Event.URGENCY, "ULENA", NOW + 2 * HOUR, urgency="low")  # fmt: skip
    assert deadlines(later)[ProgressDeadline.NEXT_UPDATE] == NOW + 3 * HOUR


def test_whoever_works_on_their_own_request_owes_nobody_an_update() -> None:
    own = replace(CLAIMED, assignee="UANN")
    assert deadlines(own) == {}
    assert deadlines(replace(CLAIMED, state=State.WAITING)) == {}


@given(st.integers(0, 100), st.integers(-50, 100), st.integers(0, 100))
def test_no_more_is_covered_than_was_waited(since: int, due: int, at: int) -> None:
    moments = [NOW + timedelta(hours=hours) for hours in (since, due, max(at, since))]
    assert timedelta() <= covered(moments[0], moments[1], moments[2]) <= moments[2] - moments[0]
    assert covered(moments[0], None, moments[2]) == timedelta()


def test_what_an_earlier_version_kept_is_read() -> None:
    assert Progress.of(CLAIMED) == Progress()
    kept = Progress(rhythm="2h", ended=(Ended(department="it", user=None, since=NOW, due=None, at=NOW, kept=None),))  # fmt: skip
    again = Progress.of(replace(CLAIMED, facts={NAME: {**kept.packed(), "of a later version": 1}}))
    assert again == kept
