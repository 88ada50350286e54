"""Whether answers moved since an earlier round. It is called a movement only where it is larger than chance, with all questions
of the round taken together; and never by a round in which few took part.

The same people answer in both rounds, but nobody's two answers can be put together. As if they were others' is the careful
way: who answered high before tends to answer high again, so that the true error is smaller.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from handlers.pulse.figures import net_of
from handlers.pulse.model import Scale
from handlers.pulse.samples import Sample, beyond, sample_of

# Of a hundred rounds without any change, five at the most have a movement called.
ALPHA = 0.05
FEW_ASKED, FEW_ANSWERED = 0.30, 0.25
Histogram = Mapping[str, int]


class Movement(StrEnum):
    """What is said of a question."""

    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"


def is_thin(*, asked: int, left_out: int, answered: int) -> bool:
    """Whether too few of the audience were asked, or too few of those answered, for anything to be called a movement."""
    return asked < FEW_ASKED * (asked + left_out) or answered < FEW_ANSWERED * asked


def movements(pairs: Sequence[tuple[Scale, Histogram, Histogram]]) -> list[Movement]:
    """Of several questions at once, each with an earlier histogram and the present one."""
    called = holm([chance(*pair) for pair in pairs])
    found = []
    for (scale, before, now), real in zip(pairs, called, strict=True):
        rise = sample_of(scale, now).mean - sample_of(scale, before).mean
        found.append((Movement.UP if rise > 0 else Movement.DOWN) if real else Movement.UNCLEAR)
    return found


def holm(chances: Sequence[float], alpha: float = ALPHA) -> list[bool]:
    """Which differences are real, so that with this chance at the most any of them is not: Holm, A simple sequentially
    rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979), 65–70."""
    real = [False] * len(chances)
    for rank, at in enumerate(sorted(range(len(chances)), key=lambda at: chances[at])):
        if chances[at] > alpha / (len(chances) - rank):
            break
        real[at] = True
    return real


def chance(scale: Scale, before: Histogram, now: Histogram) -> float:
    """How likely so large a difference is if nothing changed. No finite population correction: next month's answers are not
    drawn from this month's."""
    match scale:
        case Scale.ENPS:
            return normal(*_net(before), *_net(now))
        case Scale.YES_NO:
            return score_test(_yes(before), _all(before), _yes(now), _all(now))
        case _other:
            return welch(sample_of(scale, before), sample_of(scale, now))


def welch(one: Sample, two: Sample) -> float:
    """Two means with unequal variances: Welch, The generalization of “Student's” problem, Biometrika 34 (1947), 28–35, with
    Satterthwaite's degrees of freedom, rounded down."""
    a, b = one.square_error, two.square_error
    if min(one.n, two.n) < 2:
        return 1.0
    freedom = (a + b) ** 2 / (a**2 / (one.n - 1) + b**2 / (two.n - 1))
    return beyond((two.mean - one.mean) / sqrt(a + b), int(freedom))


def score_test(count: int, n: int, other: int, of_others: int) -> float:
    """Two shares: the score test with the pooled share, which is Pearson's χ² without a correction; Newcombe, Statistics in
    Medicine 17 (1998), 873–890, §2."""
    pooled = (count + other) / (n + of_others)
    error = pooled * (1 - pooled) * (1 / n + 1 / of_others)
    if not error:
        return 1.0
    return 2 * NormalDist().cdf(-abs(count / n - other / of_others) / sqrt(error))


def normal(one: float, square: float, two: float, other: float) -> float:
    """Two figures with the squares of their errors."""
    return 2 * NormalDist().cdf(-abs(one - two) / sqrt(square + other))


def _net(histogram: Histogram) -> tuple[float, float]:
    """The adjusted eNPS, with the square of its error: see `figures.net_interval`."""
    net = net_of(histogram)
    n = net.n + 3
    p, d = (net.promoters + 0.75) / n, (net.detractors + 0.75) / n
    return p - d, (p + d - (p - d) ** 2) / n


def _yes(histogram: Histogram) -> int:
    return histogram.get("1", 0)


def _all(histogram: Histogram) -> int:
    return sum(histogram.values())
