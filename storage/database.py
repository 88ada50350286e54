"""Durable memory: a use case is a synchronous function of a transaction, and comes back committed.

It makes one trip to a thread that owns a connection and runs whole there. How it travels is the secret of the engine:
`storage/sqlite.py` or `storage/postgresql.py`. How long it may take is in `storage/patience.py`.
"""

import sqlite3
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Pool, delete, insert, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from storage import patience
from storage.patience import InDoubtError, UnavailableError
from storage.postgresql import Postgresql
from storage.schema import seen
from storage.sqlite import Sqlite
from storage.ticket import Ticket
from storage.transaction import ServerClock, Transaction

T = TypeVar("T")
Work = Callable[[Transaction], T]
Listener = Callable[[frozenset[str]], None]

# What a full disk has no room for.
ROOM = "." * 16_384


# All that a database which can't be used may raise, at the start too.
FAILURES = (UnavailableError, InDoubtError, SQLAlchemyError, sqlite3.Error)


def in_the_drivers_words(error: BaseException) -> str:
    """For an operator, one line: a driver may name the address, but neither values nor passwords."""
    cause = error.__cause__ if isinstance(error, (UnavailableError, InDoubtError)) else None
    error = cause or error
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


class Engine(Protocol):
    """What an engine must be able to do. It puts the outcome of a ticket into its future."""

    async def open(self) -> None:
        """Connect. Raises `storage.upgrade.SchemaError` for a database this version can't work with."""

    async def close(self) -> None:
        """Finish what is under way and let the connections go."""

    async def write(self, ticket: Ticket[T]) -> T:
        """Run it in a transaction of its own, durable when this returns; on an exception nothing of it stays."""

    async def read(self, ticket: Ticket[T]) -> T:
        """Run it on a connection that can't write, and sees one consistent moment."""

    def others_wait(self) -> bool:
        """Whether somebody waits until the transaction ends that is being written now."""


class Database:
    """`write` returns after the commit reached the disk. Both raise `UnavailableError` if the database can't do it now, or
    not in time; `write` raises `InDoubtError` if nobody knows whether the commit happened."""

    def __init__(self, url: URL, engine: Engine) -> None:
        self.url = url
        self._engine = engine
        self._listeners: list[Listener] = []
        # By this leases run; None is the database's own. Tests give theirs.
        self.clock: ServerClock | None = None

    async def open(self) -> None:
        """Connect. Raises `storage.upgrade.SchemaError` for a database this version can't work with."""
        await self._engine.open()

    async def close(self) -> None:
        """Finish what is under way and let the connections go."""
        await self._engine.close()

    def listen(self, listener: Listener) -> None:
        """Call `listener` after each commit with the names of the loops that have work."""
        self._listeners.append(listener)

    async def write(self, team: str, work: Work[T]) -> T:
        """Run `work` in a transaction of its own; on an exception nothing of it stays. It may have to run twice."""
        woken: set[str] = set()

        def whole(connection: Connection) -> T:
            others_wait = self._engine.others_wait
            return work(
                Transaction(connection, team, woken, clock=self.clock, others_wait=others_wait)
            )

        result = await self._engine.write(Ticket(whole, patience.limit()))
        if woken:
            for listener in self._listeners:
                listener(frozenset(woken))
        return result

    async def read(self, team: str, work: Work[T]) -> T:
        """Run `work` on a connection that can't write."""

        def whole(connection: Connection) -> T:
            return work(Transaction(connection, team, writing=False, clock=self.clock))

        return await self._engine.read(Ticket(whole, patience.limit()))

    async def ping(self) -> None:
        """Raise unless the database takes a write that needs room, and answers a read. Nothing of it stays."""
        await self.write("", _write_and_remove)
        await self.read("", lambda tx: tx.connection.exec_driver_sql("SELECT 1").scalar())


def _write_and_remove(tx: Transaction) -> None:
    row = {"team": "", "key": f"ping:{uuid.uuid4().hex}", "answer": {"room": ROOM}}
    tx.execute(insert(seen), {**row, "at": datetime.fromtimestamp(0, UTC)})
    tx.execute(delete(seen).where(seen.c.team == "", seen.c.key == row["key"]))


def open_database(url: str, kept: Pool | None = None) -> Database:
    """The database at `url` (`sqlite:///file.db` or `postgresql+psycopg://…`), not yet connected. It uses `kept`
    connections to PostgreSQL, or makes its own and lets them go when it is closed."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        parsed = parsed.set(drivername="sqlite")
        return Database(parsed, Sqlite(parsed))
    parsed = parsed.set(drivername="postgresql+psycopg")
    return Database(parsed, Postgresql(parsed, kept))
