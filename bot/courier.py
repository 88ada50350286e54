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

from bot.delivery import Delivery, Gone, NotYet, Outcome, Shown
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
# A lane that must wait longer than this is left, so that its lease does not run out under it.
LONGEST_HOLD = 20.0
LONGEST_BACKOFF = 300.0
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
    """What a delivered message means for its lane: go on, or leave it until a moment."""

    leave_until: datetime | None = None
    blocked: bool = False


ON = Step()


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
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self._lanes: dict[tuple[str, str], asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There may be something to deliver."""
        self._news.set()

    async def run(self) -> None:
        """Deliver until stopped."""
        while not self._stopping.is_set():
            self._news.clear()
            if len(self._lanes) < AT_ONCE:
                await self._start_lanes()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AROUND):
                    await self._news.wait()
            await asyncio.sleep(BREATH)

    async def stop(self) -> None:
        """Take no new message; return when those in hand are delivered."""
        self._stopping.set()
        self.wake()
        await asyncio.gather(*self._lanes.values(), return_exceptions=True)

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
        leave_until = None
        while not self._stopping.is_set() and leave_until is None:
            now = self._desk.clock.now()
            batch = await self._desk.database.write(
                team, partial(lanes.take, lane=lane, owner=self._owner, now=now)
            )
            if not batch:
                break
            leave_until, delivered = await self._work_batch(batch)
            if not delivered:
                break
        await self._desk.database.write(
            team, lambda tx: lanes.leave(tx, lane, owner=self._owner, resume_at=leave_until)
        )

    async def _work_batch(self, batch: list[Message]) -> tuple[datetime | None, bool]:
        """Deliver in order. Messages that wait for their thread's start don't hold up the others."""
        any_delivered = False
        for at, message in enumerate(batch):
            step = await self._deliver(message)
            if step.leave_until is not None or self._stopping.is_set():
                await self._untried(batch[at + 1 :])
                return step.leave_until, True
            any_delivered = any_delivered or not step.blocked
        return None, any_delivered

    async def _untried(self, rest: list[Message]) -> None:
        fresh = [message for message in rest if message.ts is None and message.tried_at is None]
        if fresh:
            team = fresh[0].team
            await self._desk.database.write(team, partial(lanes.forget_tries, forgotten=fresh))

    async def _deliver(self, message: Message) -> Step:
        try:
            outcome = await self._delivery.deliver(message)
        except LeaveLaneError as wait:
            await self._untried([message])
            return Step(leave_until=self._later(wait.seconds))
        except Exception:
            # It could not even be rendered: that is a fault of ours, which must not block the lane.
            log.exception("message_failed", key=message.key)
            outcome = Failure(Trouble.REFUSED, "internal_fault")
        return await self._record(message, outcome)

    async def _record(self, message: Message, outcome: Outcome) -> Step:
        self._metrics.delivered(message.kind, _named(outcome))
        match outcome:
            case Shown(channel, ts, digest):
                self._health.well("token")
                await self._write(
                    message,
                    lambda tx: lanes.record_shown(
                        tx, message, channel=channel, ts=ts or None, digest=digest
                    ),
                )
                return ON
            case Gone():
                await self._write(message, lambda tx: lanes.record_gone(tx, message))
                return ON
            case NotYet(None):
                await self._untried([message])
                return Step(blocked=True)
            case NotYet(reason):
                await self._write(message, lambda tx: lanes.set_aside(tx, message, reason or ""))
                return ON
            case Failure():
                return await self._failed(message, outcome)

    async def _failed(self, message: Message, found: Failure) -> Step:
        match found.trouble:
            case Trouble.RATE_LIMITED:
                await self._untried([message])
                return Step(leave_until=self._later(found.wait))
            case Trouble.REVOKED:
                self._health.trouble("token", found.reason)
                log.error(
                    "slack_refuses_token", reason=found.reason, remedy="run `frontdesk check`"
                )
                await self._untried([message])
                return Step(leave_until=self._later(WHILE_REVOKED))
            case Trouble.UNKNOWN if message.tries < MOST_TRIES:
                log.warning(
                    "outcome_unknown", key=message.key, reason=found.reason, tries=message.tries + 1
                )
                await self._write(message, lambda tx: lanes.count_failure(tx, message))
                return Step(leave_until=self._later(_backoff(message.tries)))
        await self._set_aside(message, found.reason)
        return ON

    async def _set_aside(self, message: Message, reason: str) -> None:
        log.error("message_set_aside", key=message.key, place=message.address, reason=reason)

        def write(tx: Transaction) -> None:
            lanes.set_aside(tx, message, reason)
            report_set_aside(tx, self._desk, message.address, reason)

        await self._write(message, write)

    async def _write(self, message: Message, work: Callable[[Transaction], None]) -> None:
        await self._desk.database.write(message.team, work)

    async def _paced(self, method: str, channel: str) -> None:
        wait = self._pace.book(method, channel, longest=LONGEST_HOLD)
        while wait > 0:
            if wait > LONGEST_HOLD or self._stopping.is_set():
                raise LeaveLaneError(wait)
            await asyncio.sleep(wait)
            wait = self._pace.blocked(method, channel)

    def _later(self, seconds: float) -> datetime:
        return self._desk.clock.now() + timedelta(seconds=seconds)


def _backoff(tries: int) -> float:
    """1, 2, 4 … seconds, each shortened or lengthened by up to a half, so that many do not return at once."""
    return min(2.0**tries, LONGEST_BACKOFF) * random.uniform(0.5, 1.5)  # noqa: S311 # no secret


def _named(outcome: Outcome) -> str:
    return outcome.trouble.value if isinstance(outcome, Failure) else type(outcome).__name__.lower()
