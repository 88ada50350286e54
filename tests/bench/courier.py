"""How fast the courier delivers: without limits, and against Slack's."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.app import Frontdesk, built
from bot.rate_limits import POSTS_A_SECOND, RateLimits
from config.settings import load_settings
from handlers.asking.reading import read_and_transact
from handlers.asking.service import Ask, open_request
from handlers.requests.rules import Via
from storage import messages
from tests.bench.amounts import QUICK, some
from tests.bench.processes import Slack, slack
from tests.bench.report import Section
from tests.office import organisation

PEOPLE = 200
UNLIMITED_REQUESTS = some(600)
# Enough for every department's channel to be busy for the whole time that is measured.
LIMITED_REQUESTS = 320
CHANNELS = ("it", "hr", "finance", "facilities")
SETTLE, MEASURE = (5.0, 10.0) if QUICK else (15.0, 40.0)
# Three times what the machine of docs/performance.md delivered before lanes went in strides.
UNLIMITED = 1200


@asynccontextmanager
async def _desk(where: Slack, rate_limits: RateLimits) -> AsyncIterator[Frontdesk]:
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "SLACK_BOT_TOKEN": where.bot_token,
            "SLACK_SIGNING_SECRET": where.signing_secret,
            "SLACK_API_URL": where.api_url,
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.db'}",
        }
        async with built(
            load_settings(environ, None), organisation(), rate_limits=rate_limits
        ) as frontdesk:
            await frontdesk.directory_sync.read_all()
            yield frontdesk


async def _ask(frontdesk: Frontdesk, requests: int) -> None:
    """A receipt in somebody's DM and a card in a department's channel each."""
    for number in range(requests):
        ask = Ask(
            team=frontdesk.desk.team,
            actor=f"U0P{number % PEOPLE}",
            key=f"bench:{number}",
            requester=f"U0P{number % PEOPLE}",
            text="something for the bench",
            via=Via.COMMAND,
            department=CHANNELS[number % len(CHANNELS)],
        )
        await read_and_transact(frontdesk.desk, open_request, ask)


async def _refused(where: Slack) -> int:
    """How often Slack asked to wait."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{where.base_url}/control/traffic") as answer,
    ):
        entries = (await answer.json())["entries"]
    return sum(entry["error"] == "ratelimited" for entry in entries)


async def delivery() -> Section:
    """Both measures."""
    section = Section(
        "The courier", "Receipts and cards, against the sandbox in a process of its own."
    )
    await _unlimited(section)
    await _limited(section)
    return section


async def _unlimited(section: Section) -> None:
    async with (
        slack(people=PEOPLE, limited=False) as where,
        _desk(where, RateLimits(limited=False)) as frontdesk,
    ):
        await _ask(frontdesk, UNLIMITED_REQUESTS)
        waiting = await frontdesk.desk.read(lambda tx, _: messages.waiting(tx))
        started = time.perf_counter()
        await frontdesk.courier.drain()
        seconds = time.perf_counter() - started
        left = await frontdesk.desk.read(lambda tx, _: messages.waiting(tx))
        assert left == 0, f"{left} messages were not delivered"
    rate = waiting / seconds
    section.add(
        f"without limits, {waiting} messages",
        f"{rate:.0f} a second",
        f"≥ {UNLIMITED}",
        rate >= UNLIMITED,
    )


async def _limited(section: Section) -> None:
    async with slack(people=PEOPLE, limited=True) as where, _desk(where, RateLimits()) as frontdesk:
        await _ask(frontdesk, LIMITED_REQUESTS)
        running = asyncio.create_task(frontdesk.courier.run())
        await asyncio.sleep(SETTLE)
        before = await _posted(where)
        started = time.perf_counter()
        await asyncio.sleep(MEASURE)
        after, refused = await _posted(where), await _refused(where)
        elapsed = time.perf_counter() - started
        frontdesk.courier.stop()
        await running
    allowed = elapsed * POSTS_A_SECOND * len(CHANNELS)
    share = (after - before) / allowed
    section.add(
        f"with Slack's limits, {len(CHANNELS)} busy channels, after the first bursts",
        f"{share:.1%} of what they allow",
        "≥ 95 %",
        share >= 0.95,
    )
    section.add("refused with 429 meanwhile", str(refused), "no storm: < 10", refused < 10)


async def _posted(where: Slack) -> int:
    """Cards in the departments' channels."""
    total = 0
    async with aiohttp.ClientSession() as session:
        for channel in CHANNELS:
            async with session.get(
                f"{where.base_url}/control/messages", params={"channel": f"{channel}-help"}
            ) as answer:
                total += len((await answer.json())["messages"])
    return total
