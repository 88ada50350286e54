"""Kill Frontdesk at its worst moments, start it again, and see what became of what it acknowledged."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.manifest import manifest
from sandbox import Sandbox
from tests.child import environment, free_port, freed_of_rates, started
from tests.killing.load import Load
from tests.killing.stage import Stage, company
from tests.killing.verdict import Verdict, judge

# Slack repeats an event at once, after a minute and after five; here it is quicker.
RETRIES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
# After a minute Frontdesk asks Slack itself what it may have missed.
PATIENCE = 100.0
QUIET = 2.0


@asynccontextmanager
async def staged(seed: int) -> AsyncIterator[Stage]:
    """A workspace with everybody in it."""
    slack = Sandbox(
        manifest=manifest(http_url="https://frontdesk.acme.example"),
        company=company(),
        retry_delays=RETRIES,
    )
    async with slack:
        yield Stage(slack, random.Random(seed))


async def killed(
    database_url: str, *, kills: int, seed: int, least: int = 0, patience: float = PATIENCE
) -> Verdict:
    """Kill so often, each time in the midst of work; when at least so many acts were acknowledged, wait until all is shown."""
    async with staged(seed) as stage:
        slack, port, stopped = stage.slack, free_port(), asyncio.Event()
        slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        environ = environment(slack, database_url, port, LOG_LEVEL="ERROR")
        # As if it had been away for longer than its leases, which else keep most lanes shut from kill to kill.
        starts = (environ | {"DATABASE_CLOCK_AHEAD": str(20 * start)} for start in range(kills + 1))
        load = Load(stage)
        working = asyncio.create_task(load.until(stopped))
        for _ in range(kills):
            async with started(next(starts), program=freed_of_rates) as child:
                await child.ready()
                load.burst(stage.dice.choice((0, 0, 15)))
                await stage.strike(partial(child.process.send_signal, signal.SIGKILL))
                await child.ended()
        async with started(next(starts), program=freed_of_rates) as child:
            await child.ready()
            await slack.until(lambda: stage.record.acknowledged_acts >= least)
            stopped.set()
            await working
            verdict = await settled(stage, patience)
            assert await child.stop() == 0, child.words
        verdict.harm["kills"] = kills
        return verdict


async def settled(stage: Stage, patience: float) -> Verdict:
    """Nothing goes wrong any more: wait until all is shown as it should be, and then whether it stays so."""
    stage.calm()
    changes, loop = stage.slack.workspace.changes, asyncio.get_running_loop()
    await stage.slack.idle(timeout=patience)
    ends = loop.time() + patience
    verdict = judge(stage.record, stage.slack)
    while not verdict.clean and loop.time() < ends:
        await changes.next(timeout=QUIET)
        while await changes.next(timeout=QUIET) and loop.time() < ends:
            pass
        verdict = judge(stage.record, stage.slack)
    while verdict.clean and await changes.next(timeout=QUIET):
        verdict = judge(stage.record, stage.slack)
    return verdict
