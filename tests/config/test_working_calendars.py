"""Calendars in the organisation file: what they say of a day, and the answer to what they can't say."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from babel import Locale

from config.business_time import BusinessHours
from config.organisation import Organisation
from config.public_holidays import PublicHolidays
from tests.config.organisations import SMALL, Write, load, received

CALENDARS = """\
calendars:
  - key: berlin
    hours:
      mon-thu: ['08:00-12:00', '13:00-17:00']
      fri: 08:00-14:00
    public_holidays: {country: DE, region: BE}
    special:
      2026-12-24: 09:00-12:00
    closed: [2026-11-20, 2026-12-28..2026-12-30]
  - key: budapest
    zone: Europe/Budapest
    hours: {mon-fri: 09:00-17:00}
    public_holidays: {country: HU}
"""
IT, HR = "  - key: it\n", "  - key: hr\n"
NAMED = CALENDARS + SMALL.replace(IT, f"{IT}    calendar: berlin\n").replace(
    HR, f"{HR}    calendar: budapest\n"
)


def _hours(organisation: Organisation, key: str) -> BusinessHours:
    department = organisation.department(key)
    assert department is not None
    return organisation.hours(department)


def test_a_department_works_by_the_calendar_it_names(write: Write) -> None:
    it = _hours(load(write, NAMED), "it")
    assert it.zone == "Europe/Berlin"  # the organisation's
    day = timedelta(days=1)
    lengths = {
        date(2026, 11, 19): 8,  # two blocks
        date(2026, 11, 20): 0,  # closed
        date(2026, 11, 27): 6,  # a Friday
        date(2026, 11, 28): 0,
        date(2027, 3, 8): 0,  # Women's Day is a holiday in Berlin only
        date(2026, 12, 24): 3,  # special hours
        date(2026, 12, 25): 0,
        date(2026, 12, 29): 0,  # among those that are closed
        date(2026, 12, 31): 8,
    }
    for of, hours in lengths.items():
        midnight = datetime.combine(of, time(), UTC)
        assert it.between(midnight, midnight + day) == timedelta(hours=hours), of
        assert it.is_working_day(of) == bool(hours)
    assert it.day == timedelta(hours=7.6)


def test_a_saturday_that_hungary_works_is_a_working_day(write: Write) -> None:
    organisation = load(write, NAMED)
    hr = _hours(organisation, "hr")
    zones = {each.key: each.zone for each in organisation.all}
    assert zones == {"it": "Europe/Berlin", "hr": "Europe/Budapest", "triage": "Europe/Berlin"}
    assert not hr.is_working_day(date(2025, 12, 24))
    assert hr.is_working_day(date(2025, 12, 13))
    assert not hr.is_working_day(date(2025, 12, 20))
    opening = hr.next_opening(datetime(2025, 12, 13, 0, 0, tzinfo=UTC))
    assert opening == datetime(2025, 12, 13, 8, 0, tzinfo=UTC)


def test_who_names_no_calendar_works_from_nine_to_five_in_its_zone(write: Write) -> None:
    text = SMALL.replace(HR, f"{HR}    zone: America/New_York\n")
    organisation = load(write, f"holidays: [2026-11-20]\npublic_holidays: {{country: DE}}\n{text}")
    hr, triage = _hours(organisation, "hr"), organisation.hours(organisation.triage)
    assert hr.next_opening(datetime(2026, 11, 19, 23, 0, tzinfo=UTC)) == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # fmt: skip
    assert triage.zone == "Europe/Berlin"
    assert not triage.is_working_day(date(2026, 12, 25))
    assert organisation.hours(organisation.triage) is triage  # with what it has summed up


def test_holidays_have_names_in_the_readers_language() -> None:
    norway = PublicHolidays("NO")
    christmas = date(2026, 12, 25)
    assert norway.names(2026, Locale("nb"))[christmas] == "Første juledag"
    assert norway.names(2026, Locale("en", "GB"))[christmas] == "Christmas Day"
    assert norway.names(2026, Locale("hu"))[christmas] == "Første juledag"  # the country's own


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("mon-thu:", "mon-moon:", '4: "mon-moon" is not a day of the week. Use mon, tue'),
        ("mon-thu:", "thu-mon:", '4: "thu-mon" is not a day of the week.'),
        ("      fri: 08:00", "      thu: 08:00", '5: The day "thu" is already used on line 4.'),
        ("08:00-14:00", "all day", '5: "all day" is not a block of hours. Use one like'),
        ("08:00-14:00", "14:00-08:00", '5: "14:00-08:00" ends before it begins. Swap the two'),
        ("08:00-14:00", "08:00-08:00", '5: "08:00-08:00" ends before it begins.'),
        ("08:00-14:00", "[]", '5: "fri" is empty. Add at least one.'),
        ("'13:00-17:00'", "'11:59-17:00'", "4: Two blocks overlap at 11:59. Let each begin when"),
        ("'13:00-17:00'", "'8:00-9:00'", "4: Two blocks overlap at 08:00."),
        ("{mon-fri: 09:00-17:00}", "{}", '12: "hours" is empty. Add at least one.'),
        ("    hours: {mon-fri: 09:00-17:00}\n", "", '10: "hours" is missing.'),
        ("{mon-fri: 09:00-17:00}", "[mon]", '12: "hours" must be a section with keys.'),
        ("Europe/Budapest", "Budapest", '11: "Budapest" is not a time zone.'),
        ("country: HU", "country: XX", '13: "XX" is not a country whose public holidays are'),
        ("region: BE", "region: XX", '6: "XX" is not a region of DE with holidays of its own. Use'),
        ("country: HU", "country: HU, region: BU", '13: "BU" is not a region of HU with holidays of its own. Remove it'),
        ("country: HU", "land: HU", '13: "land" isn\'t a key here.'),
        ("{country: HU}", "HU", '13: "public_holidays" must be a section with keys.'),
        ("2026-12-24: ", "christmas: ", '8: "christmas" is not a date.'),
        ("2026-11-20,", "soon,", '9: "soon" is not a date.'),
        ("..2026-12-30", "..2026-12-20", '9: "2026-12-28..2026-12-20" ends before it begins.'),
        ("..2026-12-30", "..2028-12-20", '9: "2026-12-28..2028-12-20" is longer than a year.'),
        ("..2026-12-30", "..2027-03-30", "9: From 2026-12-28 on, no hour is open in 60 days. Close"),
        ("2026-11-20,", "2026-12-24,", "9: 2026-12-24 is closed, and has special hours."),
        ("2026-11-20,", "9999-12-31,", "9: From 9999-12-31 on, no hour is open"),
        ("key: budapest", "key: berlin", '10: The calendar "berlin" is already used on line 2.'),
        ("calendar: budapest", "calendar: wien", 'There is no calendar "wien". Describe it under calendars:, or use one of: berlin, budapest.'),
        (CALENDARS, "", 'There is no calendar "berlin". Describe it under calendars:, or leave the line out.'),
        ("key: budapest", "key: budapest\n    days: 5", '11: "days" isn\'t a key here.'),
    ],
)  # fmt: skip
def test_what_a_calendar_cannot_say(write: Write, old: str, new: str, expected: str) -> None:
    assert received(write, NAMED) == []
    assert old in NAMED
    found = received(write, NAMED.replace(old, new, 1))
    assert any(expected in fault for fault in found), found


def test_holidays_of_two_months_are_a_mistake(write: Write) -> None:
    first = date(2027, 1, 1)
    days = ", ".join(str(first + timedelta(days=n)) for n in range(62))
    [fault] = received(write, f"holidays: [{days}]\n{SMALL}")
    assert "1: From 2027-01-01 on, no hour is open in 60 days." in fault
