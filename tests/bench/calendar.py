"""Working time far ahead, and the deadlines of a hundred thousand open requests after a changed file, while people ask."""

import asyncio
import os
import random
import re
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psutil
from sqlalchemy import func, select, update

from config.business_time import BusinessHours
from config.organisation import Organisation, load_organisation
from storage import schema
from storage.database import Database, open_database
from storage.transaction import Transaction
from tests.bench.load import Timed, command, load
from tests.bench.processes import Server, Slack, frontdesk, slack
from tests.bench.report import Section
from tests.bench.sizes import TEAM, fill
from tests.office import EXAMPLE

OPEN, SECONDS, SLOWER = 100_000, 60.0, 2.0
TURNS, ASKED, PAUSE = 500, 300, 0.05
TEXT = "my VPN drops every hour"
YEAR = timedelta(days=365)
FROM = datetime(2026, 1, 1, tzinfo=UTC)
# Every time of a department in the file, which is halved.
TIMES = re.compile(
    r"(claim_within|first_response|next_reply|next_update|resolution): (\d+)([mhd])\b"
)
HALF = {"m": 0.5, "h": 30, "d": 240}
# None is late before it has been measured.
LATER = timedelta(hours=1)


async def working_time() -> Section:
    """Both measures of business time."""
    section = Section(
        "Working time",
        "The calendar of IT in the example organisation, with the public holidays of Berlin. Then its file is changed while "
        f"{OPEN:,} requests are open, and their deadlines are derived anew; meanwhile people ask, twenty times a second; "
        "courier at work, Slack's rates applied, SQLite.",
    )
    for what, ahead, most in (("a year", YEAR, 0.2), ("twenty years", 20 * YEAR, 4.0)):
        _arithmetic(section, what, ahead, most)
    await _derived_anew(section)
    return section


def _arithmetic(section: Section, what: str, ahead: timedelta, most: float) -> None:
    fresh = _hours(load_organisation(EXAMPLE))
    first = _milliseconds(lambda: fresh.between(FROM, FROM + ahead))
    chance, hours = random.Random(7), fresh
    reading, adding = [], []
    for _ in range(TURNS):
        start = FROM + timedelta(minutes=chance.randrange(365 * 24 * 60))
        reading.append(_milliseconds(partial(hours.between, start, start + ahead)))
        span = hours.between(start, start + ahead)
        adding.append(_milliseconds(partial(hours.add, start, span)))
    for verb, found in (("reading", reading), ("adding", adding)):
        median = statistics.median(found)
        section.add(f"{verb} {what} ahead", f"{median:.3f} ms", f"≤ {most:g} ms", median <= most)
    section.add(f"the first time that {what} ahead is read", f"{first:.1f} ms")


def _hours(organisation: Organisation) -> BusinessHours:
    department = organisation.department("it")
    assert department is not None
    return organisation.hours(department)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


async def _derived_anew(section: Section) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url, file = f"sqlite:///{Path(folder) / 'bench.db'}", Path(folder) / "frontdesk.yaml"
        file.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
        async with AsyncExitStack() as stack:
            beside = open_database(url)
            await beside.open()
            stack.push_async_callback(beside.close)
            await fill(beside, OPEN)
            await beside.write(TEAM, _just_asked)
            where = await stack.enter_async_context(slack())
            ours = await stack.enter_async_context(frontdesk(where, url, organisation=file))
            await _until_derived(beside)
            await _asking(ours, where, requests=50)
            quiet = await _asking(ours, where, requests=ASKED)
            _change(file)
            seconds, worked, busy = await _reloaded(beside, ours, where)
    section.add(
        f"deriving {OPEN:,} anew", f"{seconds:.1f} s", f"≤ {SECONDS:g} s", seconds <= SECONDS
    )
    section.add("processor time of Frontdesk meanwhile", f"{worked:.1f} s")
    for what, asked in (("nothing to derive", quiet), ("meanwhile", busy)):
        figures = f"median {asked.median_ms:.2f} ms, p99 {asked.p99_ms:.1f} ms"
        section.add(f"/ask, {what}", figures)
    section.ratio(
        "median, meanwhile ÷ nothing to derive", busy.median_ms / quiet.median_ms, at_most=SLOWER
    )


def _just_asked(tx: Transaction) -> None:
    """Every request is open, and none is late."""
    names = ("created_at", "changed_at", "waiting_since", "with_department_since")
    since = dict.fromkeys(names, datetime.now(UTC) + LATER)
    opened = {"state": "open", "live": True, "assignee": None, "resolved_at": None}
    tx.execute(update(schema.requests).values(opened | since))


def _change(file: Path) -> None:
    text = file.read_text("utf-8")
    changed = TIMES.sub(lambda it: f"{it[1]}: {int(int(it[2]) * HALF[it[3]])}m", text)
    assert changed != text
    file.write_text(changed, "utf-8")


async def _until_derived(beside: Database) -> None:
    def left(tx: Transaction) -> int:
        due = schema.timers.c.key.like("deadlines/%")
        return int(tx.execute(select(func.count()).where(due)).scalar_one())

    while await beside.read(TEAM, left):  # noqa: ASYNC110 # another process does it
        await asyncio.sleep(0.2)


async def _reloaded(beside: Database, server: Server, where: Slack) -> tuple[float, float, Timed]:
    """How long it took, and how people who asked fared meanwhile."""

    def basis(tx: Transaction) -> str:
        kept = schema.derivations.c
        found = select(kept.basis).where(kept.team == TEAM, kept.name == "deadlines")
        return str(tx.execute(found).scalar_one())

    done, before = asyncio.Event(), await beside.read(TEAM, basis)
    worked = _worked(server)
    started = time.perf_counter()
    asking = asyncio.create_task(_asking(server, where, until=done))
    os.kill(server.pid, signal.SIGHUP)
    while await beside.read(TEAM, basis) == before:  # noqa: ASYNC110 # another process reads the file
        await asyncio.sleep(0.05)
    await _until_derived(beside)
    seconds = time.perf_counter() - started
    worked = _worked(server) - worked
    done.set()
    return seconds, worked, await asking


def _worked(server: Server) -> float:
    return sum(psutil.Process(server.pid).cpu_times()[:2])


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
