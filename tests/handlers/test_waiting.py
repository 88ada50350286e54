"""When a request may close for want of a reply, and what is kept while it is waited for."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from config.business_time import WorkingTime
from config.calendars import local_date
from config.catalogue import words
from config.departments import Department
from config.organisation import Organisation
from config.waiting import WaitingTimes
from handlers.requests.forms import About
from handlers.requests.lifecycle import Lifecycle
from handlers.requests.rules import Event, Party, State
from handlers.waiting.aside import evening_of, morning_of
from handlers.waiting.rules import Due, Waiting, WaitingEvent, may_close, terms, waiting_after
from handlers.waiting.views import snooze_form, third_party_form
from handlers.working.views import send_back_form
from sandbox.blockkit.blocks import view_definition
from storage.entries import Entry
from storage.schema import EPOCH
from tests.handlers.test_limits import DEPARTMENT, LARGEST, request
from tests.handlers.test_request_rules import NOW, REQUEST
from tests.office import organisation

SAID = Entry(1, 1, "U1", Party.DEPARTMENT, False, "Which one?", (), None, None, EPOCH, False)


@given(st.lists(st.tuples(st.sampled_from(Party), st.booleans()), max_size=6))
def test_it_closes_only_if_the_department_has_answered_and_spoke_last(
    said: list[tuple[Party, bool]],
) -> None:
    entries = [replace(SAID, party=party, taken_back=gone) for party, gone in said]
    left = [party for party, gone in said if not gone and party != Party.EARLIER]
    assert may_close(entries) == (left[-1:] == [Party.DEPARTMENT])


STEPS = st.sampled_from(
    [WaitingEvent.REMINDED, WaitingEvent.WARNED, WaitingEvent.AGAIN, Event.WAITING, Event.ASSIGNED]
)


@given(st.lists(STEPS, max_size=6))
def test_one_thing_at_a_time_is_due_next_and_none_before_it_was_told(steps: list[str]) -> None:
    acme = organisation()
    request, now = replace(REQUEST, state=State.WAITING), NOW
    for event in [Event.WAITING, *steps]:
        after = replace(request, waiting_since=now if event == Event.WAITING else NOW)
        facts = {"waiting": waiting_after(acme, event, request, after, None, now)}
        request = replace(after, facts=facts)
        department = acme.department("it")
        assert department is not None
        due = dict(terms(request, department, acme))
        kept = Waiting.of(request)
        assert kept is not None
        if kept.warned:
            assert due.keys() == {Due.CLOSE}
            assert due[Due.CLOSE].since == kept.warned
        else:
            assert due.keys() - {Due.REMIND} == {Due.WARN}
            assert (Due.REMIND in due) == (kept.reminded is None)
        if len(due) == 2:
            assert due[Due.REMIND].until < due[Due.WARN].until
    over = replace(request, state=State.CLAIMED)
    assert waiting_after(acme, Event.ANSWERED, request, over, None, now) is None


@given(st.sampled_from(["it", "hr", "facilities"]), st.dates(date(2026, 1, 1), date(2029, 1, 1)))
def test_a_day_that_is_promised_ends_on_that_day(key: str, day: date) -> None:
    """Also where some days are shorter than others, and on the days on which clocks change."""
    department = organisation().department(key)
    assert department is not None
    hours = organisation().hours(department)
    if hours.is_working_day(day):
        begins, ends = morning_of(hours, day), evening_of(hours, day)
        assert local_date(begins, hours.zone) == local_date(ends, hours.zone) == day
        assert begins < ends
        assert not hours.is_open(ends)
        assert hours.is_open(ends - timedelta(minutes=1))


@given(st.integers(1, 100), st.integers(1, 100), st.booleans())
def test_another_file_never_moves_what_was_told_later(first: int, then: int, warned: bool) -> None:
    """Nor does it bring forward by when a request closes: its requester was told that they have so long."""
    life = Lifecycle(terms=(terms,))
    kept = {"since": NOW.isoformat(), **({"warned": NOW.isoformat()} if warned else {})}
    request = replace(REQUEST, state=State.WAITING, facts={"waiting": kept})

    def under(hours: int) -> tuple[Department, Organisation]:
        spans = [WorkingTime(time=timedelta(hours=hours * part)) for part in (1, 2, 1)]
        times = dict(zip(("remind_after", "warn_after", "close_after"), spans, strict=True))
        acme = organisation().model_copy(update={"waiting": WaitingTimes(**times)})
        department = acme.department("it")
        assert department is not None
        return department, acme

    told = life.deadlines(request, *under(first))
    promised = replace(request, promised=life.promises(request, *under(first)))
    for name, at in life.deadlines(promised, *under(then)).items():
        assert at == told[name] if name == Due.CLOSE else at <= told[name]


def test_slack_takes_the_forms() -> None:
    long = About(request(routing_reason={"from": "d" * 40}), "n" * 80, DEPARTMENT)
    for form in (
        third_party_form(words(), long),
        snooze_form(words(), long),
        send_back_form(words(), long, LARGEST),
    ):
        view_definition(form, ("modal",))
