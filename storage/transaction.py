"""What every storage function takes first: one open transaction of one team."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Executable, Table, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import CursorResult

from storage.schema import EPOCH
from storage.statements import Driver, PreparedStatement, Rows, Values, insert_of
from storage.trouble import is_database_trouble

ServerClock = Callable[[], datetime]
# In microseconds, as all moments are.
_SERVER_TIME = {
    "sqlite": "SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)",
    "postgresql": "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)",
}


def nobody_waits() -> bool:
    """Where transactions do not wait for each other."""
    return False


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction. Nothing that takes one commits; `woken` names the loops that have news after the commit.
    `others_wait` tells whether somebody waits for it to end: who does a lot may do the rest in another."""

    connection: Connection
    team: str
    woken: set[str] = field(default_factory=set)
    writing: bool = True
    # Tests put theirs in place of the database's.
    clock: ServerClock | None = None
    driver: Driver = field(init=False, repr=False)
    others_wait: Callable[[], bool] = nobody_waits
    # Who was read before, and what they chose; whoever changes people forgets them.
    people: dict[str, Any] = field(default_factory=dict)
    # Keys of messages that were looked for in Slack and are not shown there (yet).
    not_shown: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        object.__setattr__(self, "driver", Driver(self.connection))

    def server_time(self) -> datetime:
        """What the database's own clock says: leases run by it, and nothing else does."""
        if self.clock is not None:
            return self.clock()
        asked = self.driver.raw.execute(_SERVER_TIME[self.driver.dialect])
        return EPOCH + timedelta(microseconds=asked.fetchone()[0])

    def execute(
        self,
        statement: Executable,
        values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        """Run one statement; a sequence of values runs it once for each, in one call to the driver."""
        return self.connection.execute(statement, values)

    def run(self, statement: PreparedStatement, values: Values | Sequence[Values]) -> Rows:
        """The same for a prepared statement."""
        return statement.run(self.driver, values)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """An exception undoes what was done within the block, and nothing else. After one that says that the database is in
        trouble nothing is certain: it must end the transaction."""
        run = self.driver.raw.execute
        run("SAVEPOINT apart")
        try:
            yield
        except Exception as error:
            self.people.clear()
            if not is_database_trouble(error):
                run("ROLLBACK TO apart")
                run("RELEASE apart")
            raise
        run("RELEASE apart")

    def wake(self, loop: str) -> None:
        """Tell the named loop (`messages` is the courier's) after the commit that there is work for it."""
        self.woken.add(loop)

    def hold(self, name: str) -> None:
        """Wait until no other transaction of this team holds the name, and hold it until this one ends.

        For facts that have no row to lock yet. SQLite has one writer, who holds everything.
        """
        if self.connection.dialect.name == "postgresql":
            self.execute(_HOLD, {"name": f"{self.team}/{name}"})

    def insert(self, table: Table) -> sqlite.Insert:
        """The dialect's own INSERT, which knows ON CONFLICT (SQLite's and PostgreSQL's are spelled alike)."""
        return insert_of(self.connection.dialect.name)(table)


_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
