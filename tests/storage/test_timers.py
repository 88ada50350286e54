"""A timer fires once, when it is due, whoever takes it."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest

from storage import history, timers
from storage.database import Database
from storage.timers import Timer
from storage.transaction import Transaction
from tests.storage.facts import NOW, TEAM

SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(hours=1)


def keys(due: list[Timer]) -> list[str]:
    return [timer.key for timer in due]


async def arm(database: Database, key: str, at: datetime) -> None:
    await database.write(TEAM, lambda tx: timers.arm(tx, {key: at}))


async def due(database: Database, now: datetime) -> list[Timer]:
    return await database.read(TEAM, lambda tx: timers.due(tx, now))


async def test_due_in_time_and_not_before(database: Database) -> None:
    await arm(database, "later", LATER)
    await arm(database, "soon", SOON)
    assert await due(database, SOON - timedelta(microseconds=1)) == []
    assert keys(await due(database, SOON)) == ["soon"]
    assert keys(await due(database, LATER)) == ["soon", "later"]
    assert await database.read(TEAM, lambda tx: timers.overdue(tx, SOON)) == 1


async def test_arming_again_moves_it(database: Database) -> None:
    await arm(database, "a", SOON)
    await arm(database, "a", LATER)
    assert await due(database, SOON) == []
    assert await database.read(TEAM, lambda tx: timers.due_at(tx, "a")) == LATER


@pytest.mark.parametrize("before", [None, SOON, LATER])
async def test_a_promise_is_brought_forward_and_never_put_off(
    database: Database, before: datetime | None
) -> None:
    if before is not None:
        await arm(database, "a", before)
    await database.write(TEAM, lambda tx: timers.arm_no_later(tx, "a", LATER))
    await database.write(TEAM, lambda tx: timers.arm_no_later(tx, "a", SOON))
    await database.write(TEAM, lambda tx: timers.arm_no_later(tx, "a", LATER))
    assert await database.read(TEAM, lambda tx: timers.due_at(tx, "a")) == SOON


async def test_arming_nothing_is_no_matter(database: Database) -> None:
    await database.write(TEAM, lambda tx: timers.arm(tx, {}))
    assert await due(database, LATER) == []


async def test_cancelled_timers_do_not_fire(database: Database) -> None:
    await arm(database, "a", SOON)
    await arm(database, "b", SOON)
    await database.write(TEAM, lambda tx: timers.cancel(tx, "a", "never armed"))
    assert keys(await due(database, SOON)) == ["b"]


async def test_taken_once_under_two_takers(database: Database, other: Database) -> None:
    await arm(database, "a", SOON)
    [timer] = await due(database, SOON)

    def fire(tx: Transaction) -> bool:
        taken = timers.take(tx, timer)
        if taken:
            history.record(tx, "a", "fired", at=SOON)
        return taken

    takers = [database, other] * 5
    fired = await asyncio.gather(*(taker.write(TEAM, fire) for taker in takers))
    assert sorted(fired) == [False] * 9 + [True]
    assert len(await database.read(TEAM, lambda tx: history.of(tx, "a"))) == 1


async def test_not_taken_when_moved_or_cancelled_meanwhile(database: Database) -> None:
    await arm(database, "a", SOON)
    await arm(database, "b", SOON)
    moved, cancelled = await due(database, SOON)
    await arm(database, "a", LATER)
    await database.write(TEAM, lambda tx: timers.cancel(tx, "b"))
    assert not await database.write(TEAM, lambda tx: timers.take(tx, moved))
    assert not await database.write(TEAM, lambda tx: timers.take(tx, cancelled))
    assert keys(await due(database, LATER)) == ["a"]


async def test_rearmed_in_the_transaction_that_takes_it(database: Database) -> None:
    await arm(database, "daily", SOON)
    [timer] = await due(database, SOON)

    def fire(tx: Transaction) -> None:
        assert timers.take(tx, timer)
        timers.arm(tx, {"daily": LATER})

    await database.write(TEAM, fire)
    assert await due(database, SOON) == []
    assert keys(await due(database, LATER)) == ["daily"]


async def test_a_failing_timer_is_tried_again_ever_later(database: Database) -> None:
    await arm(database, "a", SOON)
    now, waits = SOON, []
    for _ in range(16):
        [timer] = await due(database, now)
        await database.write(TEAM, partial(timers.postpone, timer=timer, now=now))
        at = await database.read(TEAM, lambda tx: timers.due_at(tx, "a"))
        assert at is not None
        waits.append((at - now).total_seconds())
        now = at
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert max(waits) == 3600
    await arm(database, "a", LATER)
    assert {timer.tries for timer in await due(database, now + LATER.resolution)} == {0}


async def test_the_clock_asks_for_its_own_team(database: Database) -> None:
    await arm(database, "a", SOON)
    await database.write("T2", lambda tx: timers.arm(tx, {"a": SOON}))
    [ours] = await due(database, SOON)
    assert ours.team == TEAM
    assert await database.read(TEAM, lambda tx: timers.overdue(tx, SOON)) == 1
    assert await database.write(TEAM, lambda tx: timers.take(tx, ours))
    [theirs] = await database.read("T2", lambda tx: timers.due(tx, SOON))
    assert theirs.team == "T2"
