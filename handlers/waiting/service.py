"""Wait for a third party, or snooze until a day: each is one transaction that checks, writes and tells."""

from datetime import date, timedelta
from typing import Any

from config.business_time import BusinessHours
from config.calendars import local_date
from handlers.desk import Answer, Desk
from handlers.directory.rules import name_of
from handlers.errors import UserError
from handlers.requests.changes import Change, apply
from handlers.requests.departments import department_of
from handlers.requests.rules import State
from handlers.requests.service import OnRequest
from handlers.waiting.aside import THIRD_PARTY, Aside, WaitsFor, evening_of, morning_of
from handlers.waiting.ids import WaitField
from handlers.working.permission import may_work_on
from handlers.working.service import held, note
from storage.requests import SNOOZED, Request
from storage.transaction import Transaction

# Nobody is told to wait longer for the next update, or for the day.
FURTHEST_UPDATE, FURTHEST_DAY = timedelta(days=14), timedelta(days=90)


class ForThirdParty(OnRequest):
    """Who or what it waits for, and on which day the requester hears of it."""

    who: str
    next_update: date | None


class Snooze(OnRequest):
    """On which day it is looked at again, and why not before."""

    until: date | None
    reason: str


def may_put_off(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if it can wait for something: not while it waits for the requester already."""
    request = may_work_on(tx, desk, act)
    if request.state == State.WAITING:
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "#{number} is waiting for {requester}'s reply. You can do this once it has come.",
                number=request.number,
                requester=name_of(tx, request.requester),
            )
        )
    return request


def wait_for_third_party(tx: Transaction, desk: Desk, act: ForThirdParty) -> Answer:
    """The requester reads who is waited for, and by when they hear; the time goes on counting."""
    request = held(tx, desk, may_put_off(tx, desk, act), act)
    day = _day(
        tx, desk, request, act, act.next_update, field=WaitField.NEXT_UPDATE, most=FURTHEST_UPDATE
    )
    until = evening_of(_hours(desk, request), day)
    entry = note(tx, desk, request, act, act.who, field=WaitField.OTHERS)
    waits = WaitsFor(desk.clock.now(), entry.seq, until)
    _apply(tx, desk, request, act, Aside.THIRD_PARTY, {THIRD_PARTY: waits})
    return Answer(number=request.number)


def third_party_over(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """What was waited for has come."""
    request = may_work_on(tx, desk, act)
    if WaitsFor.of(request, THIRD_PARTY) is not None:
        change = Change(actor=act.actor, data={THIRD_PARTY: None})
        apply(tx, desk, request, Aside.THIRD_PARTY_OVER, change)
    return Answer(number=request.number)


def snooze(tx: Transaction, desk: Desk, act: Snooze) -> Answer:
    """The requester reads until when, and why; that morning it comes back to its assignee."""
    request = held(tx, desk, may_put_off(tx, desk, act), act)
    day = _day(tx, desk, request, act, act.until, field=WaitField.UNTIL, most=FURTHEST_DAY)
    until = morning_of(_hours(desk, request), day)
    if until <= desk.clock.now():
        raise UserError(
            desk.words_for(tx, act.actor).mrkdwn("Choose a day after today."), field=WaitField.UNTIL
        )
    entry = note(tx, desk, request, act, act.reason, field=WaitField.REASON)
    waits = WaitsFor(desk.clock.now(), entry.seq, until)
    _apply(tx, desk, request, act, Aside.SNOOZED, {SNOOZED: waits})
    return Answer(number=request.number)


def wake(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """It is looked at again before its day."""
    request = may_work_on(tx, desk, act)
    if WaitsFor.of(request, SNOOZED) is not None:
        apply(tx, desk, request, Aside.AWAKE, Change(actor=act.actor))
    return Answer(number=request.number)


def _apply(
    tx: Transaction,
    desk: Desk,
    request: Request,
    act: OnRequest,
    event: Aside,
    waits: dict[str, WaitsFor],
) -> None:
    [(name, kept)] = waits.items()
    facts: dict[str, Any] = {**request.facts, name: kept.kept()}
    data: dict[str, str | int | None] = {
        "entry": kept.entry,
        "until": kept.until.isoformat(),
        **({THIRD_PARTY: kept.entry} if name == THIRD_PARTY else {}),
    }
    apply(tx, desk, request, event, Change(actor=act.actor, facts=facts, data=data))


def _hours(desk: Desk, request: Request) -> BusinessHours:
    return desk.organisation.hours(department_of(desk, request))


def _day(
    tx: Transaction,
    desk: Desk,
    request: Request,
    act: OnRequest,
    day: date | None,
    *,
    field: WaitField,
    most: timedelta,
) -> date:
    """A working day that can be promised: one that is not over, and not too far away."""
    _, hours = desk.words_for(tx, act.actor), _hours(desk, request)
    today = local_date(desk.clock.now(), hours.zone)
    if day is None:
        raise UserError(_.mrkdwn("Please choose a day."), field=field)
    if day < today or (day == today and evening_of(hours, day) <= desk.clock.now()):
        raise UserError(_.mrkdwn("That day is over. Choose a later one."), field=field)
    if day > today + most:
        raise UserError(
            _.plural(
                "That's too far away. Choose a day within {n} day.",
                "That's too far away. Choose a day within {n} days.",
                most.days,
            ),
            field=field,
        )
    if not hours.is_working_day(day):
        department = department_of(desk, request).name
        raise UserError(
            _.mrkdwn(
                "{department} doesn't work on that day. Choose another one.", department=department
            ),
            field=field,
        )
    return day
