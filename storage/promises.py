"""What became of promises to requesters: a line for each that ended. Append-only, and forgotten when it no longer counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select

from storage.records import Records
from storage.schema import promises
from storage.statements import prepared
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class EndedPromise:
    """A promise that ended at a moment. `kept` is None where that doesn't count. `waited` is for how long the requester had
    waited since the one before ended, `covered` for how much of it they could see by when they would hear."""

    number: int
    kind: str
    department: str | None
    user: str | None
    due_at: datetime | None
    at: datetime
    kept: bool | None
    waited: timedelta
    covered: timedelta


NAMES = Records(EndedPromise, promises).names


_ADD = prepared(lambda insert: insert(promises))


def add(tx: Transaction, ended: Iterable[EndedPromise]) -> None:
    """Note what became of promises."""
    rows = [{"team": tx.team} | {name: getattr(each, name) for name in NAMES} for each in ended]
    if rows:
        tx.run(_ADD, rows)


@dataclass(frozen=True, slots=True)
class KeptRate:
    """How many promises were kept, and how many missed."""

    kept: int
    missed: int


def kept(
    tx: Transaction, since: datetime, *, department: str | None = None, user: str | None = None
) -> KeptRate:
    """How many of a department or of a person since a moment."""
    counted = (
        select(promises.c.kept, func.count().label("many"))
        .where(*_of(tx, since, department, user), promises.c.kept.is_not(None))
        .group_by(promises.c.kept)
    )
    found = {bool(row.kept): int(row.many) for row in tx.execute(counted)}
    return KeptRate(found.get(True, 0), found.get(False, 0))


def covered(
    tx: Transaction, since: datetime, department: str | None = None
) -> tuple[timedelta, timedelta]:
    """For how long requesters waited in stretches that ended since a moment, and for how much of it they could see by when
    they would hear."""
    sums = select(
        func.sum(promises.c.waited).label("waited"), func.sum(promises.c.covered).label("covered")
    )
    row = tx.execute(sums.where(*_of(tx, since, department, None))).one()
    return row.waited or timedelta(), row.covered or timedelta()


def _of(
    tx: Transaction, since: datetime, department: str | None, user: str | None
) -> list[ColumnElement[bool]]:
    wanted = [promises.c.team == tx.team, promises.c.at >= since]
    if department is not None:
        wanted.append(promises.c.department == department)
    if user is not None:
        wanted.append(promises.c.user == user)
    return wanted


def purge(tx: Transaction, *, before: datetime, most: int) -> int:
    """Forget those that ended before a moment, so many at once; gives how many."""
    old = (
        select(promises.c.id)
        .where(promises.c.team == tx.team, promises.c.at < before)
        .order_by(promises.c.at)
        .limit(most)
    )
    return int(tx.execute(delete(promises).where(promises.c.id.in_(old))).rowcount)
