"""When do departments work next, and when is their next day off?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.check.report import Finding, Row
from config.calendars import local_date
from config.catalogue import Words, words
from config.organisation import Organisation
from config.working_calendars import Calendar, days_of

YEAR = timedelta(days=366)
DAY = timedelta(days=1)


def calendars(organisation: Organisation, now: datetime) -> list[Row]:
    """A row for each calendar of the organisation file."""
    named = {each.calendar for each in organisation.all}
    return [
        Row(f"Calendar {each.key}", *_found(organisation, each, now, used=each.key in named))
        for each in organisation.calendars
    ]


def _found(
    organisation: Organisation, calendar: Calendar, now: datetime, *, used: bool
) -> tuple[Finding, str, str]:
    _, today = words(organisation.language, calendar.zone), local_date(now, calendar.zone)
    said = (_opening(_, calendar, now), _day_off(_, calendar, today), _past(calendar, today))
    text = " ".join(each for each in said if each)
    if not used:
        return (
            Finding.ATTENTION,
            text,
            "No department names it: add calendar: to one, or remove it.",
        )
    return Finding.FINE, text, ""


def _opening(_: Words, calendar: Calendar, now: datetime) -> str:
    opens = calendar.business_hours.next_opening(now)
    return "Open now." if opens <= now else f"Opens {_.when(opens, now)}."


def _day_off(_: Words, calendar: Calendar, today: date) -> str:
    """The next one on which somebody would work otherwise."""
    day = next(_days_off(calendar, today), None)
    if day is None:
        return ""
    given = calendar.public_holidays
    name = given.days.names(day.year, _.locale).get(day) if given else None
    return f"Next day off: {day}, {name}." if name else f"Next day off: {day}."


def _past(calendar: Calendar, today: date) -> str:
    """What may go from the file."""
    past = sum(day < today for day in (*calendar.special, *days_of(calendar.closed)))
    return f"{past} of its dates are past." if past else ""


def _days_off(calendar: Calendar, today: date) -> Iterator[date]:
    hours = calendar.business_hours
    days = (today + n * DAY for n in range(YEAR.days))
    return (day for day in days if hours.week[day.weekday()] and not hours.is_working_day(day))
