"""Delivers to the app as Slack does: three seconds to acknowledge, three more attempts for events."""

import asyncio
import time
import uuid
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.delivery.transport import Transport, UnacknowledgedError
from sandbox.faults.injector import FaultInjector
from sandbox.state.changes import Changes
from sandbox.state.traffic import AppDelivery, Attempt, TrafficLog

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """How a command or interaction ended: `error` is what the person sees."""

    ok: bool
    error: str | None
    seconds: float
    answer: Json


class Dispatcher:
    """`transport` may change while the workspace runs (Socket Mode or HTTP)."""

    def __init__(
        self,
        transport: Transport,
        log: TrafficLog,
        faults: FaultInjector,
        *,
        now: Callable[[], float],
        ack_deadline: float,
        retry_delays: Sequence[float],
        changes: Changes,
    ) -> None:
        self.transport = transport
        self.ack_deadline, self.retry_delays = ack_deadline, tuple(retry_delays)
        self._log, self._faults, self._now = log, faults, now
        self._wake, self._until = changes.wake, changes.until
        self._tasks: set[asyncio.Task[Any]] = set()
        self._asking = 0
        self._deadlines: set[asyncio.Timeout] = set()

    @property
    def in_flight(self) -> int:
        """Deliveries neither acknowledged nor given up, those waiting for a retry too."""
        return self._asking + len(self._tasks)

    async def ask(self, kind: str, name: str, payload: Json) -> Acknowledgement:
        """Delivers a command or an interaction, once: Slack does not repeat these."""
        delivery = self._new(kind, name, payload)
        self._asking += 1
        try:
            await self._send_once(delivery)
        except UnacknowledgedError as failure:
            return Acknowledgement(False, failure.error, delivery.seconds, {})
        finally:
            self._asking -= 1
            self._wake()
        return Acknowledgement(True, None, delivery.seconds, delivery.answer or {})

    def tell(self, name: str, payload: Json) -> None:
        """Delivers an event in the background, with retries."""
        delivery = self._new("events_api", name, payload)
        if not self._faults.holds_back(delivery):
            self.spawn(self._with_retries(delivery))

    async def first_try(self, name: str) -> None:
        """Waits until the newest delivery of this name was sent once, acknowledged or not."""
        newest = next((d for d in reversed(self._log.deliveries) if d.name == name), None)
        if newest is not None and not self._faults.is_held(newest):
            await self._until(lambda: newest.tried, self.ack_deadline + 1)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Runs in the background; `idle` waits for it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._wake()
        if not task.cancelled() and (error := task.exception()):
            raise error

    def _new(self, kind: str, name: str, payload: Json) -> AppDelivery:
        delivery = AppDelivery(
            id=self._log.next_id(),
            kind=kind,
            name=name,
            payload=payload,
            at=self._now(),
            envelope_id=str(uuid.uuid4()),
        )
        self._log.sent(delivery)
        return delivery

    async def _with_retries(self, delivery: AppDelivery) -> None:
        reason = ""
        for retry, delay in enumerate((None, *self.retry_delays)):
            if delay is not None:
                await asyncio.sleep(delay)
            try:
                await self._send_once(delivery, retry, reason)
            except UnacknowledgedError as failure:
                if failure.final:
                    return
                reason = failure.reason
            else:
                return

    async def _send_once(self, delivery: AppDelivery, retry: int = 0, reason: str = "") -> None:
        await self._attempt(delivery, retry, reason)
        if self._faults.loses_ack(delivery):
            delivery.attempts[-1].error = "acknowledgement lost"
            await self._attempt(delivery, retry + 1, self.transport.timeout_reason)

    async def deliver_now(self, delivery: AppDelivery) -> None:
        """An event that was held, with retries; returns when they are over."""
        await self._with_retries(delivery)

    def give_up(self) -> None:
        """What is under way is due now, as if nobody had answered in time."""
        for deadline in self._deadlines:
            deadline.reschedule(asyncio.get_running_loop().time())

    async def redeliver(self, delivery: AppDelivery) -> None:
        """Once more with the same ids, as Slack does after an acknowledgement it did not see."""
        retry = len(delivery.attempts)
        await self._attempt(delivery, retry, self.transport.timeout_reason)

    async def _attempt(self, delivery: AppDelivery, retry: int, reason: str) -> None:
        attempt = Attempt(number=retry)
        delivery.attempts.append(attempt)
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self.ack_deadline) as deadline:
                self._deadlines.add(deadline)
                delivery.answer = await self.transport.deliver(delivery, retry, reason)
        except TimeoutError:
            attempt.acked, attempt.error = False, "operation_timeout"
            raise UnacknowledgedError(self.transport.timeout_reason, "operation_timeout") from None
        except UnacknowledgedError as failure:
            attempt.acked, attempt.error = False, failure.error
            raise
        else:
            attempt.acked = True
        finally:
            self._deadlines.discard(deadline)
            delivery.seconds = time.perf_counter() - began
            self._log.answered(delivery)

    async def close(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
