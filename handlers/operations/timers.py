"""Housekeeping: what is kept for a time only goes when the time is over."""

from datetime import timedelta

from handlers.desk import PASSING, Desk
from handlers.requests import overdue
from storage import notices, passing, promises, seen, settling, timers, unplaced
from storage.transaction import Transaction

EVERY = timedelta(days=1)
# Slack delivers again for a day at the most; a week bridges a long weekend of trouble.
DELIVERIES_KEPT = timedelta(days=7)
# Slack delivers what it could not for a day at the most.
CORRECTIONS_KEPT = timedelta(days=2)
# Longer than anything of them is measured.
PROMISES_KEPT = timedelta(days=90)
# So many rows in one transaction, so that nobody waits for it.
AT_ONCE = 500
KEY = "operations/housekeeping"


def prepare(tx: Transaction, desk: Desk) -> None:
    """Arm it, unless it is armed."""
    timers.arm_no_later(tx, KEY, desk.clock.now() + EVERY)


def housekeeping(tx: Transaction, desk: Desk) -> None:
    """Forget what is old, and arm the next day's; at once, if there is more."""
    now = desk.clock.now()
    forgotten = (
        passing.purge(tx, now=now, most=AT_ONCE),
        seen.purge(tx, before=now - DELIVERIES_KEPT, most=AT_ONCE),
        notices.purge(tx, before=now - PASSING - EVERY, most=AT_ONCE),
        promises.purge(tx, before=now - PROMISES_KEPT, most=AT_ONCE),
    )
    unplaced.purge(tx, before=now - CORRECTIONS_KEPT)
    overdue.purge(tx, desk, before=now - PASSING - EVERY)
    timers.arm(tx, {KEY: now if AT_ONCE in forgotten else now + EVERY})


def look(tx: Transaction, desk: Desk, message: str) -> None:  # noqa: ARG001 # a timer's shape
    """Have a second copy of a message looked for: an earlier post of it may have taken effect late."""
    settling.look_again(tx, int(message))
