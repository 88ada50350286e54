"""What a text says, found before the transaction begins: however long it takes to read, it holds up nobody else."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Self, TypeVar

from handlers.asking.belonging import NamedRequest, named, reads_as_addition
from handlers.asking.matters import Matters, two_matters
from handlers.asking.rules import SmallTalk, small_talk
from handlers.desk import Answer, Desk, Incoming, Said, Value, answered
from handlers.directory.rules import names_of
from handlers.routing import LATE, Route
from handlers.routing.features import Numbers
from handlers.text import has_words, mentioned, plain
from storage.transaction import Transaction

# So many characters are read in the time of one question to the database.
LONG = 500
NOTHING_MEANT: Mapping[str, Numbers] = {}


class Reading(Value):
    """Whether there is a word in it, whether it is small talk, which request it names, whether it needs the message before
    it to be understood, which team it is for, and which requests each department resolved that are clearly like it, and
    whether it has two matters."""

    has_words: bool
    talk: SmallTalk | None
    about: NamedRequest | None
    is_addition: bool
    route: Route
    alike: Mapping[str, tuple[int, ...]] = {}
    matters: Matters | None = None


class Worded(Incoming):
    """Something that came in with words of people's own."""

    text: str
    earlier: tuple[Said, ...] = ()
    reading: Reading | None = None

    @property
    def texts(self) -> list[str]:
        """All that is to be read."""
        return [self.text, *(said.text for said in self.earlier)]

    @property
    def is_long(self) -> bool:
        """Whether to read it takes a while."""
        return sum(map(len, self.texts)) > LONG

    def changed(self, **changes: object) -> Self:
        """The same with other words, which are still to be read."""
        return self.model_copy(update={**changes, "reading": None})

    @property
    def is_sent_by_its_words(self) -> bool:
        """Whether nothing else says which team it is for."""
        return True

    def readable(self, names: Mapping[str, str]) -> list[str]:
        """What may say which team it is for: the text itself; then that with what stood in the thread before."""
        alone, *before = [plain(text, names) for text in self.texts]
        return [alone, " ".join([alone, *before])] if before else [alone]

    def routed(
        self, names: Mapping[str, str], desk: Desk, meant: Mapping[str, Numbers] = NOTHING_MEANT
    ) -> Route:
        """Which team it is for. What stood in the thread before counts where the text itself does not say. Some of what is
        readable of it is known to be `meant` so."""
        for text in self.readable(names):
            route = desk.learnt.route(text, desk.organisation, meant.get(text))
            if route.department is not None:
                break
        return route

    def read(self, names: Mapping[str, str], desk: Desk) -> Reading:
        """What it says, by its words."""
        return Reading(
            has_words=has_words(self.text),
            talk=small_talk(self.text),
            about=named(self.text),
            is_addition=reads_as_addition(self.text),
            route=self.routed(names, desk),
            alike=desk.alike.closest(plain(self.text, names)),
            matters=two_matters(
                self.text, lambda part: desk.learnt.route(plain(part, names), desk.organisation)
            ),
        )


WordedT = TypeVar("WordedT", bound=Worded)


async def read_and_transact(
    desk: Desk,
    use_case: Callable[[Transaction, Desk, WordedT], Answer],
    said: WordedT,
    *,
    concerns_us: Callable[[Transaction, Desk, WordedT], bool] | None = None,
) -> Answer:
    """Run a use case once on what was said, if it concerns us. A delivery that was seen before is not even read, unless to
    read it takes less than to look."""

    def look(tx: Transaction, desk: Desk) -> tuple[Answer | None, Mapping[str, str]]:
        before = answered(tx, desk, said.key)
        if before is None and concerns_us and not concerns_us(tx, desk, said):
            before = Answer()
        return before, {} if before else names_of(tx, mentioned(said.texts))

    names: Mapping[str, str] = {}
    if concerns_us or said.is_long or mentioned(said.texts):
        before, names = await desk.read(look)
        if before is not None:
            return before
    reading = await _understood(desk, said, names)
    return await desk.transact(use_case, said.model_copy(update={"reading": reading}))


async def _understood(desk: Desk, said: Worded, names: Mapping[str, str]) -> Reading:
    """What it says, and which team it is for by what it means, too. Nobody waits long for that: what isn't known then is
    decided a moment later."""
    reading, meant = said.read(names, desk), dict[str, Numbers]()
    if not _wants_meaning(desk, said, reading):
        return reading
    clock = asyncio.get_running_loop().time
    until = clock() + desk.learnt.patience
    for text in said.readable(names):
        found = await desk.learnt.meaning(text, desk.organisation, within=until - clock())
        if found is LATE:
            return later(reading)
        if found is not None:
            meant[text] = found
            route = said.routed(names, desk, meant)
            reading = reading.model_copy(update={"route": route})
        if reading.route.department is not None:
            break
    return reading


def _wants_meaning(desk: Desk, said: Worded, reading: Reading) -> bool:
    """Whether what it means may say more of which team it is for than its words do."""
    if not said.is_sent_by_its_words or not reading.has_words or reading.talk is not None:
        return False
    return not reading.route.ruled and desk.learnt.understands(desk.organisation)


def later(reading: Reading) -> Reading:
    """The same, but for the team: that is decided a moment later."""
    route = replace(reading.route, department=None, words=(), similar=0, later=True)
    return reading.model_copy(update={"route": route})


def reading_of(tx: Transaction, desk: Desk, said: Worded) -> Reading:
    """What was read before the transaction; only what waited in the database itself is read here."""
    if said.reading is not None:
        return said.reading
    reading = said.read(names_of(tx, mentioned(said.texts)), desk)
    return later(reading) if _wants_meaning(desk, said, reading) else reading
