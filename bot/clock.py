"""The clock calls the handler of every timer that is due. The memory is the database.

APScheduler's triggers compute what recurs; its scheduler is not asked, because it waits by the machine's clock: put back by
an hour, it would be silent for that hour.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

import handlers
from bot.firing import Firing
from bot.health import Health
from bot.metrics import Metrics
from handlers.desk import Desk
from storage import held, recovery, timers
from storage.timers import Timer
from storage.transaction import Transaction

log = structlog.get_logger(__name__)

EVERY = 1.0
# Timers fire within seconds. What is due for longer is in trouble.
OVERDUE = timedelta(minutes=1)
SILENT = 30.0
RELEASED_AT_ONCE, AT_ONCE = 200, 100
# Time servers move a clock by less than this.
PUT_BACK = 30.0
Steady = Callable[[], float]


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Alarm:
    """Asks once a second what is due. The first time is at startup, so whatever came due in the meantime fires then.

    It waits by a clock that nobody can put back, and asks by the machine's: a promise is for a time of day.
    """

    def __init__(self, desk: Desk, *, health: Health, metrics: Metrics, steady: Steady) -> None:
        self._desk = desk
        self._health = health
        self._steady = steady
        self._firing = Firing(desk, metrics=metrics, steady=steady)
        self._ringing = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._asked_at = steady()
        self._ahead: float | None = None
        health.watch("clock", self._silent)

    def start(self) -> None:
        """Begin to ring."""
        self._asked_at = self._steady()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop ringing, once the timer that is firing has finished."""
        self._stopping.set()
        self._firing.stop()
        async with self._ringing:
            await self._firing.finish()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not self._stopping.is_set():
            while not self._stopping.is_set() and await self._look():
                pass
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._stopping.wait()

    async def ring(self) -> int:
        """Release what is held until now, and fire up to a hundred timers that are due; return how many succeeded, also of
        those that had to be prepared."""
        done = await self._look()
        return done + await self._firing.finish()

    async def _look(self) -> int:
        """The same, without waiting for what must be prepared."""
        async with self._ringing:
            try:
                await self._set_right()
                released = await self._release_held()
                fired = await self._firing.fire(await self._due())
                overdue = await self._overdue()
            except Exception as error:  # noqa: BLE001 # a database in trouble must not end the asking
                self._health.trouble("clock", type(error).__name__)
                log.error("clock_read_failed", error=type(error).__name__)
                return 0
            self._asked_at = self._steady()
            self._tell(overdue)
            return fired + released

    async def _set_right(self) -> None:
        """A clock that was put back, here or while we were away, was ahead before: what it let wait, waits too long."""
        ahead, before = self._desk.clock.now().timestamp() - self._steady(), self._ahead
        put_back = 0.0 if before is None else before - ahead
        if put_back > PUT_BACK:
            log.warning("system_clock_set_back", seconds=round(put_back))
        if before is None or put_back > PUT_BACK:
            await self._desk.database.write(self._desk.team, self._shorten_waits)
        self._ahead = ahead

    def _shorten_waits(self, tx: Transaction) -> None:
        now = self._desk.clock.now()
        timers.shorten_waits(tx, now)
        recovery.shorten_waits(tx, now)
        handlers.prepare(tx, self._desk)

    async def _release_held(self) -> int:
        """A few hundred at once, so that a command waits little."""
        now, team, database = self._desk.clock.now(), self._desk.team, self._desk.database
        if not await database.read(team, partial(held.is_due, now=now)):
            return 0
        return await database.write(team, partial(held.release, now=now, most=RELEASED_AT_ONCE))

    async def _due(self) -> list[Timer]:
        """Up to a hundred besides those that are being prepared, which stay due meanwhile."""
        look = partial(timers.due, now=self._desk.clock.now(), limit=AT_ONCE + self._firing.beside)
        return await self._desk.database.read(self._desk.team, look)

    async def _overdue(self) -> int:
        since = self._desk.clock.now() - OVERDUE
        return await self._desk.database.read(self._desk.team, lambda tx: timers.overdue(tx, since))

    def _tell(self, overdue: int) -> None:
        self._health.well("clock")
        if overdue:
            self._health.trouble("timers", f"{overdue} overdue")
        else:
            self._health.well("timers")

    def _silent(self) -> str | None:
        """Why the clock is in trouble, if it has not asked for long."""
        silent = self._steady() - self._asked_at
        if self._task is None or silent < SILENT:
            return None
        return f"has not asked what is due for {round(silent)} s"
