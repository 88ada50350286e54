"""Choose a department by the keywords and examples that the organisation file gives for it."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from config.departments import Department
from config.organisation import Organisation
from config.values import fold

WORD = re.compile(r"\w+")
# A word counts for a keyword it begins with ("laptops" for "laptop") if that keyword is long enough to mean something.
STEM = 4
# No keyword is longer.
LONGEST = 80

# Clear means: enough was found, and the runner-up has found much less.
ENOUGH = 1.0
AHEAD = 1.8
EXAMPLE_WEIGHT = 2.0
LIKELY = 3


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes. `department` is None when it isn't clear; `likely` are the best three then and otherwise.

    `words` are the operator's keywords that were found, never what the requester wrote.
    """

    department: str | None
    likely: tuple[str, ...]
    words: tuple[str, ...] = ()


def route(text: str, organisation: Organisation) -> Route:
    """Score every department on readable text; say which, if one is clearly ahead."""
    rulebook = _rulebook(_Same(organisation.departments))
    said = rulebook.read(text)
    scored = sorted(
        ((rulebook.score(department, said), department) for department in organisation.departments),
        key=lambda pair: -pair[0].points,
    )
    best, department = scored[0]
    second = scored[1][0].points if len(scored) > 1 else 0.0
    clear = best.points >= ENOUGH and best.points >= AHEAD * second
    return Route(
        department=department.key if clear else None,
        likely=tuple(department.key for _, department in scored[:LIKELY]),
        words=best.words if clear else (),
    )


@dataclass(frozen=True, slots=True)
class Score:
    """How well a department fits, and by which keywords."""

    points: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a request, and what may begin a keyword among them: most keywords are passed over by one look."""

    words: Sequence[str]
    distinct: frozenset[str]
    weight: float
    begun: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Example:
    """The words of an example."""

    words: frozenset[str]
    weight: float


class _Rulebook:
    """Keywords and examples of all departments, with rarer words weighing more. Built once for an organisation."""

    def __init__(self, departments: Sequence[Department]) -> None:
        # By its first word, each keyword with its place in the file and all its words.
        self._keywords = {department.key: _by_start(department) for department in departments}
        examples = {
            department.key: [frozenset(_words(example)) for example in _examples(department)]
            for department in departments
        }
        claims = Counter(
            keyword
            for department in departments
            for keyword in dict.fromkeys(_keywords(department))
        )
        self._keyword_weight = {keyword: 1.0 / count for keyword, count in claims.items()}
        everything = [example for some in examples.values() for example in some]
        frequency = Counter(word for example in everything for word in example)
        self._rarity = {
            word: math.log(1 + len(everything) / count) ** 2 for word, count in frequency.items()
        }
        # By each word, the examples that have it: of all examples few have any of a request's.
        self._examples = {key: self._by_word(some) for key, some in examples.items()}

    def read(self, text: str) -> _Said:
        words = _words(text)
        distinct = frozenset(words)
        begun = frozenset(start for word in distinct for start in _beginnings(word))
        return _Said(words, distinct, self._weight(distinct), begun)

    def score(self, department: Department, said: _Said) -> Score:
        by_start = self._keywords[department.key]
        begun = [each for start in by_start.keys() & said.begun for each in by_start[start]]
        found = tuple(
            keyword for _place, keyword, parts in sorted(begun) if _contains(said.words, parts)
        )
        points = sum(self._keyword_weight[keyword] for keyword in found)
        nearest = max(
            (self._likeness(said, example) for example in self._having(department, said)),
            default=0.0,
        )
        return Score(points + EXAMPLE_WEIGHT * nearest, found)

    def _by_word(self, examples: Iterable[frozenset[str]]) -> dict[str, list[_Example]]:
        found: dict[str, list[_Example]] = {}
        for words in examples:
            example = _Example(words, self._weight(words))
            for word in words:
                found.setdefault(word, []).append(example)
        return found

    def _having(self, department: Department, said: _Said) -> Iterable[_Example]:
        by_word = self._examples[department.key]
        return {example for word in by_word.keys() & said.distinct for example in by_word[word]}

    def _likeness(self, said: _Said, example: _Example) -> float:
        """Cosine of two sets of words, each word weighing by its rarity; words of no example weigh middling."""
        size = math.sqrt(said.weight * example.weight)
        return self._weight(said.distinct & example.words) / size if size else 0.0

    def _weight(self, words: Iterable[str]) -> float:
        return sum([self._rarity.get(word, 1.0) for word in words])


class _Same:
    """Departments that are these and not only like these: to compare all that an organisation says takes longer than to
    read a request."""

    def __init__(self, departments: tuple[Department, ...]) -> None:
        self.departments = departments

    def __hash__(self) -> int:
        return id(self.departments)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.departments is other.departments


@lru_cache(maxsize=8)
def _rulebook(same: _Same) -> _Rulebook:
    return _Rulebook(same.departments)


def _words(text: str) -> list[str]:
    return WORD.findall(fold(text))


def _contains(words: Sequence[str], keyword: Sequence[str]) -> bool:
    span = len(keyword)
    return any(
        all(_matches(word, part) for word, part in zip(words[at : at + span], keyword, strict=True))
        for at in range(len(words) - span + 1)
    )


def _beginnings(word: str) -> Iterable[str]:
    """The word itself, and the beginnings of it that are long enough to mean something."""
    yield word
    for length in range(STEM, min(len(word), LONGEST + 1)):
        yield word[:length]


def _matches(word: str, part: str) -> bool:
    return word == part or (len(part) >= STEM and word.startswith(part))


def _keywords(department: Department) -> tuple[str, ...]:
    return department.keywords + tuple(
        keyword for kind in department.request_types for keyword in kind.keywords
    )


def _by_start(department: Department) -> dict[str, list[tuple[int, str, list[str]]]]:
    found: dict[str, list[tuple[int, str, list[str]]]] = {}
    for place, keyword in enumerate(dict.fromkeys(_keywords(department))):
        if parts := _words(keyword):
            found.setdefault(parts[0], []).append((place, keyword, parts))
    return found


def _examples(department: Department) -> tuple[str, ...]:
    return department.examples + tuple(
        example for kind in department.request_types for example in kind.examples
    )
