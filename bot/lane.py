"""Work one lane: take it, deliver its messages in order, record what became of each, leave it."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.calls import Calls
from bot.copies import LOOKS
from bot.delivery import Delivery
from bot.endings import Delivered, Gone, Orphaned, Outcome, Vanished, Waits
from bot.facts import facts
from bot.files import Files
from bot.health import Health
from bot.leases import Leases
from bot.metrics import Metrics
from bot.outcomes import Failure, Trouble
from bot.rate_limits import RateLimits
from bot.slack_time import SlackTime
from bot.stubborn import Stubborn
from bot.transfer import Transfer
from handlers.desk import Desk
from storage import lanes, leases, parts, recovery, settling
from storage.database import Work
from storage.lanes import Message
from storage.leases import Lease
from storage.transaction import Transaction
from storage.trouble import is_database_trouble

log = structlog.get_logger(__name__)
T = TypeVar("T")

LONGEST_BACKOFF = leases.LONGEST_REST.total_seconds()
WHILE_REVOKED = 30.0
A_MOMENT = 1.0
INTERNAL_FAULT = "internal_fault"


class LeaveLaneError(Exception):
    """A call must wait too long to hold the lane for it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class LeaseLostError(Exception):
    """Another courier may have the lane: whatever is still to do in it is no longer ours to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a message: what to record, and what it means for its lane: leave it until a moment, or take it anew."""

    record: Callable[[Transaction], None]
    leave_until: datetime | None = None
    anew: bool = False
    # It was delivered, or is given up as things are.
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Tools:
    """What all lanes of a courier share."""

    desk: Desk
    client: AsyncWebClient
    rate_limits: RateLimits
    health: Health
    metrics: Metrics
    owner: str
    version: str
    leases: Leases
    slack_time: SlackTime
    stubborn: Stubborn
    stopping: asyncio.Event
    transfer: Transfer
    customizes: bool


class Lane:
    """One lane of a team, as long as there is something to do in it."""

    def __init__(self, tools: Tools, team: str, lane: str) -> None:
        self._tools, self._team, self._lane = tools, team, lane
        self._desk = tools.desk
        calls = Calls(
            tools.client, ready=self._ready, worked=tools.stubborn.worked, time=tools.slack_time
        )
        files = Files(calls, tools.transfer, self._keep_file)
        self._delivery = Delivery(calls, files, customizes=tools.customizes)
        self._lease = Lease(team, lane, tools.owner, 0)

    async def work(self) -> None:
        """Until nothing is due, the lane must rest, or it is lost. Raises what the database raises."""
        try:
            while batch := await self._take():
                if await self._work_batch(batch):
                    return
        except LeaseLostError:
            log.warning("lease_lost", lane=self._lane)
        finally:
            self._tools.leases.left(self._lease)

    async def _take(self) -> list[Message]:
        self._tools.leases.left(self._lease)
        asked_at = self._tools.rate_limits.now()
        take = partial(
            lanes.take,
            lane=self._lane,
            owner=self._tools.owner,
            now=self._desk.clock.now(),
            slack_time=self._tools.slack_time.now(),
        )
        taken = await self._write(take)
        if taken is None:  # another courier has it, or it rests
            return []
        self._lease, batch = taken
        self._tools.leases.taken(self._lease, asked_at)
        if not batch:
            await self._write(partial(leases.leave, lease=self._lease))
        return batch

    async def _work_batch(self, batch: list[Message]) -> bool:
        """Deliver in order; whether the lane was left, in the transaction that records the last message."""
        for at, message in enumerate(batch, start=1):
            step = await self._deliver(message)
            rest = batch[at:]
            done = not (rest or step.anew or len(batch) == lanes.TAKEN_AT_ONCE)
            leaving = bool(step.leave_until or self._tools.stopping.is_set() or done)
            record = partial(self._record, step=step, rest=rest, leaving=leaving)
            if not await self._write(record):
                await self._lost(message)
            if leaving or step.anew:
                return leaving
        return False

    def _record(self, tx: Transaction, *, step: Step, rest: list[Message], leaving: bool) -> bool:
        """Whether it was still ours to record."""
        if not leases.hold(tx, self._lease):
            return False
        step.record(tx)
        if leaving or step.anew:
            settling.forget_tries(tx, rest)
        if leaving:
            leases.leave(tx, self._lease, resume_at=step.leave_until)
        return True

    async def _lost(self, message: Message) -> None:
        """No check keeps a process from halting between the check and the call: what was called for after the lease's end
        may be there twice."""
        if message.kind == "post":
            doubt = partial(
                settling.doubt,
                message=message,
                tried_at=self._tools.slack_time.now(),
                look_at=self._desk.clock.now() + LOOKS[0],
            )
            await self._write(doubt)
        raise LeaseLostError

    async def _write(self, work: Work[T]) -> T:
        return await self._desk.database.write(self._team, work)

    async def _deliver(self, message: Message) -> Step:
        shown: tuple[int, ...] = ()
        try:
            read = partial(facts, desk=self._desk, message=message)
            known = await self._desk.database.read(self._team, read)
            shown = known.parts
            outcome = await self._delivery.deliver(message, known)
        except LeaveLaneError as wait:
            untried = partial(settling.forget_tries, untried=[message])
            return Step(untried, leave_until=self._later(wait.seconds))
        except LeaseLostError:
            raise
        except Exception as error:
            if is_database_trouble(error):
                raise
            # It could not even be made: that is a fault of ours, which must not block the lane.
            log.exception("message_failed", key=message.key)
            outcome = Failure(Trouble.REFUSED, INTERNAL_FAULT)
        self._tools.metrics.delivered(message.kind, _named(outcome))
        if not self._tools.leases.has_time(self._lease):
            await self._lost(message)
        return _going_on(self._step(message, outcome), message, shown)

    def _step(self, message: Message, outcome: Outcome) -> Step:
        if not isinstance(outcome, Failure):
            self._tools.stubborn.settled(message)
        match outcome:
            case Delivered():
                self._tools.health.well("token")
                return Step(partial(self._shown, message=message, shown=outcome), settled=True)
            case Gone():
                return Step(partial(settling.record_gone, message=message))
            case Waits(until):
                # Out of the way of those behind it.
                soon = self._later(A_MOMENT)
                if until is None:
                    return Step(partial(settling.hold_back, message=message, until=soon))
                return Step(partial(settling.hold, message=message, until=until))
            case Orphaned(reason):
                # Nobody is told: of the thread's first message they were.
                return Step(partial(_put_aside, message=message, reason=reason))
            case Vanished():
                return Step(partial(_vanished, message=message, gone=outcome), anew=True)
            case Failure():
                return self._failed(message, outcome)

    def _shown(self, tx: Transaction, message: Message, shown: Delivered) -> None:
        after = shown.look_after
        settling.record_shown(
            tx,
            message,
            channel=shown.channel,
            ts=shown.ts or None,
            digest=shown.digest,
            doubted=shown.doubted,
            look_at=self._desk.clock.now() + after if after else None,
        )
        if message.set_aside:
            handlers.delivered_again(tx, message.address, message.set_aside)
        if self._tools.stubborn.recovered():
            recovery.recover(tx)

    def _failed(self, message: Message, found: Failure) -> Step:
        untried = partial(settling.forget_tries, untried=[message])
        match found.trouble:
            case Trouble.RATE_LIMITED:
                self._tools.rate_limits.refused(found.method, message.address, found.wait)
                return Step(untried, leave_until=self._later(found.wait))
            case Trouble.REVOKED:
                self._tools.health.trouble("token", found.reason)
                log.error(
                    "slack_refuses_token", reason=found.reason, remedy="run `frontdesk check`"
                )
                return Step(untried, leave_until=self._later(WHILE_REVOKED))
            case Trouble.UNKNOWN if not self._tools.stubborn.steps_aside(message, found):
                log.warning(
                    "outcome_unknown", key=message.key, reason=found.reason, tries=message.tries + 1
                )
                counted = partial(settling.count_failure, message=message)
                return Step(counted, leave_until=self._later(backoff(message.tries)))
        log.error("message_set_aside", key=message.key, place=message.address, reason=found.reason)
        return Step(partial(self._set_aside, message=message, found=found), settled=True)

    def _set_aside(self, tx: Transaction, message: Message, found: Failure) -> None:
        if message.set_aside and message.set_aside != found.reason:
            handlers.delivered_again(tx, message.address, message.set_aside)
        if settling.set_aside(
            tx,
            message,
            found.reason,
            certain=found.trouble is not Trouble.UNKNOWN,
            failed_in=self._tools.version if found.reason == INTERNAL_FAULT else None,
        ):
            handlers.report_set_aside(tx, self._desk, message.address, found.reason)

    async def _keep_file(self, message: Message, file: str | None) -> None:
        def keep(tx: Transaction) -> bool:
            held = leases.hold(tx, self._lease)
            if held:
                settling.keep_file(tx, message, file)
            return held

        if not await self._write(keep):
            raise LeaseLostError

    async def _ready(self, method: str, channel: str) -> None:
        """Wait as Slack's rate limits ask; then see whether the lane is still ours."""
        rate_limits = self._tools.rate_limits
        wait = rate_limits.book(method, channel)
        while wait > 0:
            if wait > rate_limits.patience or await self._stopped_within(wait):
                raise LeaveLaneError(wait)
            wait = rate_limits.blocked(method, channel)
        if not self._tools.leases.has_time(self._lease):
            raise LeaseLostError

    async def _stopped_within(self, seconds: float) -> bool:
        stopping = self._tools.stopping
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await stopping.wait()
        return stopping.is_set()

    def _later(self, seconds: float) -> datetime:
        return self._desk.clock.now() + timedelta(seconds=min(seconds, LONGEST_BACKOFF))


def _put_aside(tx: Transaction, message: Message, reason: str) -> None:
    settling.set_aside(tx, message, reason)


def _vanished(tx: Transaction, message: Message, gone: Vanished) -> None:
    if (gone.key, gone.part) != message.name:
        settling.forget_tries(tx, [message])
        settling.count_failure(tx, message)
    settling.record_vanished(tx, gone.key, gone.part)


def _going_on(step: Step, message: Message, shown: tuple[int, ...]) -> Step:
    """What goes on in further parts has them next, before what is behind it in the lane; one part that can't be delivered
    holds up none of the others."""
    further = [part for part in shown if part != 0]
    if message.part or not further or not step.settled:
        return step

    def record(tx: Transaction) -> None:
        step.record(tx)
        parts.go_on(tx, message, further)

    return replace(step, record=record, anew=True)


def backoff(tries: int) -> float:
    """1, 2, 4 … seconds, each shortened or lengthened by up to a half, so that many do not return at once."""
    return min(2.0 ** min(tries, 20), LONGEST_BACKOFF / 1.5) * random.uniform(0.5, 1.5)  # noqa: S311 # no secret


def _named(outcome: Outcome) -> str:
    return outcome.trouble.value if isinstance(outcome, Failure) else outcome.label
