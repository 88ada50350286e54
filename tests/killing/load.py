"""Many people at work at once, for as long as it takes."""

import asyncio
from collections import deque

from tests.killing.people import Life
from tests.killing.stage import REQUESTERS, Stage

AT_ONCE = 12


class Load:
    """So many requests at once, until told to stop."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._free = deque(f"p{n}" for n in range(REQUESTERS))
        self._bursts: list[asyncio.Task[None]] = []

    async def until(self, stopped: asyncio.Event) -> None:
        """Everybody works; who is in the middle of something ends it."""
        await asyncio.gather(*(self._work(stopped) for _ in range(AT_ONCE)))
        await asyncio.gather(*self._bursts)

    def burst(self, many: int) -> None:
        """So many more ask in one moment."""
        self._bursts += [asyncio.create_task(self._live()) for _ in range(many)]

    async def _work(self, stopped: asyncio.Event) -> None:
        while not stopped.is_set():
            await self._live()

    async def _live(self) -> None:
        who = self._free.popleft()
        try:
            await Life(self._stage, who).live()
        finally:
            self._free.append(who)
