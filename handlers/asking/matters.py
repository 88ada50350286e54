"""Whether a message is about two matters, each clearly for another department. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from handlers.routing import Route
from handlers.routing.features import words
from handlers.text import TOKEN

# Under this name the facts of a request keep where its text divides, and whose each part is.
MATTERS = "matters"
# A part of fewer words says too little; of a longer text it is not asked; nor at more places than these.
FEWEST_WORDS, LONGEST, MOST = 3, 1000, 8
# After a sentence or a line; or between two that are joined: in the languages of the phrases.
BETWEEN = re.compile(
    r"(?<=[.!?;])\s++(?:(?:also|and|außerdem|und|valamint|és|oraz|og)\s++)?"
    r"|(?<!\s)(?=[^\S\n]*+\n)\s++(?:[-•*]\s++|\d[.)]\s++)?"
    r"|(?<!\s),?\s++(?:and|also|und|außerdem|és|valamint|oraz|i|og|samt)\s++(?:(?:also|auch|is|też|også)\s++)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Matters:
    """The text ends its first matter at `ends`, and begins the second at `begins`; where each goes."""

    ends: int
    begins: int
    first: Route
    second: Route


def two_matters(text: str, route: Callable[[str], Route]) -> Matters | None:
    """The division at which both parts are clearest, if there is one. `text` is as Slack gave it, `route` reads some of it."""
    if len(text) > LONGEST:
        return None
    found = (_divided(text, *at, route) for at in _places(text))
    return max((each for each in found if each), key=_clarity, default=None)


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where it may divide: not within a link or a name, and not where too little stands before or after."""
    tokens = [found.span() for found in TOKEN.finditer(text)]
    asked = 0
    for found in BETWEEN.finditer(text):
        within = any(start < found.start() < end for start, end in tokens)
        parts = text[: found.start()], text[found.end() :]
        if within or any(len(words(part)) < FEWEST_WORDS for part in parts):
            continue
        asked += 1
        if asked > MOST:
            return
        yield found.span()


def _divided(text: str, ends: int, begins: int, route: Callable[[str], Route]) -> Matters | None:
    first = route(text[:ends])
    if first.department is None:
        return None
    second = route(text[begins:])
    if second.department in (None, first.department):
        return None
    return Matters(ends, begins, first, second)


def _clarity(matters: Matters) -> float:
    return min(matters.first.probability, matters.second.probability)
