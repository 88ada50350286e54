"""What texts mean, as vectors of whole sentences, and the topics that these show; blended with what their words show."""

from collections.abc import Mapping, Sequence

import numpy as np

from handlers.routing.examples import RoutingTopic, TopicExample
from handlers.routing.features import Features, Numbers
from handlers.routing.head import Head, fitting
from handlers.routing.sentences import Sentences

# What these are was chosen on the training part of MASSIVE; see docs/routing.md.
REGULARISATION = 0.1
KEYWORD = 0.25
# So much of the scores is the meaning's; the rest is that of words and letters.
SHARE = 0.6
CONSTANT = 0.1


class Meaning:
    """Learnt from the vectors of the same lessons."""

    def __init__(
        self,
        lessons: Sequence[TopicExample],
        keywords: Sequence[TopicExample],
        label: Mapping[RoutingTopic, int],
        sentences: Sentences,
    ) -> None:
        self._sentences = sentences
        vectors = sentences.of_examples([each.text for each in (*keywords, *lessons)])
        # Vectors of sentences point much the same way; what tells them apart is how they differ from the middle of all.
        self._middle = vectors.mean(axis=0)
        self._spread = np.maximum(vectors.std(axis=0), 1e-3) * np.sqrt(vectors.shape[1])
        self._temperature = np.float32(1)
        self._head = Head(vectors.shape[1] + 1, len(label), regularisation=REGULARISATION)
        for vector, each in zip(vectors, keywords, strict=False):
            self._head.hint(self._features(vector), label[each.topic], KEYWORD)
        for vector, each in zip(vectors[len(keywords) :], lessons, strict=True):
            self._head.learn(self._features(vector), label[each.topic], each.weight)
        self._head.fit()

    def learn(self, text: str, label: int, weight: float) -> None:
        """Learn one more lesson."""
        self._head.learn(self._features(self._sentences.of_examples([text])[0]), label, weight)

    def blended(self, lexical: Numbers, vector: Numbers) -> Numbers:
        """The scores of both."""
        return self._blended(lexical, self._head.scores(self._features(vector))) / self._temperature

    def calibrate(
        self, lexical: Numbers, asked: Sequence[int], right: Sequence[int], owned: Numbers
    ) -> None:
        """Find the temperatures of this and of both together, from the scores of words for the examples that are asked."""
        scores = self._head.unseen(asked)
        self._head.temperature = fitting(scores, right, owned)
        both = self._blended(lexical, scores / np.float32(self._head.temperature))
        self._temperature = np.float32(fitting(both, right, owned))

    def _blended(self, lexical: Numbers, meaning: Numbers) -> Numbers:
        return np.float32(1 - SHARE) * lexical + np.float32(SHARE) * meaning

    def _features(self, vector: Numbers) -> Features:
        told = (vector - self._middle) / self._spread
        amounts = np.append(told, CONSTANT).astype(np.float32)
        return Features(np.arange(len(amounts)), amounts)
