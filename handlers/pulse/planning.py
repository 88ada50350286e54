"""Plan the next round of a pulse, so that its key can be made before it begins."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.calendars import moment_of
from handlers.desk import Desk
from handlers.directory.rules import has_left, user_named
from handlers.hours import opening
from handlers.pulse import keys
from handlers.pulse.model import (
    DEPARTMENT,
    EARLIEST,
    LIVE,
    MOST_QUESTIONS,
    TEAM,
    Life,
    Plan,
    Question,
    RoundState,
    Scale,
    See,
)
from handlers.pulse.repeating import ASKED
from handlers.pulse.sealing import LARGE, SMALL
from handlers.pulse.tied import note_asked, tied, with_tied
from storage import pulses, timers
from storage.pulses import Pulse, Round
from storage.transaction import Transaction

EVENING = time(17)
# More than one asks in the time for which names are kept.
ROUNDS = 100


def plan_round(tx: Transaction, desk: Desk, pulse: str) -> None:
    """A timer: the next round of a pulse is planned, so that its key can be made before it begins; and the one after."""
    found = pulses.get(tx, int(pulse))
    if found is None or found.state in (Life.STOPPED, Life.DRAFT):
        return
    plan, now = _changed(tx, with_owner(tx, desk, found)), desk.clock.now()
    today = plan.day_of((now + EARLIEST).date())
    following = plan.next_day(today)
    if following is not None:
        timers.arm(tx, {keys.plan(found.pulse): begins(following)})
    if found.state == Life.SKIPPING:
        pulses.change(tx, found.pulse, state=Life.RUNNING)
    if found.state != Life.RUNNING:
        return
    closes_at = _closes_at(desk, plan, now, today)
    due = plan.asks(pulses.rounds_asked(tx, found.pulse, ASKED))
    questions = with_tied(due, tied(tx, desk, found, plan), MOST_QUESTIONS)
    planned = Round(
        round=secrets.token_hex(8),
        pulse=found.pulse,
        state=RoundState.PLANNED,
        opens_at=begins(today) if plan.first else now,
        closes_at=min(closes_at, begins(following)) if following else closes_at,
        questions=[each.model_dump(mode="json") for each in questions],
        release_plan=_sets(desk, plan),
        cell_bytes=LARGE if has_words(plan, questions) else SMALL,
    )
    pulses.keep_round(tx, planned)
    note_asked(tx, planned.round, questions)
    timers.arm(tx, {keys.opening(planned.round): now})


def begins(day: date) -> datetime:
    """When a day begins where it begins first."""
    return datetime.combine(day, time(), UTC) - EARLIEST


def _closes_at(desk: Desk, plan: Plan, now: datetime, today: date) -> datetime:
    """So many days later than its people work; of a round of a day, in the evening, where the organisation is."""
    if plan.poll:
        return plan.closes or now + timedelta(days=plan.days)
    if plan.first is None:
        office = desk.organisation.office_hours(desk.organisation.zone)
        return opening(office, now) + timedelta(days=plan.days)
    zone = ZoneInfo(desk.organisation.zone)
    return moment_of(datetime.combine(today + timedelta(days=plan.days), EVENING), zone)


def _sets(desk: Desk, plan: Plan) -> list[str]:
    departments = desk.organisation.all if plan.cuts else ()
    return sorted(
        [
            *(f"{DEPARTMENT}{each.key}" for each in departments),
            *(f"{TEAM}{each}" for each in plan.teams),
        ]
    )


def _changed(tx: Transaction, pulse: Pulse) -> Plan:
    """From its next round on it is what its owner changed it to."""
    plan = Plan.model_validate(pulse.plan)
    if plan.coming is None:
        return plan
    pulses.change(tx, pulse.pulse, plan=plan.coming.model_dump(mode="json"))
    return plan.coming


def with_owner(tx: Transaction, desk: Desk, pulse: Pulse) -> Pulse:
    """When its owner leaves, a pulse goes to the head. Who said what in a named one stays with those who were named when it
    was asked: what only the owner could read is forgotten, and a round that runs ends first."""
    if not has_left(tx, pulse.owner):
        return pulse
    plan = Plan.model_validate(pulse.plan)
    if not plan.anonymous and plan.see == See.LEAD:
        rounds = pulses.rounds_of(tx, pulse.pulse, most=ROUNDS)
        if any(each.state in LIVE for each in rounds):
            return pulse
        for each in rounds:
            pulses.forget_named(tx, each.round)
    home = desk.organisation.department(plan.home)
    wanted = [*([home] if home else []), desk.organisation.triage]
    head = next((user for each in wanted if (user := user_named(tx, each.head))), None)
    if head is None:
        return pulse
    pulses.change(tx, pulse.pulse, owner=head)
    return replace(pulse, owner=head)


def has_words(plan: Plan, questions: Sequence[Question]) -> bool:
    """Whether anybody can write something in a round with these questions."""
    return plan.comments or any(each.scale == Scale.OPEN for each in questions)
