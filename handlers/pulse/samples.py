"""Answers as numbers, where a scale has a direction: of these, rounds can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import atan2, cos, pi, sin, sqrt
from statistics import NormalDist

from handlers.pulse.figures import DETRACTOR, PROMOTER
from handlers.pulse.model import Scale

# From so many degrees of freedom on, Student's distribution is the normal one to three digits.
NORMAL_FROM = 1000
LEAST, MOST = 1.0, 5.0


@dataclass(frozen=True, slots=True)
class Sample:
    """So many answers, with their mean and their variance."""

    n: int
    mean: float
    variance: float

    @property
    def square_error(self) -> float:
        """The variance of the mean. Whoever is all of one mind is no certainty: at least as if one answer were a step away."""
        return max(self.variance, 1 / self.n) / self.n


def directed(scale: Scale) -> bool:
    """Whether a higher answer is a better one."""
    return scale in (Scale.AGREE, Scale.OFTEN, Scale.ENPS, Scale.YES_NO)


def score(scale: Scale, answer: str) -> float:
    """An answer as a number: 1 to 5; yes is 1, no 0; a promoter 1, a detractor −1."""
    number = int(answer)
    if scale == Scale.ENPS:
        return 1.0 if number >= PROMOTER else -1.0 if number <= DETRACTOR else 0.0
    return float(number)


def sample_of(scale: Scale, histogram: Mapping[str, int]) -> Sample:
    """Of how often each answer was given; there is at least one."""
    n = sum(histogram.values())
    scores = [(score(scale, answer), many) for answer, many in histogram.items()]
    mean = sum(value * many for value, many in scores) / n
    squares = sum((value - mean) ** 2 * many for value, many in scores)
    return Sample(n, mean, squares / (n - 1) if n > 1 else 0.0)


def position(scale: Scale, mean: float) -> float:
    """Where a mean stands between the worst, 0, and the best, 1."""
    match scale:
        case Scale.ENPS:
            return (mean + 1) / 2
        case Scale.YES_NO:
            return mean
        case _other:
            return (mean - LEAST) / (MOST - LEAST)


def beyond(t: float, freedom: int) -> float:
    """The chance that Student's t is farther from 0 than this, on either side: the exact finite series 26.7.3 and 26.7.4 of
    Abramowitz and Stegun, Handbook of Mathematical Functions."""
    if freedom >= NORMAL_FROM:
        return 2 * NormalDist().cdf(-abs(t))
    angle = atan2(abs(t), sqrt(freedom))
    square = cos(angle) ** 2
    even = freedom % 2 == 0
    term = total = 1.0 if even else (cos(angle) if freedom > 1 else 0.0)
    for at in range(2 if even else 3, freedom - 1, 2):
        term *= square * (at - 1) / at
        total += term
    within = sin(angle) * total if even else 2 / pi * (angle + sin(angle) * total)
    return max(0.0, 1 - within)
