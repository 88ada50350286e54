"""The arithmetic of surveys against published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pulse.figures import (
    Net,
    finite,
    in_fives,
    mean_interval,
    net_interval,
    net_of,
    newcombe,
    shares,
    student,
    wilson,
)


def test_half_promoters_a_third_passives_a_sixth_detractors() -> None:
    """Rocks (2016): 33.3, with a variance of 5/9."""
    net = Net(promoters=3, passives=2, detractors=1)
    assert net.score == pytest.approx(1 / 3)
    assert net.variance == pytest.approx(5 / 9)


def test_only_nine_and_ten_promote_and_up_to_six_detract() -> None:
    assert net_of({"10": 1, "9": 1, "8": 1, "7": 1, "6": 1, "0": 1}) == Net(2, 2, 2)


def test_five_promoters_out_of_five_are_no_certainty() -> None:
    found = net_interval(Net(5, 0, 0))
    assert found.value == 1
    assert found.low == pytest.approx(0.1749, abs=1e-4)
    assert found.high == 1


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_as_newcombe_gives_it(count: int, n: int, low: float, high: float) -> None:
    """Newcombe (1998), table I, method 3."""
    found = wilson(count, n)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_newcombes_interval_of_a_difference() -> None:
    """Newcombe (1998), table II (a), method 10: 56/70 and 48/80."""
    found = newcombe(56, 70, 48, 80)
    assert found.low == pytest.approx(0.0524, abs=5e-5)
    assert found.high == pytest.approx(0.3339, abs=5e-5)


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (29, 2.045), (120, 1.980)],
)
def test_students_quantile_as_in_the_tables(freedom: int, quantile: float) -> None:
    assert student(freedom) == pytest.approx(quantile, abs=4e-3)


def test_the_mean_with_students_interval() -> None:
    found = mean_interval({"1": 1, "2": 1, "3": 1, "4": 1, "5": 1})
    assert found.value == 3
    # s = 1.5811, t(4) = 2.7764: 3 ± 1.9634
    assert found.low == pytest.approx(3 - 1.963, abs=4e-3)


def test_where_everybody_answered_nothing_is_uncertain() -> None:
    assert finite(12, 12) == 0
    assert finite(1, None) == 1
    found = mean_interval({"2": 6, "4": 6}, of=12)
    assert found.low == found.value == found.high == 3


@given(st.lists(st.integers(0, 500), min_size=1, max_size=12))
def test_shares_add_up_to_a_hundred(counts: list[int]) -> None:
    found = shares(counts)
    assert sum(found) == (100 if sum(counts) else 0)
    if sum(counts):
        assert all(
            abs(share - 100 * count / sum(counts)) < 1
            for share, count in zip(found, counts, strict=True)
        )


def test_how_many_answered_is_told_in_fives() -> None:
    assert [in_fives(count) for count in (0, 4, 5, 47)] == [0, 0, 5, 45]
