"""Say that somebody is away, change it, end it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.calendars import local_date, moment_of
from handlers.absence import keys
from handlers.absence.checks import Wanted, may_say_for, require_cover, require_days, require_room
from handlers.absence.handing import AT_ONCE
from handlers.absence.rules import owner
from handlers.cover import zone_of
from handlers.desk import Answer, Desk, Incoming
from handlers.errors import UserError
from handlers.notify import notify
from handlers.requests.changes import show
from handlers.topics import Topic
from storage import absences, history, messages, requests, timers
from storage.absences import Absence
from storage.transaction import Transaction

DAY = timedelta(days=1)
NEW = 0


class Away(Incoming):
    """Somebody is away for whole days, the last one included. `absence` is the one that is changed, if it is one."""

    user: str
    first: date
    last: date
    cover: str | None = None
    note: str = ""
    absence: int = NEW


class OnAbsence(Incoming):
    """Somebody presses a button of an absence."""

    absence: int


def say(tx: Transaction, desk: Desk, act: Away) -> Answer:
    """Enter an absence, or change one. What already began keeps its beginning."""
    tx.hold("absences")
    may_say_for(tx, desk, act.actor, act.user)
    before = _own(tx, desk, act.actor, act.absence) if act.absence else None
    wanted = _wanted(tx, desk, act, before)
    now = desk.clock.now()
    require_days(tx, desk, wanted, now)
    require_room(tx, desk, wanted)
    if wanted.cover is not None:
        require_cover(tx, desk, wanted, wanted.cover)
    if before is None:
        _enter(tx, desk, act, wanted)
    else:
        _change(tx, desk, before, wanted)
    return Answer()


def end(tx: Transaction, desk: Desk, act: OnAbsence) -> Answer:
    """End one now, or cancel one that has not begun. Pressed twice, the second finds nothing to do."""
    absence = absences.get(tx, act.absence, lock=True)
    if absence is None or absence.over or absence.ends_at <= desk.clock.now():
        return Answer()
    may_say_for(tx, desk, act.actor, absence.user)
    now = desk.clock.now()
    history.record(tx, absence.key, "ended", at=now, actor=act.actor)
    if absence.begins_at > now:
        absences.save(tx, absence.id, over=True)
        timers.cancel(tx, keys.begins(absence))
    else:
        absences.save(tx, absence.id, ends_at=now)
    timers.arm(tx, {keys.ends(absence): now})
    _shown_anew(tx, desk, absence)
    return Answer()


def _own(tx: Transaction, desk: Desk, actor: str, number: int) -> Absence:
    """The absence that is changed, unless it is over."""
    found = absences.get(tx, number, lock=True)
    if found is None or found.over or found.ends_at <= desk.clock.now():
        _ = desk.words_for(tx, actor)
        raise UserError(_.mrkdwn("This absence is over. Enter a new one."))
    return found


def _wanted(tx: Transaction, desk: Desk, act: Away, before: Absence | None) -> Wanted:
    """Whole days, where that person is."""
    user = before.user if before else act.user
    zone = zone_of(tx, desk, user)
    begins_at = _midnight(act.first, zone)
    has_begun = before is not None and before.begins_at <= desk.clock.now()
    return Wanted(
        actor=act.actor,
        user=user,
        begins_at=before.begins_at if before is not None and has_begun else begins_at,
        ends_at=_midnight(act.last + DAY, zone),
        today=_midnight(local_date(desk.clock.now(), zone), zone),
        cover=act.cover or None,
        note=act.note,
        absence=before,
    )


def _midnight(day: date, zone: str) -> datetime:
    return moment_of(datetime.combine(day, time()), ZoneInfo(zone)).astimezone(UTC)


def _enter(tx: Transaction, desk: Desk, act: Away, wanted: Wanted) -> None:
    absence = absences.add(
        tx,
        Absence(
            id=NEW,
            user=wanted.user,
            begins_at=wanted.begins_at,
            ends_at=wanted.ends_at,
            cover=wanted.cover,
            note=wanted.note,
            set_by=act.actor,
        ),
    )
    arm(tx, absence)
    tell_covered(tx, desk, absence)
    history.record(tx, absence.key, "entered", at=desk.clock.now(), actor=act.actor)
    if act.actor != absence.user:
        notify(tx, desk, absence.user, keys.entered(absence), topic=Topic.NEEDED, passing=True)
    _tell_ahead(tx, desk, absence, act.actor)
    messages.refresh(tx, [f"home/{absence.user}"])


def arm(tx: Transaction, absence: Absence) -> None:
    """It begins and ends when its time has come."""
    due = {keys.begins(absence): absence.begins_at, keys.ends(absence): absence.ends_at}
    timers.arm(tx, due)


def tell_covered(tx: Transaction, desk: Desk, absence: Absence) -> None:
    """Those for whom somebody covers read that they are away, too."""
    span = (absence.begins_at, absence.ends_at)
    for other in absences.covered_by(tx, absence.user, *span):
        key = keys.cover_away(other, absence)
        notify(tx, desk, other.user, key, topic=Topic.NEEDED, passing=True)


def _tell_ahead(tx: Transaction, desk: Desk, absence: Absence, actor: str) -> None:
    """Who covers reads so beforehand, unless they said it themselves, or read of each request at once."""
    if absence.cover not in (None, actor) and absence.begins_at > desk.clock.now():
        assert absence.cover is not None
        key = keys.ahead(absence, absence.cover)
        notify(tx, desk, absence.cover, key, topic=Topic.DUTY, passing=True)


def _change(tx: Transaction, desk: Desk, before: Absence, wanted: Wanted) -> None:
    absences.save(
        tx,
        before.id,
        begins_at=wanted.begins_at,
        ends_at=wanted.ends_at,
        cover=wanted.cover,
        note=wanted.note,
    )
    after = absences.get(tx, before.id)
    assert after is not None
    now = desk.clock.now()
    history.record(tx, after.key, "changed", at=now, actor=wanted.actor)
    timers.arm(tx, {keys.ends(after): after.ends_at})
    if not before.begun:
        timers.arm(tx, {keys.begins(after): after.begins_at})
    elif before.cover != after.cover:
        timers.arm(tx, {keys.again(after, 0): now})
    if before.cover != after.cover:
        _tell_ahead(tx, desk, after, wanted.actor)
    _shown_anew(tx, desk, before)
    _shown_anew(tx, desk, after)


def _shown_anew(tx: Transaction, desk: Desk, absence: Absence) -> None:
    """What says until when, and who covers."""
    cover = absence.cover
    told = [keys.ahead(absence, cover), keys.brief(absence, cover)] if cover else []
    messages.refresh(tx, [*told, keys.entered(absence), f"home/{absence.user}"])
    for row in absences.moved(tx, absence.id, limit=AT_ONCE):
        request = requests.get(tx, row.number)
        if request is not None and owner(request) == absence.user:
            show(tx, desk, request)
