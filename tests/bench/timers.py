"""Ten thousand timers due at once, while people ask."""

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psutil
from sqlalchemy import func, insert, select, update

from storage import schema
from storage.database import Database, open_database
from storage.transaction import Transaction
from tests.bench.load import Timed, command, load
from tests.bench.processes import Server, Slack, frontdesk, slack
from tests.bench.report import Section
from tests.bench.sizes import TEAM, fill

DUE, SECONDS, SLOWER = 10_000, 20.0, 2.0
FEW, MANY = 1_000, 1_000_000
ROUNDS, TURNS = 7, 300
ASKED, PAUSE = 300, 0.05
TEXT = "my VPN drops every hour"
FAR = timedelta(days=300)


async def due_at_once() -> Section:
    """Real timers of real requests."""
    section = Section(
        f"{DUE:,} timers due at once",
        "Claimed requests that nobody wrote about for long: each requester hears that there is no news, each assignee is "
        "reminded, and the next such timer is set. Meanwhile people ask, twenty times a second; courier at work, Slack's "
        "rates applied, SQLite.",
    )
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        async with AsyncExitStack() as stack:
            beside = open_database(url)
            await beside.open()
            stack.push_async_callback(beside.close)
            await _claimed(beside)
            where = await stack.enter_async_context(slack())
            ours = await stack.enter_async_context(frontdesk(where, url))
            await _derived(beside)
            await _asking(ours, where, requests=50)
            quiet = await _asking(ours, where, requests=ASKED)
            seconds, worked, busy = await _fired(beside, ours, where)
        section.add(
            f"until all {DUE:,} have fired",
            f"{seconds:.1f} s",
            f"≤ {SECONDS:g} s",
            seconds <= SECONDS,
        )
        section.add("processor time of Frontdesk meanwhile", f"{worked:.1f} s")
        section.add(
            "/ask, nothing due", f"median {quiet.median_ms:.2f} ms, p99 {quiet.p99_ms:.1f} ms"
        )
        section.add("/ask, meanwhile", f"median {busy.median_ms:.2f} ms, p99 {busy.p99_ms:.1f} ms")
        section.ratio(
            "median, meanwhile ÷ nothing due", busy.median_ms / quiet.median_ms, at_most=SLOWER
        )
    return section


async def _asking(
    server: Server, where: Slack, *, requests: int | None = None, until: asyncio.Event | None = None
) -> Timed:
    return await load(
        server.port,
        where.signing_secret,
        command("/ask", TEXT),
        connections=1,
        requests=requests,
        pause=PAUSE,
        until=until,
    )


async def _claimed(database: Database) -> None:
    """So many requests that somebody has just claimed."""
    await fill(database, DUE)
    claimed = {"state": "claimed", "live": True, "assignee": "U0LENA", "resolved_at": None}
    since = {"waiting_since": datetime.now(UTC)}
    await database.write(
        TEAM, lambda tx: tx.execute(update(schema.requests).values(claimed | since))
    )


async def _derived(beside: Database) -> None:
    """Until a start has derived their deadlines."""
    key = schema.timers.c.key

    def left(tx: Transaction) -> int:
        return int(tx.execute(select(func.count()).where(key.like("deadlines/%"))).scalar_one())

    while await beside.read(TEAM, left):  # noqa: ASYNC110 # another process does it
        await asyncio.sleep(0.2)


def _silent_for_long(tx: Transaction, *, now: datetime) -> None:
    """As if days had passed."""
    timers, long_ago = schema.timers, now - timedelta(days=10)
    tx.execute(update(schema.requests).values(waiting_since=long_ago, promised={}))
    tx.execute(update(timers).where(timers.c.key.like("request/%/next_update")).values(due_at=now))


async def store_timers(database: Database, many: int, key: str) -> None:
    """Timers that are not due for long."""
    due = datetime.now(UTC) + FAR
    for first in range(1, many + 1, 50_000):
        numbers = range(first, min(first + 50_000, many + 1))
        rows = [{"team": TEAM, "key": key.format(n), "due_at": due, "tries": 0} for n in numbers]
        await database.write(TEAM, partial(_insert, rows=rows))


def _insert(tx: Transaction, rows: list[dict[str, object]]) -> None:
    tx.execute(insert(schema.timers), rows)


async def _fired(beside: Database, server: Server, where: Slack) -> tuple[float, float, Timed]:
    """How long it took, and how people who asked fared meanwhile."""
    timers, done = schema.timers, asyncio.Event()
    now = datetime.now(UTC)

    def left(tx: Transaction) -> int:
        due = select(func.count()).where(timers.c.team == TEAM, timers.c.due_at <= now)
        return int(tx.execute(due).scalar_one())

    await beside.write(TEAM, partial(_silent_for_long, now=now))
    worked = sum(psutil.Process(server.pid).cpu_times()[:2])
    started = time.perf_counter()
    asking = asyncio.create_task(_asking(server, where, until=done))
    while await beside.read(TEAM, left):  # noqa: ASYNC110 # another process fires them
        await asyncio.sleep(0.2)
    seconds = time.perf_counter() - started
    worked = sum(psutil.Process(server.pid).cpu_times()[:2]) - worked
    done.set()
    return seconds, worked, await asking
