"""What happened, append-only. It refers to what people wrote, it never holds it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select

from storage.records import Records
from storage.schema import history
from storage.statements import prepared
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event. `actor` is None for what Frontdesk did by itself."""

    id: int
    event: str
    actor: str | None
    at: datetime
    data: Mapping[str, Any]


_record = Records(HistoryEntry, history)
COLUMNS = _record.columns


_RECORD = prepared(lambda insert: insert(history).returning(history.c.id))


def record(
    tx: Transaction,
    subject: str,
    event: str,
    *,
    at: datetime,
    actor: str | None = None,
    **data: str | int | None,
) -> int:
    """Add a line and give its id. `data` holds keys, numbers and names of states only."""
    values = {
        "team": tx.team,
        "subject": subject,
        "event": event,
        "actor": actor,
        "at": at,
        "data": data,
    }
    return int(tx.run(_RECORD, values).scalar())


def entry(tx: Transaction, subject: str, entry_id: int) -> HistoryEntry | None:
    """One entry about a subject."""
    row = tx.execute(
        select(*COLUMNS).where(
            history.c.team == tx.team, history.c.subject == subject, history.c.id == entry_id
        )
    ).first()
    return None if row is None else _record(row)


def newest(tx: Transaction) -> int:
    """The id of the newest entry of all, 0 if there is none yet: what comes later has a greater one."""
    return int(tx.execute(select(func.coalesce(func.max(history.c.id), 0))).scalar_one())


def of(
    tx: Transaction,
    subject: str,
    *,
    event: str | None = None,
    without: Collection[str] = (),
    limit: int = 200,
) -> list[HistoryEntry]:
    """The newest `limit` entries about a subject, oldest first; those of one kind if `event` is given, and none of the kinds
    `without`."""
    wanted = [history.c.team == tx.team, history.c.subject == subject]
    if event is not None:
        wanted.append(history.c.event == event)
    if without:
        wanted.append(history.c.event.not_in(without))
    rows = tx.execute(select(*COLUMNS).where(*wanted).order_by(history.c.id.desc()).limit(limit))
    return [_record(row) for row in reversed(rows.all())]


_MANY = prepared(
    lambda _: (
        select(func.count())
        .select_from(history)
        .where(history.c.team == bindparam("of_team"), history.c.subject == bindparam("about"))
    )
)


def count(tx: Transaction, subject: str) -> int:
    """How many entries there are about a subject."""
    return int(tx.run(_MANY, {"of_team": tx.team, "about": subject}).scalar())


def latest_below(tx: Transaction, below: str) -> tuple[str, datetime] | None:
    """The highest subject below one of which there is anything, and when the first of it was."""
    found = (
        select(history.c.subject, history.c.at)
        .where(history.c.team == tx.team)
        .where(history.c.subject > f"{below}/", history.c.subject < f"{below}0")
        .order_by(history.c.subject.desc(), history.c.id)
        .limit(1)
    )
    row = tx.execute(found).first()
    return None if row is None else (row.subject, row.at)


def purge_below(tx: Transaction, below: str, *, before: datetime) -> None:
    """Forget what happened to all subjects below one, which are not kept."""
    tx.execute(
        delete(history).where(
            history.c.team == tx.team,
            history.c.subject > f"{below}/",
            history.c.subject < f"{below}0",
            history.c.at < before,
        )
    )


def purge(tx: Transaction, subjects: Iterable[str], *, before: datetime) -> None:
    """Forget what happened to subjects that are not kept."""
    tx.execute(
        delete(history).where(
            history.c.team == tx.team,
            history.c.subject.in_(list(subjects)),
            history.c.at < before,
        )
    )
