"""What a process has learnt from requests, over and above its organisation's file."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from config.organisation import Organisation
from handlers.routing.examples import TopicExample
from handlers.routing.features import Numbers
from handlers.routing.languages import recognise
from handlers.routing.router import Route, Router, taught_by
from handlers.routing.sentences import KEPT, Late, Sentences
from handlers.routing.shared import router
from handlers.routing.thresholds import Threshold, of

# After so many lessons learnt one by one, all of it is learnt anew: how rare a word is, and what probabilities are worth.
ANEW = 100
# So many examples are understood between two looks whether there is something new.
SOME = 100
# Whoever asks waits no longer for what their text means, in seconds.
PATIENCE = 0.05


class Learnt:
    """One for each process. Until the first lesson, and just after a new organisation file, that file alone counts; and until
    the sentences of its examples are known, their words and letters alone."""

    def __init__(self, sentences: Sentences | None = None, *, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._sentences = sentences
        self._organisation: Organisation | None = None
        self._router: Router | None = None
        self._lessons: Mapping[int, TopicExample] = {}
        self._one_by_one = 0
        # Of which file it is known what all examples mean.
        self._understood: Organisation | None = None
        self._one_at_a_time = asyncio.Lock()
        # How sure one has to be, by language, as far as that is known.
        self.thresholds: dict[str, Threshold] = {}
        # What the lessons were when they were last read.
        self.state: tuple[object, ...] = ()

    def route(self, text: str, organisation: Organisation, vector: Numbers | None = None) -> Route:
        """Decide on readable text; by what it means, too, if that is known."""
        language = recognise(text)
        sure = of(self.thresholds, language.language).sure
        found = self.router(organisation).route(text, vector, sure=sure)
        return replace(found, language=language)

    def understands(self, organisation: Organisation) -> bool:
        """Whether what a text means counts."""
        return self.router(organisation).sentences is not None

    async def meaning(
        self, text: str, organisation: Organisation, *, within: float
    ) -> Numbers | Late | None:
        """What a text means, if it counts and is known in so many seconds."""
        sentences = self.router(organisation).sentences
        return await sentences.soon(text, within=within) if sentences else None

    def understood(self, text: str, organisation: Organisation) -> Route:
        """Decide on readable text by what it means, however long that takes."""
        sentences = self.router(organisation).sentences
        return self.route(text, organisation, sentences.vector(text) if sentences else None)

    def router(self, organisation: Organisation) -> Router:
        """By what is known now."""
        if self._router is None or self._organisation is not organisation:
            return router(organisation)
        return self._router

    def is_of(self, organisation: Organisation, state: tuple[object, ...]) -> bool:
        """Whether there is nothing new."""
        return self._organisation is organisation and self.state == state

    async def learn(
        self,
        organisation: Organisation,
        lessons: Mapping[int, TopicExample],
        state: tuple[object, ...],
    ) -> None:
        """Learn what is new: a few lessons more in a moment, everything else anew, in a thread."""
        async with self._one_at_a_time:
            if not await self._learns(organisation, lessons):
                self._router = await self._built(organisation, tuple(lessons.values()))
                self._one_by_one = 0
            self._organisation, self._lessons, self.state = organisation, lessons, state

    async def _built(
        self, organisation: Organisation, said: Sequence[TopicExample]
    ) -> Router | None:
        sentences = self._sentences if self._understood is organisation else None
        if not said and sentences is None:
            return None
        return await asyncio.to_thread(Router, taught_by(organisation), said, sentences)

    async def understand(self, organisation: Organisation) -> bool:
        """Find out what some more of the examples mean, in a thread; False if nothing is left to do. Once all are known,
        everything is to be learnt anew. To find it out for a whole file takes longer than a new lesson may wait."""
        if self._sentences is None or self._understood is organisation:
            return False
        texts = [*taught_by(organisation).texts, *(each.text for each in self._lessons.values())]
        if len(texts) > KEPT:
            return False
        if unknown := self._sentences.unknown(texts)[:SOME]:
            await asyncio.to_thread(self._sentences.of_examples, unknown)
        else:
            self._understood, self.state = organisation, ()
        return True

    async def _learns(
        self, organisation: Organisation, lessons: Mapping[int, TopicExample]
    ) -> bool:
        """Whether a few more could simply be added."""
        more = [lesson for number, lesson in lessons.items() if number not in self._lessons]
        if self._router is None or self._organisation is not organisation or not self.state:
            return False
        if any(lessons.get(number) != lesson for number, lesson in self._lessons.items()):
            return False
        self._one_by_one += len(more)
        if self._one_by_one >= ANEW:
            return False
        if sentences := self._router.sentences:
            await asyncio.to_thread(sentences.of_examples, [lesson.text for lesson in more])
        return all(map(self._router.learn, more))
