"""The organisation file: departments, triage and operations, as the operator wrote them."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pydantic
from pydantic import BaseModel, ValidationError, field_validator
from pydantic_core import ErrorDetails

from config.business_time import BusinessHours, Public, WorkingTime
from config.clashes import RESERVED_WORDS, TRIAGE, find_clashes
from config.configured import Configured
from config.departments import GENERAL, Department, Field, RequestType
from config.explain import in_plain_words
from config.faults import ConfigurationError, Fault
from config.offices import Office
from config.pulses import Contact, Pulses
from config.rota import Rota
from config.standards import StandardFor
from config.texts import Name
from config.values import (
    Channel,
    Day,
    Duration,
    Example,
    Language,
    WorkingDuration,
    Zone,
    fold,
    is_language,
    refusal,
    zones,
)
from config.waiting import WaitingTimes
from config.working_calendars import Calendar, Country, public, refuse_if_never_open
from config.yaml_source import Source, read_yaml

__all__ = [
    "GENERAL",
    "RESERVED_WORDS",
    "TRIAGE",
    "Department",
    "Field",
    "Organisation",
    "OrganisationError",
    "RequestType",
    "fold",
    "load_organisation",
]


# Where the file says nothing else.
_OFFICE_DAY = ((time(9), time(17)),)
OFFICE_HOURS = (*(_OFFICE_DAY,) * 5, (), ())


class OrganisationError(ConfigurationError):
    """The organisation file can't be used; each fault names its line."""


class Organisation(Configured):
    name: Name
    zone: Zone = "UTC"
    # What is written in channels is in this language; to a person it is in their own.
    language: Language = "en"
    # A select in a form offers a hundred options; one is kept for "I'm not sure – choose for me".
    departments: tuple[Department, ...] = pydantic.Field(min_length=1, max_length=99)
    triage: Department
    operations: Channel
    # Where people work, if departments serve offices.
    offices: tuple[Office, ...] = pydantic.Field(default=(), max_length=99)
    # Messages that are for no department.
    nobody: tuple[Example, ...] = ()
    # Where people of other companies may ask too, in channels that are shared with them.
    partners: tuple[Channel, ...] = pydantic.Field(default=(), max_length=50)
    # When those work who name no calendar: on working days from nine to five, but for these days.
    public_holidays: Country | None = None
    holidays: tuple[Day, ...] = ()
    calendars: tuple[Calendar, ...] = pydantic.Field(default=(), max_length=99)
    close_after: WorkingDuration = WorkingTime(days=5)
    sort_after: Duration = timedelta(minutes=10)
    waiting: WaitingTimes = WaitingTimes()
    pulses: Pulses = Pulses()

    @field_validator("triage", mode="after")
    @classmethod
    def _triage_keeps_its_key(cls, triage: Department) -> Department:
        if triage.key != TRIAGE:
            raise refusal(
                'The triage section has a "key".', "Remove the line: it is always triage."
            )
        return triage

    @property
    def all(self) -> tuple[Department, ...]:
        return (*self.departments, self.triage)

    def department(self, key: str) -> Department | None:
        """The department of a key, also of one that it had before."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Department]:
        # The first of a key, while it is not yet checked that there are no two.
        before = {key: each for each in self.all for key in each.formerly}
        return before | {each.key: each for each in reversed(self.all)}

    def office(self, key: str) -> Office | None:
        return next((each for each in self.offices if each.key == key), None)

    def of_kind(self, key: str) -> tuple[Department, ...]:
        """The departments that do the same for different offices as this one, itself among them, as the file lists them."""
        own = self.department(key)
        if own is None or own.kind is None:
            return (own,) if own else ()
        return tuple(each for each in self.departments if each.kind == own.kind)

    @field_validator("holidays", mode="after")
    @classmethod
    def _there_are_other_days(cls, holidays: tuple[date, ...]) -> tuple[date, ...]:
        refuse_if_never_open(BusinessHours("UTC", OFFICE_HOURS, frozenset(holidays)), holidays)
        return holidays

    def hours(self, department: Department) -> BusinessHours:
        """When a department works."""
        known = (department.calendar, department.zone)
        if known not in self._hours:
            named = (each for each in self.calendars if each.key == department.calendar)
            calendar = next(named, None)
            found = calendar.business_hours if calendar else self.office_hours(department.zone)
            self._hours[known] = found
        return self._hours[known]

    @cached_property
    def _hours(self) -> dict[tuple[str | None, str], BusinessHours]:
        """By calendar and zone, those that were asked for."""
        return {}

    def office_hours(self, zone: str) -> BusinessHours:
        """When those work in a zone of whom the file says nothing else."""
        return _office_hours(zone, self.holidays, public(self.public_holidays))

    def is_for_partners(self, *names: str) -> bool:
        """Whether people of other companies may ask in a channel, given by its id and its `#name`."""
        return not set(self.partners).isdisjoint(names)

    def intake_at(self, *names: str) -> Department | None:
        """The department for which questions are taken in a channel, given by its id and its `#name`."""
        return next((self._by_intake[name] for name in names if name in self._by_intake), None)

    @cached_property
    def _by_intake(self) -> dict[str, Department]:
        return {
            channel: department
            for department in self.all
            if department.intake != "off"
            for channel in (department.channel, *department.intake_channels)
        }

    def likeliest_first(self, likely: Sequence[str]) -> tuple[Department, ...]:
        """The departments one may choose among; triage is no choice."""
        first = [found for key in likely if (found := self.department(key))]
        return (*first, *(department for department in self.departments if department not in first))

    def named(self, word: str) -> Department | None:
        """The department a person means by its key, a name or an alias, whatever the case and accents."""
        return self._by_word.get(fold(word))

    def may_begin(self, word: str) -> bool:
        """Whether the key, a name or an alias of a department may begin with this word: most words begin none."""
        first = _first(fold(word))
        return not first or first in self._first_words

    def said(self, word: str) -> str:
        """For a word that names a department, its name in all its languages; otherwise the word itself."""
        found = self.named(word)
        return found.name if found else word

    @cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset(map(_first, self._by_word))

    @cached_property
    def _by_word(self) -> dict[str, Department]:
        words: dict[str, Department] = {}
        for department in self.all:
            for word in (department.key, *department.name.all, *department.aliases):
                words.setdefault(fold(word), department)
        return words


@lru_cache(maxsize=256)
def _office_hours(zone: str, closed: tuple[date, ...], public: Public) -> BusinessHours:
    return BusinessHours(zone, OFFICE_HOURS, frozenset(closed), public=public)


def _first(folded: str) -> str:
    """Its first word, as it is when it is said to somebody."""
    return folded.split(" ", 1)[0].rstrip(":,")


def load_organisation(path: Path) -> Organisation:
    """Read and check the whole file. Raises OrganisationError with every fault at once."""
    source = read_yaml(path)
    if source.value is None:
        raise OrganisationError(source.faults)
    find_clashes(source)
    organisation = _validated(source)
    if organisation is None or source.faults:
        raise OrganisationError(sorted(source.faults, key=_line))
    return organisation


def _validated(source: Source) -> Organisation | None:
    try:
        return Organisation.model_validate(
            _with_defaults(source.value), context={"language": _language(source.value)}
        )
    except ValidationError as error:
        for found in error.errors(include_url=False):
            # pydantic counts valid entries only; a list whose entries are all invalid is not empty.
            if found["type"] == "too_short" and found["input"]:
                continue
            source.fault(found["loc"], *_words(found, source))
        return None


def _words(error: ErrorDetails, source: Source) -> tuple[str, str]:
    return in_plain_words(error, _model(error["loc"][:-1]), written=error["loc"] in source.lines)


def _model(at: tuple[str | int, ...]) -> type[BaseModel]:
    """The model for the section at this place in the file."""
    sections: dict[str, type[BaseModel]] = {
        "departments": Department,
        "triage": Department,
        "request_types": RequestType,
        "offices": Office,
        "fields": Field,
        "calendars": Calendar,
        "public_holidays": Country,
        "rota": Rota,
        "standards": StandardFor,
        "waiting": WaitingTimes,
        "pulses": Pulses,
        "contacts": Contact,
    }
    names = [part for part in at if isinstance(part, str)]
    return sections[names[-1]] if names and names[-1] in sections else Organisation


def _with_defaults(value: Any) -> Any:
    """The file's value, with a zone in each section that has none: its calendar's, else the organisation's."""
    if not isinstance(value, dict):
        return value
    zone, filled, of_calendar = _zone(value, "UTC"), dict(value), dict[str, str]()
    for each in _list(value.get("calendars")):
        if isinstance(each, dict):
            of_calendar[str(each.get("key"))] = _zone(each, zone)

    def placed(section: Any) -> Any:
        if not isinstance(section, dict):
            return section
        return {"zone": of_calendar.get(str(section.get("calendar")), zone), **section}

    for name in ("calendars", "departments"):
        if isinstance(value.get(name), list):
            filled[name] = [placed(item) for item in value[name]]
    if isinstance(value.get("triage"), dict):
        filled["triage"] = placed({"key": TRIAGE, "name": "Triage", **value["triage"]})
    return filled


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _zone(section: dict[str, Any], otherwise: str) -> str:
    given = section.get("zone")
    return given if isinstance(given, str) and given in zones() else otherwise


def _language(value: Any) -> str:
    """The organisation's language, for where there is no reader; an invalid one has its own fault."""
    given = value.get("language") if isinstance(value, dict) else None
    return given if isinstance(given, str) and is_language(given) else "en"


def _line(fault: Fault) -> int:
    line = fault.place.rpartition(":")[2]
    return int(line) if line.isdigit() else 0
