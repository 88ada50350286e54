"""Who is away when, who covers for them, and which of their requests went to whom meanwhile."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, literal, select, update

from storage.records import Records
from storage.schema import Moment, absences, covered
from storage.statements import prepared
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from one moment until another. `set_by` is whoever said so, None for a calendar; `origin` tells of one
    that was read from a calendar whether that still has it; `begun` that their work was moved, `over` that it came back, or
    that they are not away after all."""

    id: int
    user: str
    begins_at: datetime
    ends_at: datetime
    cover: str | None
    note: str
    set_by: str | None
    origin: str | None = None
    begun: bool = False
    over: bool = False

    @property
    def key(self) -> str:
        """What its messages and timers are filed under."""
        return f"absence/{self.id}"


@dataclass(frozen=True, slots=True)
class Covered:
    """A request that an absence moved, and to whom; None if nobody could take it."""

    number: int
    to: str | None


_record = Records(Absence, absences)
_covered = Records(Covered, covered)


def add(tx: Transaction, absence: Absence) -> Absence:
    """Store a new one; its id is given here."""
    values = {name: value for name, value in asdict(absence).items() if name != "id"}
    row = tx.execute(
        absences.insert().values(team=tx.team, **values).returning(*_record.columns)
    ).one()
    return _record(row)


def get(tx: Transaction, absence: int, *, lock: bool = False) -> Absence | None:
    """One, held for this transaction with `lock`."""
    found = select(*_record.columns).where(absences.c.team == tx.team, absences.c.id == absence)
    row = tx.execute(found.with_for_update() if lock and tx.writing else found).first()
    return None if row is None else _record(row)


def save(tx: Transaction, absence: int, **changes: Any) -> None:
    """Change what is given by name."""
    tx.execute(
        update(absences)
        .where(absences.c.team == tx.team, absences.c.id == absence)
        .values(**changes)
    )


_NOW_OF = prepared(
    lambda _: (
        select(*_record.columns)
        .where(
            absences.c.team == bindparam("of_team"),
            absences.c.user.in_(bindparam("users", expanding=True)),
            absences.c.over.is_(False),
            absences.c.begins_at <= bindparam("at", type_=Moment),
            absences.c.ends_at > bindparam("at", type_=Moment),
        )
        .order_by(absences.c.ends_at, absences.c.id)
    ),
    lists=("users",),
)


def now_of(tx: Transaction, users: Iterable[str], at: datetime) -> dict[str, Absence]:
    """Of these people, those who are away at a moment, each with the absence that lasts longest."""
    wanted = list(users)
    if not wanted:
        return {}
    rows = tx.run(_NOW_OF, {"of_team": tx.team, "users": wanted, "at": at})
    return {found.user: found for found in map(_record, rows)}


_DURING = prepared(
    lambda _: (
        select(*_record.columns)
        .where(
            absences.c.team == bindparam("of_team"),
            absences.c.over.is_(False),
            absences.c.begins_at < bindparam("until", type_=Moment),
            absences.c.ends_at > bindparam("since", type_=Moment),
        )
        .order_by(absences.c.begins_at, absences.c.id)
    )
)


def during(tx: Transaction, since: datetime, until: datetime) -> dict[str, list[Absence]]:
    """Of everybody, the absences that share a moment with this span, in order."""
    found: dict[str, list[Absence]] = {}
    for each in map(_record, tx.run(_DURING, {"of_team": tx.team, "since": since, "until": until})):
        found.setdefault(each.user, []).append(each)
    return found


def overlapping(
    tx: Transaction, user: str, begins_at: datetime, ends_at: datetime
) -> list[Absence]:
    """Somebody's absences that share a moment with this span, in order."""
    rows = tx.execute(
        select(*_record.columns)
        .where(*_of(tx, [user]), absences.c.begins_at < ends_at, absences.c.ends_at > begins_at)
        .order_by(absences.c.begins_at, absences.c.id)
    )
    return [_record(row) for row in rows]


def covered_by(
    tx: Transaction, cover: str, begins_at: datetime, ends_at: datetime
) -> list[Absence]:
    """The absences for which somebody is named as cover, and which share a moment with this span, in order."""
    rows = tx.execute(
        select(*_record.columns)
        .where(absences.c.team == tx.team, absences.c.cover == cover, absences.c.over.is_(False))
        .where(absences.c.begins_at < ends_at, absences.c.ends_at > begins_at)
        .order_by(absences.c.begins_at, absences.c.id)
    )
    return [_record(row) for row in rows]


def any_of(tx: Transaction, user: str, begins_at: datetime, ends_at: datetime) -> list[Absence]:
    """Somebody's absences that touch this span, those that are over too, in order."""
    rows = tx.execute(
        select(*_record.columns)
        .where(absences.c.team == tx.team, absences.c.user == user)
        .where(absences.c.begins_at < ends_at, absences.c.ends_at >= begins_at)
        .order_by(absences.c.begins_at, absences.c.id)
    )
    return [_record(row) for row in rows]


def to_come(tx: Transaction, user: str, at: datetime, limit: int = 20) -> list[Absence]:
    """Somebody's present and future absences, in order."""
    rows = tx.execute(
        select(*_record.columns)
        .where(*_of(tx, [user]), absences.c.ends_at > at)
        .order_by(absences.c.begins_at, absences.c.id)
        .limit(limit)
    )
    return [_record(row) for row in rows]


def _of(tx: Transaction, users: Iterable[str]) -> list[ColumnElement[bool]]:
    return [
        absences.c.team == tx.team,
        absences.c.user.in_(list(users)),
        absences.c.over.is_(False),
    ]


def move(tx: Transaction, absence: int, number: int, to: str | None) -> None:
    """Note that an absence moved a request."""
    insert = tx.insert(covered).values(team=tx.team, absence=absence, number=number, to=to)
    key = [covered.c.team, covered.c.absence, covered.c.number]
    tx.execute(insert.on_conflict_do_update(index_elements=key, set_={"to": to}))


def moved(tx: Transaction, absence: int, *, after: int = 0, limit: int = 1000) -> list[Covered]:
    """The requests that an absence moved, by number, after one."""
    rows = tx.execute(
        select(*_covered.columns)
        .where(_by(tx, absence), covered.c.number > after)
        .order_by(covered.c.number)
        .limit(limit)
    )
    return [_covered(row) for row in rows]


def covers(tx: Transaction, absence: int) -> list[str]:
    """Those to whom an absence moved anything."""
    to = select(covered.c.to).where(_by(tx, absence), covered.c.to.is_not(None)).distinct()
    return sorted(tx.execute(to).scalars())


def pass_on(tx: Transaction, absence: int, following: int) -> None:
    """What an absence moved is another's from now on, which moved some of it itself."""
    insert = tx.insert(covered)
    columns = ["team", "absence", "number", "to"]
    own = select(covered.c.team, literal(following), covered.c.number, covered.c.to)
    tx.execute(insert.from_select(columns, own.where(_by(tx, absence))).on_conflict_do_nothing())
    tx.execute(delete(covered).where(_by(tx, absence)))


def forget(tx: Transaction, absence: int) -> None:
    """Forget it, and what it moved."""
    tx.execute(delete(covered).where(_by(tx, absence)))
    tx.execute(delete(absences).where(absences.c.team == tx.team, absences.c.id == absence))


def _by(tx: Transaction, absence: int) -> ColumnElement[bool]:
    return and_(covered.c.team == tx.team, covered.c.absence == absence)
