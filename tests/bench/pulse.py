"""A pulse for ten thousand people: planned, answered and closed, with the loop at work beside it."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import handlers
from bot.app import TURN
from bot.clock import SystemClock
from bot.drawing import drawn
from bot.run import keep_what_is_loaded
from handlers import CAPABILITIES
from handlers.asking.reading import read_and_transact
from handlers.asking.service import Ask, open_request
from handlers.capability import merged
from handlers.charts import HeatMap
from handlers.desk import Desk, Fixed
from handlers.files import Made
from handlers.promises import promised
from handlers.pulse import keys
from handlers.pulse.door import Act, Response, act
from handlers.pulse.making import Make, bank_choices, make
from handlers.pulse.model import Audience, Plan, Question
from handlers.requests.rules import Via
from storage import directory, pulses
from storage.database import open_database
from storage.directory import Person
from storage.round_keys import RoundKeys
from storage.transaction import Transaction
from tests.bench.report import Section
from tests.bench.sizes import TEAM, Nobody
from tests.office import organisation
from tests.rounds import closed

PEOPLE, QUESTIONS, ACTS = 10_000, 5, 300
PLANNED, CLOSED, BLOCKED = 5.0, 5.0, 50.0
TICK = 0.002
CONNECTIONS, AT_ONCE = 16, 800
# So many answers to a transaction, where their time isn't measured.
SOME = 1000
ROUNDS, READERS = 20, 50


async def ten_thousand() -> Section:
    """In this process, SQLite on disk; no Slack."""
    section = Section(
        f"A pulse for {PEOPLE:,} people",
        "Everybody is asked five questions, with departments side by side. In one process with SQLite; what Slack takes is not "
        "in it.",
    )
    sys.setswitchinterval(TURN)  # as the process does
    async with _office() as desk:
        keep_what_is_loaded()  # that, too
        round_, planned, blocked = await _planned(desk)
        section.add(
            "planned: key, cells, ballots",
            f"{planned:.2f} s",
            f"≤ {PLANNED:g} s",
            planned <= PLANNED,
        )
        section.add(
            "the loop waited meanwhile, at most",
            f"{blocked:.0f} ms",
            f"≤ {BLOCKED:g} ms",
            blocked <= BLOCKED,
        )
        one, other = await _acts(desk, round_)
        section.add("an answer, until it is on disk", f"median {one:.2f} ms")
        section.add("a request by /ask, until it is on disk", f"median {other:.2f} ms")
        section.ratio("an answer's median against that of /ask", one / other, at_most=1)
        many = await _per_second(partial(_answer, desk, round_))
        fewer = await _per_second(partial(_ask, desk))
        section.add(f"answers with {CONNECTIONS} connections", f"{many:.0f} a second")
        section.add(f"requests with {CONNECTIONS} connections", f"{fewer:.0f} a second")
        ratio = many / fewer
        section.add("answers for each request, in the same time", f"{ratio:.1f}", "≥ 2", ratio >= 2)
        await _answered(desk, round_)
        await _remembered(desk)
        took, blocked, each = await _closed(desk, round_)
        section.add(
            f"closed: {PEOPLE:,} × {QUESTIONS} answers decided, among {ROUNDS} rounds, drawn",
            f"{took:.2f} s",
            f"≤ {CLOSED:g} s",
            took <= CLOSED,
        )
        section.add(
            "the loop waited meanwhile, at most",
            f"{blocked:.0f} ms",
            f"≤ {BLOCKED:g} ms",
            blocked <= BLOCKED,
        )
        section.add("what came out, for each further person", f"{1000 * each:.1f} ms")
    return section


@asynccontextmanager
async def _office() -> AsyncIterator[Desk]:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as keys_folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        await database.open()
        try:
            yield Desk(
                database,
                Fixed(organisation()),
                SystemClock(),
                Nobody(),
                TEAM,
                offers=merged(CAPABILITIES),
                keys=RoundKeys(Path(keys_folder)),
            )
        finally:
            await database.close()


def _person(at: int, mail: str | None = None) -> Person:
    return Person(
        user=f"U{at:05}",
        name=f"Person {at}",
        email=mail or f"p{at}@acme.example",
        zone="Europe/Berlin",
        locale="en",
        is_bot=False,
        active=True,
        kept_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


async def _planned(desk: Desk) -> tuple[str, float, float]:
    people = [_person(0, "ines@acme.example"), *(_person(at) for at in range(1, PEOPLE))]
    await desk.database.write(TEAM, partial(directory.keep_people, kept=people))
    plan = Plan(
        name="Bench",
        audience=Audience.EVERYONE,
        questions=tuple(bank_choices(desk)[1 : QUESTIONS + 1]),
        days=3,
        cuts=True,
    )
    await desk.transact(make, Make(team=TEAM, actor="U00000", key="make", plan=plan))
    await _fire(desk, keys.plan(1))
    [found] = await desk.read(lambda tx, _: pulses.rounds_of(tx, 1))
    seconds, blocked = await _watched(partial(_fire, desk, keys.opening(found.round)))
    return found.round, seconds, blocked


async def _fire(desk: Desk, key: str) -> None:
    await desk.database.write(TEAM, await promised(desk, key))


async def _watched(work: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """Seconds it took, and the longest that the loop was not free meanwhile, in milliseconds."""
    longest, running = 0.0, True

    async def tick() -> None:
        nonlocal longest
        while running:
            began = time.perf_counter()
            await asyncio.sleep(TICK)
            longest = max(longest, time.perf_counter() - began - TICK)

    ticking = asyncio.create_task(tick())
    began = time.perf_counter()
    await work()
    took = time.perf_counter() - began
    running = False
    await ticking
    return took, 1000 * longest


async def _acts(desk: Desk, round_: str) -> tuple[float, float]:
    """Medians in milliseconds, in turns, so that both meet the same machine."""
    answers: list[float] = []
    asked: list[float] = []
    for at in range(ACTS):
        began = time.perf_counter()
        await _answer(desk, round_, at)
        answers.append(time.perf_counter() - began)
        began = time.perf_counter()
        await _ask(desk, at)
        asked.append(time.perf_counter() - began)
    return 1000 * statistics.median(answers), 1000 * statistics.median(asked)


async def _answer(desk: Desk, round_: str, at: int) -> None:
    await desk.database.write(TEAM, partial(_give, desk=desk, round_=round_, at=at))


async def _ask(desk: Desk, at: int) -> None:
    ask = Ask(
        team=TEAM,
        actor=f"U{at:05}",
        key=f"ask:{at}",
        requester=f"U{at:05}",
        text="my VPN drops every hour",
        via=Via.COMMAND,
    )
    await read_and_transact(desk, open_request, ask)


async def _per_second(act: Callable[[int], Awaitable[None]]) -> float:
    """How many are saved in a second, so many at once."""
    waiting = iter(range(ACTS, ACTS + AT_ONCE))

    async def one_after_the_other() -> None:
        for at in waiting:
            await act(at)

    began = time.perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(CONNECTIONS)))
    return AT_ONCE / (time.perf_counter() - began)


def _give(tx: Transaction, *, desk: Desk, round_: str, at: int) -> None:
    answers = {number: str(1 + (at + number) % 5) for number in range(QUESTIONS)}
    done = Act(
        person=f"U{at:05}", round=round_, said=Response.ANSWERED, at=f"{at + 1}.1", answers=answers
    )
    act(tx, desk, done)


async def _answered(desk: Desk, round_: str) -> None:
    def some(tx: Transaction, first: int) -> None:
        for at in range(first, min(first + SOME, PEOPLE)):
            _give(tx, desk=desk, round_=round_, at=at)

    def over(tx: Transaction) -> None:
        pulses.change_round(tx, round_, closes_at=desk.clock.now() - timedelta(seconds=1))

    for first in range(ACTS, PEOPLE, SOME):
        await desk.database.write(TEAM, partial(some, first=first))
    await desk.database.write(TEAM, over)


async def _remembered(desk: Desk) -> None:
    """The pulse was closed so often before, with departments side by side."""

    def keep(tx: Transaction) -> None:
        [latest] = pulses.rounds_of(tx, 1)
        questions = [Question.model_validate(each) for each in latest.questions]
        for at in range(ROUNDS):
            figures = {
                each.key: {str(one): 400 + 97 * ((at + one) % 5) for one in range(1, 6)}
                for each in questions
            }
            groups = {f"department:{each.key}": figures for each in desk.organisation.all}
            ended = desk.clock.now() - timedelta(days=7 * (ROUNDS - at))
            past = closed(at, questions, figures, ended=ended, invited=PEOPLE, groups=groups)
            pulses.keep_round(tx, past.round)
            pulses.release(tx, past.round.round, past.results)

    await desk.database.write(TEAM, keep)


async def _closed(desk: Desk, round_: str) -> tuple[float, float, float]:
    """Seconds until it is closed, read and drawn; the longest that the loop waited; and seconds for each further reader."""

    async def close() -> None:
        await _fire(desk, keys.close(round_))
        await _fire(desk, keys.publish(round_))
        await _read(desk, keys.results(round_, "U00000"))
        # Of this round nobody is in a department: the picture is of the one before.
        before = keys.results(f"{ROUNDS - 1:016}", "U00000")
        pictures = [each for each in await _read(desk, before) if isinstance(each, Made)]
        for each in pictures:
            assert isinstance(each.content, HeatMap)
            await asyncio.to_thread(drawn, each.content)
        assert pictures

    took, blocked = await _watched(close)
    began = time.perf_counter()
    for at in range(1, READERS + 1):
        await _read(desk, keys.results(round_, f"U{at:05}"))
    return took, blocked, (time.perf_counter() - began) / READERS


async def _read(desk: Desk, key: str) -> Sequence[object]:
    return await desk.database.read(TEAM, lambda tx: handlers.render(tx, desk, key))
