"""Words in which people speak of danger or harassment, by language: `locales/LANGUAGE/danger.toml`. Everybody is read in
whichever language they write. Nothing is judged: a word is there or not."""

import re
import tomllib
from functools import cache

from config.catalogue import LOCALES
from config.values import fold

FILE = "danger.toml"
GOES_ON = "*"
SIGNS = re.compile(r"[^\w]+")


def speaks_of_danger(text: str) -> bool:
    """Whether one of the words is in it."""
    return _found().search(_bare(text)) is not None


def listed(language: str) -> list[str]:
    """The words of one language, as they were written."""
    return list(tomllib.loads((LOCALES / language / FILE).read_text("utf-8"))["words"])


@cache
def _found() -> re.Pattern[str]:
    """All of them at once; of one language as of another."""
    languages = sorted(path.parent.name for path in LOCALES.glob(f"*/{FILE}"))
    words = sorted({each for language in languages for each in map(_pattern, listed(language))})
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


def _pattern(word: str) -> str:
    parts = (
        re.escape(_bare(part)) + (r"\w*" if part.endswith(GOES_ON) else "") for part in word.split()
    )
    return " ".join(parts)


def _bare(text: str) -> str:
    return SIGNS.sub(" ", fold(text)).strip()
