"""A pulse while it is made: a draft, kept with each step, so that nothing filled in is lost with a window. A copy begins as
one, and so does a change from the next round on."""

from collections.abc import Mapping
from enum import StrEnum

from config.calendars import local_date
from config.catalogue import Words
from handlers.desk import Answer, Desk, Incoming
from handlers.directory.rules import departments_of
from handlers.errors import UserError
from handlers.packed import StaleValueError
from handlers.pulse import filled, keys
from handlers.pulse.checks import (
    check_alike,
    check_audience,
    check_name,
    check_questions,
    check_schedule,
)
from handlers.pulse.forms import EMPTY
from handlers.pulse.making import OnPulse, bank_choices, mine, require_lead
from handlers.pulse.model import EARLIEST, Life, Plan
from handlers.pulse.planning import begins
from storage import counters, directory, messages, pulses, timers
from storage.pulses import Pulse
from storage.transaction import Transaction


class DraftStep(StrEnum):
    """What is filled in one after the other."""

    WHO = "who"
    QUESTIONS = "questions"
    TERMS = "terms"
    CHECK = "check"


class KeepStep(Incoming):
    """What stands in a step; `members` are those of its channel, as Slack tells them. Half of it is kept as it is when somebody
    goes back, or adds a question; one of its own questions may go."""

    pulse: int
    step: DraftStep
    said: Mapping[str, tuple[str, ...]]
    members: tuple[str, ...] | None = None
    half: bool = False
    remove: int | None = None


class SendDraft(OnPulse):
    """It is right: send it."""

    members: tuple[str, ...] | None = None


def draft_of(tx: Transaction, desk: Desk, user: str, pulse: int) -> Pulse | None:
    """Somebody's own; None before its first step. Raises `UserError`."""
    require_lead(tx, desk, user)
    if not pulse:
        return None
    found = mine(tx, desk, user, pulse)
    if found.state != Life.DRAFT:
        raise StaleValueError(str(pulse))
    return found


def plan_in(found: Pulse | None) -> Plan:
    """What a draft says by now."""
    return Plan.model_validate(found.plan) if found else EMPTY


def keep_step(tx: Transaction, desk: Desk, act: KeepStep) -> Answer:
    """Take in what stands in a step, if it is right."""
    _ = desk.words_for(tx, act.actor)
    found = draft_of(tx, desk, act.actor, act.pulse)
    plan = _taken_in(tx, desk, _, plan_in(found), act)
    if act.remove is not None:
        plan = filled.without_question(plan, act.remove)
    if not act.half:
        _check(tx, desk, _, plan, act)
    kept = plan.model_dump(mode="json")
    if found is not None:
        pulses.change(tx, found.pulse, plan=kept)
        return Answer(number=found.pulse)
    return Answer(number=_keep_new(tx, desk, act.actor, plan))


def _keep_new(tx: Transaction, desk: Desk, owner: str, plan: Plan) -> int:
    number = counters.following(tx, "pulse")
    kept = plan.model_dump(mode="json")
    pulses.keep(tx, Pulse(number, owner, Life.DRAFT, kept, desk.clock.now()))
    return number


def _taken_in(tx: Transaction, desk: Desk, _: Words, plan: Plan, act: KeepStep) -> Plan:
    try:
        match act.step:
            case DraftStep.WHO:
                return filled.with_audience(_, plan, act.said)
            case DraftStep.QUESTIONS:
                return filled.with_questions(_, plan, act.said, bank_choices(desk))
            case DraftStep.TERMS:
                today = local_date(desk.clock.now(), desk.organisation.zone)
                return filled.with_terms(plan, act.said, today, directory.handles(tx))
            case DraftStep.CHECK:
                return plan
    except UserError:
        if act.half and act.remove is None:
            return plan
        raise


def _check(tx: Transaction, desk: Desk, _: Words, plan: Plan, act: KeepStep) -> None:
    match act.step:
        case DraftStep.WHO:
            check_name(_, plan)
            check_audience(_, tx, desk, plan, act.members)
        case DraftStep.QUESTIONS:
            check_questions(_, plan.asks(0))
        case DraftStep.TERMS:
            check_schedule(_, tx, desk, plan)
            check_alike(_, tx, desk, plan, act.members)
        case DraftStep.CHECK:
            pass


def send(tx: Transaction, desk: Desk, act: SendDraft) -> Answer:
    """Check all of it once more: time has passed. Then it begins, or changes what it is a change of."""
    _ = desk.words_for(tx, act.actor)
    found = draft_of(tx, desk, act.actor, act.pulse)
    if found is None:
        raise StaleValueError(str(act.pulse))
    plan = plan_in(found)
    check_name(_, plan)
    check_audience(_, tx, desk, plan, act.members)
    check_questions(_, plan.asks(0))
    check_schedule(_, tx, desk, plan)
    check_alike(_, tx, desk, plan, act.members)
    if plan.edits:
        _change(tx, desk, act, plan, found)
        return Answer(number=plan.edits)
    home = next((each.key for each in departments_of(tx, desk.organisation, act.actor)), "")
    kept = plan.model_copy(update={"home": home}).model_dump(mode="json")
    pulses.change(tx, found.pulse, plan=kept, state=Life.RUNNING, made_at=desk.clock.now())
    _begin(tx, desk, found.pulse, plan)
    return Answer(number=found.pulse)


def _begin(tx: Transaction, desk: Desk, pulse: int, plan: Plan) -> None:
    now = desk.clock.now()
    timers.arm(tx, {keys.plan(pulse): max(begins(plan.first), now) if plan.first else now})


def _change(tx: Transaction, desk: Desk, act: SendDraft, plan: Plan, draft: Pulse) -> None:
    """From its next round on. What was promised when it was made stays."""
    changed = mine(tx, desk, act.actor, plan.edits)
    before = Plan.model_validate(changed.plan)
    fixed = ("anonymous", "see", "cuts", "teams", "home", "poll")
    kept = {name: getattr(before, name) for name in fixed} | {"edits": 0, "coming": None}
    now_on = before.model_copy(update={"coming": plan.model_copy(update=kept)})
    pulses.change(tx, changed.pulse, plan=now_on.model_dump(mode="json"))
    pulses.remove(tx, draft.pulse)
    _begin(tx, desk, changed.pulse, plan)


def copy(tx: Transaction, desk: Desk, act: OnPulse) -> Answer:
    """A new pulse with everything as it is in another."""
    found = mine(tx, desk, act.actor, act.pulse)
    plan = Plan.model_validate(found.plan)
    fresh = (plan.coming or plan).model_copy(update={"first": None, "coming": None, "edits": 0})
    return Answer(number=_keep_new(tx, desk, act.actor, fresh))


def edit(tx: Transaction, desk: Desk, act: OnPulse) -> Answer:
    """A change from the next round on; one that was begun before goes on."""
    found = mine(tx, desk, act.actor, act.pulse)
    for each in pulses.owned_by(tx, act.actor):
        if each.state == Life.DRAFT and plan_in(each).edits == act.pulse:
            return Answer(number=each.pulse)
    plan = Plan.model_validate(found.plan)
    plan = plan.coming or plan
    following = plan.next_day((desk.clock.now() + EARLIEST).date())
    if following is None or found.state == Life.STOPPED:
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn("There is no further round that could be changed. Copy it instead.")
        )
    changed = plan.model_copy(update={"first": following, "edits": act.pulse, "coming": None})
    return Answer(number=_keep_new(tx, desk, act.actor, changed))


def discard(tx: Transaction, desk: Desk, act: OnPulse) -> Answer:
    """It came to nothing."""
    found = draft_of(tx, desk, act.actor, act.pulse)
    if found is not None:
        pulses.remove(tx, found.pulse)
    return Answer()


def try_out(tx: Transaction, desk: Desk, act: OnPulse) -> Answer:
    """Send it to its maker, as people get it."""
    found = draft_of(tx, desk, act.actor, act.pulse)
    if found is not None:
        key = keys.trial(found.pulse, act.actor, int(desk.clock.now().timestamp()))
        messages.put(tx, {key: messages.at(act.actor)}, forget_at=desk.passing())
    return Answer()
