"""Messages that are held for a later hour: the clock hands them to the courier when it has come.

Held ones are not pending, so however many there are, the courier does not see them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, select, update

from storage.schema import Moment, messages
from storage.statements import prepared
from storage.transaction import Transaction

# What is held for a digest: no clock releases it, the digest takes it away.
FOR_DIGEST = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HeldStanding:
    """A message that there is to be, and until when it is held, if it is."""

    not_before: datetime | None


_STANDING = prepared(
    lambda _: select(messages.c.not_before).where(
        messages.c.team == bindparam("of_team"),
        messages.c.key == bindparam("of_key"),
        messages.c.part == 0,
        messages.c.dropped.is_(False),
    )
)


def standing(tx: Transaction, key: str) -> HeldStanding | None:
    """Whether there is to be such a message, shown, on its way or held."""
    row = tx.run(_STANDING, {"of_team": tx.team, "of_key": key}).first()
    return None if row is None else HeldStanding(row.not_before)


_MOVE = (
    update(messages)
    .where(messages.c.team == bindparam("of_team"))
    .where(messages.c.key.in_(bindparam("keys", expanding=True)))
    .where(messages.c.not_before.is_not(None))
    .values(not_before=bindparam("until", type_=Moment))
)


def move(tx: Transaction, keys: Iterable[str], *, to: datetime) -> None:
    """Hold what is held until another moment; if that has come, the clock releases it at once."""
    tx.execute(_MOVE, {"of_team": tx.team, "keys": list(keys), "until": to})


_DUE = (
    select(messages.c.id)
    .where(messages.c.team == bindparam("of_team"))
    .where(messages.c.not_before <= bindparam("moment", type_=Moment))
    .order_by(messages.c.not_before)
    .limit(bindparam("most"))
)
# Another replica may be releasing some of them.
_DUE_UNCLAIMED = _DUE.with_for_update(skip_locked=True)
_RELEASE = (
    update(messages)
    .where(messages.c.id.in_(bindparam("ids", expanding=True)))
    .values(pending=True, not_before=None)
)


def is_due(tx: Transaction, now: datetime) -> bool:
    """Whether there is something to release."""
    return tx.execute(_DUE, {"of_team": tx.team, "moment": now, "most": 1}).first() is not None


def release(tx: Transaction, now: datetime, *, most: int) -> int:
    """Hand over what was held until now, what was due first; give how many."""
    values = {"of_team": tx.team, "moment": now, "most": most}
    ids = tx.execute(_DUE_UNCLAIMED, values).scalars().all()
    if ids:
        tx.execute(_RELEASE, {"ids": ids})
        tx.wake("messages")
    return len(ids)
