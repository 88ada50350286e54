"""Decides from an organisation's topics and examples where a request goes, and when it is not sure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from config.departments import GENERAL
from config.organisation import Organisation
from handlers.routing.examples import NOBODY, RoutingTopic, TopicExample
from handlers.routing.features import Features, Numbers, words
from handlers.routing.keywords import Keywords
from handlers.routing.languages import NO_LANGUAGE, Recognised
from handlers.routing.likeness import Recent
from handlers.routing.model import Model
from handlers.routing.sentences import Sentences
from handlers.routing.thresholds import PRIOR

# So probable a department of which a keyword was found must not be beside that.
DOUBT = 0.1
# So much of its department's share a request type has to have to be taken for the request's.
MOST_OF_IT = 0.7
LIKELY = 3
# The model's size is that of its topics.
MOST_TOPICS = 250


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes. `department` is None when it isn't clear; `likely` are the best three then and otherwise.

    `words` are the operator's keywords that were found, never what the requester wrote.
    """

    department: str | None
    likely: tuple[str, ...]
    words: tuple[str, ...] = ()
    # How many requests like it the department has had.
    similar: int = 0
    # The topic, where that is clear, too.
    request_type: str = GENERAL
    # How probable the likeliest department is, and that it's for none of them.
    probability: float = 0.0
    for_nobody: float = 0.0
    # Whether a department's rule decided.
    ruled: bool = False
    # Whether this is to be decided a moment later, when it is known what the text means.
    later: bool = False
    language: Recognised = NO_LANGUAGE
    # The key of the office that decided which of several departments of one kind it is.
    office: str = ""


@dataclass(frozen=True, slots=True)
class RoutingFile:
    """All that an organisation says of what is for whom."""

    departments: tuple[str, ...]
    lessons: tuple[TopicExample, ...]
    keywords: tuple[tuple[RoutingTopic, tuple[str, ...]], ...]
    rules: tuple[tuple[str, tuple[str, ...]], ...]
    # Of whom one has to be surer than of others.
    surer: tuple[tuple[str, float], ...] = ()

    @property
    def texts(self) -> list[str]:
        """All that it learns from."""
        return [
            *(lesson.text for lesson in self.lessons),
            *(w for _topic, some in self.keywords for w in some),
        ]


class Router:
    """What was learnt from it, and from requests since."""

    def __init__(
        self,
        taught: RoutingFile,
        past: Iterable[TopicExample] = (),
        sentences: Sentences | None = None,
    ) -> None:
        self._keys = taught.departments
        self._rules = Keywords(dict(taught.rules))
        self._surer = dict(taught.surer)
        # Of a request type that is gone, it is known at least whose it was; of a department that is gone, nothing.
        known = (
            {lesson.topic for lesson in taught.lessons} | dict(taught.keywords).keys() | {NOBODY}
        )
        kept = [_known(lesson, known) for lesson in past if self._has(lesson.topic)]
        self.sentences = sentences
        self._model = Model((*taught.lessons, *kept), dict(taught.keywords), sentences)
        self._past: dict[str, Recent] = {}
        for lesson in kept:
            self._remember(lesson, self._model.read(words(lesson.text)).features)

    def learn(self, lesson: TopicExample) -> bool:
        """Learn from one more request; False if that takes all to be learnt anew."""
        if not self._has(lesson.topic):
            return True
        general = replace(lesson.topic, request_type=GENERAL)
        topic = lesson.topic if self._model.knows(lesson.topic) else general
        if not self._model.knows(topic):
            return False
        lesson = replace(lesson, topic=topic)
        self._remember(lesson, self._model.learn(lesson))
        return True

    def _has(self, topic: RoutingTopic) -> bool:
        return topic == NOBODY or topic.department in self._keys

    def _remember(self, lesson: TopicExample, features: Features) -> None:
        self._past.setdefault(lesson.topic.department, Recent()).add(features)

    def route(self, text: str, vector: Numbers | None = None, *, sure: float = PRIOR) -> Route:
        """A department's rule decides, if only one department's does; else what is probable enough, by the words of a text
        and, if that is known, by what it means. `sure` is how probable that is."""
        said = words(text)
        read, ruled = self._model.read(said, vector), self._rules.found(said)
        shares = {key: read.departments.get(key, 0.0) for key in self._keys}
        if len(ruled) == 1:
            shares |= dict.fromkeys(ruled, 1.0)
        likely = sorted(self._keys, key=lambda key: -shares[key])
        best, probability = likely[0], shares[likely[0]]
        # Another's keyword beside the best's may be another matter.
        beside = [shares[key] for key in (ruled or read.keywords) if key != best]
        enough = probability >= max(sure, self._surer.get(best, 0.0)) or len(ruled) == 1
        clear = enough and len(ruled) <= 1 and max(beside, default=0.0) < DOUBT
        found = ruled.get(best) or read.keywords.get(best, ())
        past = self._past.get(best) if clear else None
        return Route(
            department=best if clear else None,
            likely=tuple(likely[:LIKELY]),
            words=tuple(dict.fromkeys(found)) if clear else (),
            request_type=_request_type(best, read.topics) if clear else GENERAL,
            similar=past.alike(read.features, self._model.places) if past else 0,
            probability=probability,
            for_nobody=read.departments[NOBODY.department],
            ruled=len(ruled) == 1,
        )


def _known(lesson: TopicExample, topics: Collection[RoutingTopic]) -> TopicExample:
    if lesson.topic in topics:
        return lesson
    return replace(lesson, topic=replace(lesson.topic, request_type=GENERAL))


def _request_type(department: str, topics: Mapping[RoutingTopic, float]) -> str:
    """The one that the request is most probably about, if there is none beside it."""
    own = {
        topic.request_type: share
        for topic, share in topics.items()
        if topic.department == department
    }
    best = max(own, key=own.__getitem__, default=GENERAL)
    return best if own and own[best] >= MOST_OF_IT * sum(own.values()) else GENERAL


def taught_by(organisation: Organisation) -> RoutingFile:
    """What an organisation says of what is for whom. With very many topics, they are not told apart within a department."""
    topics = tuple(_topics(organisation))
    if len(topics) > MOST_TOPICS:
        topics = tuple(
            (replace(topic, request_type=GENERAL), examples, some)
            for topic, examples, some in topics
        )
    rules: dict[str, tuple[str, ...]] = {}
    for department in organisation.departments:
        owner = kind_of(organisation, department.key)
        rules[owner] = (*rules.get(owner, ()), *department.rules)
    lessons = [
        TopicExample(example, topic) for topic, examples, _words in topics for example in examples
    ]
    keywords: dict[RoutingTopic, tuple[str, ...]] = {}
    for topic, _examples, words_ in topics:
        keywords[topic] = (*keywords.get(topic, ()), *words_)
    return RoutingFile(
        tuple(rules),
        (*lessons, *(TopicExample(example, NOBODY) for example in organisation.nobody)),
        tuple((topic, some) for topic, some in keywords.items() if some),
        tuple(rules.items()),
        tuple(
            (kind_of(organisation, department.key), department.sure / 100)
            for department in sorted(organisation.departments, key=lambda each: each.sure or 0)
            if department.sure
        ),
    )


def kind_of(organisation: Organisation, key: str) -> str:
    """Departments that do the same for different offices are learnt as one: the first of them stands for all."""
    return next((each.key for each in organisation.of_kind(key)), key)


def _topics(
    organisation: Organisation,
) -> Iterable[tuple[RoutingTopic, tuple[str, ...], tuple[str, ...]]]:
    """Each with its examples and keywords; what is said of a department as a whole is its general questions'."""
    for department in organisation.departments:
        owner = kind_of(organisation, department.key)
        yield RoutingTopic(owner, GENERAL), department.examples, department.keywords
        for kind in department.request_types:
            if kind.examples or kind.keywords:
                yield RoutingTopic(owner, kind.key), kind.examples, kind.keywords
