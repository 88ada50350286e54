"""Transactions: durable, whole, apart from each other, and over when their database is closed."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text, update

from storage import counters, history
from storage.database import Database, open_database
from storage.schema import counters as counted
from storage.transaction import Transaction
from tests.storage.facts import NOW, TEAM


def happened(tx: Transaction, what: str = "asked") -> None:
    history.record(tx, "request/1", what, at=NOW)


def lines(tx: Transaction) -> list[str]:
    return [line.event for line in history.of(tx, "request/1")]


class WrongError(Exception):
    """A use case's own refusal."""


async def test_what_was_written_is_there_for_others(database: Database, other: Database) -> None:
    await database.write(TEAM, happened)
    assert await other.read(TEAM, lines) == ["asked"]


async def test_a_failing_use_case_undoes_only_its_own(database: Database) -> None:
    """Many at once share one commit on SQLite; still each stands or falls alone."""

    def work(tx: Transaction, index: int) -> int:
        history.record(tx, "request/1", f"{index}", at=NOW)
        if index % 7 == 3:
            raise WrongError(str(index))
        return index

    outcomes = await asyncio.gather(
        *(database.write(TEAM, partial(work, index=index)) for index in range(50)),
        return_exceptions=True,
    )
    failed = {index for index, found in enumerate(outcomes) if isinstance(found, WrongError)}
    assert failed == {index for index in range(50) if index % 7 == 3}
    kept = {int(what) for what in await database.read(TEAM, lines)}
    assert kept == set(range(50)) - failed


async def test_an_error_of_the_database_undoes_only_its_own(database: Database) -> None:
    def broken(tx: Transaction) -> None:
        happened(tx, "broken")
        tx.execute(text("INSERT INTO nowhere VALUES (1)"))

    works = [happened, broken, happened]
    outcomes = await asyncio.gather(
        *(database.write(TEAM, work) for work in works), return_exceptions=True
    )
    assert [outcome is None for outcome in outcomes] == [True, False, True]
    assert await database.read(TEAM, lines) == ["asked", "asked"]


async def test_a_caller_who_leaves_changes_nothing_for_the_others(database: Database) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def slowly(tx: Transaction) -> None:
        entered.set()
        assert go_on.wait(5)
        happened(tx, "slow")

    slow = asyncio.create_task(database.write(TEAM, slowly))
    await asyncio.to_thread(entered.wait, 5)
    left = asyncio.create_task(database.write(TEAM, lambda tx: happened(tx, "left")))
    stayed = asyncio.create_task(database.write(TEAM, lambda tx: happened(tx, "stayed")))
    await asyncio.sleep(0)
    slow.cancel()
    left.cancel()
    go_on.set()
    await stayed
    assert slow.cancelled() or (await asyncio.gather(slow, return_exceptions=True))
    # A use case whose caller left happens whole, or not at all.
    found = await database.read(TEAM, lines)
    assert "stayed" in found
    assert set(found) <= {"slow", "left", "stayed"}
    await database.write(TEAM, lambda tx: happened(tx, "after"))
    assert "after" in await database.read(TEAM, lines)


async def test_a_reader_does_not_wait_for_the_writer(database: Database) -> None:
    await database.write(TEAM, happened)
    entered, go_on = threading.Event(), threading.Event()

    def slowly(tx: Transaction) -> None:
        happened(tx, "unfinished")
        entered.set()
        assert go_on.wait(5)

    writing = asyncio.create_task(database.write(TEAM, slowly))
    await asyncio.to_thread(entered.wait, 5)
    assert await database.read(TEAM, lines) == ["asked"]
    assert not writing.done()
    go_on.set()
    await writing
    assert await database.read(TEAM, lines) == ["asked", "unfinished"]


async def test_a_reader_can_not_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        await database.read(TEAM, happened)
    assert await database.read(TEAM, lines) == []


async def test_a_commit_wakes_who_has_work(database: Database) -> None:
    woken: list[frozenset[str]] = []
    database.listen(woken.append)
    await database.write(TEAM, happened)
    assert woken == []
    await database.write(TEAM, lambda tx: tx.wake("messages"))
    assert woken == [frozenset({"messages"})]

    def refused(tx: Transaction) -> None:
        tx.wake("timers")
        raise WrongError

    with pytest.raises(WrongError):
        await database.write(TEAM, refused)
    assert len(woken) == 1


async def test_two_that_wait_for_each_other_both_come_through(
    database: Database, other: Database
) -> None:
    """PostgreSQL breaks one of them off; it is run again, and nobody notices."""
    # SQLite has one writer at a time: there they never meet.
    meet = threading.Barrier(1 if database.url.get_backend_name() == "sqlite" else 2, timeout=60)
    met: set[str] = set()

    def bump(tx: Transaction, name: str) -> None:
        mine = (counted.c.team == tx.team, counted.c.name == name)
        tx.execute(update(counted).where(*mine).values(value=counted.c.value + 1))

    def work(tx: Transaction, first: str, second: str) -> None:
        bump(tx, first)
        if first not in met:
            met.add(first)
            meet.wait()
        bump(tx, second)

    for name in ("a", "b"):
        await database.write(TEAM, partial(counters.following, name=name))
    await asyncio.gather(
        database.write(TEAM, lambda tx: work(tx, "a", "b")),
        other.write(TEAM, lambda tx: work(tx, "b", "a")),
    )
    for name in ("a", "b"):
        assert await database.write(TEAM, partial(counters.following, name=name)) == 4


async def test_connections_that_the_server_cut_are_replaced(
    database: Database, database_url: str
) -> None:
    if database.url.get_backend_name() == "sqlite":
        pytest.skip("SQLite has no server")
    await asyncio.gather(*(database.read(TEAM, lines) for _ in range(20)))
    await database.write(TEAM, happened)
    engine = create_engine(make_url(database_url))
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()
    assert await database.read(TEAM, lines) == ["asked"]
    await database.write(TEAM, happened)


async def test_closing_waits_for_what_is_under_way(database_url: str) -> None:
    database = open_database(database_url)
    await database.open()
    writing = [asyncio.create_task(database.write(TEAM, happened)) for _ in range(20)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*writing)
    again = open_database(database_url)
    await again.open()
    assert len(await again.read(TEAM, lines)) == 20
    await again.close()


def test_a_file_that_can_not_be_opened_leaves_nothing_behind(tmp_path: Path) -> None:
    """A thread left behind would keep the process from ever ending: so this one has to end."""
    program = """
import asyncio, sqlite3, sys
from storage.database import open_database
async def main():
    await open_database(sys.argv[1]).open()
try:
    asyncio.run(main())
except Exception as error:
    print(type(error).__name__)
"""
    file = tmp_path / "no.db"
    file.write_bytes(b"this is no database, but some text of sufficient length" * 40)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, f"sqlite:///{file}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "DatabaseError"
    assert done.stderr == ""


async def test_the_write_ahead_log_is_tidied_away(tmp_path: Path) -> None:
    file = tmp_path / "tidy.db"
    database = open_database(f"sqlite:///{file}")
    await database.open()
    await database.write(TEAM, happened)
    assert "tidy.db-wal" in os.listdir(tmp_path)
    await database.close()
    assert os.listdir(tmp_path) == ["tidy.db"]


async def test_acknowledged_means_on_disk(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'f.db'}")
    await database.open()

    def settings(tx: Transaction) -> tuple[object, object]:
        ask = tx.connection.exec_driver_sql
        return ask("PRAGMA synchronous").scalar(), ask("PRAGMA journal_mode").scalar()

    assert await database.write(TEAM, settings) == (2, "wal")
    await database.close()


async def test_a_kill_in_the_middle_of_a_group_leaves_what_was_acknowledged_and_nothing_else(
    tmp_path: Path,
) -> None:
    """Of those that are committed together nobody is told before all are on disk."""
    program = """
import asyncio, os, signal, sys
from functools import partial
from storage import history
from storage.database import open_database
from tests.storage.facts import NOW, TEAM

def work(tx, what):
    history.record(tx, "request/1", what, at=NOW)
    if what == "fatal":
        os.kill(os.getpid(), signal.SIGKILL)

async def tell(database, what):
    await database.write(TEAM, partial(work, what=what))
    print(what, flush=True)

async def main():
    database = open_database(sys.argv[1])
    await database.open()
    for group in (range(20), (*range(20, 30), "fatal", *range(30, 40))):
        await asyncio.gather(*(tell(database, str(what)) for what in group))

asyncio.run(main())
"""
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    child = [sys.executable, "-c", program, url]
    run = partial(subprocess.run, child, capture_output=True, text=True, timeout=60, check=False)
    done = await asyncio.to_thread(run)
    assert done.returncode == -signal.SIGKILL, done.stderr
    told = set(done.stdout.split())
    assert told >= {str(what) for what in range(20)}
    database = open_database(url)
    await database.open()
    assert set(await database.read(TEAM, lines)) == told
    await database.close()


async def test_a_full_disk_keeps_what_was_and_records_nothing_new(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'full.db'}")
    await database.open()
    await database.write(TEAM, happened)

    def limit(tx: Transaction, pages: int) -> None:
        tx.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await database.write(TEAM, lambda tx: limit(tx, 1))

    def much(tx: Transaction) -> None:
        for _ in range(200):
            history.record(tx, "request/1", "x" * 1000, at=NOW)

    works = [much, happened, much]
    outcomes = await asyncio.gather(
        *(database.write(TEAM, work) for work in works), return_exceptions=True
    )
    assert all("FULL" in str(outcome) for outcome in outcomes if outcome is not None)
    kept = 1 + sum(outcome is None for outcome in outcomes)
    assert await database.read(TEAM, lines) == ["asked"] * kept
    await database.write(TEAM, lambda tx: limit(tx, 100_000))
    await database.write(TEAM, much)
    await database.close()


async def test_a_writer_waits_its_turn_while_another_process_commits(
    database: Database, other: Database
) -> None:
    await asyncio.gather(
        *(
            (database if index % 2 else other).write(
                TEAM, lambda tx: counters.following(tx, "request")
            )
            for index in range(60)
        )
    )
    assert await database.write(TEAM, lambda tx: counters.following(tx, "request")) == 61
