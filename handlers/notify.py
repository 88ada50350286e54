"""The one way to tell a person something when they did not just act: here sits whether, when and with what else it reaches
them.

What is not urgent waits for the receiver's working hours, unless they acted a moment ago. What is more than they want in a day
waits for their digest, which says it in a line. What they don't want is not sent. Not held are messages in channels, receipts,
answers to what somebody just did, and what people say to each other; none of these counts.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.business_time import BusinessHours
from config.calendars import local_date, moment_of
from config.catalogue import Mrkdwn, Words
from handlers.desk import Desk
from handlers.hours import hours_of, next_time, opening
from handlers.topics import Topic
from storage import held, messages, notices, preferences, timers
from storage.held import FOR_DIGEST
from storage.messages import Place
from storage.notices import WAITING, PersonalNotice
from storage.preferences import Preferences
from storage.transaction import Transaction

URGENT = "high"


def waits_until(
    tx: Transaction, desk: Desk, person: str, urgency: str = "normal"
) -> datetime | None:
    """Until when something that comes to be now waits for a person's hours; None if it reaches them at once."""
    now = desk.clock.now()
    if urgency == URGENT or desk.presence.is_here(person, now):
        return None
    opens = opening(hours_of(tx, desk, person), now)
    return opens if opens > now else None


def notify(
    tx: Transaction,
    desk: Desk,
    person: str,
    key: str,
    *,
    topic: Topic,
    place: Place | None = None,
    urgency: str = "normal",
    passing: bool = False,
    prompt: bool = False,
    by: str | None = None,
) -> None:
    """Tell a person, in their direct messages with us or at another place in them. What is `passing` is forgotten when it
    is old; a `prompt` needs an answer, or keeps a promise, and stands alone. Nobody is told of what was done `by` themself."""
    chosen = preferences.of(tx, person)
    alone = prompt or urgency == URGENT
    needed = alone or topic not in chosen.unwanted
    if person == by or not needed:
        return
    standing, now = held.standing(tx, key), desk.clock.now()
    if standing is not None:
        # Said anew where it stands, it calls nobody a second time.
        notices.again(tx, person, key, at=now)
        not_before = standing.not_before
    else:
        hours = hours_of(tx, desk, person, chosen)
        at_once = urgency == URGENT or desk.presence.is_here(person, now)
        opens = now if at_once else opening(hours, now)
        merged = None if alone or not _is_spent(tx, person, chosen, hours, opens) else WAITING
        notices.keep(tx, person, PersonalNotice(key, topic, now, now, opens, merged))
        not_before = opens if opens > now else None
        if merged is not None:
            not_before = FOR_DIGEST
            due = next_time(hours, time.fromisoformat(chosen.digest_at), now)
            timers.arm_no_later(tx, digest_key(person), due)
    forget_at = desk.passing() if passing else None
    there = {key: place or messages.at(person)}
    messages.put(tx, there, not_before=not_before, forget_at=forget_at)


def digest_key(person: str) -> str:
    """The timer of a person's next digest, and what the keys of their digests begin with."""
    return f"notices/{person}"


def _is_spent(
    tx: Transaction, person: str, chosen: Preferences, hours: BusinessHours, at: datetime
) -> bool:
    """Whether as much reaches somebody on a day of theirs as they want."""
    if not chosen.budget:
        return chosen.budget == 0
    tx.hold(digest_key(person))
    return notices.count(tx, person, *day_of(hours, at)) >= chosen.budget


def day_of(hours: BusinessHours, at: datetime) -> tuple[datetime, datetime]:
    """From when to when the day lasts to which a moment belongs, in somebody's zone."""
    zone, day = ZoneInfo(hours.zone), local_date(at, hours.zone)
    midnight, next_midnight = (
        moment_of(datetime.combine(day + timedelta(days=n), time()), zone) for n in range(2)
    )
    return midnight, next_midnight


def is_outside_hours(tx: Transaction, desk: Desk, person: str, at: datetime) -> bool:
    """Whether somebody does not work at a moment."""
    return not hours_of(tx, desk, person).is_open(at)


def why_now(
    tx: Transaction, desk: Desk, person: str, _: Words, urgency: str, at: datetime, why: Mrkdwn
) -> Mrkdwn | None:
    """Why something of a moment did not wait for a person's hours: a line for what they read of it; None if it came within
    them."""
    if urgency != URGENT or not is_outside_hours(tx, desk, person, at):
        return None
    return _.mrkdwn("Sent outside your hours because it's urgent: {why}", why=why)
