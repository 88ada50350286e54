"""A database in trouble, as its driver tells it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError


@dataclass
class Failing:
    """How often a statement failed."""

    times: int = 0


@contextmanager
def failing(pattern: str, *, times: int = 10**9) -> Iterator[Failing]:
    """While it lasts, so many statements of this kind fail as on a lost connection or a full disk."""
    found = Failing()

    def fail(*call: Any) -> None:
        statement = str(call[2])
        if re.search(pattern, statement) and found.times < times:
            found.times += 1
            raise OperationalError(statement, None, sqlite3.OperationalError("disk I/O error"))

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", fail)
