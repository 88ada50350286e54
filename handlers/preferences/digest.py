"""The digest of a person: once a day, at the time they chose, it says in a line each what was more than they want in a day.

What it says waits until then as messages that are held; they are dropped in the transaction that declares the digest.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from config.business_time import BusinessHours
from config.calendars import local_date
from config.catalogue import Mrkdwn, Words, escape
from handlers.blockkit import Block
from handlers.blocks import Body, Each, context, linked, paragraphs, section
from handlers.desk import Desk
from handlers.directory.rules import has_left
from handlers.hours import apart, hours_of, next_time, opening
from handlers.notify import digest_key
from handlers.preferences.views import topics
from handlers.requests import keys
from handlers.requests.privacy import HUSHED, may_be_repeated
from handlers.requests.views import permalink, reference
from handlers.text import plain, shorten
from handlers.topics import SPREAD, Topic
from storage import held, messages, notices, preferences, requests, timers
from storage.notices import PersonalNotice
from storage.preferences import Preferences
from storage.requests import Request
from storage.transaction import Transaction

DIGEST = "digest"
# A line says so much of a notice.
LONGEST = 300
# So many paragraphs of lines to a message: Slack refuses much more.
TO_A_MESSAGE = 2
# Timers fire within seconds; what comes so much later says that it is late.
LATE = timedelta(minutes=30)
A_MOMENT = timedelta(microseconds=1)


def prepare(tx: Transaction, desk: Desk) -> None:
    """Under a new organisation, and when the clock was put back, what waits for somebody waits for their hours as they are
    now."""
    now = desk.clock.now()
    timers.arm(tx, {f"moved/{user}": now for user in notices.who_waits(tx, now)})


def due(tx: Transaction, desk: Desk, user: str) -> None:
    """Declare the digest and drop what it says. One that isn't due yet, because somebody changed their mind or their zone, is
    set to when it is; there is one for a day. Who left has none, until they are back."""
    waiting = notices.merged(tx, user)
    if not waiting or has_left(tx, user):
        return
    now, chosen = desk.clock.now(), preferences.of(tx, user)
    hours = hours_of(tx, desk, user, chosen)
    at = _due(tx, user, hours, chosen, min(waiting[0].since, now))
    if at > now:
        timers.arm(tx, {digest_key(user): at})
        return
    day = str(local_date(at, hours.zone))
    merged = notices.merge(tx, user, day)
    if not merged:
        return
    messages.drop(tx, merged)
    opens, key = _may_reach(hours, now, at), _key(user, day)
    notices.keep(tx, user, PersonalNotice(key, DIGEST, at, now, opens, day))
    not_before = opens if opens > now else None
    place = {key: messages.at(user)}
    messages.put(tx, place, not_before=not_before, forget_at=desk.passing())


def _due(
    tx: Transaction, user: str, hours: BusinessHours, chosen: Preferences, since: datetime
) -> datetime:
    """When a digest is due that says what came to be at a moment, on a day that has none yet."""
    wanted = time.fromisoformat(chosen.digest_at)
    at = next_time(hours, wanted, since)
    while messages.is_declared(tx, _key(user, str(local_date(at, hours.zone)))):
        at = next_time(hours, wanted, at)
    return at


def _may_reach(hours: BusinessHours, now: datetime, at: datetime) -> datetime:
    """At the time that somebody chose, which may be when they finish; a late one, and one of a day that is short, within their
    hours."""
    in_time = now - at < LATE and hours.is_open(at - A_MOMENT)
    return now if in_time else opening(hours, now)


def _key(user: str, day: str) -> str:
    return f"{digest_key(user)}/{day}"


def retimed(tx: Transaction, desk: Desk, user: str) -> None:
    """Somebody's hours or zone have changed, or they are back: what is held for them waits for their hours as they are now,
    and so does their digest."""
    now, chosen = desk.clock.now(), preferences.of(tx, user)
    hours = hours_of(tx, desk, user, chosen)
    if waits := notices.held(tx, user, now):
        opens = opening(hours, now)
        for moment, spread in ((opens, False), (opens + apart(user), True)):
            some = [key for key, topic in waits if (topic in SPREAD) is spread]
            if some:
                held.move(tx, some, to=moment)
                notices.move(tx, user, some, to=moment)
    if waiting := notices.merged(tx, user):
        at = _due(tx, user, hours, chosen, min(waiting[0].since, now))
        timers.arm(tx, {digest_key(user): at})


def digest(tx: Transaction, desk: Desk, user: str, day: str) -> list[Body]:
    """How much there is of what, then a line for each, message by message. What events have overtaken is left out."""
    told = notices.of(tx, user, _key(user, day))
    if told is None:
        return []
    _ = desk.words_for(tx, user)
    said = [each for each in notices.merged(tx, user, day) if each.topic != DIGEST]
    lines = {line: each.topic for each in said if (line := _line(tx, desk, _, user, each))}
    if not lines:
        return []
    chosen = preferences.of(tx, user)
    head = [*_head(_, chosen, Counter(lines.values())), *_lateness(_, told)]
    return list(_messages(_, head, list(lines)))


def _line(
    tx: Transaction, desk: Desk, _: Words, user: str, notice: PersonalNotice
) -> Mrkdwn | None:
    """What a message would have said, with the way to what it is about."""
    found = desk.offers.show_of.find(notice.key)
    shown = found and found[0](tx, desk, *found[1])
    if isinstance(shown, Each):
        return None
    first = shown if isinstance(shown, Body) else next(iter(shown or ()), None)
    if not isinstance(first, Body):
        return None
    request = _request(tx, notice.key)
    said = first.text if request is None or may_be_repeated(request) else _hushed(request)
    text = escape(shorten(plain(said, {}), LONGEST))
    place = _place(tx, user, request)
    if place is None:
        return Mrkdwn(f"• {text}")
    return Mrkdwn(f"• {text} {linked(permalink(desk.workspace_url, *place), _('Open'))}")


def _request(tx: Transaction, key: str) -> Request | None:
    """What a message is about, if about a request."""
    number = keys.number_in(key)
    return None if number is None else requests.get(tx, number)


def _hushed(request: Request) -> str:
    return f"{reference(request)} {HUSHED}"


def _place(tx: Transaction, user: str, request: Request | None) -> tuple[str, str] | None:
    """Where somebody sees a request: its receipt, or its card."""
    if request is None:
        return None
    mine = request.requester == user
    return messages.shown_at(tx, keys.receipt(request) if mine else keys.card(request))


def _head(_: Words, chosen: Preferences, much: Counter[str]) -> Iterator[Mrkdwn]:
    total, names = much.total(), topics(_)
    if chosen.budget:
        yield _.plural(
            "*Your digest:* one notice beyond your {budget} a day.",
            "*Your digest:* {n} notices beyond your {budget} a day.",
            total,
            budget=chosen.budget,
        )
    else:
        yield _.plural("*Your digest:* one notice.", "*Your digest:* {n} notices.", total)
    each = ((escape(names[topic]), much[topic]) for topic in Topic if much[topic])
    yield Mrkdwn(" · ".join(f"{name}: {number}" for name, number in each))


def _lateness(_: Words, told: PersonalNotice) -> Iterator[Mrkdwn]:
    if told.at - told.since >= LATE:
        yield _.mrkdwn("This was due {moment} and is late.", moment=_.moment(told.since))


def _messages(_: Words, head: Sequence[Mrkdwn], lines: Sequence[Mrkdwn]) -> Iterator[Body]:
    blocks = paragraphs(lines)
    pages = [blocks[at : at + TO_A_MESSAGE] for at in range(0, len(blocks), TO_A_MESSAGE)]
    change = context(
        _.mrkdwn("You choose how much reaches you, and when: `/frontdesk preferences`")
    )
    for number, page in enumerate(pages, start=1):
        first, last = number == 1, number == len(pages)
        told = Mrkdwn("\n".join(head)) if first else _page(_, number, len(pages))
        above: Block = section(told) if first else context(told)
        yield Body(told, [above, *page, *([change] if last else [])])


def _page(_: Words, number: int, pages: int) -> Mrkdwn:
    return _.mrkdwn("Your digest, page {page} of {pages}", page=number, pages=pages)
