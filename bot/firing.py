"""Fires what is due, in batches of one commit. One whose effect fails takes no other with it: it is postponed.

A batch ends as soon as somebody waits for the writer, so that a command waits for one timer and not for a hundred. What must
ask Slack, a calendar, or compute for long before its transaction is prepared beside all that, and nothing waits for it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog

from bot.metrics import Metrics
from handlers import FactsChangedError, Promise, must_prepare, promised
from handlers.desk import Desk
from storage import timers
from storage.timers import Timer
from storage.transaction import Transaction
from storage.trouble import is_database_trouble

log = structlog.get_logger(__name__)
T = TypeVar("T")

# Seconds that a batch may take while nobody waits for it.
LONGEST = 0.05
# Seconds between two batches: whoever waited goes on with what they waited for.
GIVE_WAY = 0.002
# So many of a kind ask, or compute, side by side.
PREPARED_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Ready:
    """A timer with what is left to do: a transaction."""

    timer: Timer
    promise: Promise


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a timer. One that neither fired nor failed was another replica's, was moved, or is prepared again."""

    fired: bool = False
    failed: Exception | None = None


class Firing:
    """Each timer's row goes in the transaction of its effect, so it fires once, wherever the process is killed."""

    def __init__(self, desk: Desk, *, metrics: Metrics, steady: Callable[[], float]) -> None:
        self._desk = desk
        self._metrics = metrics
        self._steady = steady
        self._stopping = False
        # What is being prepared, by the key of its timer; and its share of what may be at once, by the kind of timer.
        self._beside: dict[str, asyncio.Task[int]] = {}
        self._places = defaultdict[str, asyncio.Semaphore](
            lambda: asyncio.Semaphore(PREPARED_AT_ONCE)
        )

    @property
    def beside(self) -> int:
        """How many timers are being prepared."""
        return len(self._beside)

    def stop(self) -> None:
        """End after the timer that is firing."""
        self._stopping = True

    async def fire(self, due: Sequence[Timer]) -> int:
        """Fire these, and return how many succeeded. Those that must be prepared only begin."""
        at_once = [timer for timer in due if not must_prepare(self._desk, timer.key)]
        for timer in due:
            if must_prepare(self._desk, timer.key) and timer.key not in self._beside:
                self._beside[timer.key] = asyncio.create_task(self._fire_beside(timer))
        return await self._in_batches([await self._ready(timer) for timer in at_once])

    async def finish(self) -> int:
        """Wait for what is being prepared; return how many of them succeeded."""
        return sum(await asyncio.gather(*self._beside.values()))

    async def _fire_beside(self, timer: Timer) -> int:
        try:
            async with self._places[timer.key.partition("/")[0]]:
                return 0 if self._stopping else await self._in_batches([await self._ready(timer)])
        except Exception as error:  # noqa: BLE001 # the database is in trouble: it stays due, and the next look finds it
            log.error("clock_read_failed", error=type(error).__name__)
            return 0
        finally:
            del self._beside[timer.key]

    async def _ready(self, timer: Timer) -> Ready:
        try:
            return Ready(timer, await promised(self._desk, timer.key))
        except Exception as error:  # noqa: BLE001 # it fails as any other does, in its turn
            return Ready(timer, partial(_fail, error))

    async def _in_batches(self, ready: Sequence[Ready]) -> int:
        fired, size = 0, len(ready)
        while ready and not self._stopping:
            try:
                outcomes = await self._write(partial(self._batch, batch=ready[:size]))
            except Exception as error:  # noqa: BLE001 # whether it is the database's fault shows next
                if size > 1:
                    size = 1  # nothing of it happened: let us see whose fault it is
                    continue
                outcomes = await self._postponed(ready[0].timer, error)
            for each, outcome in zip(ready, outcomes, strict=False):
                self._tell(each.timer, outcome)
            fired += sum(outcome.fired for outcome in outcomes)
            if ready := ready[len(outcomes) :]:
                await asyncio.sleep(GIVE_WAY)
        return fired

    def _batch(self, tx: Transaction, *, batch: Sequence[Ready]) -> list[Outcome]:
        """What became of the first of them, at least of one."""
        now, began = self._desk.clock.now(), self._steady()
        outcomes: list[Outcome] = []
        for each in batch:
            outcomes.append(_one(tx, each, now))
            if self._stopping or tx.others_wait() or self._steady() - began >= LONGEST:
                break
        return outcomes

    async def _postponed(self, timer: Timer, error: Exception) -> list[Outcome]:
        """Raises what the database raises, if it is in trouble."""
        now = self._desk.clock.now()
        await self._write(partial(timers.postpone, timer=timer, now=now))
        return [Outcome(failed=error)]

    async def _write(self, work: Callable[[Transaction], T]) -> T:
        return await self._desk.database.write(self._desk.team, work)

    def _tell(self, timer: Timer, outcome: Outcome) -> None:
        if outcome.failed is not None:
            log.error("timer_failed", key=timer.key, tries=timer.tries + 1, exc_info=outcome.failed)
            self._metrics.fired("failed")
        elif outcome.fired:
            self._metrics.fired("done")


def _one(tx: Transaction, ready: Ready, now: datetime) -> Outcome:
    """Raises only what says that the database is in trouble."""
    try:
        with tx.apart():
            if not timers.take(tx, ready.timer):
                return Outcome()
            ready.promise(tx)
    except FactsChangedError:
        return Outcome()
    except Exception as error:
        if is_database_trouble(error):
            raise
        timers.postpone(tx, ready.timer, now)
        return Outcome(failed=error)
    return Outcome(fired=True)


def _fail(error: Exception, _tx: Transaction) -> None:
    raise error
