"""The model against a slow and exact reference, and what it learns and forgets."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from handlers.routing.features import Features
from handlers.routing.softmax import Softmax, softmax

PLACES, CLASSES = 12, 4


def sample(
    seed: int, size: int = 25
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Some examples: features, labels, weights."""
    random = np.random.default_rng(seed)
    features = (random.random((size, PLACES)) < 0.4) * random.random((size, PLACES))
    return features, random.integers(0, CLASSES, size), random.choice([0.5, 1.0], size)


def features_of(row: NDArray[np.float64]) -> Features:
    places = np.nonzero(row)[0]
    return Features(places, row[places].astype(np.float32))


def learnt(seed: int, regularisation: float) -> Softmax:
    model = Softmax(PLACES, CLASSES, regularisation=regularisation)
    for row, label, weight in zip(*sample(seed), strict=True):
        model.add(features_of(row), int(label), float(weight))
    model.fit(rounds=1000, enough=1e-6)
    return model


def reference(seed: int, regularisation: float) -> NDArray[np.float64]:
    """Logistic regression by small steps down the gradient of all examples, until it is flat."""
    features, labels, weights = sample(seed)
    wanted = np.eye(CLASSES)[labels]
    found = np.zeros((PLACES, CLASSES))
    step = 1 / (regularisation + 0.5 * np.linalg.norm(features, 2) ** 2)
    for _turn in range(20_000):
        scores = features @ found
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        gradient = features.T @ ((shares - wanted) * weights[:, None]) + regularisation * found
        if np.abs(gradient).max() < 1e-7:
            break
        found -= step * gradient
    return found


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.1, 0.2, 1.0]))
def test_it_is_logistic_regression(seed: int, regularisation: float) -> None:
    found = learnt(seed, regularisation).weights
    np.testing.assert_allclose(found, reference(seed, regularisation), atol=2e-3)


def test_what_is_forgotten_leaves_no_trace() -> None:
    model, other = learnt(1, 0.2), learnt(1, 0.2)
    example = other.add(features_of(np.ones(PLACES)), 2)
    other.fit(rounds=1000, enough=1e-6)
    assert np.abs(model.weights - other.weights).max() > 0.01
    other.forget(example)
    other.fit(rounds=1000, enough=1e-6)
    np.testing.assert_allclose(model.weights, other.weights, atol=1e-3)


def test_one_example_counts_at_once() -> None:
    model = learnt(1, 0.2)
    features = features_of(np.ones(PLACES))
    before = softmax(model.scores(features))[2]
    model.add(features, 2)
    assert softmax(model.scores(features))[2] > before + 0.2
