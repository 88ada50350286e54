"""The organisation file: departments, triage and operations, as the operator wrote them."""

from collections.abc import Sequence
from datetime import time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pydantic
from pydantic import BaseModel, ValidationError, field_validator
from pydantic_core import ErrorDetails

from config.business_time import BusinessHours, WorkingTime
from config.clashes import RESERVED_WORDS, TRIAGE, find_clashes
from config.configured import Configured
from config.departments import GENERAL, Department, Field, RequestType
from config.explain import in_plain_words
from config.faults import ConfigurationError, Fault
from config.rota import Rota
from config.standards import StandardFor
from config.texts import Name
from config.values import (
    Channel,
    Day,
    Duration,
    Language,
    WorkingDuration,
    Zone,
    fold,
    is_language,
    refusal,
    zones,
)
from config.waiting import Waiting
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
    # Where people of other companies may ask too, in channels that are shared with them.
    partners: tuple[Channel, ...] = pydantic.Field(default=(), max_length=50)
    holidays: tuple[Day, ...] = ()
    close_after: WorkingDuration = WorkingTime(days=5)
    sort_after: Duration = timedelta(minutes=10)
    waiting: Waiting = Waiting()

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
        return next((found for found in self.all if found.key == key), None)

    def hours(self, department: Department) -> BusinessHours:
        """When a department works."""
        return self._hours[department.zone]

    @cached_property
    def _hours(self) -> dict[str, BusinessHours]:
        closed, zones_ = frozenset(self.holidays), {each.zone for each in self.all}
        return {zone: BusinessHours(zone, OFFICE_HOURS, closed) for zone in zones_}

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
        "fields": Field,
        "rota": Rota,
        "standards": StandardFor,
        "waiting": Waiting,
    }
    names = [part for part in at if isinstance(part, str)]
    return sections[names[-1]] if names and names[-1] in sections else Organisation


def _with_defaults(value: Any) -> Any:
    """The file's value, with the organisation's zone for departments and triage without one."""
    if not isinstance(value, dict):
        return value
    given = value.get("zone")
    zone = given if isinstance(given, str) and given in zones() else "UTC"
    filled = dict(value)
    if isinstance(value.get("departments"), list):
        filled["departments"] = [_with_zone(item, zone) for item in value["departments"]]
    if isinstance(value.get("triage"), dict):
        named = {"key": TRIAGE, "name": "Triage", **value["triage"]}
        filled["triage"] = _with_zone(named, zone)
    return filled


def _language(value: Any) -> str:
    """The organisation's language, for where there is no reader; an invalid one has its own fault."""
    given = value.get("language") if isinstance(value, dict) else None
    return given if isinstance(given, str) and is_language(given) else "en"


def _with_zone(section: Any, zone: str) -> Any:
    return {"zone": zone, **section} if isinstance(section, dict) else section


def _line(fault: Fault) -> int:
    line = fault.place.rpartition(":")[2]
    return int(line) if line.isdigit() else 0
