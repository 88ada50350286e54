"""What goes together with the eNPS, in named pulses of thirty people and more. It is never called a cause: what goes together
may have a cause in common, or none."""

from collections.abc import Mapping, Sequence
from math import sqrt

from handlers.pulse.movement import holm
from handlers.pulse.samples import beyond

FEWEST = 30
# A hair below 1, where everybody's answers are in the same order.
MOST = 1 - 1e-12


def together(
    scores: Mapping[str, float], others: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """Which questions go together with a score, by key, with their rank correlation: of those who answered both, thirty at
    least, and with all questions taken at once. Strongest first."""
    found: dict[str, tuple[float, float]] = {}
    for key, answers in others.items():
        both = sorted(scores.keys() & answers.keys())
        if len(both) >= FEWEST:
            found[key] = spearman([scores[p] for p in both], [answers[p] for p in both])
    real = holm([chance for _rho, chance in found.values()])
    kept = {
        key: rho for (key, (rho, _)), is_real in zip(found.items(), real, strict=True) if is_real
    }
    return dict(sorted(kept.items(), key=lambda each: -abs(each[1])))


def spearman(one: Sequence[float], two: Sequence[float]) -> tuple[float, float]:
    """The rank correlation, with the chance of one so far from 0: Spearman, The proof and measurement of association between
    two things, American Journal of Psychology 15 (1904), 72–101; the chance by Student's t, as Kendall and Stuart give it."""
    a, b = ranks(one), ranks(two)
    n = len(a)
    middle = (n + 1) / 2
    spread = sqrt(sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b))
    if not spread:
        return 0.0, 1.0
    rho = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True)) / spread
    rho = max(-MOST, min(MOST, rho))
    return rho, beyond(rho * sqrt((n - 2) / (1 - rho**2)), n - 2)


def ranks(values: Sequence[float]) -> list[float]:
    """From 1; those that are equal share the mean of theirs."""
    in_order = sorted(values)
    first = {value: at for at, value in reversed(list(enumerate(in_order, start=1)))}
    last = {value: at for at, value in enumerate(in_order, start=1)}
    return [(first[value] + last[value]) / 2 for value in values]
