"""The arithmetic of promises: what is measured, when a warning comes, and that a promise is never moved later."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from config.business_time import WorkingTime
from config.organisation import Organisation
from config.standards import StandardFor
from handlers.requests.calls import rings
from handlers.requests.lifecycle import Lifecycle
from handlers.requests.rules import Event, State
from handlers.standards.measured import ENOUGH, measured_of
from handlers.standards.rules import NAME, Promise, kept_of, kept_with, terms
from storage.requests import Request
from tests.handlers.test_request_rules import NOW, REQUEST
from tests.office import organisation

LIFE = Lifecycle(terms=(terms,))
SPANS = st.integers(1, 60).map(lambda hours: WorkingTime(time=timedelta(hours=hours)))


def under(span: WorkingTime) -> Organisation:
    """The example, where IT and HR do everything within a time."""
    standard = StandardFor(first_response=span, next_reply=span, resolution=span)
    departments = tuple(
        each.model_copy(update={"standards": (standard,)}) for each in organisation().departments
    )
    return organisation().model_copy(update={"departments": departments})


def after(
    organised: Organisation,
    request: Request,
    event: str,
    actor: str | None,
    at: datetime,
    **changed: object,
) -> Request:
    """The request after an event, with what is kept and promised of it."""
    then = replace(request, **changed)  # type: ignore[arg-type] # the tests name fields
    kept = kept_of(organised, event, request, then, actor, at)
    then = replace(then, facts={NAME: kept})
    department = organised.department(then.department or "")
    assert department is not None
    return replace(then, promised=LIFE.promises(then, department, organised))


def asked(organised: Organisation) -> Request:
    """A request of now."""
    return after(organised, REQUEST, Event.ASKED, "U1", NOW)


def due(organised: Organisation, request: Request) -> dict[str, datetime]:
    """Its deadlines."""
    department = organised.department(request.department or "")
    assert department is not None
    return LIFE.deadlines(request, department, organised)


@given(SPANS, SPANS, st.sampled_from(["it", "hr"]))
def test_another_file_never_moves_a_promise_later(
    first: WorkingTime, then: WorkingTime, department: str
) -> None:
    request = asked(under(first))
    before, later = due(under(first), request), due(under(then), request)
    assert before.keys() == later.keys()
    assert all(later[name] <= at for name, at in before.items())
    handed = after(under(first), request, Event.HANDED_OVER, "U9", NOW, department=department)
    assert handed.promised[Promise.RESOLUTION][0] == request.created_at.isoformat()


@given(SPANS)
def test_the_warning_comes_before_the_breach_when_three_quarters_are_used(
    span: WorkingTime,
) -> None:
    organised = under(span)
    department = organised.department("it")
    assert department is not None
    hours, found = organised.hours(department), due(organised, asked(organised))
    for promise in (Promise.FIRST_RESPONSE, Promise.RESOLUTION):
        assert found[promise.near] <= found[promise]
        used = hours.between(NOW, found[promise.near])
        assert used == 0.75 * hours.between(NOW, found[promise])


@given(SPANS, st.integers(1, 200), st.integers(1, 200))
def test_waiting_for_the_requester_moves_the_promise_by_just_that(
    span: WorkingTime, until: int, waited: int
) -> None:
    organised = under(span)
    department = organised.department("it")
    assert department is not None
    start = NOW + timedelta(minutes=until)
    end = start + timedelta(minutes=waited)
    request = asked(organised)
    waiting = after(
        organised, request, Event.WAITING, "U9", start,
        state=State.WAITING, assignee="U9", waiting_since=start,
    )  # fmt: skip
    assert due(organised, waiting) == {}
    going_on = after(
        organised, waiting, Event.ANSWERED, "U1", end, state=State.CLAIMED, waiting_since=end
    )
    hours, found = organised.hours(department), due(organised, going_on)
    assert hours.between(NOW, found[Promise.RESOLUTION], [(start, end)]) == span.time
    # What the requester wrote awaits a reply from then on.
    assert hours.between(end, found[Promise.NEXT_REPLY]) == span.time
    assert Promise.FIRST_RESPONSE not in found


def test_a_word_is_what_the_requester_reads_of_the_department() -> None:
    organised = under(WorkingTime(days=1))
    request, at = asked(organised), NOW + timedelta(hours=1)
    internal = after(organised, request, Event.SAID, "U9", at)
    assert Promise.FIRST_RESPONSE in due(organised, internal)
    own = after(organised, request, Event.SAID, "U1", at, waiting_since=at)
    assert Promise.FIRST_RESPONSE in due(organised, own)
    assert Promise.NEXT_REPLY not in due(organised, own)
    moved = after(organised, request, Event.HANDED_OVER, "U9", at, waiting_since=at)
    assert Promise.FIRST_RESPONSE in due(organised, moved)
    said = after(organised, request, Event.SAID, "U9", at, waiting_since=at)
    assert due(organised, said).keys() == {Promise.RESOLUTION, Promise.RESOLUTION.near}
    missed = after(organised, request, Promise.FIRST_RESPONSE.missed, None, at)
    assert Promise.FIRST_RESPONSE not in due(organised, missed)
    assert kept_with(missed).missed[Promise.FIRST_RESPONSE][0] == NOW


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=60))
def test_half_and_nine_in_ten_are_within_what_is_said(minutes: list[int]) -> None:
    department = organisation().department("it")
    assert department is not None
    spans = [timedelta(minutes=each) for each in minutes]
    found = measured_of(spans, organisation().hours(department))
    assert (found is None) == (len(spans) < ENOUGH)
    if found is not None and isinstance(found.half, timedelta):
        assert 2 * sum(span <= found.half for span in spans) >= len(spans)
        if isinstance(found.most, timedelta):
            assert 10 * sum(span <= found.most for span in spans) >= 9 * len(spans)
            assert found.half <= found.most


def test_only_what_is_urgent_rings_and_only_where_the_department_says_so() -> None:
    facilities, it = organisation().department("facilities"), organisation().department("it")
    assert facilities is not None
    assert it is not None
    urgent = replace(REQUEST, urgency="high")
    by_type = replace(REQUEST, request_type="danger")
    found = [rings(facilities, each) for each in (REQUEST, urgent, by_type)]
    assert found == ["normal", "high", "high"]
    assert rings(it, urgent) == "normal"
