"""What an anonymous round may show: no sum or difference of its figures tells of fewer people than the threshold."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.pulse.release import ALL, atoms, is_weak, released

T = 5


def people(**sizes: int) -> dict[str, frozenset[str]]:
    """Sets that don't overlap, of so many people each."""
    return {
        name: frozenset(f"{name}{at}" for at in range(size)) for name, size in sizes.items() if size
    }


def varied(sets: Mapping[str, frozenset[str]], more: int = 0) -> dict[str, str]:
    """Answers that differ enough, of the people of these sets and of some in none."""
    everybody = [person for each in sets.values() for person in sorted(each)]
    everybody += [f"none{at}" for at in range(more)]
    return {person: str(at % 5) for at, person in enumerate(everybody)}


def test_seven_and_five_are_shown() -> None:
    sets = people(A=7, B=5)
    assert released(varied(sets), sets, T) == {ALL, "A", "B"}


def test_eight_and_four_are_shown_as_a_whole_only() -> None:
    sets = people(A=8, B=4)
    assert released(varied(sets), sets, T) == {ALL}


def test_those_of_one_mind_take_the_smallest_other_with_them() -> None:
    sets = people(A=5, B=5, C=5)
    answers = varied(sets) | dict.fromkeys(sets["C"], "1")
    assert released(answers, sets, T) == {ALL, "B"}


def test_six_of_one_mind_are_not_shown() -> None:
    assert released({f"p{at}": "4" for at in range(6)}, {}, T) == frozenset()


def test_ten_of_one_mind_are_shown() -> None:
    assert released({f"p{at}": "4" for at in range(10)}, {}, T) == {ALL}


def test_nobody_is_not_shown() -> None:
    assert released({}, {"A": ()}, T) == frozenset()


def test_three_overlapping_sets_that_pass_in_pairs_do_not_leave_one_person_alone() -> None:
    pairs = people(ab=5, ac=5, bc=5)
    x = frozenset({"x"})
    sets = {
        "A": pairs["ab"] | pairs["ac"] | x,
        "B": pairs["ab"] | pairs["bc"] | x,
        "C": pairs["ac"] | pairs["bc"] | x,
    }
    answers = varied(pairs) | {"x": "0"}
    shown = released(answers, sets, T)
    assert shown < {ALL, "A", "B", "C"}
    assert not sums_of_few(sets, answers, shown, T)
    # With all of them, adding up tells what one person said: it is what comparing pairs would let pass.
    assert sums_of_few(sets, answers, frozenset({ALL, *sets}), T)


@st.composite
def rounds(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, frozenset[str]], int]:
    size = draw(st.integers(0, 11))
    everybody = [f"p{at}" for at in range(size)]
    answers = {person: draw(st.sampled_from("123")) for person in everybody}
    some = st.frozensets(st.sampled_from(everybody)) if everybody else st.just(frozenset())
    sets = {f"s{at}": draw(some) for at in range(draw(st.integers(0, 4)))}
    return answers, sets, draw(st.integers(3, 4))


@settings(max_examples=60)
@given(rounds())
def test_no_linear_combination_of_what_is_shown_is_of_few(
    round_: tuple[dict[str, str], dict[str, frozenset[str]], int],
) -> None:
    answers, sets, threshold = round_
    shown = released(answers, sets, threshold)
    assert not sums_of_few(sets, answers, shown, threshold)


@given(rounds())
def test_no_atom_of_what_is_shown_is_weak_and_the_decision_is_always_the_same(
    round_: tuple[dict[str, str], dict[str, frozenset[str]], int],
) -> None:
    answers, sets, threshold = round_
    shown = released(answers, sets, threshold)
    assert shown == released(dict(reversed(answers.items())), sets, threshold)
    if shown:
        held = {key: sets.get(key, frozenset(answers)) for key in shown}
        for among in atoms(held).values():
            assert not is_weak([answers[person] for person in among], threshold)


def sums_of_few(
    sets: Mapping[str, frozenset[str]],
    answers: Mapping[str, str],
    shown: frozenset[str],
    threshold: int,
) -> bool:
    """Whether some sum, with any factors, of the shown figures is the sum of fewer than `threshold` people's answers: then, and
    only then, the figures without these people's columns have a lower rank."""
    everybody = sorted(answers)
    rows = [
        [Fraction(key == ALL or person in sets[key]) for person in everybody]
        for key in sorted(shown)
    ]
    whole = rank(rows)
    for size in range(1, min(threshold, len(everybody) + 1)):
        for few in combinations(range(len(everybody)), size):
            rest = [[row[at] for at in range(len(everybody)) if at not in few] for row in rows]
            if rank(rest) < whole:
                return True
    return False


def rank(rows: list[list[Fraction]]) -> int:
    """By elimination, without rounding."""
    left, found = [row[:] for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((at for at in range(found, len(left)) if left[at][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for at in range(found + 1, len(left)):
            factor = left[at][column] / left[found][column]
            left[at] = [
                mine - factor * theirs for mine, theirs in zip(left[at], left[found], strict=True)
            ]
        found += 1
    return found
