"""What an outcome means: what to record of a message, and what it means for its lane."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.endings import Delivered, Gone, Orphaned, Outcome, Vanished, Waits
from bot.health import Health
from bot.leases import Leases
from bot.metrics import Metrics
from bot.outcomes import Failure, Trouble
from bot.rate_limits import RateLimits
from bot.slack_time import SlackTime
from bot.stubborn import Stubborn
from bot.transfer import Transfer
from handlers.desk import Desk
from storage import leases, parts, recovery, settling
from storage.lanes import Message
from storage.transaction import Transaction

log = structlog.get_logger(__name__)

LONGEST_BACKOFF = leases.LONGEST_REST.total_seconds()
WHILE_REVOKED = 30.0
A_MOMENT = 1.0
INTERNAL_FAULT = "internal_fault"


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


class Steps:
    """For the messages of a courier."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def after(self, message: Message, outcome: Outcome) -> Step:
        """What follows from an outcome."""
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
                soon = self.later(A_MOMENT)
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
            look_at=self._tools.desk.clock.now() + after if after else None,
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
                return Step(untried, leave_until=self.later(found.wait))
            case Trouble.REVOKED:
                self._tools.health.trouble("token", found.reason)
                log.error("token_refused", reason=found.reason, remedy="run `frontdesk check`")
                return Step(untried, leave_until=self.later(WHILE_REVOKED))
            case Trouble.UNKNOWN if not self._tools.stubborn.steps_aside(message, found):
                log.warning(
                    "delivery_outcome_unknown",
                    key=message.key,
                    reason=found.reason,
                    tries=message.tries + 1,
                )
                counted = partial(settling.count_failure, message=message)
                return Step(counted, leave_until=self.later(backoff(message.tries)))
        log.error(
            "message_undeliverable", key=message.key, place=message.address, reason=found.reason
        )
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
            handlers.report_set_aside(tx, self._tools.desk, message.address, found.reason)

    def later(self, seconds: float) -> datetime:
        """So long from now, within what a lane may rest."""
        return self._tools.desk.clock.now() + timedelta(seconds=min(seconds, LONGEST_BACKOFF))


def _put_aside(tx: Transaction, message: Message, reason: str) -> None:
    settling.set_aside(tx, message, reason)


def _vanished(tx: Transaction, message: Message, gone: Vanished) -> None:
    if (gone.key, gone.part) != message.name:
        settling.forget_tries(tx, [message])
        settling.count_failure(tx, message)
    settling.record_vanished(tx, gone.key, gone.part)


def going_on(step: Step, message: Message, shown: tuple[int, ...]) -> Step:
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
