"""PostgreSQL: each transaction takes a connection from a pool, in a thread, and the server does the rest."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import copy
from functools import cache, partial
from time import monotonic
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Pool, create_engine
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from storage import upgrade
from storage.patience import InDoubtError, UnavailableError, Until
from storage.ticket import TOO_LATE, Ticket

T = TypeVar("T")
Driver = psycopg.Connection[Any]

POOL = 8
# PostgreSQL breaks off one of two transactions that wait for each other, or that it can't order: it did not happen.
BROKEN_OFF = {"40001", "40P01"}
TRIES = 5 + POOL
# Seconds. A thread that connects can't be interrupted.
CONNECT = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
# The server breaks off a statement so much sooner than we cut the connection, in seconds: a connection is worth keeping.
SOONER = 0.1
SHORTEST = 0.05
# The server was shut down, or the connection broke: then an error at COMMIT does not say that it did not happen.
LOST = ("08", "57P")
# What a server in trouble, or none at all, raises: through SQLAlchemy, or by the driver itself at our own BEGIN and COMMIT.
FAILED = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


@cache
def _engine(url: URL) -> Engine:
    """BEGIN and COMMIT are ours: a use case begins with one message, and we know what became of the commit."""
    return create_engine(
        url,
        pool_size=POOL,
        max_overflow=0,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        connect_args={k: v for k, v in CONNECT.items() if k not in url.query},
    )


def connections(url: URL) -> Pool:
    """To be kept from one opening to the next; whoever made them lets them go."""
    return _engine(url).pool.recreate()


class Postgresql:
    """An engine (`storage.database.Engine`). Its connections are its own, unless it was given some that are kept."""

    def __init__(self, url: URL, kept: Pool | None = None) -> None:
        self._url = url
        self._kept = kept

    async def open(self) -> None:
        """Connect. Raises `storage.upgrade.SchemaError` for a database this version can't work with."""
        # Whosever the connections are: what is compiled for one is compiled for all.
        self._engine = copy(_engine(self._url))
        self._engine.pool = self._kept or connections(self._url)
        self._threads = ThreadPoolExecutor(POOL, thread_name_prefix="postgresql")
        try:
            await asyncio.to_thread(upgrade.require_current, self._engine)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Finish what is under way and let the connections go."""
        await asyncio.to_thread(self._threads.shutdown)
        if self._kept is None:
            self._engine.dispose()

    async def write(self, ticket: Ticket[T]) -> T:
        """In any of the threads."""
        return await self._in_thread(ticket, read_only=False)

    async def read(self, ticket: Ticket[T]) -> T:
        """In any of the threads."""
        return await self._in_thread(ticket, read_only=True)

    def others_wait(self) -> bool:
        """Each transaction has a connection of its own."""
        return False

    async def _in_thread(self, ticket: Ticket[T], *, read_only: bool) -> T:
        transact = partial(self._transact, ticket, read_only)
        ticket.future = asyncio.get_running_loop().run_in_executor(self._threads, transact)
        return await ticket.outcome()

    def _transact(self, ticket: Ticket[T], read_only: bool) -> T:
        try:
            for _ in range(TRIES - 1):
                with suppress(_AgainError):
                    return self._transact_once(ticket, read_only)
            return self._transact_once(ticket, read_only)
        except FAILED as error:
            raise UnavailableError(_sqlstate(error) or "connection_lost") from error

    def _transact_once(self, ticket: Ticket[T], read_only: bool) -> T:
        if ticket.withdrawn:
            raise UnavailableError(TOO_LATE)
        with self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            with ticket.working(partial(_cut, driver)):
                try:
                    _begin(driver, _beginning(ticket.until, read_only))
                    result = ticket.work(connection)
                    if not read_only:
                        ticket.commits()
                    _commit(driver, read_only)
                    return result
                except Exception as error:
                    with suppress(psycopg.Error):  # lost meanwhile: then the server does it
                        driver.rollback()
                    if driver.closed:
                        connection.invalidate(error)
                    if _sqlstate(error) in BROKEN_OFF:
                        raise _AgainError(_sqlstate(error)) from error
                    raise


class _AgainError(UnavailableError):
    """Nothing of it happened, and the next try may succeed."""


def _begin(driver: Driver, statement: str) -> None:
    try:
        driver.execute(statement, prepare=False)
    except psycopg.OperationalError as error:
        if not driver.closed:
            raise
        # It had died in the pool, and so may the others have. After the last of them comes a new one.
        raise _AgainError("connection_lost") from error


def _commit(driver: Driver, read_only: bool) -> None:
    try:
        driver.execute("COMMIT", prepare=False)
    except psycopg.Error as error:
        if not read_only and (error.sqlstate or LOST[0]).startswith(LOST):
            raise InDoubtError from error
        raise


def _beginning(until: Until, read_only: bool) -> str:
    """Both in one message. A statement gets what is left of the time."""
    how = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if read_only else ""
    left = max(SHORTEST, until.end - SOONER - monotonic())
    return f"BEGIN{how}; SET LOCAL statement_timeout = {round(left * 1000)}"


def _cut(driver: Driver) -> None:
    """From another thread: whoever waits for the server hears that the connection has ended."""
    with (
        suppress(OSError, psycopg.Error),
        socket.fromfd(driver.fileno(), socket.AF_INET, socket.SOCK_STREAM) as same,
    ):
        same.shutdown(socket.SHUT_RDWR)


def _sqlstate(error: Exception) -> str | None:
    state: str | None = getattr(getattr(error, "orig", error), "sqlstate", None)
    return state
