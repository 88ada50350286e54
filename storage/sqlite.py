"""SQLite in this process. One writer's line commits all that is waiting together (one `fsync` for many), each use case in
a savepoint of its own; readers have lines of their own and do not wait for it."""

import asyncio
import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.engine import URL

from storage import upgrade
from storage.patience import InDoubtError, UnavailableError
from storage.ticket import TOO_LATE, Ticket

T = TypeVar("T")
Tickets = list[Ticket[Any]]

# Another process may hold the file. For so long SQLite waits by itself; then we look who still waits, and ask again.
BUSY_SECONDS = 0.25
# A reader waits for no one but a file being opened or mended.
READER_BUSY_SECONDS = 1.0
READERS = 3
COMMITTED_TOGETHER = 64
# What these say is that the file or the disk is in trouble, not that a statement was wrong.
TROUBLES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}


# A line puts its connection here for SQLAlchemy to take, in its own thread. All lines share one engine, so that what was
# compiled for one of them is compiled for all.
_opening = threading.local()
_core = create_engine(
    "sqlite://",
    creator=lambda: _opening.raw,
    poolclass=NullPool,
    hide_parameters=True,
    # Without the blanks that make JSON easy to read.
    json_serializer=json.JSONEncoder(separators=(",", ":")).encode,
)


class HeldError(UnavailableError):
    """Another process is writing."""


class ApartError(Exception):
    """These can't be committed together: one of them was taken back, or took the others with it."""


class _Line(aiosqlite.Connection):
    """aiosqlite's connection and thread, with SQLAlchemy Core on top and a whole transaction as one call.

    There is no public way to have the latter, so a private name of aiosqlite's is used, which pyproject.toml pins to its
    minor version. When `tests/storage/test_driver.py` fails it says what to do.
    """

    def __init__(self, path: str, *, read_only: bool) -> None:
        super().__init__(partial(self._open, path, read_only), iter_chunk_size=64)
        self._core: Connection | None = None

    def _open(self, path: str, read_only: bool) -> sqlite3.Connection:
        busy = READER_BUSY_SECONDS if read_only else BUSY_SECONDS
        raw = sqlite3.connect(path, isolation_level=None, timeout=busy)
        pragmas = ["foreign_keys=ON", "cache_size=-16000", "temp_store=MEMORY"]
        pragmas += ["query_only=ON"] if read_only else ["journal_mode=WAL", "synchronous=FULL"]
        try:
            for pragma in pragmas:
                raw.execute(f"PRAGMA {pragma}")
            _opening.raw = raw
            self._core = _core.connect()
        except BaseException:
            raw.close()
            raise
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


class Sqlite:
    """An engine (`storage.database.Engine`)."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._waiting: Tickets = []
        self._in_hand: Tickets = []
        self._committing: asyncio.Task[None] | None = None
        self._lines: list[_Line] = []

    async def open(self) -> None:
        """Connect, and bring the schema to this version's."""
        await asyncio.to_thread(upgrade.upgrade, self._url)
        self._readers: asyncio.LifoQueue[_Line] = asyncio.LifoQueue()
        try:
            self._writer = await self._line(read_only=False)
            for _ in range(READERS):
                self._readers.put_nowait(await self._line(read_only=True))
        except BaseException:
            await self.close()
            raise

    async def _line(self, *, read_only: bool) -> _Line:
        line = _Line(self._url.database or "", read_only=read_only)
        await line
        self._lines.append(line)
        return line

    async def close(self) -> None:
        """Finish what is under way and let the connections go."""
        if self._committing is not None:
            await self._committing
        # Readers first: the last to leave tidies the write-ahead log away, and only a writer can.
        for line in reversed(self._lines):
            await line.close()

    async def write(self, ticket: Ticket[T]) -> T:
        """Wait in the writer's line."""
        ticket.future = asyncio.get_running_loop().create_future()
        self._waiting.append(ticket)
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit_what_waits())
        return await ticket.outcome()

    async def _commit_what_waits(self) -> None:
        while self._waiting:
            wanted = [ticket for ticket in self._waiting if not ticket.withdrawn]
            batch, self._waiting = wanted[:COMMITTED_TOGETHER], wanted[COMMITTED_TOGETHER:]
            self._in_hand = batch
            try:
                results = await self._writer.call(partial(_write, batch))
            except HeldError:
                self._waiting[:0] = batch
                continue
            except Exception as error:  # noqa: BLE001 # it failed for all of them: each caller gets the reason
                results = [error for _ in batch]
            for ticket, result in zip(batch, results, strict=True):
                _settle(ticket.future, result)
        self._committing = None

    def others_wait(self) -> bool:
        """For the writer, or for what is committed together with their own."""
        return bool(self._waiting) or len(self._in_hand) > 1

    async def read(self, ticket: Ticket[T]) -> T:
        """Take any reader's line."""
        line = await self._reader(ticket.until.begin)
        ticket.future = asyncio.ensure_future(line.call(partial(_read, ticket)))
        ticket.future.add_done_callback(lambda _: self._readers.put_nowait(line))
        return await ticket.outcome()

    async def _reader(self, begin: float) -> _Line:
        with suppress(asyncio.QueueEmpty):
            return self._readers.get_nowait()
        try:
            async with asyncio.timeout_at(begin):
                return await self._readers.get()
        except TimeoutError:
            raise UnavailableError(TOO_LATE) from None


def _settle(outcome: "asyncio.Future[Any]", result: Any) -> None:
    if isinstance(result, BaseException):
        outcome.set_exception(result)
    else:
        outcome.set_result(result)


# -- in a line's thread --------------------------------------------------------------------------


def _read(ticket: Ticket[T], connection: Connection) -> T:
    driver = _driver(connection)
    try:
        driver.execute("BEGIN")
        with ticket.working(driver.interrupt):
            return ticket.work(connection)
    except Exception as error:
        if trouble := _trouble(error):
            raise trouble from error
        raise
    finally:
        _rollback(driver)


def _write(batch: Tickets, connection: Connection) -> list[Any]:
    """What each of them gives, or the exception it failed with. Raises `HeldError` if another process is writing."""
    if len(batch) > 1:
        with suppress(ApartError):
            return _together(batch, connection)
    results: list[Any] = []
    for ticket in batch:
        try:
            results.append(_alone(ticket, connection))
        except HeldError:
            if len(batch) == 1:
                raise
            results.append(UnavailableError("SQLITE_BUSY"))
        except Exception as error:  # noqa: BLE001 # handed to the caller whose work it was
            results.append(_trouble(error) or error)
    return results


def _alone(ticket: Ticket[T], connection: Connection) -> T:
    driver = _driver(connection)
    _begin(driver)
    try:
        with ticket.working(driver.interrupt):
            result = ticket.work(connection)
        ticket.commits()
        _commit(driver)
    finally:
        _rollback(driver)
    return result


def _together(batch: Tickets, connection: Connection) -> list[Any]:
    """One transaction for all; an exception of one is its result and undoes only its own."""
    driver = _driver(connection)
    _begin(driver)
    try:
        results = [_in_savepoint(ticket, connection) for ticket in batch]
        for ticket, result in zip(batch, results, strict=True):
            if not isinstance(result, BaseException):
                ticket.commits()
        _commit(driver)
    except (UnavailableError, sqlite3.Error) as error:
        raise ApartError from error
    finally:
        _rollback(driver)
    return results


def _in_savepoint(ticket: Ticket[Any], connection: Connection) -> Any:
    driver = _driver(connection)
    driver.execute("SAVEPOINT one")
    result: Any
    try:
        with ticket.working(driver.interrupt):
            result = ticket.work(connection)
    except Exception as error:
        if not driver.in_transaction:
            # SQLite undoes the whole transaction after some errors (full, I/O, interrupted).
            raise ApartError from error
        result = _trouble(error) or error
        driver.execute("ROLLBACK TO one")
    driver.execute("RELEASE one")
    return result


def _begin(driver: sqlite3.Connection) -> None:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if _code(error) == sqlite3.SQLITE_BUSY:
            raise HeldError("SQLITE_BUSY") from error
        if trouble := _trouble(error):
            raise trouble from error
        raise


def _commit(driver: sqlite3.Connection) -> None:
    try:
        driver.execute("COMMIT")
    except sqlite3.Error as error:
        if _code(error) == sqlite3.SQLITE_IOERR:
            raise InDoubtError from error
        raise


def _rollback(driver: sqlite3.Connection) -> None:
    """Unless it is over already."""
    if driver.in_transaction:
        driver.execute("ROLLBACK")


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _code(error: object) -> int:
    """The primary code; the extended ones have it in their lowest byte."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF


def _trouble(error: Exception) -> UnavailableError | None:
    """Whether the file or the disk is in trouble, and not the statement wrong."""
    cause: Any = getattr(error, "orig", None) or error
    if _code(cause) not in TROUBLES:
        return None
    trouble = UnavailableError(cause.sqlite_errorname)
    trouble.__cause__ = cause
    return trouble
