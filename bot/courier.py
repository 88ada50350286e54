"""The courier makes Slack look like what storage says.

A lane is a channel, a DM or a home. Lanes are worked side by side, each in order by one task; a lease keeps other replicas
out of it. The courier wakes after every commit that declared something, and looks around once a second besides.
"""

import asyncio
import random
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery import Delivery, Gone, Orphaned, Outcome, Shown, Vanished, Waits
from bot.health import Health
from bot.metrics import Metrics
from bot.outcomes import Failure, Trouble
from bot.pace import Pace
from handlers.desk import Desk
from handlers.operations.service import report_set_aside
from storage import lanes
from storage.lanes import Message
from storage.transaction import Transaction

log = structlog.get_logger(__name__)

# A lane mostly waits for Slack, which costs nothing.
AT_ONCE = 200
LOOK_AROUND = 1.0
# Many commits in a burst are one look.
BREATH = 0.02
LONGEST_BACKOFF = 300.0
# A stop lets what is in hand finish for so long.
FINISH = 4.0
# With the longest back-off that is about two hours of a Slack that does not answer.
MOST_TRIES = 30
WHILE_REVOKED = 30.0


class LeaveLaneError(Exception):
    """A call must wait too long to hold the lane for it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a message: what to record, and what it means for its lane: leave it until a moment, or take it anew."""

    record: Callable[[Transaction], None]
    leave_until: datetime | None = None
    anew: bool = False


class Courier:
    """Start with `run` as a task; `stop` lets what is in hand finish."""

    def __init__(
        self, desk: Desk, client: AsyncWebClient, *, pace: Pace, health: Health, metrics: Metrics
    ) -> None:
        self._desk = desk
        self._pace = pace
        self._health = health
        self._metrics = metrics
        self._delivery = Delivery(desk, client, self._paced)
        self._owner = uuid.uuid4().hex
        self._renewed_at = desk.clock.now()
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self._lanes: dict[tuple[str, str], asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There may be something to deliver."""
        self._news.set()

    async def run(self) -> None:
        """Deliver until stopped; then finish what is in hand, for a few seconds at the most."""
        while not self._stopping.is_set():
            self._news.clear()
            await self._keep_leases()
            if len(self._lanes) < AT_ONCE:
                await self._start_lanes()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AROUND):
                    await self._news.wait()
            await asyncio.sleep(BREATH)
        await self._finish()

    def stop(self) -> None:
        """Take no new message; `run` returns when those in hand are delivered."""
        self._stopping.set()
        self.wake()

    async def _finish(self) -> None:
        """What takes too long is broken off: its outcome is unknown, so the next start looks for it first."""
        if not self._lanes:
            return
        _, unfinished = await asyncio.wait(self._lanes.values(), timeout=FINISH)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        if unfinished:
            await self._write_quietly(partial(lanes.leave_all, owner=self._owner))

    async def _keep_leases(self) -> None:
        """A lane may take long, by Slack's rates: it stays ours while we live."""
        now = self._desk.clock.now()
        if self._lanes and now - self._renewed_at >= lanes.LEASE / 3:
            await self._write_quietly(partial(lanes.renew, owner=self._owner, now=now))
        elif self._lanes:
            return
        self._renewed_at = now

    async def _write_quietly(self, work: Callable[[Transaction], None]) -> None:
        try:
            await self._desk.database.write(self._desk.team, work)
        except Exception as error:  # noqa: BLE001 # a database in trouble must not end the courier
            log.error("courier_cannot_write", error=type(error).__name__)

    async def drain(self) -> None:
        """Deliver all that can be delivered now, and return. What tests and a last look at the end call."""
        while await self._start_lanes():
            await asyncio.gather(*self._lanes.values())

    async def _start_lanes(self) -> bool:
        now = self._desk.clock.now()
        try:
            found = await self._desk.database.read(
                self._desk.team, lambda tx: lanes.with_work(tx, now)
            )
        except Exception as error:  # noqa: BLE001 # a database in trouble must not end the loop that waits for it
            self._health.trouble("database", type(error).__name__)
            log.error("courier_cannot_read", error=type(error).__name__)
            return False
        self._health.well("database")
        for lane in found:
            if lane not in self._lanes and len(self._lanes) < AT_ONCE:
                self._lanes[lane] = asyncio.create_task(self._work(*lane))
        return bool(self._lanes)

    async def _work(self, team: str, lane: str) -> None:
        try:
            await self._work_lane(team, lane)
        except Exception:
            # A surprise in one lane is that lane's: its lease runs out, and it is tried again.
            log.exception("lane_failed", lane=lane)
        finally:
            del self._lanes[team, lane]
            self.wake()

    async def _work_lane(self, team: str, lane: str) -> None:
        left = False
        while not left:
            take = partial(lanes.take, lane=lane, owner=self._owner, now=self._desk.clock.now())
            batch = await self._desk.database.write(team, take)
            if not batch:  # another courier has it, or has just done it
                await self._desk.database.write(
                    team, partial(lanes.leave, lane=lane, owner=self._owner)
                )
                return
            left = await self._work_batch(lane, batch)

    async def _work_batch(self, lane: str, batch: list[Message]) -> bool:
        """Deliver in order; whether the lane was left, in the transaction that records the last message."""
        for at, message in enumerate(batch, start=1):
            step = await self._deliver(message)
            rest = batch[at:]
            done = not (rest or step.anew or len(batch) == lanes.TAKEN_AT_ONCE)
            leaving = bool(step.leave_until or self._stopping.is_set() or done)
            await self._desk.database.write(
                message.team,
                partial(self._record, lane=lane, step=step, rest=rest, leaving=leaving),
            )
            if leaving or step.anew:
                return leaving
        return False

    def _record(
        self, tx: Transaction, *, lane: str, step: Step, rest: list[Message], leaving: bool
    ) -> None:
        step.record(tx)
        if leaving or step.anew:
            lanes.forget_tries(tx, rest)
        if leaving:
            lanes.leave(tx, lane, owner=self._owner, resume_at=step.leave_until)

    async def _deliver(self, message: Message) -> Step:
        untried = partial(lanes.forget_tries, untried=[message])
        try:
            outcome = await self._delivery.deliver(message)
        except LeaveLaneError as wait:
            return Step(untried, leave_until=self._later(wait.seconds))
        except Exception:
            # It could not even be rendered: that is a fault of ours, which must not block the lane.
            log.exception("message_failed", key=message.key)
            outcome = Failure(Trouble.REFUSED, "internal_fault")
        self._metrics.delivered(message.kind, _named(outcome))
        match outcome:
            case Shown(channel, ts, digest):
                self._health.well("token")
                return Step(
                    partial(
                        lanes.record_shown,
                        message=message,
                        channel=channel,
                        ts=ts or None,
                        digest=digest,
                    )
                )
            case Gone():
                return Step(partial(lanes.record_gone, message=message))
            case Waits(until):
                # Out of the way of those behind it.
                until = until or self._later(LOOK_AROUND)
                return Step(partial(lanes.hold_back, message=message, until=until))
            case Orphaned(reason):
                return Step(partial(_orphaned, message=message, reason=reason))
            case Vanished(key):
                vanished = partial(self._vanished, message=message, key=key)
                return Step(vanished, anew=True)
            case Failure():
                return self._failed(message, outcome)

    def _failed(self, message: Message, found: Failure) -> Step:
        untried = partial(lanes.forget_tries, untried=[message])
        match found.trouble:
            case Trouble.RATE_LIMITED:
                self._pace.refused(found.method, message.address, found.wait)
                return Step(untried, leave_until=self._later(found.wait))
            case Trouble.REVOKED:
                self._health.trouble("token", found.reason)
                log.error(
                    "slack_refuses_token", reason=found.reason, remedy="run `frontdesk check`"
                )
                return Step(untried, leave_until=self._later(WHILE_REVOKED))
            case Trouble.UNKNOWN if message.tries < MOST_TRIES:
                log.warning(
                    "outcome_unknown", key=message.key, reason=found.reason, tries=message.tries + 1
                )
                counted = partial(lanes.count_failure, message=message)
                return Step(counted, leave_until=self._later(_backoff(message.tries)))
        log.error("message_set_aside", key=message.key, place=message.address, reason=found.reason)
        return Step(partial(self._set_aside, message=message, found=found))

    def _vanished(self, tx: Transaction, message: Message, key: str) -> None:
        if key != message.key:
            lanes.forget_tries(tx, [message])
            lanes.count_failure(tx, message)
        lanes.record_vanished(tx, key)

    def _set_aside(self, tx: Transaction, message: Message, found: Failure) -> None:
        certain = found.trouble is not Trouble.UNKNOWN
        if lanes.set_aside(tx, message, found.reason, certain=certain):
            report_set_aside(tx, self._desk, message.address, found.reason)

    async def _paced(self, method: str, channel: str) -> None:
        wait = self._pace.book(method, channel)
        while wait > 0:
            if wait > self._pace.patience or await self._stopped_within(wait):
                raise LeaveLaneError(wait)
            wait = self._pace.blocked(method, channel)

    async def _stopped_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        return self._stopping.is_set()

    def _later(self, seconds: float) -> datetime:
        return self._desk.clock.now() + timedelta(seconds=seconds)


def _orphaned(tx: Transaction, message: Message, reason: str) -> None:
    """Nobody is told: of the thread's first message they were."""
    lanes.set_aside(tx, message, reason)


def _backoff(tries: int) -> float:
    """1, 2, 4 … seconds, each shortened or lengthened by up to a half, so that many do not return at once."""
    return min(2.0**tries, LONGEST_BACKOFF) * random.uniform(0.5, 1.5)  # noqa: S311 # no secret


def _named(outcome: Outcome) -> str:
    return outcome.trouble.value if isinstance(outcome, Failure) else type(outcome).__name__.lower()
