"""A delivery counts once, and gets the same answer each time."""

import asyncio
import threading
from datetime import timedelta
from functools import partial

import pytest

from storage import history, seen
from storage.database import Database
from storage.transaction import Transaction
from tests.storage.facts import NOW, TEAM


def receive(tx: Transaction, answer: str) -> str:
    """What a use case does with a delivery."""
    answered = seen.recall(tx, "Ev1")
    if answered is not None:
        return str(answered["text"])
    seen.remember(tx, "Ev1", at=NOW)
    history.record(tx, "request/1", "asked", at=NOW)
    seen.note_answer(tx, "Ev1", {"text": answer})
    return answer


async def test_the_same_delivery_gets_the_same_answer(database: Database) -> None:
    assert await database.write(TEAM, lambda tx: receive(tx, "first")) == "first"
    assert await database.write(TEAM, lambda tx: receive(tx, "second")) == "first"
    assert len(await database.read(TEAM, lambda tx: history.of(tx, "request/1"))) == 1


async def test_no_words_are_an_answer_too(database: Database) -> None:
    await database.write(TEAM, lambda tx: seen.remember(tx, "Ev1", at=NOW))
    assert await database.read(TEAM, lambda tx: seen.recall(tx, "Ev1")) == {}
    assert await database.read(TEAM, lambda tx: seen.recall(tx, "Ev2")) is None


async def test_another_team_has_deliveries_of_its_own(database: Database) -> None:
    await database.write(TEAM, lambda tx: seen.remember(tx, "Ev1", at=NOW))
    assert await database.read("T2", lambda tx: seen.recall(tx, "Ev1")) is None


async def test_many_at_once_in_one_process_count_once(database: Database) -> None:
    found = await asyncio.gather(
        *(database.write(TEAM, partial(receive, answer=str(index))) for index in range(20)),
        return_exceptions=True,
    )
    received = {answer for answer in found if not isinstance(answer, seen.AlreadySeenError)}
    assert len(received) == 1
    assert len(await database.read(TEAM, lambda tx: history.of(tx, "request/1"))) == 1


async def test_two_processes_at_once_count_once(database: Database, other: Database) -> None:
    """Both look before either writes: the slower one is undone, and finds the faster one's answer."""
    looked = threading.Barrier(1 if database.url.get_backend_name() == "sqlite" else 2, timeout=60)

    def at_once(tx: Transaction, answer: str) -> None:
        assert seen.recall(tx, "Ev1") is None or looked.parties == 1
        looked.wait()
        seen.remember(tx, "Ev1", at=NOW)
        history.record(tx, "request/1", "asked", at=NOW)
        seen.note_answer(tx, "Ev1", {"text": answer})

    outcomes = await asyncio.gather(
        database.write(TEAM, lambda tx: at_once(tx, "here")),
        other.write(TEAM, lambda tx: at_once(tx, "there")),
        return_exceptions=True,
    )
    [undone] = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(undone, seen.AlreadySeenError)
    assert len(await database.read(TEAM, lambda tx: history.of(tx, "request/1"))) == 1
    answer = await other.write(TEAM, lambda tx: receive(tx, "again"))
    assert answer in ("here", "there")


async def test_old_deliveries_are_forgotten(database: Database) -> None:
    for key, age in (("old", 8), ("young", 1)):
        at = NOW - timedelta(days=age)
        await database.write(TEAM, partial(seen.remember, key=key, at=at))
    week_ago = NOW - timedelta(days=7)
    purge = partial(seen.purge, before=week_ago, most=10)
    assert [await database.write(TEAM, purge) for _ in range(2)] == [1, 0]
    assert await database.read(TEAM, lambda tx: seen.recall(tx, "young")) == {}


async def test_some_old_deliveries_at_a_time_the_oldest_first(database: Database) -> None:
    for age in (8, 10, 9):
        at = NOW - timedelta(days=age)
        await database.write(TEAM, partial(seen.remember, key=f"{age}", at=at))
    purge = partial(seen.purge, before=NOW, most=2)
    assert await database.write(TEAM, purge) == 2
    assert await database.read(TEAM, lambda tx: seen.recall(tx, "8")) == {}
    assert await database.read(TEAM, lambda tx: seen.recall(tx, "9")) is None


async def test_remembering_twice_in_one_transaction_is_refused(database: Database) -> None:
    def twice(tx: Transaction) -> None:
        seen.remember(tx, "Ev1", at=NOW)
        seen.remember(tx, "Ev1", at=NOW)

    with pytest.raises(seen.AlreadySeenError):
        await database.write(TEAM, twice)
    assert await database.read(TEAM, lambda tx: seen.recall(tx, "Ev1")) is None
