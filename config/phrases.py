"""Words of everyday talk, by language: `locales/LANGUAGE/phrases.toml`. People are read in whichever language they write."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from config.catalogue import LOCALES
from config.values import fold

FILE = "phrases.toml"


class Phrases(BaseModel):
    """What each list is for stands in the English one. All are folded; what is missing in a file is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    greetings: frozenset[str]
    addressees: frozenset[str]
    thanks: frozenset[str]
    thanking: frozenset[str]
    agreement: frozenset[str]
    help: frozenset[str]
    pronouns: frozenset[str]
    verbs: frozenset[str]
    state: frozenset[str]
    going_on: frozenset[str]
    on_its_own: frozenset[str]
    referring: frozenset[str]
    possessives: frozenset[str]
    too: frozenset[str]
    phrases: frozenset[str]
    absence: frozenset[str]

    @classmethod
    def read(cls, file: Path) -> Self:
        """Of one language."""
        written = tomllib.loads(file.read_text("utf-8"))
        return cls(**{name: frozenset(map(fold, words)) for name, words in written.items()})


@cache
def languages() -> tuple[Phrases, ...]:
    """Each by itself."""
    return tuple(Phrases.read(file) for file in sorted(LOCALES.glob(f"*/{FILE}")))


@cache
def phrases() -> Phrases:
    """Of all languages together."""
    return Phrases(
        **{
            name: frozenset[str]().union(*(getattr(one, name) for one in languages()))
            for name in Phrases.model_fields
        }
    )


def begins_sentence(first: str, second: str) -> bool:
    """Whether these two words, folded, are a pronoun and its verb in one language."""
    return any(first in each.pronouns and second in each.verbs for each in languages())
