"""What requests have taught: whose each one turned out to be. Their texts stay where they are, and are read from there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Join, delete, func, select, update

from storage.records import Records
from storage.schema import entries, lessons, requests
from storage.statements import prepared
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Lesson:
    """A request was for a department, or for nobody (None). `why` says how that is known, `actor` from whom. One that is
    `forgotten` counts for nothing, and is not learnt again."""

    number: int
    department: str | None
    request_type: str
    why: str
    actor: str | None
    at: datetime
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class LessonText:
    """A lesson with the text it is about."""

    number: int
    department: str | None
    request_type: str
    text: str


_LESSON = Records(Lesson, lessons)
_KEEP = prepared(
    lambda insert: (given := insert(lessons)).on_conflict_do_update(
        index_elements=["team", "number"],
        set_={name: given.excluded[name] for name in _LESSON.names if name != "forgotten"},
        where=~lessons.c.forgotten,
    )
)


def keep(tx: Transaction, lesson: Lesson) -> None:
    """What a request has taught last counts; a forgotten one stays forgotten."""
    tx.run(_KEEP, {"team": tx.team} | {name: getattr(lesson, name) for name in _LESSON.names})


def drop(tx: Transaction, number: int) -> None:
    """A request has taught nothing after all."""
    tx.execute(delete(lessons).where(*_of(tx), lessons.c.number == number, ~lessons.c.forgotten))


def forget(tx: Transaction, number: int, *, at: datetime) -> bool:
    """Somebody says that it was wrong; False if there is none."""
    one = (*_of(tx), lessons.c.number == number)
    return bool(tx.execute(update(lessons).where(*one).values(forgotten=True, at=at)).rowcount)


def since(tx: Transaction, at: datetime, *, most: int) -> list[Lesson]:
    """What was learnt since then and not forgotten, the newest first."""
    found = (
        select(*_LESSON.columns)
        .where(*_of(tx), lessons.c.at >= at, ~lessons.c.forgotten)
        .order_by(lessons.c.at.desc(), lessons.c.number.desc())
        .limit(most)
    )
    return [_LESSON(row) for row in tx.execute(found)]


def by_department(tx: Transaction) -> dict[str, int]:
    """How many lessons each department has given that count."""
    found = (
        select(lessons.c.department, func.count().label("many"))
        .where(*_of(tx), ~lessons.c.forgotten, lessons.c.department.is_not(None))
        .group_by(lessons.c.department)
        .order_by(lessons.c.department)
    )
    return {str(row.department): int(row.many) for row in tx.execute(found)}


def state(tx: Transaction) -> tuple[object, ...]:
    """Changes whenever a lesson does, or the text of one is taken back."""
    counted = select(func.count(), func.max(lessons.c.at)).where(*_of(tx))
    readable = select(func.count()).select_from(_with_text()).where(*_readable(tx))
    return (*tx.execute(counted).one(), tx.execute(readable).scalar_one())


def newest(tx: Transaction, *, most: int) -> list[LessonText]:
    """The newest lessons whose texts can still be read, oldest first."""
    columns = (lessons.c.number, lessons.c.department, lessons.c.request_type, entries.c.text)
    found = (
        select(*columns)
        .select_from(_with_text())
        .where(*_readable(tx))
        .order_by(lessons.c.at.desc(), lessons.c.number.desc())
        .limit(most)
    )
    return [LessonText(*row) for row in reversed(tx.execute(found).all())]


def labels(tx: Transaction, *, most: int) -> list[tuple[str | None, Mapping[str, Any]]]:
    """Whose the newest requests turned out to be, and what was kept of each when it came; the newest first."""
    same = (requests.c.team == lessons.c.team) & (requests.c.number == lessons.c.number)
    found = (
        select(lessons.c.department, requests.c.facts)
        .select_from(lessons.join(requests, same))
        .where(*_of(tx), ~lessons.c.forgotten)
        .order_by(lessons.c.at.desc(), lessons.c.number.desc())
        .limit(most)
    )
    return [(row.department, row.facts or {}) for row in tx.execute(found)]


def _with_text() -> Join:
    same = (entries.c.team == lessons.c.team) & (entries.c.number == lessons.c.number)
    return lessons.join(entries, same & (entries.c.seq == 0))


def _readable(tx: Transaction) -> tuple[ColumnElement[bool], ...]:
    return (*_of(tx), ~lessons.c.forgotten, ~entries.c.taken_back)


def _of(tx: Transaction) -> tuple[ColumnElement[bool], ...]:
    return (lessons.c.team == tx.team,)
