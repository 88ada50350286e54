"""How a transaction travels to the driver: the secret of this file alone.

A use case is a synchronous function of a transaction. It makes one trip to a thread that owns a connection, runs whole
there, and comes back committed. On SQLite one writer's line commits all that is waiting together (one `fsync` for
many), each use case in a savepoint of its own; readers have lines of their own and do not wait for it. On PostgreSQL
each transaction takes a connection from a pool and the server does the rest.
"""

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import Connection, StaticPool, create_engine, make_url, text
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import OperationalError

from storage import upgrade
from storage.transaction import ServerClock, Transaction

T = TypeVar("T")
Work = Callable[[Transaction], T]
Listener = Callable[[frozenset[str]], None]

# Another process may hold the file; whoever waits for an acknowledgement has three seconds in all.
BUSY_SECONDS = 1.0
READERS = 3
POOL = 8
COMMITTED_TOGETHER = 64
# PostgreSQL breaks off one of two transactions that wait for each other, or that it can't order: it did not happen.
BROKEN_OFF = {"40001", "40P01"}
TRIES = 5


class Database(ABC):
    """Durable memory. `write` returns after the commit reached the disk; `read` sees one consistent moment."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._listeners: list[Listener] = []
        # By this leases run; None is the database's own. Tests give theirs.
        self.clock: ServerClock | None = None

    @abstractmethod
    async def open(self) -> None:
        """Connect. Raises `storage.upgrade.SchemaError` for a database this version can't work with."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what is under way and let the connections go."""

    @abstractmethod
    async def _write(self, work: Callable[[Connection], T]) -> T: ...

    @abstractmethod
    async def _read(self, work: Callable[[Connection], T]) -> T: ...

    def listen(self, listener: Listener) -> None:
        """Call `listener` after each commit with the names of the loops that have work."""
        self._listeners.append(listener)

    async def write(self, team: str, work: Work[T]) -> T:
        """Run `work` in a transaction of its own; on an exception nothing of it stays."""
        woken: set[str] = set()
        result = await self._write(
            lambda connection: work(Transaction(connection, team, woken, clock=self.clock))
        )
        if woken:
            for listener in self._listeners:
                listener(frozenset(woken))
        return result

    async def read(self, team: str, work: Work[T]) -> T:
        """Run `work` on a connection that can't write."""
        return await self._read(
            lambda connection: work(Transaction(connection, team, writing=False, clock=self.clock))
        )

    async def ping(self) -> None:
        """Raise the driver's error unless the database answers."""
        await self._read(lambda connection: connection.execute(text("SELECT 1")).scalar())


class _Line(aiosqlite.Connection):
    """aiosqlite's connection and thread, with SQLAlchemy Core on top and a whole transaction as one call."""

    def __init__(self, path: str, *, read_only: bool) -> None:
        super().__init__(partial(self._open, path, read_only), iter_chunk_size=64)
        self._core: Connection | None = None

    def _open(self, path: str, read_only: bool) -> sqlite3.Connection:
        raw = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
        pragmas = ["foreign_keys=ON", "cache_size=-16000", "temp_store=MEMORY"]
        pragmas += ["query_only=ON"] if read_only else ["journal_mode=WAL", "synchronous=FULL"]
        try:
            for pragma in pragmas:
                raw.execute(f"PRAGMA {pragma}")
        except BaseException:
            raw.close()
            raise
        engine = create_engine(
            "sqlite://", creator=lambda: raw, poolclass=StaticPool, hide_parameters=True
        )
        self._core = engine.connect()
        return raw

    async def call(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in the connection's thread. If the caller is cancelled it still ends, whole or not at all."""
        assert self._core is not None
        result: T = await self._execute(work, self._core)  # type: ignore[no-untyped-call] # aiosqlite leaves it untyped
        return result

    async def close(self) -> None:
        """Give the connection back in the thread that owns it, then end the thread."""
        if self._core is not None:
            core, self._core = self._core, None
            await self._execute(core.close)  # type: ignore[no-untyped-call] # as above
        await super().close()


class _Sqlite(Database):
    def __init__(self, url: URL) -> None:
        super().__init__(url)
        self._waiting: list[tuple[Callable[[Connection], Any], asyncio.Future[Any]]] = []
        self._committing: asyncio.Task[None] | None = None
        self._lines: list[_Line] = []

    async def open(self) -> None:
        await asyncio.to_thread(upgrade.upgrade, self.url)
        self._readers: asyncio.LifoQueue[_Line] = asyncio.LifoQueue()
        try:
            self._writer = await self._line(read_only=False)
            for _ in range(READERS):
                self._readers.put_nowait(await self._line(read_only=True))
        except BaseException:
            await self.close()
            raise

    async def _line(self, *, read_only: bool) -> _Line:
        line = _Line(self.url.database or "", read_only=read_only)
        await line
        self._lines.append(line)
        return line

    async def close(self) -> None:
        if self._committing is not None:
            await self._committing
        # Readers first: the last to leave tidies the write-ahead log away, and only a writer can.
        for line in reversed(self._lines):
            await line.close()

    async def _write(self, work: Callable[[Connection], T]) -> T:
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, outcome))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit_what_waits())
        return await outcome

    async def _commit_what_waits(self) -> None:
        while self._waiting:
            batch, self._waiting = (
                self._waiting[:COMMITTED_TOGETHER],
                self._waiting[COMMITTED_TOGETHER:],
            )
            try:
                results = await self._writer.call(partial(_together, [work for work, _ in batch]))
            except Exception as error:  # noqa: BLE001 # the commit failed for all of them: each caller gets the reason
                results = [error for _ in batch]
            for (_, outcome), result in zip(batch, results, strict=True):
                _settle(outcome, result)
        self._committing = None

    async def _read(self, work: Callable[[Connection], T]) -> T:
        line = await self._readers.get()
        try:
            return await line.call(partial(_alone, work, "BEGIN"))
        finally:
            self._readers.put_nowait(line)


def _settle(outcome: asyncio.Future[Any], result: Any) -> None:
    if outcome.done():  # the caller was cancelled; its work is committed all the same
        return
    if isinstance(result, BaseException):
        outcome.set_exception(result)
    else:
        outcome.set_result(result)


def _alone(work: Callable[[Connection], T], begin: str, connection: Connection) -> T:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute(begin)
    try:
        result = work(connection)
        driver.execute("COMMIT")
    except BaseException:
        with suppress(
            sqlite3.OperationalError
        ):  # SQLite has already rolled back after some errors (full, I/O)
            driver.execute("ROLLBACK")
        raise
    return result


def _together(works: Iterable[Callable[[Connection], Any]], connection: Connection) -> list[Any]:
    """One transaction for all; an exception of one is its result and undoes only its own."""
    works = list(works)
    if len(works) == 1:
        return [_alone(works[0], "BEGIN IMMEDIATE", connection)]
    return _alone(partial(_each_in_savepoint, works), "BEGIN IMMEDIATE", connection)


def _each_in_savepoint(
    works: list[Callable[[Connection], Any]], connection: Connection
) -> list[Any]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    results: list[Any] = []
    for work in works:
        driver.execute("SAVEPOINT one")
        try:
            results.append(work(connection))
        except Exception as error:  # noqa: BLE001 # handed to the caller whose work it was
            results.append(error)
            driver.execute("ROLLBACK TO one")
        driver.execute("RELEASE one")
    return results


class _Postgresql(Database):
    async def open(self) -> None:
        self._engine: Engine = create_engine(
            self.url, pool_size=POOL, max_overflow=0, pool_pre_ping=True, hide_parameters=True
        )
        self._threads = ThreadPoolExecutor(POOL, thread_name_prefix="postgresql")
        try:
            await asyncio.to_thread(upgrade.require_current, self.url)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await self._in_thread(partial(self._transact, work, False))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await self._in_thread(partial(self._transact, work, True))

    def _in_thread(self, call: Callable[[], T]) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, call)

    def _transact(self, work: Callable[[Connection], T], read_only: bool) -> T:
        for _ in range(TRIES - 1):
            try:
                return self._transact_once(work, read_only)
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) not in BROKEN_OFF:
                    raise
        return self._transact_once(work, read_only)

    def _transact_once(self, work: Callable[[Connection], T], read_only: bool) -> T:
        with self._engine.connect() as connection:
            if read_only:
                connection = connection.execution_options(
                    postgresql_readonly=True, isolation_level="REPEATABLE READ"
                )
            with connection.begin():
                return work(connection)


def open_database(url: str) -> Database:
    """The database at `url` (`sqlite:///file.db` or `postgresql+psycopg://…`), not yet connected."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        return _Sqlite(parsed.set(drivername="sqlite"))
    return _Postgresql(parsed.set(drivername="postgresql+psycopg"))
