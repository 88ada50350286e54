"""Which topic a text is about, with a calibrated probability, from examples and keywords."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handlers.routing.features import HASHED, Features, Numbers, hashed, rarity, weighed, words
from handlers.routing.keywords import Keywords
from handlers.routing.softmax import Example, Softmax, softmax

# What these are was chosen on the training part of MASSIVE; see docs/routing.md.
REGULARISATION = 0.2
# A keyword is an example, too, but says less than a sentence.
KEYWORD = 0.5
# What people said of a real request says more than an example.
OF_PEOPLE = 3.0
# So often an example is looked at, or until none moves by as much.
ROUNDS = 30
ENOUGH = 0.05
# To see what the probabilities are worth, so many parts of the examples are asked by a model without them.
FOLDS = 3
ANEW = 2
# What the temperature usually is.
UNMEASURED = 0.4
TEMPERATURES = np.geomspace(0.2, 4.0, 32)


@dataclass(frozen=True, slots=True, order=True)
class RoutingTopic:
    """What a request can be about: a department's request type; or nothing that is anybody's."""

    department: str
    request_type: str


NOBODY = RoutingTopic("", "nobody")


@dataclass(frozen=True, slots=True)
class TopicExample:
    """A text, the topic that it is about, and how much it counts."""

    text: str
    topic: RoutingTopic
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model finds in a text: how probable each topic and each department is, and whose keywords there are."""

    topics: Mapping[RoutingTopic, float]
    departments: Mapping[str, float]
    keywords: Mapping[str, Sequence[str]]
    features: Features


class Model:
    """Learnt from lessons and keywords. A text of which nothing is known is for nobody."""

    def __init__(
        self,
        lessons: Iterable[TopicExample],
        keywords: Mapping[RoutingTopic, Sequence[str]] | None = None,
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
        self._rarity = rarity([hashed(words(each.text)) for each in (*said, *single)])
        self.places = HASHED + 1 + len(self._departments)
        self._model = Softmax(self.places, len(self._topics), regularisation=REGULARISATION)
        for lesson in single:
            self._learn(lesson)
        self._learn(TopicExample("", NOBODY))
        self._learnt = [self._learn(lesson) for lesson in said]
        self._model.fit(rounds=ROUNDS, enough=ENOUGH)
        self.temperature = self._calibrated()

    def read(self, said: Sequence[str]) -> Prediction:
        """What the words of a text are about."""
        found = self._keywords.found(said)
        named = [self._departments.index(key) for key in found]
        features = weighed(hashed(said), self._rarity, named)
        shares = softmax(self._model.scores(features) / np.float32(self.temperature))
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
        example = self._learn(lesson)
        self._learnt.append(example)
        return example.features

    def _learn(self, lesson: TopicExample) -> Example:
        said = words(lesson.text)
        named = [self._departments.index(key) for key in self._keywords.found(said)]
        features = weighed(hashed(said), self._rarity, named)
        return self._model.add(features, self._label[lesson.topic], lesson.weight)

    def _calibrated(self) -> float:
        """The temperature at which the probabilities of departments fit best, each example asked by a model that has not
        learnt it."""
        if len(self._learnt) < FOLDS:
            return UNMEASURED
        asked = self._unseen()
        scores = np.array([score for score, _label in asked], dtype=np.float32)
        right = self._owner[[label for _score, label in asked]]
        owned = (self._owner[:, None] == np.arange(len(self._departments))).astype(np.float32)

        def loss(temperature: float) -> float:
            shares = softmax(scores / np.float32(temperature)) @ owned
            return float(-np.log(shares[np.arange(len(right)), right] + 1e-9).mean())

        return float(min(TEMPERATURES, key=loss))

    def _unseen(self) -> list[tuple[Numbers, int]]:
        """The scores of each example, before it is learnt again, with its label."""
        found = []
        for fold in range(FOLDS):
            left_out = self._learnt[fold::FOLDS]
            for example in left_out:
                self._model.forget(example)
            self._model.fit(rounds=ANEW, enough=ENOUGH)
            found += [(self._model.scores(each.features), each.label) for each in left_out]
            for example in left_out:
                self._model.learn(example)
        self._model.fit(rounds=ANEW, enough=ENOUGH)
        return found


def _by_department(keywords: Mapping[RoutingTopic, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for topic, some in keywords.items():
        found.setdefault(topic.department, []).extend(some)
    return found
