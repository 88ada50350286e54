"""Which topic a text is about, with a calibrated probability, from examples and keywords."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handlers.routing.examples import NOBODY, RoutingTopic, TopicExample
from handlers.routing.features import (
    HASHED,
    Features,
    Hashed,
    Numbers,
    hashed,
    rarity,
    weighed,
    words,
)
from handlers.routing.head import Head, fitting
from handlers.routing.keywords import Keywords
from handlers.routing.meaning import Meaning
from handlers.routing.sentences import Sentences
from handlers.routing.softmax import softmax

# What these are was chosen on the training part of MASSIVE; see docs/routing.md.
REGULARISATION = 0.2
# A keyword is an example, too, but says less than a sentence.
KEYWORD = 0.5
# What people said of a real request says more than an example.
OF_PEOPLE = 3.0


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model finds in a text: how probable each topic and each department is, and whose keywords there are."""

    topics: Mapping[RoutingTopic, float]
    departments: Mapping[str, float]
    keywords: Mapping[str, Sequence[str]]
    features: Features


class Model:
    """Learnt from lessons and keywords: from their words and letters; and, with sentences, from what they mean, too. A text
    of which nothing is known is for nobody."""

    def __init__(
        self,
        lessons: Iterable[TopicExample],
        keywords: Mapping[RoutingTopic, Sequence[str]] | None = None,
        sentences: Sentences | None = None,
    ) -> None:
        of_keywords = keywords or {}
        said = tuple(lessons)
        single = [
            TopicExample(word, topic, KEYWORD)
            for topic, some in of_keywords.items()
            for word in some
        ]
        topics = {lesson.topic for lesson in said} | of_keywords.keys() | {NOBODY}
        self._topics = tuple(sorted(topics))
        self._departments = tuple(sorted({topic.department for topic in topics}))
        self._label = {topic: at for at, topic in enumerate(self._topics)}
        self._owner = np.array([self._departments.index(t.department) for t in self._topics])
        self._keywords = Keywords(_by_department(of_keywords))
        read = {each.text: hashed(words(each.text)) for each in (*said, *single)}
        self._rarity = rarity([read[each.text] for each in (*said, *single)])
        self.places = HASHED + 1 + len(self._departments)
        self._lexical = Head(self.places, len(self._topics), regularisation=REGULARISATION)
        for lesson in single:
            self._lexical.hint(*self._seen(lesson, read[lesson.text]))
        self._lexical.hint(*self._seen(TopicExample("", NOBODY)))
        for lesson in said:
            self._lexical.learn(*self._seen(lesson, read[lesson.text]))
        self._lexical.fit()
        self._meaning = Meaning(said, single, self._label, sentences) if sentences else None
        self._calibrate()

    def read(self, said: Sequence[str], vector: Numbers | None = None) -> Prediction:
        """What the words of a text are about, and what it means, if that is known, too."""
        found = self._keywords.found(said)
        named = [self._departments.index(key) for key in found]
        features = weighed(hashed(said), self._rarity, named)
        scores = self._lexical.scores(features)
        if self._meaning is not None and vector is not None:
            scores = self._meaning.blended(scores, vector)
        shares = softmax(scores)
        summed = np.bincount(self._owner, shares, len(self._departments))
        return Prediction(
            dict(zip(self._topics, shares.tolist(), strict=True)),
            dict(zip(self._departments, summed.tolist(), strict=True)),
            found,
            features,
        )

    def knows(self, topic: RoutingTopic) -> bool:
        """Whether a lesson on it can be learnt as it is."""
        return topic in self._label

    def learn(self, lesson: TopicExample) -> Features:
        """Learn one more lesson on a topic that is known, in a third of a millisecond. How rare words are stays as it was."""
        features, label, weight = self._seen(lesson)
        self._lexical.learn(features, label, weight)
        if self._meaning is not None:
            self._meaning.learn(lesson.text, label, weight)
        return features

    def _seen(
        self, lesson: TopicExample, read: Hashed | None = None
    ) -> tuple[Features, int, float]:
        said = words(lesson.text)
        named = [self._departments.index(key) for key in self._keywords.found(said)]
        features = weighed(read or hashed(said), self._rarity, named)
        return features, self._label[lesson.topic], lesson.weight

    def _calibrate(self) -> None:
        """Find the temperatures at which the probabilities of departments fit, each example asked by a model that has not
        learnt it."""
        asked = self._lexical.asked()
        if not asked:
            return
        right = self._owner[[self._lexical.learnt[at].label for at in asked]].tolist()
        owned = (self._owner[:, None] == np.arange(len(self._departments))).astype(np.float32)
        scores = self._lexical.unseen(asked)
        self._lexical.temperature = fitting(scores, right, owned)
        if self._meaning is not None:
            unseen = scores / np.float32(self._lexical.temperature)
            self._meaning.calibrate(unseen, asked, right, owned)


def _by_department(keywords: Mapping[RoutingTopic, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for topic, some in keywords.items():
        found.setdefault(topic.department, []).extend(some)
    return found
