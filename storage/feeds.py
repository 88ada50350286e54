"""The calendars from which people's absences are read. An address is a secret of whoever gave it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from storage.records import Records
from storage.schema import feeds
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar: when it was last read, and what is the trouble if it can't be, `failed` times in a row by now."""

    user: str
    url: str = field(repr=False)
    read_at: datetime | None
    trouble: str | None
    failed: int


_record = Records(Feed, feeds)


def put(tx: Transaction, user: str, url: str) -> None:
    """Somebody gives an address, in place of the one before."""
    fresh = {"url": url, "read_at": None, "trouble": None, "failed": 0}
    insert = tx.insert(feeds).values(team=tx.team, user=user, **fresh)
    tx.execute(
        insert.on_conflict_do_update(index_elements=[feeds.c.team, feeds.c.user], set_=fresh)
    )


def of(tx: Transaction, user: str) -> Feed | None:
    """Somebody's."""
    row = tx.execute(select(*_record.columns).where(*_whose(tx, user))).first()
    return None if row is None else _record(row)


def was_read(tx: Transaction, user: str, at: datetime) -> None:
    """It was read, and all is well."""
    values = {"read_at": at, "trouble": None, "failed": 0}
    tx.execute(update(feeds).where(*_whose(tx, user)).values(**values))


def has_failed(tx: Transaction, user: str, trouble: str) -> None:
    """It couldn't be read once more."""
    values = {"trouble": trouble, "failed": feeds.c.failed + 1}
    tx.execute(update(feeds).where(*_whose(tx, user)).values(**values))


def forget(tx: Transaction, user: str) -> None:
    """Somebody takes their address back."""
    tx.execute(delete(feeds).where(*_whose(tx, user)))


def _whose(tx: Transaction, user: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return feeds.c.team == tx.team, feeds.c.user == user
