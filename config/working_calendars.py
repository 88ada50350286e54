"""Calendars as an operator writes them: hours of the week in blocks, public holidays, and what is different on single dates."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pydantic
from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from config.business_time import DAY, NEVER_OPEN, Block, Blocks, BusinessHours, Public, as_usual
from config.calendars import moment_of
from config.configured import Configured
from config.public_holidays import CODES, PublicHolidays, is_region, regions
from config.values import Day, Key, Zone, refusal, to_date

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCK = r"(?:[01]?\d|2[0-3])[:.][0-5]\d"
BLOCK = re.compile(rf"({CLOCK})\s*[-–]\s*({CLOCK}|24[:.]00)")
LONGEST_CLOSURE = timedelta(days=366)


def weekdays(text: str) -> tuple[int, ...]:
    """`mon` or `mon-fri` as numbers, Monday being 0; nothing if it is neither."""
    first, _, last = text.replace(" ", "").lower().replace("–", "-").partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        return ()
    return tuple(range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1))


def _weekdays(given: Any) -> Any:
    """Leaves anything but text to pydantic, so that code can pass numbers."""
    if not isinstance(given, str):
        return given
    found = weekdays(given)
    if not found:
        raise refusal(
            f'"{given}" is not a day of the week.',
            "Use mon, tue, wed, thu, fri, sat or sun, or several such as mon-fri.",
        )
    return found


def _block(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    match = BLOCK.fullmatch(given.strip())
    if not match:
        raise refusal(f'"{given}" is not a block of hours.', "Use one like '09:00-17:00'.")
    opens, closes = _clock(match[1]), _clock(match[2])
    if closes != time() and closes <= opens:
        raise refusal(
            f'"{given}" ends before it begins.',
            "Swap the two times. Hours over midnight are two blocks: until 24:00, and from 00:00 on the next day.",
        )
    return opens, closes


def _clock(text: str) -> time:
    hours, minutes = text.replace(".", ":").split(":")
    return time(int(hours) % 24, int(minutes))


def _listed(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


def _in_order(blocks: Blocks) -> Blocks:
    ordered = tuple(sorted(blocks))
    for (_, closes), (opens, _) in pairwise(ordered):
        if closes == time() or opens < closes:
            raise refusal(
                f"Two blocks overlap at {opens:%H:%M}.",
                "Let each begin when the one before has ended.",
            )
    return ordered


def _closure(given: Any) -> Any:
    """A date, or the first and the last of several."""
    if not isinstance(given, str):
        return given
    first, _, last = given.partition("..")
    begins, ends = to_date(first), to_date(last or first)
    if not begins <= ends:
        raise refusal(f'"{given}" ends before it begins.', "Swap the two dates.")
    if ends - begins >= LONGEST_CLOSURE:
        raise refusal(f'"{given}" is longer than a year.', "Write a year at most.")
    return begins, ends


def _country(text: str) -> str:
    if text.upper() not in CODES:
        raise refusal(
            f'"{text}" is not a country whose public holidays are known.',
            "Use its code of two letters, such as DE, 'NO' or US.",
        )
    return text.upper()


Weekdays = Annotated[tuple[int, ...], BeforeValidator(_weekdays)]
BlocksOfADay = Annotated[
    tuple[Annotated[Block, BeforeValidator(_block)], ...],
    BeforeValidator(_listed),
    AfterValidator(_in_order),
    pydantic.Field(min_length=1, max_length=12),
]
Closure = Annotated[tuple[date, date], BeforeValidator(_closure)]


class Country(Configured):
    """Where public holidays are those of a country, or of one of its regions."""

    country: Annotated[str, AfterValidator(_country)]
    region: str | None = None

    @property
    def days(self) -> PublicHolidays:
        return PublicHolidays(self.country, self.region)

    @field_validator("region", mode="after")
    @classmethod
    def _of_the_country(cls, region: str | None, info: ValidationInfo) -> str | None:
        country = info.data.get("country")
        if region is None or country is None or is_region(country, region):
            return region
        known = regions(country)
        remedy = f"Use one of: {', '.join(known)}." if known else "Remove it: the country has none."
        raise refusal(f'"{region}" is not a region of {country} with holidays of its own.', remedy)


class Calendar(Configured):
    """When those work who name it."""

    key: Key
    zone: Zone = "UTC"
    hours: dict[Weekdays, BlocksOfADay] = pydantic.Field(min_length=1)
    public_holidays: Country | None = None
    special: dict[Day, BlocksOfADay] = pydantic.Field(default={}, max_length=500)
    closed: tuple[Closure, ...] = pydantic.Field(default=(), max_length=500)

    @field_validator("closed", mode="after")
    @classmethod
    def _opens_again(
        cls, closed: tuple[tuple[date, date], ...], info: ValidationInfo
    ) -> tuple[tuple[date, date], ...]:
        both = sorted(info.data.get("special", {}).keys() & set(days_of(closed)))
        if both:
            raise refusal(f"{both[0]} is closed, and has special hours.", "Remove one of them.")
        if cls.model_fields.keys() - {"closed"} <= info.data.keys():
            known = cls.model_construct(**info.data, closed=closed)
            refuse_if_never_open(known.business_hours, [first for first, _ in closed])
        return closed

    @cached_property
    def business_hours(self) -> BusinessHours:
        of_day = {n: blocks for days, blocks in self.hours.items() for n in days}
        return BusinessHours(
            self.zone,
            tuple(of_day.get(n, ()) for n in range(len(WEEKDAYS))),
            frozenset(days_of(self.closed)),
            self.special,
            public(self.public_holidays),
        )


def public(of: Country | None) -> Public:
    """The public holidays that count for a calendar."""
    return of.days if of else as_usual


def days_of(closures: Iterable[tuple[date, date]]) -> Iterator[date]:
    """Every day on which it is closed."""
    for first, last in closures:
        yield from (first + n * DAY for n in range((last - first).days + 1))


def refuse_if_never_open(hours: BusinessHours, closed: Iterable[date]) -> None:
    """A promise in working time must be kept some day: whoever closes, opens again."""
    for first in closed:
        if _never_opens(hours, first):
            raise refusal(
                f"From {first} on, no hour is open in {NEVER_OPEN} days.",
                "Close for a shorter time, or give one of the days special hours.",
            )


def _never_opens(hours: BusinessHours, day: date) -> bool:
    try:
        begins = moment_of(datetime.combine(day, time()), ZoneInfo(hours.zone))
        return hours.next_opening(begins) - begins > NEVER_OPEN * DAY
    except (ValueError, OverflowError):
        return True
