"""Days on which somebody is away, read from a calendar of theirs (iCalendar, RFC 5545). What comes from outside may be
anything: `python -m config.calendar_feed` reads it in a process of its own, which ends when it takes too long or too much.

An event counts if it lasts whole days, is neither cancelled nor marked as free, and either its program says that its owner is
out of office (`X-MICROSOFT-CDO-BUSYSTATUS:OOF`) or its title or a category has one of the words in `phrases.toml`.
"""

import json
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from config.phrases import phrases
from config.values import fold

Days = tuple[date, date]
DAY = timedelta(days=1)
WORD = re.compile(r"[^\W_]+")
MOST_EVENTS = 5000
# Seconds of computing, and bytes.
LONGEST, LARGEST = 5, 2**30
UNREADABLE, TOO_MANY = 3, 4


class TooManyError(Exception):
    """More events than anybody's calendar has."""


class UnreadableError(Exception):
    """This is no calendar."""


def days_away(data: bytes, zone: str, since: date, until: date) -> list[Days]:
    """First and last days of absences that touch the span, in order; what overlaps or follows without a day between is one.
    Raises `UnreadableError` or `TooManyError`."""
    events = _events(data)
    if len(events) > MOST_EVENTS:
        raise TooManyError
    named = {str(event.get("UID")) for event in events if _says_away(event)}
    wanted = Calendar()
    for event in events:
        if str(event.get("UID")) in named:
            wanted.add_component(event)
    try:
        occurrences = recurring_ical_events.of(wanted, skip_bad_series=True).between(since, until)
        found = [_days(each, ZoneInfo(zone)) for each in occurrences if _says_away(each)]
    except ValueError as error:
        raise UnreadableError from error
    return list(_together(each for each in found if each))


def _events(data: bytes) -> list[Any]:
    try:
        calendars = Calendar.from_ical(data, multiple=True)
    except (ValueError, KeyError, IndexError) as error:
        raise UnreadableError from error
    if not calendars:
        raise UnreadableError
    events = (event for each in calendars for event in each.walk("VEVENT"))
    return [event for event in events if isinstance(_begins(event), date)]


def _begins(event: Any) -> object:
    """None where it is missing, or broken."""
    try:
        return getattr(event.get("DTSTART"), "dt", None)
    except ValueError:
        return None


def _says_away(event: Any) -> bool:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    if str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "OOF":
        return True
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return False
    return any(_has_words(text) for text in (str(event.get("SUMMARY", "")), *_categories(event)))


def _categories(event: Any) -> Iterator[str]:
    given = event.get("CATEGORIES", ())
    for each in given if isinstance(given, list) else [given]:
        yield from (str(name) for name in getattr(each, "cats", ()))


def _has_words(text: str) -> bool:
    said = f" {' '.join(WORD.findall(fold(text)))} "
    return any(f" {phrase} " in said for phrase in phrases().absence)


def _days(event: Any, zone: ZoneInfo) -> Days | None:
    """The first and the last day of an event that lasts whole days, as a date or from midnight to midnight where they are."""
    begins, ends = event.start, event.end
    if isinstance(begins, datetime) and isinstance(ends, datetime):
        local = [each.astimezone(zone) if each.tzinfo else each for each in (begins, ends)]
        if any(each.time() != time() for each in local):
            return None
        begins, ends = (each.date() for each in local)
    if isinstance(begins, datetime) or isinstance(ends, datetime) or ends <= begins:
        return None
    return begins, ends - DAY


def _together(found: Iterable[Days]) -> Iterator[Days]:
    present: Days | None = None
    for first, last in sorted(found):
        if present is None or first > present[1] + DAY:
            if present is not None:
                yield present
            present = (first, last)
        else:
            present = (present[0], max(present[1], last))
    if present is not None:
        yield present


def main() -> None:
    """Read a calendar from the standard input: the zone, and between which days, are arguments."""
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))
    zone, since, until = sys.argv[1:]
    try:
        found = days_away(
            sys.stdin.buffer.read(), zone, date.fromisoformat(since), date.fromisoformat(until)
        )
    except TooManyError:
        sys.exit(TOO_MANY)
    except UnreadableError:
        sys.exit(UNREADABLE)
    print(json.dumps([[first.isoformat(), last.isoformat()] for first, last in found]))


if __name__ == "__main__":
    main()
