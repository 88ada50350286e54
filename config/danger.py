"""Words in which people speak of danger or harassment, by language: `locales/LANGUAGE/danger.toml`. Everybody is read in
whichever language they write. Nothing is judged: a word is there or not."""

import re
import tomllib
from functools import cache

from config.catalogue import LOCALES
from config.values import fold

FILE = "danger.toml"
GOES_ON = "*"
SIGNS = re.compile(r"\W+")


def speaks_of_danger(text: str) -> bool:
    """Whether one of the words is in it."""
    read = f" {_bare(text)} "
    return any(word in read for word in _words())


def listed(language: str) -> list[str]:
    """The words of one language, as they were written."""
    return list(tomllib.loads((LOCALES / language / FILE).read_text("utf-8"))["words"])


@cache
def _words() -> frozenset[str]:
    """Of all languages, with what they begin and end with: a space, or nothing where the word may go on."""
    languages = [path.parent.name for path in LOCALES.glob(f"*/{FILE}")]
    return frozenset(_looked_for(each) for language in languages for each in listed(language))


def _looked_for(word: str) -> str:
    end = "" if word.endswith(GOES_ON) else " "
    return f" {_bare(word)}{end}"


def _bare(text: str) -> str:
    return SIGNS.sub(" ", fold(text)).strip()
