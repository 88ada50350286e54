"""What is asked often, with much stored that it does not concern: it costs the same."""

import itertools
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert

import handlers
from bot.clock import Alarm, SystemClock
from bot.health import Health
from bot.metrics import Metrics
from handlers.capability import merged
from handlers.desk import Desk, Fixed
from handlers.directory.rules import is_member
from handlers.standards.measured import measured
from storage import directory, lanes, schema
from storage.database import Database, open_database
from storage.directory import Group, Person
from storage.transaction import Transaction
from tests.bench.report import Section
from tests.bench.sizes import SMALL, START, TEAM, Nobody, fill
from tests.bench.timers import FAR, store_timers
from tests.office import organisation

ROUNDS, TURNS = 9, 200
FEW, MANY = 1_000, 1_000_000
# As many resolved requests of one kind as are looked at, and as many as there may be.
ENOUGH, RESOLVED = 200, 100_000
BUSY_LANES = 200
# People and groups; each person is in two groups besides those that the organisation file names.
COMPANIES = {"20 people in 5 groups": (20, 5), "10,000 people in 500 groups": (10_000, 500)}
OURS = ("it-team", "hr-team", "finance-team", "facilities-team")
_key = itertools.count(1)
Ask = Callable[[], Awaitable[object]]


async def much_stored() -> Section:
    """Two databases each, asked by turns."""
    section = Section(
        "With much stored that is not asked for",
        "The processor's time. Rounds with little and much alternate; figures are medians of the rounds' medians.",
    )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        await _clock(section, place)
        await _courier(section, place)
        await _company(section, place)
        await _measured(section, place)
    return section


@asynccontextmanager
async def _desk(path: Path) -> AsyncIterator[Desk]:
    database = open_database(f"sqlite:///{path}")
    await database.open()
    offers = merged(handlers.CAPABILITIES)
    yield Desk(database, Fixed(organisation()), SystemClock(), Nobody(), TEAM, offers=offers)
    await database.close()


async def _compare(
    section: Section, what: str, less: tuple[str, Ask], more: tuple[str, Ask]
) -> None:
    found: dict[str, list[float]] = {less[0]: [], more[0]: []}
    for _ in range(ROUNDS):
        for name, ask in (less, more):
            found[name].append(await _median(ask))
    little, much = (statistics.median(found[name]) for name in (less[0], more[0]))
    section.add(
        f"{what}: {more[0]}, against {less[0]}",
        f"{much:.2f} ms against {little:.2f} ms: {much / little:.2f}",
        "≤ 1.25",
        much / little <= 1.25,
    )


async def _median(ask: Ask) -> float:
    """Of the processor's time, whoever else uses it."""
    milliseconds = []
    for _ in range(TURNS):
        started = time.process_time()
        await ask()
        milliseconds.append((time.process_time() - started) * 1000)
    return statistics.median(milliseconds)


async def _clock(section: Section, folder: Path) -> None:
    """Its look, when no timer is due."""
    async with _desk(folder / "few.db") as few, _desk(folder / "many.db") as many:
        alarms = []
        for desk, stored in ((few, FEW), (many, MANY)):
            await store_timers(desk.database, stored, "of/another/version{}")
            alarms.append(Alarm(desk, health=Health(), metrics=Metrics(), steady=time.monotonic))
        little, much = alarms
        await _compare(
            section,
            "the clock's look when nothing is due",
            (f"{FEW:,} timers stored", little.ring),
            (f"{MANY:,}", much.ring),
        )


async def _courier(section: Section, folder: Path) -> None:
    """Its look for lanes with work, while messages are held for the morning."""
    async with _desk(folder / "free.db") as free, _desk(folder / "held.db") as held:
        for desk, stored in ((free, 0), (held, MANY)):
            await _store_messages(desk.database, BUSY_LANES, held=False)
            await _store_messages(desk.database, stored, held=True)
        await _compare(
            section,
            f"the courier's look, {BUSY_LANES} lanes with work",
            ("none held", partial(_look, free)),
            (f"{MANY:,} messages held", partial(_look, held)),
        )


async def _look(desk: Desk) -> None:
    now = desk.clock.now()
    found = await desk.database.read(TEAM, lambda tx: lanes.with_work(tx, now))
    assert len(found) == BUSY_LANES


async def _store_messages(database: Database, many: int, *, held: bool) -> None:
    for first in range(0, many, 50_000):
        rows = [_message(n, held=held) for n in range(first, min(first + 50_000, many))]
        await database.write(TEAM, partial(_insert, rows=rows))


def _insert(tx: Transaction, rows: list[dict[str, object]]) -> None:
    tx.execute(insert(schema.messages), rows)


def _message(number: int, *, held: bool) -> dict[str, object]:
    address = f"U0P{number % BUSY_LANES}"
    return {
        "team": TEAM, "key": f"held/{number}" if held else f"now/{number}", "kind": "post", "lane": address,
        "address": address, "wanted": 1, "dropped": False, "pending": not held,
        "not_before": START.replace(year=2100) + FAR if held else None, "tries": 0,
    }  # fmt: skip


async def _company(section: Section, folder: Path) -> None:
    """Who is a member, and the Home of a member of IT, in a small company and in a large one."""
    async with _desk(folder / "small.db") as small, _desk(folder / "large.db") as large:
        for desk, (people, groups) in zip((small, large), COMPANIES.values(), strict=True):
            await fill(desk.database, SMALL)
            await desk.database.write(TEAM, partial(_hire, people=people, groups=groups))
        names = tuple(COMPANIES)
        for what, ask in (("is_member", _is_member), ("Home of a member of IT", _home)):
            less, more = (names[0], partial(ask, small)), (names[1], partial(ask, large))
            await _compare(section, what, less, more)


def _hire(tx: Transaction, people: int, groups: int) -> None:
    everybody = [f"U0P{n}" for n in range(people)]
    directory.keep_people(tx, [_person(user) for user in everybody])
    kept = [Group(f"S0OUR{at}", name, everybody[at::10]) for at, name in enumerate(OURS)]
    for at in range(groups - len(OURS)):
        members = {*everybody[at::groups], *everybody[at * 7 % groups :: groups]}
        kept.append(Group(f"S0{at}", f"group-{at}", sorted(members)))
    directory.keep_groups(tx, kept)


def _person(user: str) -> Person:
    return Person(
        user=user,
        name=user.title(),
        email=f"{user.lower()}@acme.example",
        zone="Europe/Berlin",
        locale="en",
        is_bot=False,
        active=True,
        kept_at=START,
    )


async def _is_member(desk: Desk) -> None:
    department = desk.organisation.department("it")
    assert department is not None
    assert await desk.read(lambda tx, _: is_member(tx, department, "U0P0"))


async def _home(desk: Desk) -> None:
    assert await desk.read(handlers.render, "home/U0P0")


async def _measured(section: Section, folder: Path) -> None:
    """What somebody who asks reads of how long such requests took."""
    async with _desk(folder / "taken.db") as few, _desk(folder / "taken_many.db") as many:
        for desk, stored in ((few, ENOUGH), (many, RESOLVED)):
            await desk.database.write(TEAM, partial(_resolve, many=stored, now=desk.clock.now()))
        await _compare(
            section,
            "how long such requests took",
            (f"{ENOUGH:,} of the kind resolved", partial(_how_long, few)),
            (f"{RESOLVED:,}", partial(_how_long, many)),
        )


def _resolve(tx: Transaction, many: int, now: datetime) -> None:
    kind = {"team": TEAM, "department": "it", "request_type": "general"}
    rows = [
        {**kind, "number": n, "resolved_at": now - timedelta(seconds=n), "seconds": n % 100_000}
        for n in range(many)
    ]
    tx.execute(insert(schema.taken), rows)


async def _how_long(desk: Desk) -> None:
    department = desk.organisation.department("it")
    assert department is not None
    assert await desk.read(lambda tx, desk: measured(tx, desk, department, "general"))
