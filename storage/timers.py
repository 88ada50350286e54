"""What must happen when. Firing deletes the row in the transaction of its effect, so it fires once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Executable, bindparam, delete, func, select, update

from storage.schema import Moment, timers
from storage.statements import Insert, prepared
from storage.transaction import Transaction

LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Timer:
    """A promise to act. The key says what: `request/142/close`."""

    team: str
    key: str
    due_at: datetime
    tries: int


@prepared
def _arm(insert: Insert) -> Executable:
    timer = insert(timers)
    return timer.on_conflict_do_update(
        index_elements=[timers.c.team, timers.c.key],
        set_={"due_at": timer.excluded.due_at, "tries": 0},
    )


def arm(tx: Transaction, due: dict[str, datetime]) -> None:
    """Set timers; one that exists is moved."""
    values = [{"team": tx.team, "key": key, "due_at": at, "tries": 0} for key, at in due.items()]
    if values:
        tx.run(_arm, values)


@prepared
def _arm_no_later(insert: Insert) -> Executable:
    timer = insert(timers)
    return timer.on_conflict_do_update(
        index_elements=[timers.c.team, timers.c.key],
        set_={"due_at": timer.excluded.due_at, "tries": 0},
        where=timers.c.due_at > timer.excluded.due_at,
    )


def arm_no_later(tx: Transaction, key: str, due_at: datetime) -> None:
    """Set a timer, or bring it forward; an earlier one stays: for what re-arms itself and must survive a restart."""
    tx.run(_arm_no_later, {"team": tx.team, "key": key, "due_at": due_at, "tries": 0})


_CANCEL = prepared(
    lambda _: delete(timers).where(
        timers.c.team == bindparam("of_team"),
        timers.c.key.in_(bindparam("keys", expanding=True)),
    ),
    lists=("keys",),
)


def cancel(tx: Transaction, *keys: str) -> None:
    """Take timers back; those that aren't set are no matter."""
    tx.run(_CANCEL, {"of_team": tx.team, "keys": keys})


def due_at(tx: Transaction, key: str) -> datetime | None:
    """When a timer is due; None if it is not set."""
    row = tx.execute(
        select(timers.c.due_at).where(timers.c.team == tx.team, timers.c.key == key)
    ).first()
    return None if row is None else row.due_at


def due(tx: Transaction, now: datetime, *, limit: int = 100) -> list[Timer]:
    """The team's timers that are due, the longest overdue first."""
    rows = tx.execute(
        select(timers)
        .where(timers.c.team == tx.team, timers.c.due_at <= now)
        .order_by(timers.c.due_at)
        .limit(limit)
    )
    return [Timer(row.team, row.key, row.due_at, row.tries) for row in rows]


_due = timers.alias()
# The inner look passes over what another replica is about to fire.
_TAKE = prepared(
    lambda _: delete(timers).where(
        timers.c.team == bindparam("of_team"),
        timers.c.key
        == select(_due.c.key)
        .where(
            _due.c.team == bindparam("of_team"),
            _due.c.key == bindparam("of_key"),
            _due.c.due_at == bindparam("due", type_=Moment),
        )
        .with_for_update(skip_locked=True)
        .scalar_subquery(),
    )
)


def take(tx: Transaction, timer: Timer) -> bool:
    """Delete a due timer; False if another replica took it, or it was moved meanwhile."""
    values = {"of_team": timer.team, "of_key": timer.key, "due": timer.due_at}
    return tx.run(_TAKE, values).rowcount == 1


def postpone(tx: Transaction, timer: Timer, now: datetime) -> None:
    """Try a timer whose effect failed again later: after 1, 2, 4 … seconds, an hour at the most."""
    wait = min(timedelta(seconds=2 ** min(timer.tries, 12)), LONGEST_WAIT)
    tx.execute(
        update(timers)
        .where(
            timers.c.team == timer.team, timers.c.key == timer.key, timers.c.due_at == timer.due_at
        )
        .values(due_at=now + wait, tries=timer.tries + 1)
    )


def shorten_waits(tx: Transaction, now: datetime) -> None:
    """A clock that was ahead postponed what had failed to a moment beyond the longest wait: it is tried now."""
    postponed = (timers.c.tries > 0, timers.c.due_at > now + LONGEST_WAIT)
    tx.execute(update(timers).where(timers.c.team == tx.team, *postponed).values(due_at=now))


def overdue(tx: Transaction, now: datetime) -> int:
    """How many timers are due and have not fired: what a health check asks."""
    return int(
        tx.execute(
            select(func.count())
            .select_from(timers)
            .where(timers.c.team == tx.team, timers.c.due_at <= now)
        ).scalar_one()
    )
