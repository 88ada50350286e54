"""The clock calls the handler of every timer that is due. APScheduler wakes it; the memory is the database."""

import asyncio
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

import handlers
from bot.health import Health
from bot.metrics import Metrics
from handlers.desk import Desk
from storage import timers
from storage.timers import Timer
from storage.transaction import Transaction

log = structlog.get_logger(__name__)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Alarm:
    """Asks once a second what is due. Start-up asks the same question, so what came due meanwhile fires then."""

    def __init__(self, desk: Desk, *, health: Health, metrics: Metrics) -> None:
        self._desk = desk
        self._health = health
        self._metrics = metrics
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._ringing = asyncio.Lock()
        self._stopping = False

    def start(self) -> None:
        """Begin to ring. The scheduler forgets a run that is late by default; here a late one is what counts."""
        self._scheduler.add_job(
            self._ring_out,
            "interval",
            seconds=1,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """Ring no more. The timer that is firing ends first: the scheduler would break it off."""
        self._stopping = True
        async with self._ringing:
            pass
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _ring_out(self) -> None:
        while not self._stopping and await self.ring():
            pass

    async def ring(self) -> int:
        """Fire what is due, up to a hundred; return how many kept their promise."""
        async with self._ringing:
            try:
                fired = await self._fire_due()
            except Exception as error:  # noqa: BLE001 # a database in trouble must not end the asking
                self._health.trouble("clock", type(error).__name__)
                log.error("clock_cannot_read", error=type(error).__name__)
                return 0
            self._health.well("clock")
            return fired

    async def _fire_due(self) -> int:
        now = self._desk.clock.now()
        due = await self._desk.database.read(self._desk.team, lambda tx: timers.due(tx, now))
        fired = 0
        for timer in due:
            if self._stopping:
                break
            fired += await self._fire(timer)
        return fired

    async def _fire(self, timer: Timer) -> bool:
        """One promise that can't be kept now is postponed, and does not keep the others from being kept."""

        def once(tx: Transaction) -> bool:
            taken = timers.take(tx, timer)
            if taken:
                keep_promise(tx)
            return taken

        try:
            keep_promise = await handlers.promised(self._desk, timer.key)
            taken = await self._desk.database.write(timer.team, once)
        except Exception:
            log.exception("timer_failed", key=timer.key, tries=timer.tries + 1)
            self._metrics.fired("failed")
            now = self._desk.clock.now()
            await self._desk.database.write(timer.team, lambda tx: timers.postpone(tx, timer, now))
            return False
        if taken:
            self._metrics.fired("done")
        return taken
