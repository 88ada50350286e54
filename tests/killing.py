"""Kill Frontdesk at random moments under load, start it again, and count what became of what it acknowledged."""

import asyncio
import random
import re
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.cli.company import acme
from bot.manifest import manifest
from sandbox import Message, Sandbox
from tests.child import FREED_OF_RATES, environment, free_port, started

REQUESTERS = ("ann", "ben", "lena", "tom", "hana", "ole", "maya", "raj")
CHANNELS = ("it-help", "hr-help", "finance-help", "facilities-help", "frontdesk-triage")
CASE = re.compile(r"case-\d+")


@dataclass
class Tally:
    """What was acknowledged, and how many cards and receipts Slack shows of each case, acknowledged or not."""

    kills: int = 0
    acknowledged: set[str] = field(default_factory=set)
    cards: Counter[str] = field(default_factory=Counter)
    receipts: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> set[str]:
        """Acknowledged, and without a card or a receipt."""
        return {
            case for case in self.acknowledged if not (self.cards[case] and self.receipts[case])
        }

    @property
    def repeated(self) -> set[str]:
        """With more than one card, or more than one receipt."""
        return {case for case, many in self.cards.items() if many > 1} | {
            case for case, many in self.receipts.items() if many > 1
        }


class _Load:
    """Everybody asks, one request after the other, as fast as they are acknowledged."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._asked = 0
        self.acknowledged: set[str] = set()

    async def until(self, stopped: asyncio.Event) -> None:
        await asyncio.gather(*(self._ask(who, stopped) for who in REQUESTERS))

    async def _ask(self, who: str, stopped: asyncio.Event) -> None:
        while not stopped.is_set():
            self._asked += 1
            case = f"case-{self._asked}"
            answer = await self._slack.person(who).command("/ask", f"it {case} of my VPN")
            if answer.ok:
                self.acknowledged.add(case)


def _count(messages: list[Message]) -> Counter[str]:
    return Counter(found[0] for each in messages if (found := CASE.search(each.plain)))


async def killed(
    database_url: str, *, kills: int, seed: int, longest: float = 0.6, patience: float = 60
) -> Tally:
    """Kill so often, each time after at most `longest` seconds under load; then wait until all is shown."""
    dice = random.Random(seed)
    slack = Sandbox(manifest=manifest(http_url="https://frontdesk.acme.example"), company=acme())
    async with slack:
        load, tally, port = _Load(slack), Tally(), free_port()
        environ = environment(slack, database_url, port, LOG_LEVEL="ERROR")
        slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        for _ in range(kills):
            async with started(environ, program=FREED_OF_RATES) as child:
                await child.ready()
                stopped = asyncio.Event()
                asking = asyncio.create_task(load.until(stopped))
                await asyncio.sleep(dice.uniform(0.05, longest))
                child.process.send_signal(signal.SIGKILL)
                stopped.set()
                await asyncio.gather(asking, child.ended())
                tally.kills += 1
        tally.acknowledged = load.acknowledged

        def enough() -> bool:
            """Cheap, since it is asked at every change: only then is it worth reading them all."""
            cards = sum(len(slack.channel(name).messages) for name in CHANNELS)
            receipts = sum(len(slack.person(who).dm) for who in REQUESTERS)
            return min(cards, receipts) >= len(tally.acknowledged)

        def all_shown() -> bool:
            tally.cards = _count([m for name in CHANNELS for m in slack.channel(name).messages])
            tally.receipts = _count([m for who in REQUESTERS for m in slack.person(who).dm])
            return not tally.lost

        async with started(environ, program=FREED_OF_RATES) as child:
            await child.ready()
            await slack.until(lambda: enough() and all_shown(), timeout=patience)
            assert await child.stop() == 0, child.words
        all_shown()
    return tally


def sqlite_in(folder: Path) -> str:
    """A new file's address."""
    return f"sqlite:///{folder / 'killed.db'}"
