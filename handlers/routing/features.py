"""What a text is to the model: its words, pairs of words, and the letters that stand together within them, hashed."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from config.values import fold

Numbers = NDArray[np.float32]
Places = NDArray[np.int64]

# So many places words and letters are hashed to. Two features that share a place share their weight.
OF_WORDS = 1 << 15
OF_LETTERS = 1 << 16
HASHED = OF_WORDS + OF_LETTERS
# What a request is for stands in so many of its words, if anywhere, and in so many letters of each.
MOST_WORDS, MOST_SIGNS = 300, 40
SHORTEST, LONGEST = 2, 5
# How much it counts that a keyword was found, and that there is a text at all; words and letters count 1 together.
NAMED = 0.2
CONSTANT = 0.1
# So many words are remembered with their letters: people use the same few again and again.
KNOWN_WORDS = 4096

_WORD = re.compile(r"\w+")
_SPACE = ord(" ")
_ROLL = 1099511628211
_SPREAD = 0x9E3779B97F4A7C15
_64_BITS = (1 << 64) - 1
_BITS = 64 - 16


@dataclass(frozen=True, slots=True)
class Features:
    """The places of a text's features, each once, and how much each counts."""

    places: Places
    amounts: Numbers


@dataclass(frozen=True, slots=True)
class Hashed:
    """Where the features of a text are hashed to, each place once, those of words first; how often; and how many are words'."""

    places: Places
    counts: Places
    of_words: int


def words(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    return _WORD.findall(fold(text))


def hashed(said: Sequence[str]) -> Hashed:
    """What stands in the words of a text, before it is weighed."""
    said = [word[:MOST_SIGNS] for word in said[:MOST_WORDS]]
    pairs = map(" ".join, pairwise(said))
    of_words = (crc32(each.encode()) % OF_WORDS for each in chain(said, pairs))
    counted = Counter(chain(of_words, *map(_letters, said)))
    places = sorted(counted)
    counts = np.array([counted[place] for place in places], dtype=np.int64)
    return Hashed(np.array(places, dtype=np.int64), counts, bisect_left(places, OF_WORDS))


@lru_cache(maxsize=KNOWN_WORDS)
def _letters(word: str) -> tuple[int, ...]:
    """Every two to five signs in a row within a word; its beginning and its end are signs, too."""
    signs = [_SPACE, *map(ord, word), _SPACE]
    rolled, found = signs, list[int]()
    for length in range(SHORTEST, min(LONGEST, len(signs)) + 1):
        rolled = [
            (before * _ROLL + sign) & _64_BITS
            for before, sign in zip(rolled, signs[length - 1 :], strict=False)
        ]
        found += [((each * _SPREAD & _64_BITS) >> _BITS) + OF_WORDS for each in rolled]
    return tuple(found)


def rarity(examples: Sequence[Hashed]) -> Numbers:
    """How much each feature counts: the more, the fewer examples have it."""
    frequency = np.zeros(HASHED, dtype=np.float32)
    for example in examples:
        frequency[example.places] += 1
    return (np.log((1 + len(examples)) / (1 + frequency)) + 1).astype(np.float32)


def weighed(text: Hashed, rarity: Numbers, named: Sequence[int]) -> Features:
    """The features of a text: words count as much as letters, a second time for less; and all have the constant, at the
    first place after what is hashed. `named` are further features: the departments of which a keyword was found."""
    amounts = (1 + np.log(text.counts)).astype(np.float32) * rarity[text.places]
    for part in (amounts[: text.of_words], amounts[text.of_words :]):
        part /= np.sqrt(part @ part) or 1
    others = [HASHED, *(HASHED + 1 + each for each in named)]
    return Features(
        np.concatenate([text.places, np.array(others, dtype=np.int64)]),
        np.concatenate([amounts, np.array([CONSTANT] + [NAMED] * len(named), dtype=np.float32)]),
    )
