"""The clock calls the handler of every timer that is due. APScheduler wakes it; the memory is the database."""

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

    def start(self) -> None:
        """Begin to ring. The scheduler forgets a run that is late by default; here a late one is what counts."""
        self._scheduler.add_job(
            self.ring,
            "interval",
            seconds=1,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Ring no more. A timer that is firing is one transaction: it ends, or it did not happen."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def ring(self) -> int:
        """Fire all that is due; return how many."""
        now = self._desk.clock.now()
        try:
            due = await self._desk.database.read(self._desk.team, lambda tx: timers.due(tx, now))
        except Exception as error:  # noqa: BLE001 # a database in trouble must not end the asking
            self._health.trouble("clock", type(error).__name__)
            log.error("clock_cannot_read", error=type(error).__name__)
            return 0
        self._health.well("clock")
        for timer in due:
            await self._fire(timer)
        return len(due)

    async def _fire(self, timer: Timer) -> None:
        def once(tx: Transaction) -> None:
            if timers.take(tx, timer):
                handlers.fire(tx, self._desk, timer.key)

        try:
            await self._desk.database.write(timer.team, once)
        except Exception:
            # One promise that can't be kept now must not keep the others from being kept.
            log.exception("timer_failed", key=timer.key, tries=timer.tries + 1)
            self._metrics.fired("failed")
            now = self._desk.clock.now()
            await self._desk.database.write(timer.team, lambda tx: timers.postpone(tx, timer, now))
        else:
            self._metrics.fired("done")
