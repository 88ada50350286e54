"""What Slack has told us: one row for each delivery, with the answer it got, written in the transaction of its effect."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from storage.schema import seen
from storage.transaction import Transaction, prepared


class AlreadySeenError(Exception):
    """Another process recorded the same delivery first: undo, and give the answer it got."""


# The row that comes back tells whether it was inserted: PostgreSQL's driver does not count what an INSERT did.
_remember = prepared(lambda insert: insert(seen).on_conflict_do_nothing().returning(seen.c.key))


def recall(tx: Transaction, key: str) -> dict[str, Any] | None:
    """The answer a delivery got, or None if it is new. An empty dict is an answer too."""
    row = tx.execute(select(seen.c.answer).where(seen.c.team == tx.team, seen.c.key == key)).first()
    return None if row is None else (row.answer or {})


def remember(tx: Transaction, key: str, *, at: datetime, answer: dict[str, Any]) -> None:
    """Record a delivery. Raises `AlreadySeenError` if it was recorded meanwhile."""
    values = {"team": tx.team, "key": key, "at": at, "answer": answer}
    if tx.execute(_remember(tx), values).first() is None:
        raise AlreadySeenError(key)


def purge(tx: Transaction, *, before: datetime) -> int:
    """Forget deliveries older than Slack redelivers; return how many."""
    return tx.execute(delete(seen).where(seen.c.team == tx.team, seen.c.at < before)).rowcount
