"""Where the time of an acknowledgement goes, part by part, in this process and without the courier."""

import itertools
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.clock import SystemClock
from handlers import CAPABILITIES
from handlers.asking.reading import read_and_transact
from handlers.asking.service import Ask, open_request
from handlers.asking.views import answer
from handlers.capability import merged
from handlers.desk import Desk, Fixed
from handlers.requests.changes import deadlines
from handlers.requests.rules import Via
from handlers.routing import route
from storage import requests
from storage.database import open_database
from storage.transaction import Transaction
from tests.bench.report import Section
from tests.bench.sizes import TEAM, Nobody
from tests.office import organisation as acme

TURNS = 400
TEXT = "my VPN drops every hour"
_key = itertools.count(1)


class _UndoError(Exception):
    """Ends a transaction that is only measured."""


async def where_it_goes() -> Section:
    """The use case alone, then with its commit; the rest is Bolt's and HTTP's, as the empty app shows."""
    section = Section(
        "Where the time of /ask goes", "Medians, in one process, without HTTP and courier."
    )
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        await database.open()
        desk = Desk(
            database,
            Fixed(acme()),
            SystemClock(),
            Nobody(),
            TEAM,
            offers=merged(CAPABILITIES),
        )
        whole = await _median(lambda: read_and_transact(desk, open_request, _ask(desk)))
        empty = await _median(lambda: database.write(TEAM, _touch))
        within = await _within(desk)
        await database.close()
    case = within["the use case"]
    section.add("use case and commit, together", f"{whole:.2f} ms")
    section.add("the use case in an open transaction", f"{case:.2f} ms")
    section.add("· of it building the answer's blocks", f"{within['answer']:.2f} ms")
    section.add(
        "· the rest: its rules, and a dozen prepared statements",
        f"{case - within['answer']:.2f} ms",
    )
    section.add("choosing the department, before the transaction", f"{within['routing']:.2f} ms")
    section.add(
        "a transaction that writes one row: thread hop, BEGIN, COMMIT, fsync", f"{empty:.2f} ms"
    )
    return section


def _ask(desk: Desk) -> Ask:
    n = next(_key)
    user = f"U0P{n % 200}"
    ask = Ask(team=TEAM, actor=user, key=f"where:{n}", requester=user, text=TEXT, via=Via.COMMAND)
    return ask.model_copy(update={"reading": ask.read({}, desk)})


def _touch(tx: Transaction) -> None:
    request = requests.get(tx, 1)
    assert request is not None
    requests.save(tx, request, replace(request, entries=request.entries + 1))


async def _median(call: Callable[[], Awaitable[object]]) -> float:
    seconds = []
    for _ in range(TURNS):
        started = time.perf_counter()
        await call()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds) * 1000


async def _within(desk: Desk) -> dict[str, float]:
    """Medians in milliseconds, measured inside one transaction, which is undone."""
    found: dict[str, float] = {}

    def timed(call: Callable[[], object]) -> float:
        seconds = []
        for _ in range(TURNS):
            started = time.perf_counter()
            call()
            seconds.append(time.perf_counter() - started)
        return statistics.median(seconds) * 1000

    def work(tx: Transaction) -> None:
        request = requests.get(tx, 1)
        assert request is not None
        words = desk.words_for(tx, None)
        found["the use case"] = timed(lambda: open_request(tx, desk, _ask(desk)))
        found["routing"] = timed(lambda: route(TEXT, desk.organisation))
        found["answer"] = timed(
            lambda: answer(words, request, deadlines(desk, request), desk.organisation, desk.offers)
        )
        raise _UndoError

    with suppress(_UndoError):
        await desk.database.write(TEAM, work)
    return found
