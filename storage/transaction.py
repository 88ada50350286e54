"""What every storage function takes first: one open transaction of one team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction. Nothing that takes one commits; `woken` names the loops that have news after the commit."""

    connection: Connection
    team: str
    woken: set[str] = field(default_factory=set)
    writing: bool = True

    def execute(
        self,
        statement: Executable,
        values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        """Run one statement; a sequence of values runs it once for each, in one call to the driver."""
        return self.connection.execute(statement, values)

    def wake(self, loop: str) -> None:
        """Tell the named loop (`messages`, `timers`) after the commit that there is work for it."""
        self.woken.add(loop)

    def insert(self, table: Table) -> sqlite.Insert:
        """The dialect's own INSERT, which knows ON CONFLICT (SQLite's and PostgreSQL's are spelled alike)."""
        if self.connection.dialect.name == "sqlite":
            return sqlite.insert(table)
        return postgresql.insert(table)  # type: ignore[return-value] # same methods, another class
