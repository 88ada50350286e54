"""What a sealed cell gives away without its key: nothing, not even how much is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pulse.sealing import LARGE, NOTHING, SMALL, Cell, Seals, TooLongError, WrongKeyError

KEY, OTHER = b"1" * 32, b"2" * 32
words = st.text(max_size=60)


@given(st.lists(st.sampled_from(["", "1", "10", "0,1,2"]), max_size=5), st.lists(words, max_size=5))
def test_what_is_sealed_is_opened_again_and_always_of_one_size(
    answers: list[str], comments: list[str]
) -> None:
    seals = Seals(KEY, "T1", "r1")
    cell = Cell("a", tuple(answers), tuple(comments), "1732000000.000100", "abcd1234")
    slot = seals.slot("U1")
    sealed = seals.seal(slot, cell, LARGE)
    assert len(sealed) == LARGE
    assert seals.open(slot, sealed) == cell
    assert seals.seal(slot, cell, LARGE) != sealed
    assert len(seals.seal(slot, NOTHING, LARGE)) == LARGE


def test_five_questions_with_every_option_fit_into_a_small_cell() -> None:
    seals = Seals(KEY, "T1", "r1")
    every = ",".join(str(at) for at in range(10))
    cell = Cell("a", (every,) * 5, ("",) * 5, "1732000000.000100", "abcd1234")
    assert len(seals.seal(seals.slot("U1"), cell, SMALL)) == SMALL


def test_what_does_not_fit_is_refused_and_by_how_much_is_said() -> None:
    seals = Seals(KEY, "T1", "r1")
    with pytest.raises(TooLongError) as refused:
        seals.seal(seals.slot("U1"), Cell("a", (), ("x" * LARGE,)), LARGE)
    assert 0 < refused.value.excess < 100


def test_a_cell_is_of_one_key_one_round_and_one_person() -> None:
    seals = Seals(KEY, "T1", "r1")
    slot = seals.slot("U1")
    sealed = seals.seal(slot, Cell("a"), SMALL)
    for wrong, at in (
        (Seals(OTHER, "T1", "r1"), slot),
        (Seals(KEY, "T1", "r2"), slot),
        (seals, seals.slot("U2")),
    ):
        with pytest.raises(WrongKeyError):
            wrong.open(at, sealed)
    with pytest.raises(WrongKeyError):
        seals.open(slot, sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_slots_handles_and_checks_have_nothing_in_common() -> None:
    one, other = Seals(KEY, "T1", "r1"), Seals(KEY, "T1", "r2")
    found = {one.slot("U1").hex(), one.handle("U1"), one.check, other.slot("U1").hex()}
    assert len(found | {other.handle("U1"), other.check, one.slot("U2").hex()}) == 7
