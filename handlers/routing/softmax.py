"""Multinomial logistic regression that learns one example at a time, and can forget it again.

At the optimum the weights are a sum over the examples: each adds its features times what the model still gets wrong of it
(its *part*), divided by the regularisation. The parts are kept. To fit is to bring one part after another into agreement
with the probabilities (dual coordinate ascent, whose fixed point is the exact optimum); to learn is to do so for a new
example; to forget is to take its part out. And how much an example speaks for an answer can be read off.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handlers.routing.features import Features, Numbers

# So many steps towards agreement cost as much as one look at the weights.
TURNS = 3


@dataclass(slots=True, eq=False)
class Example:
    """One example: what it is to the model, which class it shows, and how much it counts."""

    features: Features
    label: int
    weight: float
    part: Numbers
    # How much its own scores move with its part.
    reach: float


class Softmax:
    """Weights for each feature and class, and the examples that they are the sum of."""

    def __init__(self, places: int, classes: int, *, regularisation: float) -> None:
        self.regularisation = regularisation
        self.weights: Numbers = np.zeros((places, classes), dtype=np.float32)
        self._examples: dict[int, Example] = {}

    def add(self, features: Features, label: int, weight: float = 1.0) -> Example:
        """Learn one more example."""
        part = np.zeros(self.weights.shape[1], dtype=np.float32)
        reach = float(features.amounts @ features.amounts) / self.regularisation
        example = Example(features, label, weight, part, reach)
        self.learn(example)
        return example

    def learn(self, example: Example) -> None:
        """Learn an example that was made, or forgotten, before."""
        self._examples[id(example)] = example
        self._agree(example)

    def forget(self, example: Example) -> None:
        """Take an example out."""
        del self._examples[id(example)]
        self._move(example, -example.part)

    def fit(self, *, rounds: int, enough: float) -> None:
        """Bring all examples into agreement, until none moves by more than `enough` or after so many rounds. A round looks
        at all of them, then at those that moved, until they don't: most examples soon lie still."""
        every, order = list(self._examples.values()), np.random.default_rng(0)
        for _round in range(rounds):
            moving = self._moving(every, order, enough)
            if not moving:
                break
            for _again in range(rounds):
                moving = self._moving(moving, order, enough)

    def _moving(
        self, examples: Sequence[Example], order: np.random.Generator, enough: float
    ) -> list[Example]:
        """Bring some into agreement, and give those that moved."""
        shuffled = [examples[at] for at in order.permutation(len(examples))]
        return [each for each in shuffled if self._agree(each) >= enough]

    def scores(self, features: Features) -> Numbers:
        """How much speaks for each class, before it is made a probability."""
        scores: Numbers = features.amounts @ self.weights[features.places]
        return scores

    def _agree(self, example: Example) -> float:
        """Bring an example's part into agreement with its probabilities; say by how much it moved."""
        scores, part = self.scores(example.features), example.part
        # The loss bends by at most a half: a step of this length never overshoots.
        step = 1 / (1 + example.reach * example.weight / 2)
        for _turn in range(TURNS):
            raised = np.exp(scores - scores.max())
            wrong = raised * np.float32(-example.weight / raised.sum())
            wrong[example.label] += example.weight
            change = step * (wrong - part)
            part = part + change
            scores = scores + example.reach * change
        change = part - example.part
        self._move(example, change)
        return float(np.abs(change).max())

    def _move(self, example: Example, change: Numbers) -> None:
        example.part = example.part + change
        share = example.features.amounts / self.regularisation
        self.weights[example.features.places] += share[:, None] * change


def softmax(scores: Numbers) -> Numbers:
    """Scores as probabilities."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Numbers = raised / raised.sum(axis=-1, keepdims=True)
    return shares
