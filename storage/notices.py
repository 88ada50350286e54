"""What each person is told by a message of its own: what their budget counts, and what their digest merges.

What is to be merged is a message that is held until its digest says it (`storage/held.py`), and then dropped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Executable, and_, bindparam, delete, func, or_, select, update

from storage.held import FOR_DIGEST
from storage.records import Records
from storage.schema import Moment, messages, notices
from storage.statements import Insert, prepared
from storage.transaction import Transaction

# What waits for the next digest.
WAITING = ""


@dataclass(frozen=True, slots=True)
class PersonalNotice:
    """One thing somebody is told. `merged` names the digest that says it; it is empty until there is one."""

    key: str
    topic: str
    since: datetime
    at: datetime
    reaches_at: datetime
    merged: str | None = None

    @property
    def was_held(self) -> bool:
        """Whether it did not reach them at once."""
        return self.merged is not None or self.reaches_at > self.since


_notice = Records(PersonalNotice, notices)


@prepared
def _keep(insert: Insert) -> Executable:
    new = insert(notices)
    taken = ("topic", "since", "at", "reaches_at", "merged")
    return new.on_conflict_do_update(
        index_elements=["team", "user", "key"], set_={name: new.excluded[name] for name in taken}
    )


def keep(tx: Transaction, user: str, notice: PersonalNotice) -> None:
    """Somebody is to be told; what was known of an earlier message of this key is over."""
    values = {name: getattr(notice, name) for name in _notice.names}
    tx.run(_keep, {"team": tx.team, "user": user, **values})


def keep_many(tx: Transaction, kept: Mapping[str, PersonalNotice]) -> None:
    """The same for many people."""
    rows = [
        {"team": tx.team, "user": user, **{name: getattr(notice, name) for name in _notice.names}}
        for user, notice in kept.items()
    ]
    if rows:
        tx.run(_keep, rows)


_OF_USER = (notices.c.team == bindparam("of_team"), notices.c.user == bindparam("who"))
_AGAIN = prepared(
    lambda _: (
        update(notices)
        .where(*_OF_USER, notices.c.key == bindparam("of_key"))
        .values(at=bindparam("moment", type_=Moment))
    )
)


def again(tx: Transaction, user: str, key: str, *, at: datetime) -> None:
    """What somebody is to be told came to be once more."""
    tx.run(_AGAIN, {"of_team": tx.team, "who": user, "of_key": key, "moment": at})


_ONE = prepared(
    lambda _: select(*_notice.columns).where(*_OF_USER, notices.c.key == bindparam("of_key"))
)


def of(tx: Transaction, user: str, key: str) -> PersonalNotice | None:
    """What is known of one thing that somebody was told."""
    row = tx.run(_ONE, {"of_team": tx.team, "who": user, "of_key": key}).first()
    return None if row is None else _notice(row)


# Everything below a key is between these two.
_BELOW = (notices.c.key > bindparam("first"), notices.c.key < bindparam("beyond"))
_WAITED_FOR = prepared(
    lambda _: (
        select(notices.c.key)
        .where(*_OF_USER, *_BELOW)
        .where(notices.c.since <= bindparam("moment", type_=Moment))
        .where(notices.c.reaches_at > bindparam("moment", type_=Moment))
        .limit(1)
    )
)


def waited_for(tx: Transaction, user: str, below: str, *, at: datetime) -> bool:
    """Whether something below a key, which is for somebody, waited at a moment for a time that suits them."""
    between = {"first": f"{below}/", "beyond": f"{below}0"}
    values = {"of_team": tx.team, "who": user, "moment": at, **between}
    return tx.run(_WAITED_FOR, values).first() is not None


_LATEST = prepared(
    lambda _: (
        select(*_notice.columns).where(*_OF_USER, *_BELOW).order_by(notices.c.key.desc()).limit(1)
    )
)


def latest(tx: Transaction, user: str, below: str) -> PersonalNotice | None:
    """What somebody was told under the highest key below one."""
    between = {"first": f"{below}/", "beyond": f"{below}0"}
    row = tx.run(_LATEST, {"of_team": tx.team, "who": user, **between}).first()
    return None if row is None else _notice(row)


_COUNT = prepared(
    lambda _: (
        select(func.count())
        .select_from(notices)
        .where(*_OF_USER, notices.c.merged.is_(None))
        .where(notices.c.reaches_at >= bindparam("first", type_=Moment))
        .where(notices.c.reaches_at < bindparam("beyond", type_=Moment))
    )
)


def count(tx: Transaction, user: str, first: datetime, beyond: datetime) -> int:
    """How much reaches somebody by itself from one moment until another."""
    values = {"of_team": tx.team, "who": user, "first": first, "beyond": beyond}
    return int(tx.run(_COUNT, values).scalar())


_MERGED = (
    select(*_notice.columns)
    .where(*_OF_USER, notices.c.merged == bindparam("digest"))
    .order_by(notices.c.since, notices.c.key)
)


def merged(tx: Transaction, user: str, digest: str = WAITING) -> list[PersonalNotice]:
    """What a digest says, or what waits for the next one, in the order in which it came to be."""
    rows = tx.execute(_MERGED, {"of_team": tx.team, "who": user, "digest": digest})
    return [_notice(row) for row in rows]


_IS_HELD = (
    select(messages.c.id)
    .where(messages.c.team == notices.c.team, messages.c.key == notices.c.key)
    .where(messages.c.part == 0, messages.c.not_before == bindparam("for_digest", type_=Moment))
    .exists()
)
_MERGE = (
    update(notices)
    .where(*_OF_USER, notices.c.merged == WAITING, _IS_HELD)
    .values(merged=bindparam("digest"))
    .returning(notices.c.key)
)
_FORGET_WAITING = delete(notices).where(*_OF_USER, notices.c.merged == WAITING, ~_IS_HELD)


def merge(tx: Transaction, user: str, digest: str) -> Sequence[str]:
    """Have a digest say what waits; give the keys. What was taken away meanwhile is forgotten."""
    values = {"of_team": tx.team, "who": user, "for_digest": FOR_DIGEST}
    keys = tx.execute(_MERGE, {**values, "digest": digest}).scalars().all()
    tx.execute(_FORGET_WAITING, values)
    return keys


_HELD_BY_HOURS = (
    select(notices.c.key, notices.c.topic)
    .join(
        messages,
        and_(
            messages.c.team == notices.c.team,
            messages.c.key == notices.c.key,
            messages.c.part == 0,
        ),
    )
    .where(*_OF_USER, notices.c.merged.is_(None))
    .where(notices.c.reaches_at > bindparam("moment", type_=Moment))
    .where(messages.c.not_before.is_not(None))
)
_WAITED = (
    select(notices.c.user)
    .distinct()
    .where(notices.c.team == bindparam("of_team"))
    .where(
        or_(notices.c.merged == WAITING, notices.c.reaches_at > bindparam("moment", type_=Moment))
    )
)


def who_waits(tx: Transaction, now: datetime) -> list[str]:
    """Everybody for whom something waits, for their hours or for their digest."""
    return list(tx.execute(_WAITED, {"of_team": tx.team, "moment": now}).scalars())


_MOVE = update(notices).where(*_OF_USER, notices.c.key.in_(bindparam("keys", expanding=True)))


def held(tx: Transaction, user: str, now: datetime) -> list[tuple[str, str]]:
    """The keys of what waits for somebody's hours, and what each is about."""
    values = {"of_team": tx.team, "who": user, "moment": now}
    return [(row.key, row.topic) for row in tx.execute(_HELD_BY_HOURS, values)]


def move(tx: Transaction, user: str, keys: Iterable[str], *, to: datetime) -> None:
    """What waits may reach somebody at another moment."""
    moved = _MOVE.values(reaches_at=bindparam("until", type_=Moment))
    tx.execute(moved, {"of_team": tx.team, "who": user, "keys": list(keys), "until": to})


_OLD = (
    select(notices.c.user, notices.c.key)
    .where(notices.c.team == bindparam("of_team"), notices.c.at < bindparam("moment", type_=Moment))
    .where(func.coalesce(notices.c.merged, "-") != WAITING)
    .order_by(notices.c.at)
    .limit(bindparam("most"))
)
_FORGET = prepared(lambda _: delete(notices).where(*_OF_USER, notices.c.key == bindparam("of_key")))


def purge(tx: Transaction, *, before: datetime, most: int) -> int:
    """Forget what was told before a moment; give how many."""
    rows = tx.execute(_OLD, {"of_team": tx.team, "moment": before, "most": most}).all()
    if rows:
        each = [{"of_team": tx.team, "who": row.user, "of_key": row.key} for row in rows]
        tx.run(_FORGET, each)
    return len(rows)
