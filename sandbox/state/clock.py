"""The workspace's time: the computer's or a test's, plus however far somebody has moved it on."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

MORNING = time_of_day(9)

JUMPS: Mapping[str, str] = {
    "hour": "An hour on",
    "morning": "To the next morning",
    "monday": "To next Monday",
}


class SandboxClock:
    """Never goes back. `zone` is where mornings begin.

    A host program may set `host` to walk to a moment in its own steps, e.g. stopping wherever its app has something due; it
    calls `set` at each. Without a host the clock jumps.
    """

    def __init__(self, base: Callable[[], float] = time.time, zone: str = "UTC") -> None:
        self._base, self._zone = base, ZoneInfo(zone)
        self._ahead = 0.0
        self._listeners: list[Callable[[], None]] = []
        self._passing = asyncio.Lock()
        self.host: Callable[[float], Awaitable[None]] | None = None

    def __call__(self) -> float:
        return self._base() + self._ahead

    def listen(self, listener: Callable[[], None]) -> None:
        """`listener` is called whenever the time is set."""
        self._listeners.append(listener)

    def set(self, moment: float) -> None:
        self._ahead += max(0.0, moment - self())
        for listener in self._listeners:
            listener()

    async def until(self, moment: float) -> None:
        """Let time pass. Simultaneous calls run one after the other."""
        async with self._passing:
            if self.host is not None:
                await self.host(moment)
            self.set(moment)

    async def forward(self, seconds: float) -> None:
        await self.until(self() + seconds)

    async def jump(self, to: str) -> None:
        """Make one of JUMPS. Raises ValueError for an unknown one."""
        await self.until(self.moment(to))

    def moment(self, to: str) -> float:
        """The moment one of JUMPS leads to."""
        if to == "hour":
            return self() + 3600
        local = datetime.fromtimestamp(self(), UTC).astimezone(self._zone)
        if to == "morning":
            days = 0 if local.time() < MORNING else 1
        elif to == "monday":
            days = 7 - local.weekday()
        else:
            raise ValueError(f"{to!r} is none of {', '.join(JUMPS)}")
        day = local.date() + timedelta(days=days)
        return datetime.combine(day, MORNING, self._zone).timestamp()
