"""What somebody may choose, and when they work by it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.business_time import BusinessHours
from config.catalogue import languages, to_be_read, words
from handlers.errors import UserError
from handlers.hours import next_time, opening, week_of
from handlers.preferences.rules import chosen, is_within
from handlers.preferences.views import days_in_words, in_one_line, preferences_form
from storage.preferences import Preferences

_ = words("en-GB", "Europe/Berlin")
FORM = {
    "language": "slack",
    "days": "0,1,2,3,4",
    "opens": "07:00",
    "closes": "20:00",
    "budget": "6",
    "digest_at": "16:00",
    "wanted": "progress,reminders,ratings,duty",
    "shares_phone": "hide",
}
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
CLOCKS = st.times().map(lambda at: at.strftime("%H:%M"))


def test_an_untouched_form_chooses_what_everybody_begins_with() -> None:
    assert chosen(_, FORM) == Preferences()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"language": "tlh"}, "language"),
        ({"days": ""}, "days"),
        ({"days": "7"}, "days"),
        ({"opens": "7 o'clock"}, "opens"),
        ({"closes": "24:00"}, "closes"),
        ({"opens": "20:00"}, "closes"),
        ({"digest_at": "06:59"}, "digest_at"),
        ({"budget": "-1"}, "budget"),
        ({"wanted": "needed"}, "wanted"),
        ({"shares_phone": ""}, "shares_phone"),
        ({"shares_phone": "share"}, "phone"),
        ({"shares_phone": "share", "phone": "()()"}, "phone"),
        ({"shares_phone": "share", "phone": "1" * 41}, "phone"),
    ],
)
def test_what_no_form_of_ours_gives_is_refused_with_its_field(
    values: dict[str, str], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        chosen(_, FORM | values)
    assert refused.value.field == field


def test_a_phone_is_typed_or_slacks_and_kept_only_if_shared() -> None:
    shared = FORM | {"shares_phone": "share"}
    assert chosen(_, shared, told="+49 30 1").phone == "+49 30 1"
    assert chosen(_, shared | {"phone": "112"}, told="+49 30 1").phone == "112"
    assert chosen(_, FORM | {"phone": "112"}, told="+49 30 1").phone is None


@given(
    st.sets(st.integers(0, 6), min_size=1),
    CLOCKS,
    CLOCKS,
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
    st.sampled_from(["Europe/Oslo", "America/New_York", "Asia/Kathmandu"]),
)
def test_the_hours_of_any_choice_are_those_that_were_chosen(
    days: set[int], opens: str, closes: str, moment: datetime, zone: str
) -> None:
    week = week_of(Preferences(days=sorted(days), opens=opens, closes=closes))
    hours = BusinessHours(zone, week, frozenset({date(2026, 12, 25)}))
    begins = opening(hours, moment)
    assert moment <= begins
    assert hours.is_open(begins) == (begins == opening(hours, begins))
    local = begins.astimezone(ZoneInfo(zone))
    if opens < closes and hours.is_open(begins):
        assert local.weekday() in days
        assert is_within(local.strftime("%H:%M"), opens, closes)


def test_a_night_shift_ends_on_the_next_morning() -> None:
    hours = BusinessHours("UTC", week_of(Preferences(days=[4], opens="22:00", closes="06:00")))
    friday = datetime(2026, 11, 20, tzinfo=UTC)
    open_at = [hour for hour in range(48) if hours.is_open(friday + timedelta(hours=hour))]
    assert open_at == [22, 23, 24, 25, 26, 27, 28, 29]


def test_a_time_of_day_comes_on_working_days_only() -> None:
    hours = BusinessHours("Europe/Berlin", week_of(Preferences()), frozenset({date(2026, 11, 23)}))
    friday = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert next_time(hours, time(16), friday - timedelta(seconds=1)) == friday
    assert next_time(hours, time(16), friday) == friday + timedelta(days=4)


def test_who_never_works_again_is_told_at_once() -> None:
    never = BusinessHours("UTC", ((),) * 7)
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert opening(never, now) == now
    assert next_time(never, time(9), now) > now


def test_a_chosen_language_counts_while_it_has_texts() -> None:
    assert languages() == ("en",)
    assert to_be_read(None, "hu-HU") == "hu-HU"
    assert to_be_read("en", "hu-HU") == "en"
    assert to_be_read("en", "en-GB") == "en-GB"
    assert to_be_read("xx", "hu-HU") == "hu-HU"


def test_days_are_said_in_short() -> None:
    assert days_in_words(_, [0, 1, 2, 3, 4]) == "Mon–Fri"
    assert days_in_words(_, [6, 5, 0]) == "Mon, Sat, Sun"
    assert "no limit" in in_one_line(_, Preferences(budget=None))
    assert preferences_form(_, Preferences(language="xx", reach="x" * 150, phone="1" * 40))
