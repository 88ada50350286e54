"""Which days of a calendar say that its owner is away, and that no calendar brings us down."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.calendar_feed import MOST_EVENTS, TooManyError, UnreadableError, days_away

SINCE, UNTIL = date(2026, 11, 18), date(2027, 11, 18)
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
WEEK = "DTSTART;VALUE=DATE:20261123\r\nDTEND;VALUE=DATE:20261128"

MIDNIGHTS = "DTSTART;TZID=Europe/Berlin:20261123T000000\r\nDTEND;TZID=Europe/Berlin:20261128T000000"


def calendar(*events: str) -> bytes:
    """Events that say the rest themselves."""
    said = "".join(
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n{event}\r\nEND:VEVENT\r\n"
        for uid, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{said}END:VCALENDAR\r\n".encode()


def away(*events: str) -> list[tuple[date, date]]:
    return days_away(calendar(*events), "Europe/Berlin", SINCE, UNTIL)


@pytest.mark.parametrize(
    "event",
    [
        f"{WEEK}\r\nSUMMARY:Vacation!",
        f"{WEEK}\r\nSUMMARY:Ann: Urlaub in Tirol",
        f"{WEEK}\r\nSUMMARY:SZABADSÁG",
        f"{WEEK}\r\nSUMMARY:Tirol\r\nCATEGORIES:Private,Holiday",
        f"{WEEK}\r\nSUMMARY:Tirol\r\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\r\nTRANSP:TRANSPARENT",
        f"{MIDNIGHTS}\r\nSUMMARY:out of office",
        "DTSTART:20261122T230000Z\r\nDTEND:20261127T230000Z\r\nSUMMARY:ooo",
    ],
)
def test_what_counts(event: str) -> None:
    assert away(event) == [(MONDAY, FRIDAY)]


@pytest.mark.parametrize(
    "event",
    [
        f"{WEEK}\r\nSUMMARY:Conference",
        f"{WEEK}\r\nSUMMARY:Vacationers' meeting",
        f"{WEEK}\r\nSUMMARY:Public holiday\r\nTRANSP:TRANSPARENT",
        f"{WEEK}\r\nSUMMARY:Vacation\r\nSTATUS:CANCELLED",
        "DTSTART:20261123T090000Z\r\nDTEND:20261123T170000Z\r\nSUMMARY:out of office",
        "DTSTART;VALUE=DATE:20251123\r\nSUMMARY:Vacation",
        "DTSTART;VALUE=DATE:20301123\r\nSUMMARY:Vacation",
        "DTSTART:of another planet\r\nSUMMARY:Vacation",
        "SUMMARY:Vacation",
    ],
)
def test_what_does_not(event: str) -> None:
    assert away(event) == []


def test_what_touches_is_one_absence_and_what_repeats_is_several() -> None:
    days = [f"DTSTART;VALUE=DATE:202611{day}\r\nSUMMARY:Day off" for day in (23, 24, 26)]
    assert away(*days) == [(MONDAY, date(2026, 11, 24)), (date(2026, 11, 26),) * 2]
    fridays = "DTSTART;VALUE=DATE:20261127\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Day off"
    missed = f"{fridays}\r\nEXDATE;VALUE=DATE:20261204"
    assert away(missed) == [(FRIDAY, FRIDAY), (date(2026, 12, 11),) * 2]
    # What has begun already keeps its beginning.
    begun = "DTSTART;VALUE=DATE:20261116\r\nDTEND;VALUE=DATE:20261120\r\nSUMMARY:Vacation"
    assert away(begun) == [(date(2026, 11, 16), date(2026, 11, 19))]


def test_more_events_than_anybody_has_are_refused() -> None:
    with pytest.raises(TooManyError):
        away(*[f"{WEEK}\r\nSUMMARY:x"] * (MOST_EVENTS + 1))


@pytest.mark.parametrize("data", [b"", b"<html>sign in</html>", b"BEGIN:VCALENDAR\r\n", b"\xff\0"])
def test_what_is_no_calendar_is_said_so(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        days_away(data, "Europe/Berlin", SINCE, UNTIL)


@given(st.text(max_size=200))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    wild = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{WEEK}\r\n{text}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    with suppress(UnreadableError):
        assert days_away(wild.encode(), "UTC", SINCE, UNTIL) is not None
