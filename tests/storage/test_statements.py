"""A prepared statement does what the same statement does through SQLAlchemy, on both engines."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.patience import UnavailableError
from storage.schema import history, messages, timers
from storage.statements import prepared
from storage.transaction import Transaction
from tests.storage.facts import NOW, TEAM

RECORD = prepared(lambda insert: insert(history).returning(history.c.id, history.c.at))
LINES = select(history.c.id, history.c.actor, history.c.at, history.c.data).order_by(history.c.id)
LINE = {"team": TEAM, "subject": "request/1", "event": "asked", "actor": None, "at": NOW}
# A list among the values is a value like any other, unless the statement names it as a list.
DATA: dict[str, Any] = {"words": ["a", "b", "c"], "none": None}
ARM = prepared(lambda insert: insert(timers))
AMONG = prepared(
    lambda _: (
        select(timers.c.key)
        .where(
            timers.c.team == bindparam("of_team"),
            timers.c.key.in_(bindparam("keys", expanding=True)),
        )
        .order_by(timers.c.key)
    ),
    lists=("keys",),
)


def timer(key: str) -> dict[str, Any]:
    return {"team": TEAM, "key": key, "due_at": NOW, "tries": 0}


async def test_values_arrive_and_come_back_as_through_sqlalchemy(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = tx.run(RECORD, LINE | {"data": DATA}).first()
        assert row.at == NOW
        tx.execute(insert(history), LINE | {"data": DATA})
        ours, theirs = tx.execute(LINES).all()
        assert ours.id == row.id
        assert ours[1:] == theirs[1:]
        read = list(tx.run(prepared(lambda _: LINES), {}))
        assert [tuple(line) for line in read] == [tuple(ours), tuple(theirs)]
        assert (read[0].actor, read[0].at, read[0].data) == (None, NOW, DATA)

    await database.write(TEAM, work)


async def test_a_sequence_of_values_runs_once_for_each(database: Database) -> None:
    move = prepared(
        lambda _: (
            update(timers)
            .where(timers.c.key == bindparam("of_key"))
            .values(due_at=bindparam("moment", type_=timers.c.due_at.type), tries=1)
        )
    )

    def work(tx: Transaction) -> None:
        tx.run(ARM, [timer(f"t/{at}") for at in range(5)])
        tx.run(ARM, [timer("t/9")])
        later = NOW + timedelta(hours=1)
        assert tx.run(move, {"of_key": "t/3", "moment": later}).rowcount == 1
        assert tx.run(move, {"of_key": "t/7", "moment": later}).rowcount == 0
        moved = tx.execute(
            select(timers.c.key).where(timers.c.due_at == later, timers.c.tries == 1)
        )
        assert moved.scalars().all() == ["t/3"]
        count = prepared(lambda _: select(func.count()).select_from(timers))
        assert tx.run(count, {}).scalar() == 6

    await database.write(TEAM, work)


async def test_a_list_has_any_length(database: Database) -> None:
    def among(tx: Transaction, keys: list[str]) -> list[str]:
        return [row.key for row in tx.run(AMONG, {"of_team": TEAM, "keys": keys})]

    def work(tx: Transaction) -> None:
        every = [f"t/{at}" for at in range(9)]
        tx.run(ARM, [timer(key) for key in every])
        for length in range(len(every) + 1):
            assert among(tx, every[:length]) == every[:length]
        assert among(tx, ["t/2", "none", "t/2"]) == ["t/2"]

    await database.write(TEAM, work)


async def test_nothing_found_is_nothing(database: Database) -> None:
    def work(tx: Transaction) -> None:
        found = tx.run(AMONG, {"of_team": TEAM, "keys": ["none"]})
        assert (found.first(), found.scalar(), list(found)) == (None, None, [])

    await database.read(TEAM, work)


async def test_errors_are_the_same_and_hold_no_values(database: Database) -> None:
    def twice(tx: Transaction) -> None:
        tx.run(ARM, timer("secret"))
        tx.run(ARM, timer("secret"))

    with pytest.raises(IntegrityError) as caught:
        await database.write(TEAM, twice)
    assert caught.value.params is None
    if database.url.get_backend_name() == "sqlite":
        with pytest.raises(UnavailableError, match="READONLY"):
            await database.read(TEAM, lambda tx: tx.run(ARM, timer("t")))
    assert await database.read(TEAM, lambda tx: tx.execute(select(timers)).first()) is None


async def test_a_column_without_a_value_has_its_default(database: Database) -> None:
    declare = prepared(lambda insert: insert(messages))
    declared = {
        "team": TEAM,
        "key": "k",
        "kind": "post",
        "lane": "C1",
        "address": "C1",
        "wanted": 1,
    }

    def work(tx: Transaction) -> None:
        tx.run(declare, declared)
        tx.execute(insert(messages), declared | {"key": "l"})
        ours, theirs = tx.execute(select(messages).order_by(messages.c.key)).mappings()
        assert {**ours, "id": 0, "key": ""} == {**theirs, "id": 0, "key": ""}

    await database.write(TEAM, work)


async def test_a_list_must_be_named(database: Database) -> None:
    named = timers.c.key.in_(bindparam("keys", expanding=True))
    forgotten = prepared(lambda _: delete(timers).where(named))
    with pytest.raises(ValueError, match="name its lists"):
        await database.write(TEAM, lambda tx: tx.run(forgotten, {"keys": ["a"]}))
