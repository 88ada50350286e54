"""Whether it was the database that failed, or the question that it was asked."""

import sqlite3

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    PendingRollbackError,
    ProgrammingError,
    ResourceClosedError,
    TimeoutError,  # noqa: A004 # the pool's own
)

from storage.patience import TROUBLE

# The same question would be answered the same again.
OUR_FAULT = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
# A lost connection may show first where the transaction goes on without it.
AFTERWARDS = (PendingRollbackError, ResourceClosedError, TimeoutError)


def is_database_trouble(error: BaseException) -> bool:
    """Whether the same may succeed once the database, its disk or the way to it is well again."""
    if isinstance(error, OUR_FAULT):
        return False
    return isinstance(error, (*TROUBLE, DBAPIError, *AFTERWARDS, sqlite3.OperationalError, OSError))
