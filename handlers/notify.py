"""The one way to tell a person something when they did not just act: here sits when it may reach them.

What is not urgent waits for the receiver's next working morning if it would come by night or on a day off, in their zone. Not
held are messages in channels, receipts, answers to what somebody just did, and what people say to each other.
"""

from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from config.calendars import next_daily
from handlers.desk import Desk
from storage import directory, messages
from storage.messages import Place
from storage.transaction import Transaction

MORNING, EVENING = time(7), time(20)
SATURDAY = 5
URGENT = "high"


def next_working_morning(now: datetime, zone: str, holidays: Collection[date]) -> datetime | None:
    """When a working day begins for somebody whose night or day off it is; None if it is neither."""
    local = now.astimezone(ZoneInfo(zone))
    works = local.weekday() < SATURDAY and local.date() not in holidays
    if works and MORNING <= local.time() < EVENING:
        return None
    return next_daily(now, MORNING, zone, holidays)


def held_until(tx: Transaction, desk: Desk, person: str, at: datetime) -> datetime | None:
    """Until when something that came to be at a moment waits for a person; None if it need not."""
    known = directory.person(tx, person)
    zone = known.zone if known else desk.organisation.zone
    return next_working_morning(at, zone, frozenset(desk.organisation.holidays))


def waits_until(
    tx: Transaction, desk: Desk, person: str, urgency: str = "normal"
) -> datetime | None:
    """Until when something that comes to be now waits for a person; None if it reaches them at once."""
    now = desk.clock.now()
    if urgency == URGENT or desk.presence.is_here(person, now):
        return None
    return held_until(tx, desk, person, now)


def notify(
    tx: Transaction,
    desk: Desk,
    person: str,
    key: str,
    *,
    place: Place | None = None,
    urgency: str = "normal",
    passing: bool = False,
    prompt: bool = False,  # noqa: ARG001 # nothing is merged yet
) -> None:
    """Tell a person, in their direct messages with us or at another place in them. What is `passing` is forgotten when it
    is old; a `prompt` needs an answer, and stands alone."""
    until = waits_until(tx, desk, person, urgency)
    forget_at = desk.passing() if passing else None
    messages.put(tx, {key: place or messages.at(person)}, not_before=until, forget_at=forget_at)
