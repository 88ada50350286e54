"""The arithmetic of surveys. Each formula names its source; the tests have the published examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

# 95 % of such intervals hold what everybody would have said.
Z = NormalDist().inv_cdf(0.975)
PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, and between which it may well be."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Net:
    """Promoters, passives and detractors."""

    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float:
        """s = p − d, from −1 to 1."""
        return (self.promoters - self.detractors) / self.n

    @property
    def variance(self) -> float:
        """p + d − s²: Rocks, Interval estimation for the Net Promoter Score, The American Statistician 70 (2016)."""
        return (self.promoters + self.detractors) / self.n - self.score**2


def net_of(histogram: Mapping[str, int]) -> Net:
    """From how often each of 0 to 10 was given: 9 and 10 are promoters, 0 to 6 detractors."""
    promoters = sum(n for given, n in histogram.items() if int(given) >= PROMOTER)
    detractors = sum(n for given, n in histogram.items() if int(given) <= DETRACTOR)
    return Net(promoters, sum(histogram.values()) - promoters - detractors, detractors)


def net_interval(net: Net, *, of: int | None = None) -> Interval:
    """The adjusted Wald interval, from −1 to 1: three more answers, ¾ of them promoters and ¾ detractors, so that five
    promoters out of five are no certainty. Rocks (2016); Sauro and Lewis, Quantifying the User Experience. `of` how many
    people there are, for a finite population."""
    n = net.n + 3
    p, d = (net.promoters + 0.75) / n, (net.detractors + 0.75) / n
    margin = Z * sqrt((p + d - (p - d) ** 2) / n) * finite(net.n, of)
    return Interval(net.score, max(-1.0, p - d - margin), min(1.0, p - d + margin))


def finite(n: int, of: int | None) -> float:
    """The finite population correction √((N − n) / (N − 1)): Cochran, Sampling Techniques, 3rd ed., §2.6. Never for a change
    between two rounds."""
    if of is None or of <= 1:
        return 1.0
    return sqrt(max(0, of - n) / (of - 1))


def mean_interval(histogram: Mapping[str, int], *, of: int | None = None) -> Interval:
    """The mean of numbers with Student's interval; of one number, no narrower than nothing is known."""
    n = sum(histogram.values())
    mean = sum(int(given) * many for given, many in histogram.items()) / n
    if n < 2:
        return Interval(mean, float("-inf"), float("inf"))
    squares = sum((int(given) - mean) ** 2 * many for given, many in histogram.items())
    variance = squares / (n - 1)
    margin = student(n - 1) * sqrt(variance / n) * finite(n, of)
    return Interval(mean, mean - margin, mean + margin)


def student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t: exact for one and two degrees of freedom, else the expansion 26.7.5 of Abramowitz
    and Stegun, Handbook of Mathematical Functions."""
    if freedom == 1:
        return 12.7062047
    if freedom == 2:
        return 4.30265273
    z = Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum((term / float(freedom) ** power for power, term in enumerate(terms, 1)), 0.0)


def wilson(count: int, n: int) -> Interval:
    """The interval of a share: Wilson (1927), method 3 of Newcombe, Statistics in Medicine 17 (1998), 857–872."""
    share, square = count / n, Z**2
    middle = (2 * count + square) / (2 * (n + square))
    margin = Z * sqrt(square + 4 * count * (1 - share)) / (2 * (n + square))
    low = 0.0 if count == 0 else middle - margin
    return Interval(share, low, 1.0 if count == n else middle + margin)


def newcombe(count: int, n: int, other: int, of_others: int) -> Interval:
    """The interval of the difference of two shares: method 10 of Newcombe, Statistics in Medicine 17 (1998), 873–890."""
    one, two = wilson(count, n), wilson(other, of_others)
    difference = one.value - two.value
    below = sqrt((one.value - one.low) ** 2 + (two.high - two.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (two.value - two.low) ** 2)
    return Interval(difference, difference - below, difference + above)


def shares(counts: Sequence[int]) -> list[int]:
    """Per cent that add up to 100: each rounded down, what is left goes to the largest remainders (Hamilton's method)."""
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    rounded = [100 * count // total for count in counts]
    by_remainder = sorted(
        range(len(counts)), key=lambda at: (-(100 * counts[at] % total), -counts[at], at)
    )
    for at in by_remainder[: 100 - sum(rounded)]:
        rounded[at] += 1
    return rounded


def in_fives(count: int) -> int:
    """Rounded down to a multiple of five."""
    return count - count % 5
