"""Messages that belong to nothing that is kept, such as small talk: their rows go when their time is over. Slack keeps showing
what they showed."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from storage.schema import Moment, messages
from storage.transaction import Transaction

# What the courier has still to do is not over, and what can't be delivered waits.
_OVER = (
    select(messages.c.id)
    .where(messages.c.team == bindparam("of_team"))
    .where(messages.c.forget_at <= bindparam("moment", type_=Moment))
    .where(messages.c.set_aside.is_(None))
    .where(messages.c.pending.is_(False), messages.c.not_before.is_(None))
    .order_by(messages.c.forget_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_FORGET = delete(messages).where(messages.c.id.in_(bindparam("ids", expanding=True)))


def purge(tx: Transaction, *, now: datetime, most: int) -> int:
    """Forget those whose time is over, the oldest first; give how many."""
    ids = tx.execute(_OVER, {"of_team": tx.team, "moment": now, "most": most}).scalars().all()
    if ids:
        tx.execute(_FORGET, {"ids": ids})
    return len(ids)
