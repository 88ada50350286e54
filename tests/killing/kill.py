"""Kill Frontdesk at its worst moments, start it again, and see what became of what it acknowledged."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.manifest import manifest
from sandbox import Sandbox
from sandbox.calls import Delivery
from sandbox.changes import Change, Posted, Traffic
from tests.child import FREED_OF_RATES, Child, environment, free_port, started
from tests.killing.load import Load
from tests.killing.stage import Stage, company
from tests.killing.verdict import Verdict, judge

# Slack repeats an event at once, after a minute and after five; here it is quicker.
RETRIES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
# After a minute Frontdesk asks Slack itself what it may have missed.
PATIENCE = 100.0
QUIET = 2.0
# Nobody waits longer for work to happen than this.
LONGEST = 20.0


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
    database_url: str, *, kills: int, seed: int, patience: float = PATIENCE
) -> Verdict:
    """Kill so often, each time in the midst of work; then wait until all is shown."""
    async with staged(seed) as stage:
        slack, port, stopped = stage.slack, free_port(), asyncio.Event()
        slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        environ = environment(slack, database_url, port, LOG_LEVEL="ERROR")
        # As if it had been away for longer than its leases, which else keep most lanes shut from kill to kill.
        starts = (environ | {"DATABASE_CLOCK_AHEAD": str(20 * start)} for start in range(kills + 1))
        load = Load(stage)
        working = asyncio.create_task(load.until(stopped))
        for _ in range(kills):
            async with started(next(starts), program=FREED_OF_RATES) as child:
                await child.ready()
                await _struck(stage, load, child)
        async with started(next(starts), program=FREED_OF_RATES) as child:
            await child.ready()
            stopped.set()
            await working
            verdict = await settled(stage, patience)
            assert await child.stop() == 0, child.words
        verdict.harm["kills"] = kills
        return verdict


async def _struck(stage: Stage, load: Load, child: Child) -> None:
    """Kill it in the midst of work: when Slack has just shown a message, or got an acknowledgement, or some time later."""
    dice = stage.dice
    counted = dice.choice((_shown, _acknowledged))
    left = dice.randint(1, 30)
    at_once = dice.random() < 0.7
    reached = asyncio.Event()

    def hear(change: Change) -> None:
        nonlocal left
        left -= counted(change)
        if left <= 0 and not reached.is_set():
            reached.set()
            if at_once:
                child.process.send_signal(signal.SIGKILL)

    unhear = stage.slack.workspace.changes.listen(hear)
    load.burst(dice.choice((0, 0, 15)))
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST):
            await reached.wait()
    unhear()
    if not at_once:
        await asyncio.sleep(dice.uniform(0, 0.3))
    if not (at_once and reached.is_set()):
        child.process.send_signal(signal.SIGKILL)
    await child.ended()


def _shown(change: Change) -> bool:
    return isinstance(change, Posted) and change.message.bot_id is not None


def _acknowledged(change: Change) -> bool:
    return isinstance(change, Traffic) and isinstance(change.entry, Delivery) and change.entry.acked


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
