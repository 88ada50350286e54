"""Whoever is asked about several late requests at once reads one message, which lists them. Each goes on with its own
ladder."""

from datetime import datetime, timedelta

from handlers.desk import PASSING, Desk
from handlers.escalation.rules import Climb
from storage import history, notices
from storage.history import HistoryEntry
from storage.notices import PersonalNotice
from storage.requests import Request
from storage.schema import EPOCH, MICROSECOND
from storage.transaction import Transaction

SHEETS, IN_CHANNEL, LISTED = "late", "late_in", "listed"
# What is late so soon after the first, or before somebody can read of it, is listed with it.
TOGETHER = timedelta(minutes=1)
MOST = 1000
KEPT = PASSING + timedelta(days=1)


def sheet_for(tx: Transaction, desk: Desk, user: str, urgency: str) -> str:
    """The key of the message in which somebody reads of what is late now."""
    below, now = f"{SHEETS}/{user}/{urgency}", desk.clock.now()
    latest = notices.latest(tx, user, below)
    if latest is not None and _is_open(latest, now) and history.count(tx, latest.key) < MOST:
        return latest.key
    # What earlier ones listed goes as they do.
    history.purge_below(tx, below, before=now - KEPT)
    return f"{below}/{(now - EPOCH) // MICROSECOND}"


def sheet_in(tx: Transaction, desk: Desk, department: str) -> str:
    """The key of the message in which a department reads in its channel of what nobody has seen to."""
    below, now = f"{IN_CHANNEL}/{department}", desk.clock.now()
    latest = history.latest_below(tx, below)
    fits = latest is not None and abs(now - latest[1]) <= TOGETHER
    if latest is not None and fits and history.count(tx, latest[0]) < MOST:
        return latest[0]
    history.purge_below(tx, below, before=now - KEPT)
    return f"{below}/{(now - EPOCH) // MICROSECOND}"


def _is_open(latest: PersonalNotice, now: datetime) -> bool:
    return latest.reaches_at > now or abs(now - latest.since) <= TOGETHER


def put_on(tx: Transaction, key: str, request: Request, climb: Climb, at: datetime) -> None:
    """List a step of a request's ladder."""
    history.record(
        tx,
        key,
        LISTED,
        at=at,
        number=request.number,
        custody=climb.custody,
        turn=climb.turn,
        to=climb.to,
        why=climb.why[0],
    )


def listed(tx: Transaction, key: str) -> dict[int, HistoryEntry]:
    """The steps on a sheet by their requests' numbers, the oldest request first, the latest step of each: what is late in the
    same instant comes in no order."""
    entries = history.of(tx, key, event=LISTED, limit=MOST)
    latest = {int(str(entry.data["number"])): entry for entry in entries}
    return {number: latest[number] for number in sorted(latest)}
