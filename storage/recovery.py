"""When Slack, a clock or the program itself is well again, what had to wait for that goes on."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, update

from storage.held import FOR_DIGEST
from storage.leases import LONGEST_REST
from storage.messages import ANY, NOT_HELD
from storage.schema import lanes, messages
from storage.transaction import Transaction

# Nobody is off for longer. When somebody's hours really begin is computed anew besides (`handlers/preferences/digest.py`).
LONGEST_WAIT = timedelta(days=60)


def recover(tx: Transaction) -> None:
    """Slack works (again): nothing waits for that any longer, and what was set aside for an unknown outcome is tried."""
    resting = (lanes.c.team == tx.team, lanes.c.resume_at.is_not(None))
    tx.execute(update(lanes).where(*resting).values(resume_at=None))
    tx.execute(update(messages).where(*_aside(tx), messages.c.tries > 0).values(pending=NOT_HELD))
    tx.wake("messages")


def start_anew(tx: Transaction, version: str) -> bool:
    """A courier starts: try what an earlier version could not make, and what Slack left unknown."""
    failed = and_(messages.c.failed_in.is_not(None), messages.c.failed_in != version)
    again = or_(failed, messages.c.tries > 0)
    tx.execute(update(messages).where(*_aside(tx), again).values(pending=NOT_HELD))
    return True


def shorten_waits(tx: Transaction, now: datetime) -> None:
    """A clock that was ahead had messages wait beyond the longest wait: they wait no longer."""
    held = (messages.c.team == tx.team, messages.c.not_before > now + LONGEST_WAIT)
    by_a_clock = (*held, messages.c.not_before < FOR_DIGEST)
    tx.execute(update(messages).where(*by_a_clock).values(not_before=now))
    pending = (messages.c.team == tx.team, messages.c.pending, messages.c.lane > ANY)
    waiting = (*pending, messages.c.waits_until > now + LONGEST_REST)
    tx.execute(update(messages).where(*waiting).values(waits_until=now))
    tx.wake("messages")


def _aside(tx: Transaction) -> tuple[ColumnElement[bool], ...]:
    return (
        messages.c.team == tx.team,
        messages.c.set_aside.is_not(None),
        messages.c.address > ANY,
        messages.c.pending.is_(False),
    )
