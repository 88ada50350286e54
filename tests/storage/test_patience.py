"""A database that hangs: nobody waits longer than they can, and what they are told is true."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import history
from storage.database import Database, open_database
from storage.patience import InDoubtError, Patience, UnavailableError, held_to
from storage.transaction import Transaction
from tests.hanging import Proxy, Stop, held, proxied
from tests.storage.facts import NOW, TEAM

# So short that a test does not take long, and no machine is too slow for it: what waits here waits for ever.
SHORT = Patience(0.2, 0.4)
# Long enough to have begun on any machine but the slowest, where it is withdrawn: the outcome is the same.
BEGUN = Patience(1, 1)
LONG = Patience(60, 60)
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(3600)",
}


def happened(tx: Transaction, what: str = "asked") -> None:
    history.record(tx, "request/1", what, at=NOW)


def lines(tx: Transaction) -> list[str]:
    return [line.event for line in history.of(tx, "request/1")]


async def write(database: Database, what: str, patience: Patience = SHORT) -> None:
    with held_to(patience.from_now()):
        await database.write(TEAM, lambda tx: happened(tx, what))


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    """What only SQLite has: transactions that share a commit."""
    found = open_database(f"sqlite:///{tmp_path / 'f.db'}")
    await found.open()
    yield found
    await found.close()


async def test_what_can_not_begin_is_withdrawn_and_never_happens(database: Database) -> None:
    with held(database.url):
        outcomes = await asyncio.gather(
            *(write(database, str(n)) for n in range(20)), return_exceptions=True
        )
    assert {type(outcome) for outcome in outcomes} == {UnavailableError}
    await database.write(TEAM, lambda tx: happened(tx, "after"))
    assert await database.read(TEAM, lines) == ["after"]


async def test_whoever_can_wait_is_served_when_it_goes_on(database: Database) -> None:
    with held(database.url):
        patient = asyncio.create_task(write(database, "patient", LONG))
        with pytest.raises(UnavailableError):
            await write(database, "hurried")
        assert not patient.done()
    await patient
    assert await database.read(TEAM, lines) == ["patient"]


async def test_a_statement_that_does_not_end_is_broken_off(database: Database) -> None:
    endless = text(ENDLESS[database.url.get_backend_name()])

    def work(tx: Transaction) -> None:
        happened(tx, "broken off")
        tx.execute(endless).scalar()

    with held_to(BEGUN.from_now()):
        outcomes = await asyncio.gather(
            database.write(TEAM, work),
            database.read(TEAM, lambda tx: tx.execute(endless).scalar()),
            write(database, "beside it", LONG),
            return_exceptions=True,
        )
    assert [type(outcome) for outcome in outcomes[:2]] == [UnavailableError] * 2
    assert outcomes[2] is None
    assert await database.read(TEAM, lines) == ["beside it"]
    await database.write(TEAM, lambda tx: happened(tx, "after"))
    assert await database.read(TEAM, lines) == ["beside it", "after"]


async def test_an_insert_that_does_not_end_takes_no_other_with_it(sqlite: Database) -> None:
    """SQLite undoes the whole transaction when it is interrupted in a change: those committed together run apart."""
    database = sqlite
    endless = text(
        "INSERT INTO counters SELECT 'T', x, 1 FROM (WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n)"
    )
    entered, go_on = threading.Event(), threading.Event()

    def slowly(tx: Transaction) -> None:
        entered.set()
        assert go_on.wait(60)
        happened(tx, "first")

    # While the first is in the line, the others gather behind it.
    first = asyncio.create_task(database.write(TEAM, slowly))
    await asyncio.to_thread(entered.wait, 60)
    before = asyncio.create_task(write(database, "before", LONG))
    await asyncio.sleep(0)
    with held_to(BEGUN.from_now()):
        broken = asyncio.create_task(database.write(TEAM, lambda tx: tx.execute(endless)))
    after = asyncio.create_task(write(database, "after", LONG))
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(first, before, after)
    with pytest.raises(UnavailableError):
        await broken
    assert await database.read(TEAM, lines) == ["first", "before", "after"]


async def test_what_is_taken_back_before_the_common_commit_is_not_in_it(sqlite: Database) -> None:
    database = sqlite
    entered, go_on = [threading.Event(), threading.Event()], [threading.Event(), threading.Event()]

    def slowly(tx: Transaction, n: int) -> None:
        entered[n].set()
        assert go_on[n].wait(60)
        happened(tx, f"slow {n}")

    first = asyncio.create_task(database.write(TEAM, lambda tx: slowly(tx, 0)))
    await asyncio.to_thread(entered[0].wait, 60)
    hurried = asyncio.create_task(write(database, "hurried", BEGUN))
    await asyncio.sleep(0)
    second = asyncio.create_task(database.write(TEAM, lambda tx: slowly(tx, 1)))
    await asyncio.sleep(0)
    go_on[0].set()
    # Now the hurried one has run, and waits for the commit that it shares with the slow one.
    await asyncio.to_thread(entered[1].wait, 60)
    with pytest.raises(UnavailableError):
        await hurried
    go_on[1].set()
    await asyncio.gather(first, second)
    assert await database.read(TEAM, lines) == ["slow 0", "slow 1"]


# -- a server that does not answer ---------------------------------------------------------------


@pytest.fixture
async def wire(postgresql_url: str) -> AsyncIterator[tuple[Proxy, Database, Database]]:
    """The wire, a database behind it, and the same without it."""
    async with proxied(postgresql_url) as (proxy, through):
        database, direct = open_database(through), open_database(postgresql_url)
        await database.open()
        await direct.open()
        await write(database, "before", LONG)
        yield proxy, database, direct
        await database.close()
        await direct.close()


Wire = tuple[Proxy, Database, Database]


async def test_a_server_that_hangs(wire: Wire) -> None:
    """More wait than there are connections; when it is over, nothing of theirs happens, and the next is served."""
    proxy, database, direct = wire
    proxy.stop(Stop.ALL)
    outcomes = await asyncio.gather(
        *(write(database, str(n)) for n in range(20)), return_exceptions=True
    )
    assert {type(outcome) for outcome in outcomes} == {UnavailableError}
    with pytest.raises(UnavailableError), held_to(SHORT.from_now()):
        await database.ping()
    proxy.go_on()
    await write(database, "after", LONG)
    assert await direct.read(TEAM, lines) == ["before", "after"]


@pytest.mark.parametrize(
    ("stop", "kept"), [(Stop.ANSWER_TO_COMMIT, ["before", "doubtful"]), (Stop.COMMIT, ["before"])]
)
async def test_a_server_that_hangs_at_the_commit(wire: Wire, stop: Stop, kept: list[str]) -> None:
    """It may have happened and may not: the caller hears just that."""
    proxy, database, direct = wire
    proxy.stop(stop)
    for seconds in (1, 4, 16, 60):
        # On a slow machine it may not have come so far: that it knows, and nothing of it is kept.
        with pytest.raises((UnavailableError, InDoubtError)) as received:
            await write(database, "doubtful", Patience(seconds, seconds))
        if proxy.commits:
            break
    assert received.type is InDoubtError
    assert await direct.read(TEAM, lines) == kept
    proxy.go_on()
    await write(database, "after", LONG)
    assert await direct.read(TEAM, lines) == [*kept, "after"]


async def test_a_connection_that_is_lost_at_the_commit(wire: Wire) -> None:
    proxy, database, direct = wire
    proxy.stop(Stop.ANSWER_TO_COMMIT)
    doubtful = asyncio.create_task(write(database, "doubtful", LONG))
    await proxy.until_commit()
    proxy.cut()
    with pytest.raises(InDoubtError):
        await doubtful
    proxy.go_on()
    await write(database, "after", LONG)
    assert await direct.read(TEAM, lines) == ["before", "doubtful", "after"]


async def test_a_caller_who_leaves_does_not_keep_the_database_from_closing(wire: Wire) -> None:
    proxy, database, _ = wire
    proxy.stop(Stop.ALL)
    with held_to(BEGUN.from_now()):
        leaving = asyncio.create_task(database.write(TEAM, happened))
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_a_commit_that_the_server_refuses_is_in_no_doubt(wire: Wire) -> None:
    _, database, direct = wire
    refuse = text(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$"
    )
    at_commit = text(
        "CREATE CONSTRAINT TRIGGER refused AFTER INSERT ON history DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    await direct.write(TEAM, lambda tx: tx.execute(refuse))
    await direct.write(TEAM, lambda tx: tx.execute(at_commit))
    try:
        with pytest.raises(UnavailableError, match="53100"):
            await write(database, "refused", LONG)
    finally:
        await direct.write(TEAM, lambda tx: tx.execute(text("DROP FUNCTION refuse CASCADE")))
    assert await direct.read(TEAM, lines) == ["before"]
