"""Two replicas on one PostgreSQL, to which Slack delivers by turns: one is killed, one halts, one's clock is wrong, and the
database goes away for a moment. What was acknowledged is shown once all the same."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

from tests.child import Child, environment, free_port, freed_of_rates, started
from tests.killing.kill import PATIENCE, settled, staged
from tests.killing.load import Load
from tests.killing.stage import Stage
from tests.killing.verdict import Verdict
from tests.postgresql import Postgresql, in_full

# Longer than a lease: the other replica takes over what this one held in its hands.
HALTED = 20.0
AHEAD = 25.0


class _Replicas:
    """The second one's clock is ahead."""

    def __init__(self, stage: Stage, server: Postgresql, alive: AsyncExitStack) -> None:
        self._stage, self._server, self._alive = stage, server, alive
        ports = (free_port(), free_port())
        stage.slack.deliver_to(*(f"http://127.0.0.1:{port}/slack/events" for port in ports))
        database = in_full(server.migrated())
        self._environs = [
            environment(stage.slack, database, port, LOG_LEVEL="ERROR", CLOCK_AHEAD=ahead)
            for port, ahead in zip(ports, ("", str(AHEAD)), strict=True)
        ]
        self._running: list[Child] = []

    async def start(self) -> None:
        self._running = [await self._started(which) for which in (0, 1)]

    async def stop(self) -> None:
        """They have to end well."""
        for replica in self._running:
            assert await replica.stop() == 0, replica.words

    async def _started(self, which: int) -> Child:
        child = await self._alive.enter_async_context(
            started(self._environs[which], program=freed_of_rates)
        )
        await child.ready()
        return child

    async def killed(self) -> None:
        which = self._stage.dice.choice((0, 1))
        process = self._running[which].process
        await self._stage.strike(partial(process.send_signal, signal.SIGKILL))
        await self._running[which].ended()
        self._running[which] = await self._started(which)

    async def halted(self) -> None:
        process = self._stage.dice.choice(self._running).process
        await self._stage.strike(partial(process.send_signal, signal.SIGSTOP))
        await asyncio.sleep(HALTED)
        process.send_signal(signal.SIGCONT)

    async def without_database(self) -> None:
        await self._stage.strike(lambda: None)
        await asyncio.to_thread(self._server.restart)


async def side_by_side(
    server: Postgresql, *, seed: int, rounds: int = 1, least: int = 0, patience: float = PATIENCE
) -> Verdict:
    """In each round all harm is done once, in an order of the dice's; one clock is wrong all the time."""
    async with staged(seed) as stage, AsyncExitStack() as alive:
        replicas = _Replicas(stage, server, alive)
        await replicas.start()
        stopped = asyncio.Event()
        working = asyncio.create_task(Load(stage).until(stopped))
        harms: dict[str, Callable[[], Awaitable[None]]] = {
            "kills": replicas.killed,
            f"stops of {HALTED:.0f} s": replicas.halted,
            "restarts of PostgreSQL": replicas.without_database,
        }
        for _ in range(rounds):
            for harm in stage.dice.sample(tuple(harms.values()), len(harms)):
                await harm()
        await stage.slack.until(lambda: stage.record.acknowledged_acts >= least)
        stopped.set()
        await working
        verdict = await settled(stage, patience)
        await replicas.stop()
        verdict.harm.update(dict.fromkeys(harms, rounds))
        verdict.harm[f"clock {AHEAD:.0f} s ahead"] = 1
        return verdict
