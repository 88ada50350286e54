"""Whether what people wait for takes longer with a hundred thousand stored requests than with a thousand."""

import itertools
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert

import handlers
from bot.clock import SystemClock
from handlers.capability import merged
from handlers.desk import Desk, Fixed, Incoming
from handlers.home import show_home
from handlers.overview.ids import Listed, Scope
from handlers.overview.service import listed
from storage import directory, schema, searchable
from storage.database import Database, open_database
from storage.directory import Person
from storage.transaction import Transaction
from storage.words import words_of
from tests.bench.load import command, load
from tests.bench.processes import Server, Slack, frontdesk, slack
from tests.bench.report import Section
from tests.office import organisation
from tests.postgresql import in_full, postgresql

SMALL, LARGE = 1_000, 100_000
ROUNDS, TURNS = 7, 150
PEOPLE = 200
LIVE_EVERY = 50
DEPARTMENTS = ("it", "hr", "finance", "facilities")
# By a member of IT and by one of many requesters.
SEARCHES = (
    ("U0LENA", "77777th"),
    ("U0LENA", "vpn"),
    ("U0LENA", "v dr"),
    ("U0LENA", "vpn open"),
    ("U0LENA", "late"),
    ("U0LENA", "<@U0P7>"),
    ("U0P7", "vpn"),
    ("U0P7", "nothing"),
)
SEARCHED_WITHIN = 30
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
TEAM = "T0ACME"
MEMBER = Person(
    "U0LENA", "Lena Vogt", "lena.vogt@acme.example", "Europe/Berlin", "en-GB",
    is_bot=False, active=True, kept_at=START,
)  # fmt: skip
_key = itertools.count(1)


async def fill(database: Database, many: int) -> None:
    """Store so many requests with their text, history, messages and deliveries; every fiftieth is still open."""
    for first in range(1, many + 1, 5_000):
        numbers = range(first, min(first + 5_000, many + 1))
        await database.write(TEAM, partial(_store, numbers=numbers))
    await database.write(TEAM, partial(directory.keep_people, kept=[MEMBER]))
    await database.write(
        TEAM,
        lambda tx: tx.execute(
            insert(schema.counters), {"team": TEAM, "name": "request", "value": many}
        ),
    )


def _store(tx: Transaction, numbers: range) -> None:
    tx.execute(insert(schema.requests), [_request(number) for number in numbers])
    tx.execute(insert(schema.entries), [_entry(number) for number in numbers])
    tx.execute(insert(schema.searchable), [_found_by(number) for number in numbers])
    tx.execute(
        insert(schema.history),
        [
            _happened(number, event)
            for number in numbers
            for event in ("asked", "claimed", "resolved")
        ],
    )
    tx.execute(
        insert(schema.messages),
        [_message(number, name) for number in numbers for name in ("receipt", "card/1")],
    )
    tx.execute(
        insert(schema.seen),
        [{"team": TEAM, "key": f"old:{n}", "at": START, "answer": {}} for n in numbers],
    )


def _request(number: int) -> dict[str, object]:
    live = number % LIVE_EVERY == 0
    at = START + timedelta(minutes=number)
    return {
        "team": TEAM, "number": number, "requester": f"U0P{number % PEOPLE}", "recorded_by": f"U0P{number % PEOPLE}",
        "via": "command", "department": DEPARTMENTS[number // 7 % 4], "request_type": "general", "fields": {},
        "urgency": "normal", "state": "open" if live else "closed", "assignee": None if live else "U0LENA",
        "routing_reason": {"why": "named"}, "likely": [], "follows": None, "channel": None, "thread_ts": None,
        "origin_channel": None, "origin_ts": None, "entries": 1, "custody_number": 1, "resolution": None, "rating": None,
        "rating_comment": None, "created_at": at, "changed_at": at, "waiting_since": at, "with_department_since": at, "added_at": at,
        "resolved_at": None if live else at, "live": live, "promised": {}, "facts": {},
    }  # fmt: skip


def _text(number: int) -> str:
    return f"my VPN drops every hour, for the {number}th time"


def _found_by(number: int) -> dict[str, object]:
    asked = _request(number)
    who, department = str(asked["requester"]), str(asked["department"])
    words = [*searchable.whose(who, who, department), *words_of(_text(number))]
    return {"team": TEAM, "number": number, "notes_from": 0, "words": " ".join(words)}


def _entry(number: int) -> dict[str, object]:
    return {
        "team": TEAM, "number": number, "seq": 0, "author": f"U0P{number % PEOPLE}", "party": "requester", "internal": False,
        "text": _text(number), "files": [], "channel": None, "ts": None,
        "at": START, "taken_back": False,
    }  # fmt: skip


def _happened(number: int, event: str) -> dict[str, object]:
    return {
        "team": TEAM,
        "subject": f"request/{number}",
        "event": event,
        "actor": None,
        "at": START,
        "data": {},
    }


def _message(number: int, name: str) -> dict[str, object]:
    address = f"U0P{number % PEOPLE}" if name == "receipt" else "#it-help"
    return {
        "team": TEAM, "key": f"request/{number}/{name}", "kind": "post", "lane": address, "address": address,
        "wanted": 1, "dropped": False, "pending": False, "channel": "C0X", "ts": f"17000{number:05}.000100",
        "digest": "x", "tries": 0,
    }  # fmt: skip


async def stored_requests() -> Section:
    """`/ask`, `/requests`, `/requests it` over HTTP, and the home tab, with few and with many stored requests."""
    section = Section(
        f"With {LARGE:,} stored requests, against {SMALL:,}",
        "One in fifty is open. Rounds with few and many alternate; figures are medians of the rounds' medians.",
    )
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            where = await stack.enter_async_context(slack(people=PEOPLE))
            servers = {}
            for many in (SMALL, LARGE):
                url = f"sqlite:///{Path(folder) / f'{many}.db'}"
                database = open_database(url)
                await database.open()
                await fill(database, many)
                await database.close()
                servers[many] = await stack.enter_async_context(frontdesk(where, url))
            for name, text in (("/ask", "my VPN drops"), ("/requests", ""), ("/requests", "it")):
                await _compare(
                    section, f"{name} {text}".strip(), _over_http(servers, where, name, text)
                )
        await _homes(section, Path(folder))
    return section


async def searches() -> Section:
    """What somebody waits for who looks for something, without Slack's share of it."""
    section = Section(
        f"Search among {LARGE:,} requests",
        "A page of eight and the count of all, up to a thousand. Every text has the same words and one of its own.",
    )
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            server = stack.enter_context(postgresql())
            urls = {
                "SQLite": f"sqlite:///{Path(folder) / 'found.db'}",
                "PostgreSQL": in_full(server.migrated()),
            }
            for name, url in urls.items():
                desk = await _desk(stack, url)
                await fill(desk.database, LARGE)
                for who, text in SEARCHES:
                    found = await _search(desk, who, text)
                    what = f"`/requests {text}` by {who}, {name}"
                    section.add(
                        what, f"{found:.1f} ms", f"≤ {SEARCHED_WITHIN} ms", found <= SEARCHED_WITHIN
                    )
    return section


async def _search(desk: Desk, who: str, text: str) -> float:
    wanted, seconds = Listed(scope=Scope.SEARCH, text=text), []
    for _ in range(21):
        started = time.perf_counter()
        await desk.read(listed, who, wanted)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds) * 1000


def _over_http(
    servers: dict[int, Server], where: Slack, name: str, text: str
) -> Callable[[int], Awaitable[float]]:
    async def round_(many: int) -> float:
        # A department's list is for its members: the figures of the others are those of a kind refusal.
        body = command(name, text, user="U0LENA" if text == "it" else None)
        timed = await load(
            servers[many].port, where.signing_secret, body, connections=1, requests=TURNS
        )
        return timed.median_ms

    return round_


async def _homes(section: Section, folder: Path) -> None:
    async with AsyncExitStack() as stack:
        desks = {}
        for many in (SMALL, LARGE):
            desks[many] = await _desk(stack, f"sqlite:///{folder / f'{many}.db'}")

        async def round_(many: int) -> float:
            seconds = []
            for _ in range(TURNS):
                started = time.perf_counter()
                opened = Incoming(team=TEAM, actor="U0LENA", key=f"home:{next(_key)}")
                await desks[many].transact(show_home, opened)
                await desks[many].read(handlers.render, "home/U0LENA")
                seconds.append(time.perf_counter() - started)
            return statistics.median(seconds) * 1000

        await _compare(section, "App Home of a member of IT", round_)


async def _desk(stack: AsyncExitStack, url: str) -> Desk:
    database = open_database(url)
    await database.open()
    stack.push_async_callback(database.close)
    offers = merged(handlers.CAPABILITIES)
    return Desk(database, Fixed(organisation()), SystemClock(), Nobody(), TEAM, offers=offers)


class Nobody:
    """The home tab asks Slack nothing."""

    async def thread(
        self, channel: str, ts: str, *, before: str
    ) -> tuple[()]:  # the protocol's shape
        return ()

    async def message(self, channel: str, ts: str) -> None:  # as above
        return None

    async def begun_with(self, channel: str, ts: str) -> None:  # as above
        return None

    async def channel(self, channel: str) -> None:  # as above
        return None

    async def person(self, user: str) -> None:  # as above
        return None

    async def group_members(self, group: str) -> None:  # as above
        return None

    async def channel_members(self, channel: str) -> None:  # as above
        return None


async def _compare(section: Section, what: str, round_: Callable[[int], Awaitable[float]]) -> None:
    found: dict[int, list[float]] = {SMALL: [], LARGE: []}
    for many in (SMALL, LARGE):
        await round_(many)
    for _ in range(ROUNDS):
        for many, figures in found.items():
            figures.append(await round_(many))
    small, large = (statistics.median(found[many]) for many in (SMALL, LARGE))
    ratio = large / small
    section.add(
        what, f"{large:.2f} ms against {small:.2f} ms: {ratio:.2f}", "≤ 1.25", ratio <= 1.25
    )
