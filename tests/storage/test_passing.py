"""Messages that belong to nothing that is kept: some at a time, and none that the courier has still to do with."""

from datetime import timedelta
from functools import partial

from sqlalchemy import select, update

from storage import messages, parts, passing, settling
from storage.database import Database
from storage.schema import messages as table
from storage.transaction import Transaction
from tests.storage.facts import NOW, TEAM
from tests.storage.test_lanes import IT, put, show, take

DAY = timedelta(days=1)
purge = partial(passing.purge, now=NOW, most=2)


async def kept(database: Database) -> list[str]:
    stored = select(table.c.key).order_by(table.c.key, table.c.part)
    return list(await database.read(TEAM, lambda tx: tx.execute(stored).scalars().all()))


async def shown(database: Database, *keys: str, age: timedelta = DAY) -> None:
    """Declared so that their time was over a while ago, and shown."""
    await put(database, dict.fromkeys(keys, IT), forget_at=NOW - age)
    for number, message in enumerate(await take(database)):
        await show(database, message, f"{keys[0]}{number}")


async def test_the_oldest_go_first_some_at_a_time(database: Database) -> None:
    await shown(database, "young")
    await shown(database, "old", "older", age=2 * DAY)
    await put(database, {"stays": IT})
    await put(database, {"later": IT}, forget_at=NOW + DAY)
    assert [await database.write(TEAM, purge) for _ in range(3)] == [2, 1, 0]
    assert await kept(database) == ["later", "stays"]


async def test_what_is_still_to_be_done_stays(database: Database) -> None:
    await shown(database, "changed")
    await put(database, {"waiting": IT}, forget_at=NOW - DAY)
    await put(database, {"held": IT}, forget_at=NOW - DAY, not_before=NOW + DAY)
    await database.write(TEAM, lambda tx: messages.refresh(tx, ["changed"]))
    assert await database.write(TEAM, purge) == 0
    aside = {message.key: message for message in await take(database)}["waiting"]
    await database.write(TEAM, lambda tx: settling.set_aside(tx, aside, "is_archived"))
    assert await database.write(TEAM, purge) == 0
    assert await kept(database) == ["changed", "held", "waiting"]


async def test_declared_again_it_stays_longer_with_its_parts(database: Database) -> None:
    await put(database, {"long": IT}, forget_at=NOW - DAY)
    [first] = await take(database)
    await database.write(TEAM, lambda tx: parts.go_on(tx, first, [1, 2]))
    done = update(table).values(pending=False)

    def declared_again(tx: Transaction) -> None:
        messages.put(tx, {"long": IT}, forget_at=NOW + DAY)
        tx.execute(done)

    await database.write(TEAM, declared_again)
    assert await database.write(TEAM, purge) == 0
    late = partial(passing.purge, now=NOW + DAY, most=9)
    assert await database.write(TEAM, late) == 3


async def test_another_teams_stay(database: Database) -> None:
    await shown(database, "ours")
    assert await database.write("T2", purge) == 0
