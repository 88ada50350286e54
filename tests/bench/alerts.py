"""How soon a fall is found, and how often one is found that isn't there: simulated, with answers on a scale of five."""

from collections.abc import Iterator, Sequence

import numpy
from numpy.random import Generator

from handlers.pulse.alerts import Asked, falls
from handlers.pulse.model import MOST_QUESTIONS, Scale
from handlers.pulse.samples import sample_of
from tests.bench.report import Section

ANSWERS, DRIVERS, WITHIN = 47, 10, 2
# More often a driver can't be asked about if there are ten of them: every week, as many questions as a round takes.
A_YEAR = 52 * MOST_QUESTIONS // DRIVERS
FOUND, FALSE = 0.80, 0.2
USUAL = (0.05, 0.10, 0.20, 0.40, 0.25)
# How many rounds tell the level; from so many on the target holds.
BEFORE, KNOWN = (5, 8, 12), 8
RUNS, YEARS = 4000, 300


def lower(shares: Sequence[float], by: float) -> list[float]:
    """So many standard deviations lower: some of those above the lowest go one step down."""
    steps = numpy.arange(1, 6)
    mean = float(numpy.dot(steps, shares))
    deviation = float(numpy.dot((steps - mean) ** 2, shares)) ** 0.5
    moved = by * deviation / (1 - shares[0])
    down = [*shares[1:], 0.0]
    stay = [shares[0], *(share * (1 - moved) for share in shares[1:])]
    return [here + moved * above for here, above in zip(stay, down, strict=True)]


def rounds_of(random: Generator, shares: Sequence[float], rounds: int) -> Iterator[Asked]:
    """One question, asked so often."""
    for counts in random.multinomial(ANSWERS, shares, size=rounds):
        histogram = {str(at): int(n) for at, n in enumerate(counts, start=1) if n}
        yield {"question": sample_of(Scale.AGREE, histogram)}


def share_found(random: Generator, before: int, runs: int) -> float:
    """How often a fall of half a standard deviation is found within two rounds, after so many before it."""
    found = 0
    for _run in range(runs):
        rounds = [
            *rounds_of(random, USUAL, before),
            *rounds_of(random, lower(USUAL, 0.5), WITHIN),
        ]
        found += any(at >= before for at in falls(rounds))
    return found / runs


def false_alarms(random: Generator, years: int) -> float:
    """A year, over ten drivers, from the first round on."""
    count = sum(len(falls(list(rounds_of(random, USUAL, A_YEAR)))) for _ in range(years * DRIVERS))
    return count / years


async def small_falls() -> Section:
    """The alert rule of pulses."""
    section = Section(
        "Small falls are caught early",
        f"The alert rule over the rounds of a pulse, simulated with {ANSWERS} answers on a scale of five.",
    )
    random = numpy.random.default_rng(1954)
    for before in BEFORE:
        share = share_found(random, before, RUNS)
        what = f"a fall of half a standard deviation after {before} rounds, found within {WITHIN}"
        if before < KNOWN:
            section.add(what, f"{100 * share:.0f} %")
        else:
            target = f"≥ {100 * FOUND:.0f} %"
            section.add(what, f"{100 * share:.0f} %", target, share >= FOUND)
    false = false_alarms(random, YEARS)
    section.add(
        f"false alarms a year, {DRIVERS} drivers, each in {A_YEAR} rounds",
        f"{false:.2f}",
        f"≤ {FALSE:g}",
        false <= FALSE,
    )
    return section
