"""What each person looks for again and again, as they typed it."""

from datetime import datetime

from sqlalchemy import delete, select

from storage.schema import saved_searches
from storage.transaction import Transaction


def of(tx: Transaction, user: str) -> list[str]:
    """What somebody saved, in that order."""
    rows = tx.execute(
        select(saved_searches.c.text)
        .where(saved_searches.c.team == tx.team, saved_searches.c.user == user)
        .order_by(saved_searches.c.at, saved_searches.c.text)
    )
    return [str(row.text) for row in rows]


def save(tx: Transaction, user: str, text: str, at: datetime) -> None:
    """Saved twice, it keeps its place."""
    tx.execute(
        tx.insert(saved_searches).on_conflict_do_nothing(),
        {"team": tx.team, "user": user, "text": text, "at": at},
    )


def remove(tx: Transaction, user: str, text: str) -> None:
    """Removed twice, it is gone."""
    tx.execute(
        delete(saved_searches).where(
            saved_searches.c.team == tx.team,
            saved_searches.c.user == user,
            saved_searches.c.text == text,
        )
    )
