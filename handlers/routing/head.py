"""One way to look at texts: learns which topic each is about, and what its own probabilities are worth."""

from collections.abc import Sequence

import numpy as np

from handlers.routing.features import Features, Numbers
from handlers.routing.softmax import Example, Softmax, softmax

# So often an example is looked at, or until none moves by as much.
ROUNDS = 30
ENOUGH = 0.05
# To see what the probabilities are worth, so many parts of the examples are asked by a model without them; no more than so
# many examples are asked.
FOLDS = 3
ANEW = 1
MOST_ASKED = 1500
# What the temperature usually is.
UNMEASURED = 0.4
TEMPERATURES = np.geomspace(0.1, 4.0, 38)


class Head:
    """A softmax, and the temperature at which its probabilities fit."""

    def __init__(self, places: int, classes: int, *, regularisation: float) -> None:
        self.model = Softmax(places, classes, regularisation=regularisation)
        self.learnt: list[Example] = []
        self.temperature = UNMEASURED

    def hint(self, features: Features, label: int, weight: float) -> None:
        """Learn something that says less than a text: nobody is asked about it."""
        self.model.add(features, label, weight)

    def learn(self, features: Features, label: int, weight: float) -> None:
        """Learn from a text."""
        self.learnt.append(self.model.add(features, label, weight))

    def fit(self) -> None:
        """Bring all that was learnt into agreement."""
        self.model.fit(rounds=ROUNDS, enough=ENOUGH)

    def scores(self, features: Features) -> Numbers:
        """How much speaks for each topic, so that the probabilities fit."""
        return self.model.scores(features) / np.float32(self.temperature)

    def asked(self) -> list[int]:
        """Which of the examples are asked to see what the probabilities are worth; too few say nothing."""
        if len(self.learnt) < FOLDS:
            return []
        every = -(-len(self.learnt) // MOST_ASKED)
        return list(range(0, len(self.learnt), every))

    def unseen(self, asked: Sequence[int]) -> Numbers:
        """The scores of some examples, each from a model that has not learnt it."""
        found = np.zeros((len(asked), self.model.weights.shape[1]), dtype=np.float32)
        for fold in range(FOLDS):
            left_out = [self.learnt[at] for at in asked[fold::FOLDS]]
            for example in left_out:
                self.model.forget(example)
            self.model.fit(rounds=ANEW, enough=ENOUGH)
            found[fold::FOLDS] = [self.model.scores(each.features) for each in left_out]
            for example in left_out:
                self.model.learn(example)
        self.model.fit(rounds=ANEW, enough=ENOUGH)
        return found


def fitting(scores: Numbers, right: Sequence[int], owned: Numbers) -> float:
    """The temperature at which the probabilities of departments fit best; `owned` tells which topics are whose."""

    def loss(temperature: float) -> float:
        shares = softmax(scores / np.float32(temperature)) @ owned
        return float(-np.log(shares[np.arange(len(right)), right] + 1e-9).mean())

    return float(min(TEMPERATURES, key=loss))
