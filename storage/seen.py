"""What Slack has told us: one row for each delivery, with the answer it got, written in the transaction of its effect."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from storage.schema import Moment, seen
from storage.statements import prepared
from storage.transaction import Transaction


class AlreadySeenError(Exception):
    """This delivery was recorded before: undo, and give the answer it got."""


# The row that comes back tells whether it was inserted: PostgreSQL's driver does not count what an INSERT did.
_REMEMBER = prepared(lambda insert: insert(seen).on_conflict_do_nothing().returning(seen.c.key))
_RECALL = prepared(
    lambda _: select(seen.c.answer).where(
        seen.c.team == bindparam("of_team"), seen.c.key == bindparam("of_key")
    )
)


def recall(tx: Transaction, key: str) -> dict[str, Any] | None:
    """The answer a delivery got, or None if it is new. An empty dict is an answer too."""
    row = tx.run(_RECALL, {"of_team": tx.team, "of_key": key}).first()
    return None if row is None else (row.answer or {})


def remember(tx: Transaction, key: str, *, at: datetime) -> None:
    """Record a delivery, before anything is done about it. Raises `AlreadySeenError` if it was recorded before; where
    another process is just doing that, this waits for its end."""
    values = {"team": tx.team, "key": key, "at": at, "answer": {}}
    if tx.run(_REMEMBER, values).first() is None:
        raise AlreadySeenError(key)


_NOTE_ANSWER = prepared(
    lambda _: (
        update(seen)
        .where(seen.c.team == bindparam("of_team"), seen.c.key == bindparam("of_key"))
        .values(answer=bindparam("answer"))
    )
)


def note_answer(tx: Transaction, key: str, answer: dict[str, Any]) -> None:
    """Keep what a delivery was answered, for when it comes again."""
    tx.run(_NOTE_ANSWER, {"of_team": tx.team, "of_key": key, "answer": answer})


_OLD = (
    select(seen.c.key)
    .where(seen.c.team == bindparam("of_team"), seen.c.at < bindparam("before", type_=Moment))
    .order_by(seen.c.at)
    .limit(bindparam("most"))
)
_FORGET = delete(seen).where(
    seen.c.team == bindparam("of_team"), seen.c.key.in_(bindparam("keys", expanding=True))
)


def purge(tx: Transaction, *, before: datetime, most: int) -> int:
    """Forget deliveries older than Slack redelivers, the oldest first; give how many."""
    values = {"of_team": tx.team, "before": before, "most": most}
    old = tx.execute(_OLD, values).scalars().all()
    if old:
        tx.execute(_FORGET, {"of_team": tx.team, "keys": old})
    return len(old)
