"""The courier makes Slack look like what storage says.

A lane is a channel, a DM or a home. Lanes are worked side by side, each in order by one task; a lease keeps other replicas
out of it. The courier wakes after every commit that declared something, and looks around now and then besides.
"""

import asyncio
import time
import uuid
from contextlib import suppress
from functools import partial
from importlib.metadata import version as version_of
from typing import TypeVar

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.health import Health
from bot.lane import Lane
from bot.leases import Leases
from bot.metrics import Metrics
from bot.rate_limits import RateLimits
from bot.slack_time import SlackTime
from bot.steps import Tools, backoff
from bot.stubborn import Stubborn
from bot.transfer import transfer_of
from handlers.desk import Desk
from storage import lanes, leases, recovery
from storage.database import Work
from storage.trouble import is_database_trouble

log = structlog.get_logger(__name__)

# A lane mostly waits for Slack, which costs nothing.
AT_ONCE = 200
# What is declared waits half a second for its order at the most.
LOOK_AROUND = 0.5
# Many commits in a burst are one look. While much waits, a look takes longer: then this share of the time is for looking.
BREATH = 0.02
LOOKING = 0.1
# A stop lets what is in hand finish for so long.
FINISH = 4.0
LaneOf = tuple[str, str]
T = TypeVar("T")


class Courier:
    """Start with `run` as a task; `stop` lets what is in hand finish."""

    def __init__(
        self,
        desk: Desk,
        client: AsyncWebClient,
        *,
        rate_limits: RateLimits,
        health: Health,
        metrics: Metrics,
        slack_time: SlackTime,
        customizes: bool = False,
    ) -> None:
        self._desk = desk
        self._pace = rate_limits
        self._health = health
        self._news = asyncio.Event()
        self._leases = Leases(rate_limits.now)
        self._lanes: dict[LaneOf, asyncio.Task[None]] = {}
        # Lanes whose work broke off: how often in a row, and until when they rest.
        self._resting: dict[LaneOf, tuple[int, float]] = {}
        self._tools = Tools(
            desk=desk,
            client=client,
            rate_limits=rate_limits,
            health=health,
            metrics=metrics,
            owner=uuid.uuid4().hex,
            version=version_of("frontdesk"),
            leases=self._leases,
            slack_time=slack_time,
            stubborn=Stubborn(),
            stopping=asyncio.Event(),
            transfer=transfer_of(client),
            customizes=customizes,
        )

    def wake(self) -> None:
        """There may be something to deliver."""
        self._news.set()

    async def run(self) -> None:
        """Deliver until stopped; then finish what is in hand, for a few seconds at the most."""
        begun = False
        while not self._tools.stopping.is_set():
            self._news.clear()
            begun = begun or await self._begin()
            await self._keep_leases()
            looked_at = time.monotonic()
            if len(self._lanes) < AT_ONCE:
                await self._start_lanes()
            took = time.monotonic() - looked_at
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AROUND):
                    await self._news.wait()
            await asyncio.sleep(min(max(BREATH, took / LOOKING), LOOK_AROUND))
        await self._finish()

    def stop(self) -> None:
        """Take no new message; `run` returns when those in hand are delivered."""
        self._tools.stopping.set()
        self.wake()

    async def _begin(self) -> bool:
        start = partial(recovery.start_anew, version=self._tools.version)
        return await self._try_to_write(start, False)

    async def _finish(self) -> None:
        """What takes too long is broken off: its outcome is unknown, so the next start looks for it first."""
        if not self._lanes:
            return
        _, unfinished = await asyncio.wait(self._lanes.values(), timeout=FINISH)
        had = self._leases.all
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        if unfinished:
            await self._try_to_write(partial(leases.leave_all, had=had), None)

    async def _keep_leases(self) -> None:
        """A lane may take long, by Slack's rates: it stays ours while we live, and while that can be written."""
        if not self._leases.need_renewal:
            return
        asked_at = self._pace.now()
        renew = partial(leases.renew, had=self._leases.all)
        self._leases.renewed(await self._try_to_write(renew, set()), asked_at)

    async def _try_to_write(self, work: Work[T], otherwise: T) -> T:
        try:
            return await self._desk.database.write(self._desk.team, work)
        except Exception as error:  # noqa: BLE001 # a database in trouble must not end the courier
            log.error("courier_write_failed", error=type(error).__name__)
            return otherwise

    async def drain(self) -> None:
        """Deliver all that can be delivered now, and return. What tests and a last look at the end call."""
        while await self._start_lanes():
            await asyncio.gather(*self._lanes.values())

    async def _start_lanes(self) -> bool:
        now, owner = self._desk.clock.now(), self._tools.owner
        try:
            found = await self._desk.database.read(
                self._desk.team, partial(lanes.with_work, now=now, owner=owner)
            )
        except Exception as error:  # noqa: BLE001 # a database in trouble must not end the loop that waits for it
            self._health.trouble("database", type(error).__name__)
            log.error("courier_read_failed", error=type(error).__name__)
            return False
        self._health.well("database")
        for lane in found:
            if lane not in self._lanes and len(self._lanes) < AT_ONCE and self._may_start(lane):
                self._lanes[lane] = asyncio.create_task(self._work(lane))
        return bool(self._lanes)

    def _may_start(self, lane: LaneOf) -> bool:
        _, until = self._resting.get(lane, (0, 0.0))
        return self._pace.now() >= until

    async def _work(self, lane: LaneOf) -> None:
        try:
            await Lane(self._tools, *lane).work()
            self._resting.pop(lane, None)
        except Exception as error:
            self._rest(lane)
            if is_database_trouble(error):
                log.error("courier_write_failed", error=type(error).__name__)
            else:
                # A surprise in one lane is that lane's: it is tried again.
                log.exception("delivery_failed", lane=lane[1])
        finally:
            del self._lanes[lane]
            self.wake()

    def _rest(self, lane: LaneOf) -> None:
        """What can't be written can't be remembered there: that a lane rests after a fault is known here alone."""
        times, _ = self._resting.get(lane, (0, 0.0))
        self._resting[lane] = (times + 1, self._pace.now() + backoff(times))
