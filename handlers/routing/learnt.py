"""What a process has learnt from requests, over and above its organisation's file."""

import asyncio
from collections.abc import Mapping

from config.organisation import Organisation
from handlers.routing.model import TopicExample
from handlers.routing.router import Route, Router, taught_by
from handlers.routing.shared import router

# After so many lessons learnt one by one, all of it is learnt anew: how rare a word is, and what probabilities are worth.
ANEW = 100


class Learnt:
    """One for each process. Until the first lesson, and just after a new organisation file, that file alone counts."""

    def __init__(self) -> None:
        self._organisation: Organisation | None = None
        self._router: Router | None = None
        self._lessons: Mapping[int, TopicExample] = {}
        self._one_by_one = 0
        # What the lessons were when they were last read.
        self.state: tuple[object, ...] = ()

    def route(self, text: str, organisation: Organisation) -> Route:
        """Decide on readable text."""
        return self.router(organisation).route(text)

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
        if not self._learns(organisation, lessons):
            said = tuple(lessons.values())
            built = await asyncio.to_thread(Router, taught_by(organisation), said) if said else None
            self._router, self._one_by_one = built, 0
        self._organisation, self._lessons, self.state = organisation, lessons, state

    def _learns(self, organisation: Organisation, lessons: Mapping[int, TopicExample]) -> bool:
        """Whether a few more could simply be added."""
        more = [lesson for number, lesson in lessons.items() if number not in self._lessons]
        if self._router is None or self._organisation is not organisation:
            return False
        if any(lessons.get(number) != lesson for number, lesson in self._lessons.items()):
            return False
        self._one_by_one += len(more)
        return self._one_by_one < ANEW and all(map(self._router.learn, more))
