"""Small falls are caught early: a CUSUM chart over the rounds of a pulse.

Each round's mean is compared with what it was before, in standard errors; what is beyond the reference value adds up, and once
the sum passes the limit, the driver has fallen. Page, Continuous inspection schemes, Biometrika 41 (1954), 100–115; with the
level learnt from the rounds before, Hawkins, Self-starting CUSUM charts, The Statistician 36 (1987), 299–316.

With 47 answers a fall of half a standard deviation is 3.4 standard errors; the reference value is near half of it, as is best.
The limit is chosen by simulation, `tests/bench/alerts.py`: once eight rounds tell the level, such a fall is found within two
rounds in four cases of five and more; over ten drivers there is a false alarm in five years, at most, even in a pulse that asks
as much and as often as one can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import copysign, sqrt
from statistics import NormalDist

from handlers.pulse.samples import Sample, beyond

REFERENCE, LIMIT = 1.6, 1.95
# So many rounds are needed to know the level.
LEVEL = 5
SMALLEST = 1e-12
# The questions about a driver in one round, by key.
Asked = Mapping[str, Sample]


@dataclass
class _Chart:
    """The sum so far, the rounds from which the level is known, and those since the sum left zero."""

    total: float = 0.0
    known: dict[str, list[Sample]] = field(default_factory=dict)
    run: list[Asked] = field(default_factory=list)

    def learn(self, rounds: Sequence[Asked]) -> None:
        for each in rounds:
            for key, sample in each.items():
                self.known.setdefault(key, []).append(sample)


def falls(rounds: Sequence[Asked]) -> list[int]:
    """In which rounds, from 0, a driver is found to have fallen. After each the level is learnt anew."""
    chart, found = _Chart(), []
    for at, asked in enumerate(rounds):
        below = _below(chart.known, asked)
        if below is None:
            chart.learn([asked])
            continue
        chart.total = max(0.0, chart.total + below - REFERENCE)
        chart.run.append(asked)
        if chart.total > LIMIT:
            found.append(at)
            chart = _Chart(known={}, run=chart.run)
        if not chart.total:
            chart.learn(chart.run)
            chart.run = []
    return found


def _below(known: Mapping[str, Sequence[Sample]], asked: Asked) -> float | None:
    """How many standard errors a round is below the level; None if that isn't known. Of several questions about a driver the
    errors are added as if they went together wholly: the same people answer them."""
    pairs = [(known[key], asked[key]) for key in asked if len(known.get(key, ())) >= LEVEL]
    if not pairs:
        return None
    compared = [_compared(*pair) for pair in pairs]
    drop, error = sum(each[0] for each in compared), sum(each[1] for each in compared)
    return _as_normal(drop / error, min(each[2] for each in compared))


def _compared(level: Sequence[Sample], now: Sample) -> tuple[float, float, int]:
    """How far it is below its level, with the error of that and the degrees of freedom: all samples are taken to vary alike."""
    n = sum(each.n for each in level)
    mean = sum(each.n * each.mean for each in level) / n
    samples = [*level, now]
    freedom = max(1, sum(each.n - 1 for each in samples))
    pooled = sum((each.n - 1) * each.variance for each in samples) / freedom
    variance = max(pooled, 1 / (n + now.n))
    return mean - now.mean, sqrt(variance * (1 / n + 1 / now.n)), freedom


def _as_normal(t: float, freedom: int) -> float:
    """What is as rare among normal errors: few answers are no surer than many."""
    rare = max(SMALLEST, beyond(t, freedom))
    return copysign(-NormalDist().inv_cdf(rare / 2), t)
