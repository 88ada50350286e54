"""How long requests took until they were resolved, in working time: what is measured of a department's requests of a type."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage.schema import Moment, requests, taken
from storage.statements import prepared
from storage.transaction import Transaction

_ADD = prepared(lambda insert: insert(taken))


def add(
    tx: Transaction,
    number: int,
    department: str,
    request_type: str,
    *,
    resolved_at: datetime,
    span: timedelta,
    forget_before: datetime,
) -> None:
    """A request was resolved. What is older of its kind than anybody measures is forgotten."""
    kind = {"team": tx.team, "department": department, "request_type": request_type}
    forget(tx, number)
    seconds = int(span.total_seconds())
    tx.run(_ADD, {**kind, "number": number, "resolved_at": resolved_at, "seconds": seconds})
    tx.execute(
        delete(taken).where(
            *(taken.c[name] == value for name, value in kind.items()),
            taken.c.resolved_at < forget_before,
        )
    )


def served(
    tx: Transaction, department: str, *, since: datetime, most: int
) -> list[tuple[int | None, Mapping[str, Any]]]:
    """The requests that a department resolved last, since a moment: how each was rated, and what is kept of it."""
    found = (
        select(requests.c.rating, requests.c.facts)
        .join(taken, (taken.c.team == requests.c.team) & (taken.c.number == requests.c.number))
        .where(
            taken.c.team == tx.team,
            taken.c.department == department,
            taken.c.resolved_at >= since,
        )
        .order_by(taken.c.resolved_at.desc())
        .limit(most)
    )
    return [(row.rating, row.facts) for row in tx.execute(found)]


def forget(tx: Transaction, number: int) -> None:
    """It is not resolved after all."""
    tx.execute(delete(taken).where(taken.c.team == tx.team, taken.c.number == number))


_LATEST = prepared(
    lambda _: (
        select(taken.c.seconds)
        .where(
            taken.c.team == bindparam("of_team"),
            taken.c.department == bindparam("of_department"),
            taken.c.request_type == bindparam("of_type"),
            taken.c.resolved_at >= bindparam("since", type_=Moment),
        )
        .order_by(taken.c.resolved_at.desc())
        .limit(bindparam("most"))
    )
)


def latest(
    tx: Transaction, department: str, request_type: str, *, since: datetime, most: int
) -> Sequence[timedelta]:
    """How long the latest of a kind took. No more than `most` are looked at, so that it costs the same at any size."""
    values = {"of_team": tx.team, "of_department": department, "of_type": request_type}
    rows = tx.run(_LATEST, {**values, "since": since, "most": most})
    return [timedelta(seconds=row.seconds) for row in rows]
