"""Which of the past requests are clearly like a text, by department."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from handlers.routing.examples import NOBODY, TopicExample
from handlers.routing.features import (
    HASHED,
    Features,
    Numbers,
    Places,
    hashed,
    rarity,
    weighed,
    words,
)
from handlers.text import LINK

# So much of what two texts consist of has to be the same for one to be shown to whoever wrote the other.
CLEARLY = 0.45
# A text of fewer words than this says too little.
FEWEST_WORDS = 3
# The closest of each department.
MOST = 8


@dataclass(frozen=True, slots=True)
class _Index:
    """Of each feature, the texts that have it: `texts` and `amounts` lie in the order of the features, those of feature `f`
    from `starts[f]` on."""

    numbers: tuple[int, ...]
    departments: tuple[str, ...]
    rarity: Numbers
    starts: Places
    texts: Places
    amounts: Numbers

    def shares(self, text: Features) -> Numbers:
        """How much of it each text has."""
        first, last = self.starts[text.places], self.starts[text.places + 1]
        many = last - first
        ends = np.cumsum(many)
        found = np.arange(many.sum()) + np.repeat(first - (ends - many), many)
        amounts = self.amounts[found] * np.repeat(text.amounts, many)
        return np.bincount(self.texts[found], amounts, len(self.numbers)).astype(np.float32)


class Alike:
    """One for each process: what is known of past requests is read now and then, in a thread."""

    def __init__(self) -> None:
        self._index: _Index | None = None

    def learn(self, past: Mapping[int, TopicExample]) -> None:
        """These are the past requests."""
        said = {number: _said(each.text) for number, each in past.items() if each.topic != NOBODY}
        kept = [number for number, spoken in said.items() if len(spoken) >= FEWEST_WORDS]
        if not kept:
            self._index = None
            return
        read = [hashed(said[number]) for number in kept]
        rare = rarity(read)
        features = [_whole(weighed(each, rare, ())) for each in read]
        places = np.concatenate([each.places for each in features])
        order = np.argsort(places, kind="stable")
        of_text = np.repeat(np.arange(len(kept)), [len(each.places) for each in features])
        self._index = _Index(
            tuple(kept),
            tuple(past[number].topic.department for number in kept),
            rare,
            np.searchsorted(places[order], np.arange(HASHED + 2)),
            of_text[order],
            np.concatenate([each.amounts for each in features])[order],
        )

    def closest(self, text: str) -> dict[str, tuple[int, ...]]:
        """The numbers of those that are clearly like a readable text, the closest first, by department."""
        index, said = self._index, _said(text)
        if index is None or len(said) < FEWEST_WORDS:
            return {}
        shares = index.shares(_whole(weighed(hashed(said), index.rarity, ())))
        found: dict[str, list[int]] = {}
        for at in sorted(np.flatnonzero(shares >= CLEARLY).tolist(), key=lambda at: -shares[at]):
            found.setdefault(index.departments[at], []).append(index.numbers[at])
        return {department: tuple(numbers[:MOST]) for department, numbers in found.items()}


def _said(text: str) -> list[str]:
    """The words of a text. Links say where something is, not what is needed."""
    return words(LINK.sub(" ", text))


def _whole(features: Features) -> Features:
    """What is hashed of it, with a length of one."""
    kept = features.places < HASHED
    amounts = features.amounts[kept]
    length = np.float32(np.sqrt(amounts @ amounts)) or np.float32(1)
    return Features(features.places[kept], amounts / length)
