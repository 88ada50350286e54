"""The same over Socket Mode. The workspace runs in this process, and a person in it waits for the acknowledgement."""

import asyncio
import statistics
import tempfile
from functools import partial
from pathlib import Path

from sandbox import Sandbox
from tests.bench.ack import BURST, EMPTY_DEFAULT, EMPTY_FAST, OURS, POSTED, compare
from tests.bench.amounts import QUICK, some
from tests.bench.processes import Slack, frontdesk, process
from tests.bench.report import Section
from tests.bench.slack import sandbox

TEXT = "my VPN drops every hour"
ROUNDS = 3 if QUICK else 5
ONE, MANY, PEOPLE = some(200), some(800), 200


def _where(slack: Sandbox) -> Slack:
    return Slack(
        slack.base_url, slack.api_url, slack.bot_token, slack.app_token, slack.signing_secret
    )


async def over_socket_mode() -> Section:
    """`/ask` over Socket Mode: one person at a time, and sixteen."""
    section = Section(
        "Acknowledgement of /ask over Socket Mode",
        "As above, with the workspace's own work in both figures. The rounds of the three apps alternate.",
    )
    with tempfile.TemporaryDirectory() as folder:
        async with (
            sandbox(PEOPLE, True, socket=True) as default,
            sandbox(PEOPLE, True, socket=True) as fast,
            sandbox(PEOPLE, True, socket=True) as ours,
        ):
            database = f"sqlite:///{Path(folder) / 'bench.db'}"
            async with (
                process("-m", "tests.bench.empty", "socket", default.api_url),
                process("-m", "tests.bench.empty", "socket", fast.api_url, "fast"),
                frontdesk(_where(ours), database, socket_mode=True),
            ):
                workspaces = {EMPTY_DEFAULT: default, EMPTY_FAST: fast, OURS: ours}
                for slack in workspaces.values():
                    await slack.until(partial(_connected, slack))
                await _round(ours, 16, BURST)
                await asyncio.sleep(POSTED)
                one = await _alternate(workspaces, 1, ONE)
                many = await _alternate(workspaces, 16, MANY)
    for name in workspaces:
        section.add(f"{name}: one at a time", f"median {one[name][0]:.2f} ms")
    for name in workspaces:
        section.add(f"{name}: 16 at a time", f"{many[name][1]:.0f} a second")
    medians = {name: median for name, (median, _) in one.items()}
    rates = {name: rate for name, (_, rate) in many.items()}
    compare(section, medians, rates)
    return section


def _connected(slack: Sandbox) -> bool:
    return slack.connections > 0


async def _alternate(
    workspaces: dict[str, Sandbox], at_once: int, commands: int
) -> dict[str, tuple[float, float]]:
    """Median milliseconds and commands a second, medians of the rounds."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in workspaces}
    for _ in range(ROUNDS):
        for name, slack in workspaces.items():
            found[name].append(await _round(slack, at_once, commands))
    return {
        name: (
            statistics.median(ms for ms, _ in rounds),
            statistics.median(rate for _, rate in rounds),
        )
        for name, rounds in found.items()
    }


async def _round(slack: Sandbox, at_once: int, commands: int) -> tuple[float, float]:
    turns, seconds = iter(range(commands)), list[float]()

    async def worker() -> None:
        for turn in turns:
            answer = await slack.person(f"p{turn % PEOPLE}").command("/ask", TEXT)
            assert answer.ok, answer.error
            seconds.append(answer.ack_seconds)

    loop = asyncio.get_running_loop()
    started = loop.time()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return statistics.median(seconds) * 1000, commands / (loop.time() - started)
