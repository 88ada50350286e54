"""Public holidays of countries and their regions: which days are off by law, and which days of a weekend are worked instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import holidays
from babel import Locale
from holidays.registry import COUNTRIES

# What the package calls a language that has another name elsewhere.
LANGUAGES = {"nb": "no", "nn": "no"}
CODES = frozenset(entity[1] for entity in COUNTRIES.values())


@dataclass(frozen=True)
class PublicHolidays:
    """Those of a country, or of one of its regions."""

    country: str
    region: str | None = None

    def __call__(self, year: int) -> Mapping[date, bool]:
        """The days of a year that are not as usual: whether one works."""
        return _days(self.country, self.region, year)

    def names(self, year: int, locale: Locale) -> Mapping[date, str]:
        """What the days off are called, in the reader's language if they are known in it, else in the country's."""
        names: Mapping[date, str] = _of(
            self.country, self.region, year, _language(self.country, locale)
        )
        return names


def regions(country: str) -> tuple[str, ...]:
    """The codes of a country's regions."""
    return tuple(_entity(country).subdivisions)


def is_region(country: str, region: str) -> bool:
    """Whether it is one by its code or its name."""
    entity = _entity(country)
    return region in entity.subdivisions or region in entity.subdivisions_aliases


def _entity(country: str) -> Any:
    return getattr(holidays, country)


@lru_cache(maxsize=1024)
def _days(country: str, region: str | None, year: int) -> Mapping[date, bool]:
    found = _of(country, region, year, _entity(country).default_language)
    worked = (day for day in found.weekend_workdays if day.year == year)
    return dict.fromkeys(found, False) | dict.fromkeys(worked, True)


def _of(country: str, region: str | None, year: int, language: str | None) -> Any:
    return _entity(country)(subdiv=region, years=year, language=language)


def _language(country: str, locale: Locale) -> str | None:
    entity = _entity(country)
    own = LANGUAGES.get(locale.language, locale.language)
    wanted = (
        str(locale),
        own,
        *(tag for tag in entity.supported_languages if tag.split("_")[0] == own),
    )
    known = (tag for tag in wanted if tag in entity.supported_languages)
    return str(next(known, entity.default_language))
