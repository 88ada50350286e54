"""When silence about an action is told to whom; what a round asks because of actions; and how words between rounds are kept."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from config.business_time import BusinessHours
from handlers.actions.rules import STEPS, Decision, is_open, needs_reason, next_word
from handlers.pulse.model import Question, Scale
from handlers.pulse.sayings import parted, read_code, spelled
from handlers.pulse.sealing import Cell, Seals, tag_of
from handlers.pulse.standing import LEAST, month_ends
from handlers.pulse.tied import with_tied
from storage.actions import Action

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
WEEK = (*(((time(9), time(17)),),) * 5, (), ())
OFFICE = BusinessHours("Europe/Berlin", WEEK)


def action(**more: object) -> Action:
    fields = {
        "action": 1,
        "text": "Repair it",
        "origin": "comment",
        "refers": "",
        "made_by": "U1",
        "made_at": NOW,
        "owner": "U2",
        "due_on": "2026-11-20",
        "decision": Decision.DO,
        "reason": "",
    }
    return Action(**{**fields, **more})  # type: ignore[arg-type] # by name


def test_its_owner_is_asked_in_the_morning_of_the_day_and_the_head_after_the_next_working_day() -> (
    None
):
    assert next_word(action(), OFFICE) == datetime(2026, 11, 20, 8, tzinfo=UTC)
    # Friday; Monday is the owner's, the head hears of it on Tuesday.
    assert next_word(action(step=1), OFFICE) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert next_word(action(step=len(STEPS)), OFFICE) is None


def test_what_is_done_or_not_to_be_done_is_silent() -> None:
    assert next_word(action(done_at=NOW), OFFICE) is None
    assert next_word(action(decision=Decision.NOT), OFFICE) is None
    assert not is_open(action(decision=Decision.NOT))
    assert {each for each in Decision if needs_reason(each)} == {Decision.LATER, Decision.NOT}


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_the_head_never_hears_before_the_owner_had_a_whole_working_day(due: date) -> None:
    one = next_word(action(due_on=due.isoformat()), OFFICE)
    other = next_word(action(due_on=due.isoformat(), step=1), OFFICE)
    assert one
    assert other
    days = [one.date() + timedelta(days=n) for n in range(1, (other - one).days + 1)]
    assert any(OFFICE.is_working_day(each) for each in days)
    assert other - one <= timedelta(days=5)


def question(key: str) -> Question:
    return Question(key=key, scale=Scale.AGREE, text={"": key})


@given(
    st.lists(st.sampled_from("abcdefg"), unique=True, max_size=5),
    st.sets(st.sampled_from("efgxy"), max_size=2),
)
def test_what_is_tied_is_asked_and_nothing_twice(asked: list[str], extra: set[str]) -> None:
    found = [
        each.key
        for each in with_tied(list(map(question, asked)), list(map(question, sorted(extra))), 5)
    ]
    assert extra <= set(found)
    assert len(set(found)) == len(found)
    assert len(found) <= 5
    assert set(found) <= {*asked, *extra}


@given(st.integers(0, 5 * 365 * 24 * 60))
def test_a_standing_round_ends_on_the_first_of_a_month_and_lasts_a_week_at_least(
    minutes: int,
) -> None:
    now = NOW + timedelta(minutes=minutes)
    ends = month_ends(now, "Europe/Berlin")
    assert LEAST <= ends - now <= timedelta(days=31) + LEAST
    assert ends.astimezone(ZoneInfo("Europe/Berlin")).day == 1


def test_a_code_is_read_however_it_is_typed_and_belongs_to_one_person_and_one_round() -> None:
    code = "k7m2q4tzabcdefgh"
    assert spelled(code) == "k7m2-q4tz-abcd-efgh"
    assert read_code(" K7M2 q4tz-ABCD efgh ") == code
    seals = Seals(b"1" * 32, "T1", "r1")
    assert tag_of(seals.handle("U1"), "q") != tag_of(seals.handle("U1"), "r")
    assert tag_of(seals.handle("U1"), "q") != tag_of(seals.handle("U2"), "q")
    # Whoever knows everything but the key can't work a tag out.
    assert tag_of(seals.handle("U1"), "q") != tag_of(Seals(b"2" * 32, "T1", "r1").handle("U1"), "q")


def test_what_is_said_keeps_to_whom_and_by_which_tag() -> None:
    cell = Cell("", ("department:it abc", "person:U1 "), ("One", "Two"))
    assert parted(cell) == [("department:it", "abc", "One"), ("person:U1", "", "Two")]
