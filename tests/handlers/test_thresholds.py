"""From how sure on a request is sent without asking, by what is known of the last ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.routing import AIM, ENOUGH, Label, thresholds
from handlers.routing.thresholds import NEVER, NEWEST, PRIOR, of, surest

KNOWN = st.lists(
    st.builds(Label, st.just("en"), st.floats(0, 1, width=32), st.booleans()), max_size=400
)


def labels(count: int, probability: float, *, right: bool, language: str = "en") -> list[Label]:
    return [Label(language, probability, right)] * count


def test_as_long_as_little_is_known_what_was_measured_counts() -> None:
    assert of({}, "hu").sure == PRIOR
    few = thresholds(labels(ENOUGH - 1, 0.6, right=True))
    assert few["en"].sure == PRIOR
    assert few["en"].known == ENOUGH - 1


def test_a_language_that_was_not_measured_is_asked_about_until_enough_is_known() -> None:
    assert of({}, "fr").asks
    assert thresholds(labels(ENOUGH - 1, 0.9, right=True, language="fr"))["fr"].asks
    known = thresholds(labels(ENOUGH, 0.9, right=True, language="fr"))["fr"]
    assert known.sure == 0.9
    assert known.right == 1.0


def test_what_goes_wrong_early_raises_it_before_enough_is_known() -> None:
    known = labels(30, 0.95, right=True) + labels(10, 0.87, right=False)
    assert thresholds(known)["en"].sure == 0.95


def test_with_enough_it_falls_to_where_the_aim_still_holds() -> None:
    known = labels(90, 0.6, right=True) + labels(60, 0.4, right=False)
    found = thresholds(known)["en"]
    assert found.sure == 0.6
    assert (found.known, found.right) == (150, 1.0)


def test_where_nothing_is_right_everything_is_asked_about() -> None:
    assert thresholds(labels(ENOUGH, 0.99, right=False))["en"].asks


def test_only_the_newest_of_a_language_count() -> None:
    newest = labels(NEWEST, 0.7, right=True) + labels(500, 0.99, right=False)
    other = labels(150, 0.5, right=True, language="de")
    found = thresholds([*newest, *other])
    assert found["en"].sure == 0.7
    assert found["de"].known == 150


@given(KNOWN)
def test_it_is_the_least_sure_from_which_on_the_aim_is_reached(known: list[Label]) -> None:
    sure = surest(known)
    sent = [label.right for label in known if label.probability >= sure]
    if sure == NEVER:
        assert not sent
    else:
        assert sum(sent) >= AIM * (len(sent) + 1)


@pytest.mark.parametrize("seed", range(3))
def test_of_what_is_sent_after_enough_is_known_as_many_are_right_as_is_aimed_at(seed: int) -> None:
    """Where the probabilities promise too much."""
    chance = np.random.default_rng(seed)
    known: list[Label] = []
    sent: list[bool] = []
    for _each in range(3000):
        probability = float(chance.beta(2, 0.5))
        right = bool(chance.random() < 0.98 * probability)
        if len(known) >= ENOUGH and probability >= thresholds(known[::-1])["en"].sure:
            sent.append(right)
        known = [*known[-NEWEST + 1 :], Label("en", probability, right)]
    assert np.mean(sent) >= AIM - 0.01
