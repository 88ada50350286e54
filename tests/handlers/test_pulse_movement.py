"""What is called a movement, against SciPy and published examples."""

from collections import Counter

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from handlers.pulse.alerts import LEVEL, falls
from handlers.pulse.model import Scale
from handlers.pulse.movement import (
    Movement,
    chance,
    holm,
    is_thin,
    movements,
    normal,
    score_test,
    welch,
)
from handlers.pulse.samples import NORMAL_FROM, Sample, beyond, position, sample_of
from handlers.pulse.together import spearman, together
from tests.bench.alerts import KNOWN, USUAL, false_alarms, lower, rounds_of, share_found

ANSWERS = st.lists(st.integers(1, 5), min_size=2, max_size=60)


def histogram(answers: list[int]) -> dict[str, int]:
    return dict(Counter(str(each) for each in answers))


@given(st.floats(-40, 40), st.integers(1, 1200))
def test_students_tails_are_scipys(t: float, freedom: int) -> None:
    accuracy = 1e-12 if freedom < NORMAL_FROM else 5e-4
    assert beyond(t, freedom) == pytest.approx(2 * stats.t.sf(abs(t), freedom), abs=accuracy)


@settings(max_examples=50)
@given(ANSWERS, ANSWERS)
def test_means_are_compared_by_welch(one: list[int], two: list[int]) -> None:
    a, b = (sample_of(Scale.AGREE, histogram(each)) for each in (one, two))
    # Where nobody differs SciPy is certain, and we are not.
    if min(a.variance, b.variance) * min(a.n, b.n) < 1:
        assert chance(Scale.AGREE, histogram(one), histogram(two)) > 0
        return
    freedom = (a.square_error + b.square_error) ** 2 / (
        a.square_error**2 / (a.n - 1) + b.square_error**2 / (b.n - 1)
    )
    found = stats.ttest_ind(two, one, equal_var=False)
    assert freedom == pytest.approx(found.df)
    assert welch(a, b) == pytest.approx(2 * stats.t.sf(abs(found.statistic), int(found.df)))


def test_people_of_one_mind_are_no_certainty() -> None:
    assert chance(Scale.AGREE, {"4": 3}, {"5": 3}) > 0.05
    assert chance(Scale.ENPS, {"8": 3}, {"9": 3}) > 0.05


@settings(max_examples=50)
@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_shares_are_compared_as_by_chi_square(yes: int, no: int, more: int, less: int) -> None:
    n, of_others = yes + no, more + less
    expected = 1.0
    if yes + more:
        table = [[yes, no], [more, less]]
        expected = float(stats.chi2_contingency(table, correction=False).pvalue)
    assert score_test(yes, n, more, of_others) == pytest.approx(expected)


def test_newcombes_two_shares_differ() -> None:
    """Newcombe (1998), 56/70 against 48/80: the interval of the difference, .0524 to .3339, doesn't reach 0."""
    assert score_test(56, 70, 48, 80) < 0.05
    assert normal(0, 0.5, 1.96, 0.5) == pytest.approx(0.05, abs=1e-4)


def test_holm_as_he_published_it() -> None:
    """Holm (1979): the smallest against α/m, the next against α/(m−1), until the first that fails."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == [True, False, False, True]
    assert holm([0.0125, 0.0166, 0.024, 0.05]) == [True] * 4
    assert holm([]) == []


@settings(max_examples=60)
@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=5))
def test_holm_is_what_all_intersections_reject(chances: list[float]) -> None:
    """The closed test: one is real if each set of questions that it is in has one below α over their number."""

    def closed(at: int) -> bool:
        others = [each for index, each in enumerate(chances) if index != at]
        sets = [
            [chances[at], *(each for bit, each in enumerate(others) if mask >> bit & 1)]
            for mask in range(1 << len(others))
        ]
        return all(min(each) <= 0.05 / len(each) for each in sets)

    assert holm(chances) == [closed(at) for at in range(len(chances))]


def test_one_question_that_moved_among_ten_must_move_more() -> None:
    before, now = {"3": 20, "4": 20, "5": 7}, {"3": 27, "4": 18, "2": 2}
    still = {"3": 20, "4": 27}
    alone = movements([(Scale.AGREE, before, now)])
    assert alone == [Movement.DOWN]
    assert movements([(Scale.AGREE, now, before)]) == [Movement.UP]
    a_little = (Scale.AGREE, before, {"2": 1, "3": 26, "4": 18, "5": 2})
    assert movements([a_little]) == [Movement.DOWN]
    assert set(movements([a_little, *[(Scale.AGREE, still, still)] * 9])) == {Movement.UNCLEAR}


def test_rounds_in_which_few_took_part_are_thin() -> None:
    assert not is_thin(asked=62, left_out=3, answered=47)
    assert is_thin(asked=29, left_out=71, answered=29)
    assert not is_thin(asked=30, left_out=70, answered=30)
    assert is_thin(asked=100, left_out=0, answered=24)


def test_positions_go_from_worst_to_best() -> None:
    assert [position(Scale.ENPS, each) for each in (-1.0, 0.0, 1.0)] == [0, 0.5, 1]
    assert [position(Scale.OFTEN, each) for each in (1.0, 3.0, 5.0)] == [0, 0.5, 1]
    assert position(Scale.YES_NO, 0.25) == 0.25


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(1, 5)), min_size=30, max_size=50))
def test_what_goes_together_is_scipys(pairs: list[tuple[int, int]]) -> None:
    one, two = ([float(pair[at]) for pair in pairs] for at in (0, 1))
    if len(set(one)) < 2 or len(set(two)) < 2:
        assert spearman(one, two) == (0, 1)
        return
    rho, rare = spearman(one, two)
    expected = stats.spearmanr(one, two)
    assert rho == pytest.approx(expected.statistic, abs=1e-9)
    assert rare == pytest.approx(expected.pvalue, abs=1e-9)


def test_what_goes_together_needs_thirty_people() -> None:
    scores = {str(at): float(at % 11) for at in range(30)}
    alike = {"alike": scores, "other": {str(at): float(at * 7 % 5) for at in range(30)}}
    assert list(together(scores, alike)) == ["alike"]
    del scores["0"]
    assert together(scores, alike) == {}


def test_a_fall_of_half_a_standard_deviation_is_found_in_time() -> None:
    """The bench has the numbers in full."""
    assert share_found(numpy.random.default_rng(1), KNOWN, 400) >= 0.75
    assert false_alarms(numpy.random.default_rng(2), 10) <= 0.4


def test_a_fall_is_said_once() -> None:
    random = numpy.random.default_rng(3)
    rounds = [*rounds_of(random, USUAL, 12), *rounds_of(random, lower(USUAL, 0.8), 6)]
    assert falls(rounds) == [12]


def test_without_a_level_nothing_is_said() -> None:
    low, high = Sample(47, 2.0, 1.0), Sample(47, 4.0, 1.0)
    assert falls([{"a": high}] * (LEVEL - 1) + [{"a": low}]) == []
    assert falls([{"a": high}] * LEVEL + [{"b": low}]) == []
    assert falls([{"a": high, "b": high}] * LEVEL + [{"b": low}]) == [LEVEL]
    assert falls([]) == []
