"""What all people of a load share: Slack, the dice, the record, and the moments at which something is shown."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from bot.cli.company import acme
from sandbox import Actor, Company, Message, Person, Sandbox
from sandbox.state.changes import Change, MessagePosted, TrafficRecorded
from sandbox.state.traffic import AppDelivery
from tests.killing.record import Act, Record
from tests.killing.verdict import WORD

REQUESTERS = 400
# Now and then Slack shows a message long before it answers the app.
SLOW = 0.05
# Nobody waits longer for work to happen than this.
LONGEST = 20.0


def company() -> Company:
    """Acme, and many who ask."""
    known = acme()
    people = [Person(handle=f"p{n}", name=f"Person {n}") for n in range(REQUESTERS)]
    return replace(known, people=(*known.people, *people))


class Stage:
    """Every choice is the dice's, so that a seed says what people try; when it meets the process, the machine says."""

    def __init__(self, slack: Sandbox, dice: random.Random) -> None:
        self.slack, self.dice, self.record = slack, dice, Record(slack)
        self._awaited: dict[tuple[str, str], asyncio.Future[Message]] = {}
        self._slow = SLOW
        self._asked: dict[str, float] = {}
        self._hands: dict[str, asyncio.Lock] = {}
        slack.workspace.changes.listen(self._hear)

    def shown(self, act: Act, channel: str) -> asyncio.Future[Message]:
        """The next message of the app that shows this there, at the moment at which it is shown."""
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._awaited[act.word, channel] = future
        return future

    def hands(self, who: Actor) -> asyncio.Lock:
        """Nobody fills two forms at once."""
        return self._hands.setdefault(who.id, asyncio.Lock())

    def rested(self, who: Actor, seconds: float) -> bool:
        """Whether it is so long since they asked the last time; now they ask again."""
        now = time.monotonic()
        before, self._asked[who.id] = self._asked.get(who.id, -seconds), now
        return now - before >= seconds

    async def hesitate(self) -> None:
        """Mostly not at all, never longer than a second."""
        dice = self.dice
        await asyncio.sleep(dice.choice((0.0, 0.0, dice.random() / 20, dice.random())))

    async def strike(self, blow: Callable[[], None]) -> None:
        """Do harm in the midst of work: just when Slack has shown a message or got an acknowledgement, or some time later."""
        counted = self.dice.choice((_shown, _acknowledged))
        left, at_once = self.dice.randint(1, 30), self.dice.random() < 0.7
        reached = asyncio.Event()

        def hear(change: Change) -> None:
            nonlocal left
            left -= counted(change)
            if left <= 0 and not reached.is_set():
                reached.set()
                if at_once:
                    blow()

        unhear = self.slack.workspace.changes.listen(hear)
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST):
                await reached.wait()
        unhear()
        if not (at_once and reached.is_set()):
            await asyncio.sleep(self.dice.uniform(0, 0.3))
            blow()

    def calm(self) -> None:
        """From now on Slack answers as it should."""
        self._slow = 0.0
        self.slack.faults.clear()

    def _hear(self, change: Change) -> None:
        if not isinstance(change, MessagePosted) or change.message.bot_id is None:
            return
        if self.dice.random() < self._slow:
            seconds = self.dice.uniform(0.05, 0.8)
            self.slack.faults.slow("chat.postMessage", seconds, when="before")
        for word in WORD.findall(change.message.plain):
            shown = self._awaited.pop((word, change.message.channel), None)
            if shown is not None and not shown.done():
                shown.set_result(change.message)


def _shown(change: Change) -> bool:
    return isinstance(change, MessagePosted) and change.message.bot_id is not None


def _acknowledged(change: Change) -> bool:
    return (
        isinstance(change, TrafficRecorded)
        and isinstance(change.entry, AppDelivery)
        and change.entry.acked
    )
