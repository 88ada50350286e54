"""Due timers fire in batches of one commit, each of them once, whatever happens in the middle."""

import asyncio
import io
import os
import random
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from bot.firing import LONGEST, Firing
from bot.metrics import Metrics
from handlers.desk import Desk, Fixed
from handlers.offers import Due, Offers, Prepared
from storage import history, timers
from storage.database import Database, open_database
from storage.patience import UnavailableError
from storage.timers import Timer
from storage.transaction import Transaction
from tests import dying
from tests.bench.sizes import Nobody
from tests.clock import FakeClock
from tests.office import ROOT, organisation
from tests.postgresql import kept

TEAM = dying.TEAM
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def desk(database_url: str, clock: FakeClock, log: io.StringIO) -> AsyncIterator[Desk]:
    async with asyncio.timeout(120):
        database = open_database(database_url, kept(database_url))
        await database.open()
        yield Desk(database, Fixed(organisation()), clock, Nobody(), TEAM)
        await database.close()


@pytest.fixture
async def other(desk: Desk, database_url: str, clock: FakeClock) -> AsyncIterator[Desk]:
    """Another replica's."""
    database = open_database(database_url)
    await database.open()
    yield Desk(database, Fixed(organisation()), clock, Nobody(), TEAM)
    await database.close()


def stood_still() -> float:
    return 0.0


def firing(
    desk: Desk, *, steady: Callable[[], float] = stood_still, **known: Due | Prepared
) -> Firing:
    """What fires timers like `name/7`."""
    offers = Offers(timers={f"{name}/{{number}}": due for name, due in known.items()})
    return Firing(replace(desk, offers=offers), metrics=Metrics(), steady=steady)


def leaves_a_trace(tx: Transaction, desk: Desk, number: str) -> None:
    history.record(tx, "fired", number, at=desk.clock.now())
    tx.wake("messages")


def fails(tx: Transaction, desk: Desk, number: str) -> None:
    """Not before it has done what must be undone."""
    leaves_a_trace(tx, desk, number)
    timers.arm(tx, {"good/left-behind": desk.clock.now()})
    raise ValueError(number)


async def arm(desk: Desk, *keys: str) -> None:
    """Due by now, one after the other."""
    first = desk.clock.now() - MINUTE
    due = {key: first + timedelta(milliseconds=at) for at, key in enumerate(keys)}
    await desk.database.write(TEAM, lambda tx: timers.arm(tx, due))


async def due(desk: Desk) -> list[Timer]:
    now = desk.clock.now()
    return await desk.database.read(TEAM, lambda tx: timers.due(tx, now, limit=1000))


async def fired(desk: Desk) -> list[str]:
    """In the order in which they did."""
    lines = await desk.database.read(TEAM, lambda tx: history.of(tx, "fired", limit=1000))
    return [line.event for line in lines]


def commits(database: Database) -> list[object]:
    """One entry for each commit after which the courier is woken."""
    found: list[object] = []
    database.listen(found.append)
    return found


async def test_one_poisonous_timer_among_five_hundred(desk: Desk) -> None:
    keys = [f"good/{n}" for n in range(499)]
    await arm(desk, *keys[:250], "poison/250", *keys[250:])
    committed = commits(desk.database)
    assert await firing(desk, good=leaves_a_trace, poison=fails).fire(await due(desk)) == 499
    assert await fired(desk) == [str(n) for n in range(499)]
    assert len(committed) == 1
    assert await due(desk) == []
    at = await desk.database.read(TEAM, lambda tx: timers.due_at(tx, "poison/250"))
    assert at == desk.clock.now() + timedelta(seconds=1)


async def test_one_that_leaves_the_transaction_useless_takes_no_other_with_it(desk: Desk) -> None:
    """It fails as if the database were in trouble, which ends a transaction; the database is well."""

    def breaks(tx: Transaction, desk: Desk, number: str) -> None:
        leaves_a_trace(tx, desk, number)
        raise UnavailableError("too_late")

    await arm(desk, "good/1", "broken/2", "good/3")
    assert await firing(desk, good=leaves_a_trace, broken=breaks).fire(await due(desk)) == 2
    assert await fired(desk) == ["1", "3"]
    assert await due(desk) == []
    at = await desk.database.read(TEAM, lambda tx: timers.due_at(tx, "broken/2"))
    assert at == desk.clock.now() + timedelta(seconds=1)


async def test_what_one_does_to_others_of_its_batch_counts(desk: Desk) -> None:
    later = desk.clock.now() + MINUTE

    def meddles(tx: Transaction, desk: Desk, number: str) -> None:
        leaves_a_trace(tx, desk, number)
        timers.cancel(tx, "good/2")
        timers.arm(tx, {"good/3": later, "good/5": later, f"meddler/{number}": later})

    await arm(desk, "meddler/1", "good/2", "good/3", "good/4")
    assert await firing(desk, good=leaves_a_trace, meddler=meddles).fire(await due(desk)) == 2
    assert await fired(desk) == ["1", "4"]
    left = await desk.database.read(TEAM, lambda tx: timers.due(tx, later))
    assert sorted(timer.key for timer in left) == ["good/3", "good/5", "meddler/1"]


@pytest.mark.parametrize("seed", range(5))
async def test_a_batch_comes_to_the_same_as_one_after_the_other(desk: Desk, seed: int) -> None:
    """Whatever timers do to each other: fire, fail, cancel, arm anew."""
    dice, later = random.Random(seed), desk.clock.now() + MINUTE
    plan = {
        n: (dice.choice(("fire", "fail", "cancel", "arm")), dice.randrange(30)) for n in range(30)
    }

    def act(tx: Transaction, desk: Desk, number: str) -> None:
        act, target = plan[int(number)]
        leaves_a_trace(tx, desk, number)
        if act == "arm":
            timers.arm(tx, {f"one/{target}": later})
        else:
            timers.cancel(tx, *([] if act == "fire" else [f"one/{target}"]))
        if act == "fail":
            raise ValueError(number)

    await arm(desk, *(f"one/{n}" for n in plan))
    expected, still_due = [], set(plan)
    for number, (what, target) in plan.items():
        if number in still_due and what != "fail":
            expected.append(str(number))
            still_due -= {target} if what in ("cancel", "arm") else set()
    assert await firing(desk, one=act).fire(await due(desk)) == len(expected)
    assert await fired(desk) == expected
    assert await due(desk) == []


async def test_each_fires_once_across_two_replicas(desk: Desk, other: Desk) -> None:
    keys = [f"good/{n}" for n in range(200)]
    await arm(desk, *keys)
    replicas = [firing(each, good=leaves_a_trace) for each in (desk, other, desk, other)]
    found = await due(desk)
    sums = await asyncio.gather(*(replica.fire(found) for replica in replicas))
    while left := await due(desk):  # what another had in hand when it was passed over
        sums.append(await replicas[0].fire(left))
    assert sum(sums) == 200
    assert sorted(await fired(desk), key=int) == [str(n) for n in range(200)]


async def test_killed_in_the_middle_of_a_batch(desk: Desk, database_url: str) -> None:
    await arm(desk, *(str(n) for n in range(20)))
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.dying", database_url, cwd=ROOT, env=os.environ
    )
    assert await child.wait() == -signal.SIGKILL
    assert await fired(desk) == []
    mended = replace(desk, offers=Offers(timers={"{number}": dying.fire}))
    again = Firing(mended, metrics=Metrics(), steady=stood_still)
    while left := await due(desk):  # the server may need a moment to notice
        await again.fire(left)
    assert sorted(await fired(desk), key=int) == [str(n) for n in range(20)]


async def test_a_stop_ends_a_batch_after_the_timer_in_hand(desk: Desk) -> None:
    def stops(tx: Transaction, desk: Desk, number: str) -> None:
        leaves_a_trace(tx, desk, number)
        stopped.stop()

    await arm(desk, "good/1", "stop/2", "good/3")
    stopped = firing(desk, good=leaves_a_trace, stop=stops)
    assert await stopped.fire(await due(desk)) == 2
    assert await fired(desk) == ["1", "2"]


async def test_a_batch_ends_in_time(desk: Desk) -> None:
    """Each look at the clock is a millisecond later, and each timer looks once."""
    many = 3 * round(LONGEST * 1000)
    await arm(desk, *(f"good/{n}" for n in range(many)))
    committed, ticks = commits(desk.database), count()
    slow = firing(desk, good=leaves_a_trace, steady=lambda: next(ticks) / 1000)
    assert await slow.fire(await due(desk)) == many
    assert len(committed) in (3, 4)


async def test_a_command_does_not_wait_for_the_whole_batch(
    tmp_path: Path, clock: FakeClock
) -> None:
    """SQLite has one writer: what is asked while the first timer fires comes before the second."""
    database = open_database(f"sqlite:///{tmp_path / 'frontdesk.db'}")
    await database.open()
    desk = Desk(database, Fixed(organisation()), clock, Nobody(), TEAM)
    loop, asked = asyncio.get_running_loop(), []

    def first(tx: Transaction, desk: Desk, number: str) -> None:
        leaves_a_trace(tx, desk, number)
        command = database.write(TEAM, partial(leaves_a_trace, desk=desk, number="command"))
        asked.append(asyncio.run_coroutine_threadsafe(command, loop))
        while not tx.others_wait():
            pass

    await arm(desk, "first/0", *(f"good/{n}" for n in range(1, 40)))
    busy = firing(desk, first=first, good=leaves_a_trace)
    assert await busy.fire(await due(desk)) == 40
    await asyncio.wrap_future(asked[0])
    order = await fired(desk)
    await database.close()
    assert order.index("command") == 1
    assert len(order) == 41


# -- what must be prepared -----------------------------------------------------------------------


def facts(tx: Transaction, desk: Desk, number: str) -> list[str]:
    return [line.event for line in history.of(tx, "facts")]


def write_down(tx: Transaction, desk: Desk, number: str, prepared: object) -> None:
    history.record(tx, "fired", f"{number} with {prepared}", at=desk.clock.now())


async def change(desk: Desk, fact: str) -> None:
    at = desk.clock.now()
    await desk.database.write(TEAM, lambda tx: history.record(tx, "facts", fact, at=at))


async def test_what_was_prepared_of_facts_that_changed_is_prepared_again(desk: Desk) -> None:
    prepared_of: list[object] = []

    async def prepare(desk: Desk, known: list[str], number: str) -> str:
        prepared_of.append(known)
        if len(prepared_of) == 1:
            await change(desk, "meanwhile")
        return "+".join(known)

    await change(desk, "before")
    await arm(desk, "slow/1")
    slow = firing(desk, slow=Prepared(facts, prepare, write_down))
    [timer] = await due(desk)
    assert await slow.fire([timer]) + await slow.finish() == 0
    assert await fired(desk) == []
    assert await due(desk) == [timer], "it is neither taken nor postponed"
    assert await slow.fire([timer]) + await slow.finish() == 1
    assert await fired(desk) == ["1 with before+meanwhile"]
    assert prepared_of == [["before"], ["before", "meanwhile"]]


async def test_long_work_is_done_off_the_loop_and_off_the_writer(desk: Desk) -> None:
    threads: dict[str, str] = {}

    def prepare(desk: Desk, known: list[str], number: str) -> str:
        threads["prepare"] = threading.current_thread().name
        return "care"

    def writes(tx: Transaction, desk: Desk, number: str, prepared: str) -> None:
        threads["write"] = threading.current_thread().name
        write_down(tx, desk, number, prepared)

    await arm(desk, "slow/1")
    slow = firing(desk, slow=Prepared(facts, prepare, writes))
    assert await slow.fire(await due(desk)) + await slow.finish() == 1
    assert await fired(desk) == ["1 with care"]
    assert len({*threads.values(), threading.current_thread().name}) == 3


async def test_nobody_waits_for_what_must_be_prepared(desk: Desk) -> None:
    """One that cannot be prepared fails like any other, and for itself."""

    others_done = asyncio.Event()

    async def prepare(desk: Desk, known: list[str], number: str) -> str:
        await others_done.wait()
        raise TimeoutError if number == "1" else ValueError

    await arm(desk, "slow/1", "slow/2", "good/3")
    mixed = firing(desk, slow=Prepared(facts, prepare, write_down), good=leaves_a_trace)
    assert await mixed.fire(await due(desk)) == 1
    assert await fired(desk) == ["3"]
    await arm(desk, "good/4")
    assert await mixed.fire(await due(desk)) == 1, (
        "those that are being prepared are not begun again"
    )
    assert mixed.beside == 2
    others_done.set()
    assert await mixed.finish() == 0
    assert await due(desk) == []
    for key in ("slow/1", "slow/2"):
        at = await desk.database.read(TEAM, partial(timers.due_at, key=key))
        assert at == desk.clock.now() + timedelta(seconds=1)
