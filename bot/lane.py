"""Work one lane: take it, deliver its messages in order, record what became of each, leave it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TypeVar

import structlog

from bot.calls import Calls
from bot.copies import LOOKS
from bot.delivery import Delivery
from bot.endings import Outcome
from bot.facts import Facts, facts_of
from bot.files import Files
from bot.outcomes import Failure, Trouble
from bot.rate_limits import POST_BURST
from bot.steps import INTERNAL_FAULT, Step, Steps, Tools, going_on
from storage import lanes, leases, settling
from storage.database import Work
from storage.lanes import Message
from storage.leases import Lease
from storage.transaction import Transaction
from storage.trouble import is_database_trouble

log = structlog.get_logger(__name__)
T = TypeVar("T")

# Seconds. What was read longer ago may be old, and what was done longer ago should be recorded.
A_MOMENT = 0.25


class LeaveLaneError(Exception):
    """A call must wait too long to hold the lane for it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class LeaseLostError(Exception):
    """Another courier may have the lane: whatever is still to do in it is no longer ours to do."""


@dataclass(frozen=True, slots=True)
class Done:
    """A message of a stride, and what came of it."""

    message: Message
    step: Step


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
        self._steps = Steps(tools)
        self._lease = Lease(team, lane, tools.owner, 0)
        # How many messages are worked together, and what came of those that are not recorded yet.
        self._at_once = POST_BURST
        self._done: list[Done] = []

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
        rest = batch
        while rest:
            rest = rest[await self._stride(rest) :]
            last = self._done[-1].step
            ended = not (rest or last.anew or len(batch) == lanes.TAKEN_AT_ONCE)
            leaving = bool(last.leave_until or self._tools.stopping.is_set() or ended)
            await self._record_done(rest, leaving=leaving)
            if leaving or last.anew:
                return leaving
        return False

    async def _stride(self, batch: list[Message]) -> int:
        """Deliver some of a batch; how many. Their facts are read together, and what became of them will be recorded together,
        as long as that is a matter of a moment."""
        stride = batch[: self._at_once]
        read = partial(facts_of, desk=self._desk, messages=stride)
        known = await self._desk.database.read(self._team, read)
        shown: set[str] = set()
        began = monotonic()
        for at, (message, facts) in enumerate(zip(stride, known, strict=True)):
            is_old = monotonic() - began > A_MOMENT
            depends = isinstance(facts, Facts) and not shown.isdisjoint(facts.missed)
            if at and (is_old or depends):
                break
            step = await self._deliver(message, facts)
            self._done.append(Done(message, step))
            if message.part == 0:  # it is the first that others stand below, or refer to
                shown.add(message.key)
            if step.leave_until or step.anew or self._tools.stopping.is_set():
                at += 1
                break
        else:
            at = len(stride)
        quick = monotonic() - began <= A_MOMENT
        # As many as a moment was enough for: what is read of more would be read again.
        self._at_once = min(2 * self._at_once, lanes.TAKEN_AT_ONCE) if quick else max(at, 1)
        return at

    async def _record_done(self, rest: Sequence[Message] = (), *, leaving: bool = False) -> None:
        done, self._done = self._done, []
        record = partial(self._record, done=done, rest=rest, leaving=leaving)
        if not await self._write(record):
            await self._lost([each.message for each in done])

    def _record(
        self, tx: Transaction, *, done: Sequence[Done], rest: Sequence[Message], leaving: bool
    ) -> bool:
        """Whether it was still ours to record."""
        if not leases.hold(tx, self._lease):
            return False
        for each in done:
            each.step.record(tx)
        last = done[-1].step
        if leaving or last.anew:
            settling.forget_tries(tx, rest)
        if leaving:
            leases.leave(tx, self._lease, resume_at=last.leave_until)
        return True

    async def _lost(self, called_for: Sequence[Message]) -> None:
        """No check keeps a process from halting between the check and the call: what was called for after the lease's end
        may be there twice."""
        now, look_at = self._tools.slack_time.now(), self._desk.clock.now() + LOOKS[0]

        def doubt(tx: Transaction) -> None:
            for message in called_for:
                if message.kind == "post":
                    settling.doubt(tx, message, tried_at=now, look_at=look_at)

        await self._write(doubt)
        raise LeaseLostError

    async def _write(self, work: Work[T]) -> T:
        return await self._desk.database.write(self._team, work)

    async def _deliver(self, message: Message, facts: Facts | Exception) -> Step:
        try:
            if isinstance(facts, Exception):
                raise facts  # it is told like any other
            outcome = await self._delivery.deliver(message, facts)
        except LeaveLaneError as wait:
            untried = partial(settling.forget_tries, untried=[message])
            return Step(untried, leave_until=self._steps.later(wait.seconds))
        except LeaseLostError:
            raise
        except Exception as error:
            if is_database_trouble(error):
                raise
            # It could not even be made: that is a fault of ours, which must not block the lane.
            log.exception("message_render_failed", key=message.key)
            outcome = Failure(Trouble.REFUSED, INTERNAL_FAULT)
        self._tools.metrics.delivered(message.kind, _named(outcome))
        if not self._tools.leases.has_time(self._lease):
            await self._lost([message])
        parts_shown = facts.parts if isinstance(facts, Facts) else ()
        return going_on(self._steps.after(message, outcome), message, parts_shown)

    async def _keep_file(self, message: Message, file: str | None) -> None:
        def keep(tx: Transaction) -> bool:
            held = leases.hold(tx, self._lease)
            if held:
                settling.keep_file(tx, message, file)
            return held

        if not await self._write(keep):
            raise LeaseLostError

    async def _ready(self, method: str, channel: str) -> None:
        """Wait as Slack's rate limits ask, with nothing left unrecorded; then see whether the lane is still ours."""
        rate_limits = self._tools.rate_limits
        wait = rate_limits.book(method, channel)
        if wait > 0 and self._done:
            await self._record_done()
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


def _named(outcome: Outcome) -> str:
    return outcome.trouble.value if isinstance(outcome, Failure) else outcome.label
