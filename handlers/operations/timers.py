"""Housekeeping: what is kept for a time only goes when the time is over."""

from datetime import timedelta

from handlers.desk import Desk
from storage import seen, settling, timers, unplaced
from storage.transaction import Transaction

EVERY = timedelta(days=1)
# Slack delivers again for a day at the most; a week bridges a long weekend of trouble.
DELIVERIES_KEPT = timedelta(days=7)
# Slack delivers what it could not for a day at the most.
CORRECTIONS_KEPT = timedelta(days=2)
KEY = "operations/housekeeping"


def prepare(tx: Transaction, desk: Desk) -> None:
    """Arm it, unless it is armed."""
    timers.arm_no_later(tx, KEY, desk.clock.now() + EVERY)


def housekeeping(tx: Transaction, desk: Desk) -> None:
    """Forget old deliveries, and arm the next day's."""
    now = desk.clock.now()
    timers.arm(tx, {KEY: now + EVERY})
    seen.purge(tx, before=now - DELIVERIES_KEPT)
    unplaced.purge(tx, before=now - CORRECTIONS_KEPT)


def look(tx: Transaction, desk: Desk, message: str) -> None:  # noqa: ARG001 # a timer's shape
    """Have a second copy of a message looked for: an earlier post of it may have taken effect late."""
    settling.look_again(tx, int(message))
