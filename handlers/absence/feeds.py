"""Absences from a calendar: somebody gives its address, it is read on schedule, and what it says is entered. One that can't be
read is reported to whose it is, and changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from config.calendars import local_date, moment_of
from handlers.absence import keys
from handlers.absence.ids import AbsenceField
from handlers.absence.rules import LONGEST
from handlers.absence.service import NEW, arm, tell_covered
from handlers.cover import zone_of
from handlers.desk import Answer, CalendarTroubleError, Desk, Incoming
from handlers.errors import UserError
from handlers.notify import notify
from handlers.offers import Prepared
from handlers.topics import Topic
from storage import absences, feeds, messages, timers
from storage.absences import Absence
from storage.feeds import Feed
from storage.transaction import Transaction

EVERY = timedelta(hours=2)
DAY, AHEAD = timedelta(days=1), timedelta(days=366)
# A network may be in trouble for a while; what lasts that many readings is told. Of what no waiting mends, the first is told.
PASSES = 3
PASSING_TROUBLES = frozenset({"unreachable", "too_slow"})
LONGEST_ADDRESS = 2000
# Where an absence comes from: a calendar that has it, or had it.
FROM_CALENDAR, NO_LONGER = "calendar", "gone"


class Connect(Incoming):
    """Somebody gives the address of their calendar; an empty one takes it back."""

    url: str


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a calendar said, or why it could not be read."""

    days: Sequence[tuple[date, date]] = ()
    trouble: str | None = None


def connect(tx: Transaction, desk: Desk, act: Connect) -> Answer:
    """Read a calendar from now on, or no longer: then what it said of days to come is forgotten."""
    url = act.url.strip()
    if not url:
        feeds.forget(tx, act.actor)
        timers.cancel(tx, keys.feed(act.actor))
        _follow(tx, desk, act.actor, ())
        return Answer()
    feeds.put(tx, act.actor, _address(tx, desk, act.actor, url))
    timers.arm(tx, {keys.feed(act.actor): desk.clock.now()})
    return Answer()


def _address(tx: Transaction, desk: Desk, user: str, url: str) -> str:
    """What calendar programs call `webcal:` is fetched like any page."""
    _ = desk.words_for(tx, user)
    url = f"https://{url.removeprefix('webcal://')}" if url.startswith("webcal://") else url
    try:
        parts = urlsplit(url)
        fits = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        fits = False
    if not fits or len(url) > LONGEST_ADDRESS or any(each.isspace() for each in url):
        raise UserError(
            _.mrkdwn("That isn't the address of a calendar. It begins with https:// or webcal://."),
            field=AbsenceField.ADDRESS,
        )
    return url


def wanted(tx: Transaction, desk: Desk, user: str) -> tuple[str, str] | None:
    """What is to be read: the address, and where its owner is."""
    feed = feeds.of(tx, user)
    return (feed.url, zone_of(tx, desk, user)) if feed else None


async def read(desk: Desk, found: tuple[str, str] | None, _user: str) -> FeedReading:
    """Fetch it and read it, beside everything else."""
    if found is None:
        return FeedReading()
    url, zone = found
    today = local_date(desk.clock.now(), zone)
    try:
        days = await desk.calendars.days_away(url, zone=zone, since=today, until=today + AHEAD)
    except CalendarTroubleError as error:
        return FeedReading(trouble=error.reason)
    return FeedReading(days)


def follow(tx: Transaction, desk: Desk, user: str, reading: FeedReading) -> None:
    """Enter what it says; report what is wrong with it, once."""
    feed = feeds.of(tx, user)
    if feed is None:
        return
    lasts = reading.trouble is not None and reading.trouble not in PASSING_TROUBLES
    timers.arm(tx, {keys.feed(user): desk.clock.now() + (DAY if lasts else EVERY)})
    if reading.trouble is None:
        feeds.was_read(tx, user, desk.clock.now())
        _follow(tx, desk, user, reading.days)
    else:
        feeds.has_failed(tx, user, reading.trouble)
        _report(tx, desk, feed, reading.trouble)


FEED = Prepared(wanted, read, follow)


def _report(tx: Transaction, desk: Desk, feed: Feed, trouble: str) -> None:
    passes = trouble in PASSING_TROUBLES and feed.read_at is not None
    if feed.failed + 1 == (PASSES if passes else 1):
        since = feed.read_at or desk.clock.now()
        key = keys.trouble(feed.user, since)
        notify(tx, desk, feed.user, key, topic=Topic.NEEDED, passing=True)


def _follow(tx: Transaction, desk: Desk, user: str, days: Sequence[tuple[date, date]]) -> None:
    """What a calendar says now takes the place of what it said before. What its owner entered, ended or cancelled stays."""
    tx.hold("absences")
    now, zone = desk.clock.now(), zone_of(tx, desk, user)
    spans = [(_midnight(first, zone), _midnight(last + DAY, zone)) for first, last in days]
    coming = absences.to_come(tx, user, now, limit=1000)
    known = {each.id: each for each in coming if each.origin == FROM_CALENDAR}
    for begins_at, ends_at in spans:
        if ends_at <= now or ends_at - begins_at > LONGEST:
            continue
        before = absences.any_of(tx, user, begins_at, ends_at)
        same = next((each for each in before if each.id in known), None)
        if same is not None:
            del known[same.id]
            _move(tx, same, begins_at, ends_at, now)
        elif not any(each.origin != NO_LONGER for each in before):
            _enter(tx, desk, user, begins_at, ends_at)
    for gone in known.values():
        _end(tx, gone, now)
    messages.refresh(tx, [f"home/{user}"])


def _midnight(day: date, zone: str) -> datetime:
    return moment_of(datetime.combine(day, time()), ZoneInfo(zone))


def _enter(tx: Transaction, desk: Desk, user: str, begins_at: datetime, ends_at: datetime) -> None:
    absence = absences.add(
        tx,
        Absence(
            id=NEW,
            user=user,
            begins_at=begins_at,
            ends_at=ends_at,
            cover=None,
            note="",
            set_by=None,
            origin=FROM_CALENDAR,
        ),
    )
    arm(tx, absence)
    tell_covered(tx, desk, absence)
    notify(tx, desk, user, keys.entered(absence), topic=Topic.NEEDED, passing=True)


def _move(
    tx: Transaction, absence: Absence, begins_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """What has begun keeps its beginning."""
    begins_at = absence.begins_at if absence.begins_at <= now else begins_at
    if (begins_at, ends_at) == (absence.begins_at, absence.ends_at):
        return
    absences.save(tx, absence.id, begins_at=begins_at, ends_at=ends_at)
    timers.arm(tx, {keys.ends(absence): ends_at})
    if not absence.begun:
        timers.arm(tx, {keys.begins(absence): begins_at})
    messages.refresh(tx, [keys.entered(absence)])


def _end(tx: Transaction, absence: Absence, now: datetime) -> None:
    """The calendar no longer has it."""
    absences.save(tx, absence.id, origin=NO_LONGER)
    if absence.begins_at > now:
        absences.save(tx, absence.id, over=True)
        timers.cancel(tx, keys.begins(absence))
    else:
        absences.save(tx, absence.id, ends_at=now)
    timers.arm(tx, {keys.ends(absence): now})
    messages.refresh(tx, [keys.entered(absence)])
