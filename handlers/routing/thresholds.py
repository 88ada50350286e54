"""How sure Frontdesk has to be of a department to send a request there without asking, in each language.

The aim is that of what it sends, so many are right. How sure that takes is found out from the last requests of which it is
known whose they were. As long as there are few, what was measured of the shipped model counts as evidence for the languages
that it was measured in (docs/routing.md); in another language it asks.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from handlers.routing.languages import MEASURED

AIM = 0.95
# How sure it has to be as long as nothing else is known. Measured, see docs/routing.md.
PRIOR = 0.85
# The newest so many of a language count; so many are enough; and fewer than these, of those that were sent, tell nothing.
NEWEST, ENOUGH, FEWEST = 300, 100, 20
# Surer than anything can be.
NEVER = 2.0


@dataclass(frozen=True, slots=True)
class Label:
    """A request of which it is known whose it was: how sure Frontdesk had been of the likeliest department, and whether that
    was the right one."""

    language: str
    probability: float
    right: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """From how `sure` on a request is sent, by how many `known` requests that is so, and how many of those from there on were
    `right`."""

    sure: float
    known: int = 0
    right: float | None = None

    @property
    def asks(self) -> bool:
        """Whether nothing is sent without asking."""
        return self.sure >= NEVER


def thresholds(newest_first: Iterable[Label]) -> dict[str, Threshold]:
    """That of each language of which something is known."""
    by_language: dict[str, list[Label]] = defaultdict(list)
    for label in newest_first:
        if len(by_language[label.language]) < NEWEST:
            by_language[label.language].append(label)
    return {language: threshold(language, known) for language, known in by_language.items()}


def threshold(language: str, known: Sequence[Label]) -> Threshold:
    """From how sure on as many are right as is aimed at. Until enough is known, it may only rise."""
    prior = PRIOR if language in MEASURED or not language else NEVER
    if len(known) >= ENOUGH:
        sure = surest(known)
    else:
        sent = [label for label in known if label.probability >= prior]
        sure = max(prior, surest(sent)) if len(sent) >= FEWEST else prior
    right = [label.right for label in known if label.probability >= sure]
    return Threshold(sure, len(known), sum(right) / len(right) if right else None)


def surest(known: Sequence[Label]) -> float:
    """The least sure from which on the aim is reached, one more that is wrong allowed for."""
    ordered = sorted(known, key=lambda label: -label.probability)
    probable = np.array([label.probability for label in ordered])
    right = np.cumsum([label.right for label in ordered])
    # Who is as sure as the next is sent with it.
    last = np.append(probable[:-1] > probable[1:], True)[: len(probable)]
    good = np.flatnonzero(last & (right >= AIM * np.arange(2, len(ordered) + 2)))
    return float(probable[good[-1]]) if len(good) else NEVER


def of(found: dict[str, Threshold], language: str) -> Threshold:
    """That of one language, of which perhaps nothing is known."""
    return found.get(language) or threshold(language, ())
