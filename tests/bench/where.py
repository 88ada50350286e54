"""Where the time of an acknowledgement goes, part by part, in this process and without the courier."""

import itertools
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import event

from bot.clock import SystemClock
from bot.payload import bolt_request_of, checked, read_bytes
from bot.transports import SIGNATURE, STAMP, is_from_slack
from handlers import CAPABILITIES
from handlers.asking.reading import read_and_transact
from handlers.asking.service import Ask, open_request
from handlers.asking.views import answered
from handlers.capability import merged
from handlers.desk import Desk, Fixed
from handlers.requests.changes import promised
from handlers.requests.rules import Via
from storage import requests, seen
from storage.database import open_database
from storage.transaction import Transaction
from tests.bench.load import command, signed
from tests.bench.report import Section
from tests.bench.sizes import TEAM, Nobody
from tests.office import organisation as acme

TURNS = 400
TEXT = "my VPN drops every hour"
SECRET = "the bench's"
_key = itertools.count(1)
Milliseconds = dict[str, float]


class _UndoError(Exception):
    """Ends a transaction that is only measured."""


async def where_it_goes() -> Section:
    """What comes before the transaction, what is in it, and what it takes together with its commit."""
    section = Section(
        "Where the time of /ask goes",
        "Medians of the processor's time, each part by itself in one process without courier; of the last two, by the clock.",
    )
    async with _a_desk() as desk:
        parts = {**_door(), **await _bolt(), **await _within(desk)}
        parts["choosing the department"] = _timed(lambda: _ask(desk))
        whole = await _median(lambda: read_and_transact(desk, open_request, _ask(desk)))
        empty = await _median(lambda: desk.database.write(TEAM, _touch))
    for name, took in parts.items():
        section.add(name, f"{took:.3f} ms")
    section.add("department, use case and commit, together", f"{whole:.2f} ms")
    section.add("a transaction that writes one row: hop, BEGIN, COMMIT, fsync", f"{empty:.2f} ms")
    return section


@asynccontextmanager
async def _a_desk() -> AsyncIterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        await database.open()
        offers = merged(CAPABILITIES)
        desk = Desk(database, Fixed(acme()), SystemClock(), Nobody(), TEAM, offers=offers)
        await read_and_transact(desk, open_request, _ask(desk))
        yield desk
        await database.close()


def _ask(desk: Desk) -> Ask:
    n = next(_key)
    user = f"U0P{n % 200}"
    ask = Ask(team=TEAM, actor=user, key=f"where:{n}", requester=user, text=TEXT, via=Via.COMMAND)
    return ask.model_copy(update={"reading": ask.read({}, desk)})


def _touch(tx: Transaction) -> None:
    request = requests.get(tx, 1)
    assert request is not None
    requests.save(tx, request, replace(request, entries=request.entries + 1))


def _timed(call: Callable[[], object]) -> float:
    """Of this thread's time, whoever else uses the processor."""
    milliseconds = []
    for _ in range(TURNS):
        started = time.thread_time()
        call()
        milliseconds.append((time.thread_time() - started) * 1000)
    return statistics.median(milliseconds)


async def _median(call: Callable[[], Awaitable[object]]) -> float:
    milliseconds = []
    for _ in range(TURNS):
        started = time.perf_counter()
        await call()
        milliseconds.append((time.perf_counter() - started) * 1000)
    return statistics.median(milliseconds)


def _door() -> Milliseconds:
    """What a delivery passes before Bolt sees it."""
    _kind, raw = command("/ask", TEXT)(1)
    stamp, signature = signed(SECRET, raw)
    headers = {STAMP: stamp, SIGNATURE: signature}
    assert is_from_slack(SECRET, headers, raw)
    return {
        "verifying the signature": _timed(lambda: is_from_slack(SECRET, headers, raw)),
        "reading and checking the payload": _timed(
            lambda: bolt_request_of(checked(read_bytes(raw)), {})
        ),
    }


async def _bolt() -> Milliseconds:
    """With a listener that does nothing."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-1")

    async def asked(ack: AsyncAck) -> None:
        await ack("Thank you.")

    app = AsyncApp(
        client=AsyncWebClient(),
        authorize=authorize,
        request_verification_enabled=False,
        process_before_response=True,
    )
    app.command("/ask")(asked)
    body = checked(read_bytes(command("/ask", TEXT)(1)[1]))
    milliseconds = []
    for _ in range(TURNS):
        request = bolt_request_of(body, {})
        started = time.thread_time()
        await app.async_dispatch(request)
        milliseconds.append((time.thread_time() - started) * 1000)
    return {"Bolt, with a listener that only acknowledges": statistics.median(milliseconds)}


async def _within(desk: Desk) -> Milliseconds:
    """Measured inside one transaction, which is undone."""
    found: Milliseconds = {}
    asks = [_ask(desk) for _ in range(TURNS + 1)]

    def once(tx: Transaction, ask: Ask) -> None:
        seen.remember(tx, ask.key, at=desk.clock.now())
        answer = open_request(tx, desk, ask)
        seen.note_answer(tx, ask.key, {"shown": answer.shown, "number": answer.number})

    def work(tx: Transaction) -> None:
        request = requests.get(tx, 1)
        assert request is not None
        each = iter(asks)
        tx.driver.raw.execute("SAVEPOINT heard")
        statements = _statements_of(tx, lambda: once(tx, next(each)))
        tx.driver.raw.execute("ROLLBACK TO heard")
        driven = _driven(tx, statements)
        found["the use case, in an open transaction"] = _timed(lambda: once(tx, next(each)))
        found[f"· of it {len(statements)} statements, as the driver carries them out"] = driven
        found["· of it the deadlines, and what is promised by them"] = _timed(
            lambda: promised(desk, request)
        )
        found["· of it the answer's words and blocks, with what they ask the database"] = _timed(
            lambda: answered(tx, desk, request.requester, request)
        )
        raise _UndoError

    with suppress(_UndoError):
        await desk.database.write(TEAM, work)
    return found


Statement = tuple[str, Any, bool]


def _statements_of(tx: Transaction, call: Callable[[], object]) -> list[Statement]:
    """What it gives to the driver."""
    heard: list[Statement] = []

    def hear(_connection: Any, _cursor: Any, sql: str, values: Any, _: Any, many: bool) -> None:
        heard.append((sql, values, many))

    event.listen(tx.connection, "before_cursor_execute", hear)
    listening = Transaction(tx.connection, tx.team)
    object.__setattr__(tx, "driver", listening.driver)
    try:
        call()
    finally:
        event.remove(tx.connection, "before_cursor_execute", hear)
        object.__setattr__(tx, "driver", Transaction(tx.connection, tx.team).driver)
    return heard


def _driven(tx: Transaction, statements: list[Statement]) -> float:
    """All of them once more, each time as if they had never been."""
    raw = tx.driver.raw
    milliseconds = []
    for _ in range(TURNS):
        raw.execute("SAVEPOINT again")
        started = time.thread_time()
        for sql, values, many in statements:
            (raw.executemany if many else raw.execute)(sql, values).fetchall()
        milliseconds.append((time.thread_time() - started) * 1000)
        raw.execute("ROLLBACK TO again")
        raw.execute("RELEASE again")
    return statistics.median(milliseconds)
