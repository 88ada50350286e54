"""Messages that are held for a later hour: the clock hands them to the courier when it has come.

Held ones are not pending, so however many there are, the courier does not see them.
"""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.schema import Moment, messages
from storage.transaction import Transaction

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
