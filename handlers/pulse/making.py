"""Make a pulse: who may, what must be right about it, and what follows."""

from config.questions import bank
from handlers.desk import Answer, Desk, Incoming
from handlers.directory.rules import departments_of, has_left, is_among
from handlers.errors import UserError
from handlers.packed import StaleValueError
from handlers.pulse import keys
from handlers.pulse.checks import check_alike, check_audience, check_questions, check_schedule
from handlers.pulse.model import (
    Every,
    Life,
    Plan,
    Question,
    RoundState,
)
from handlers.pulse.planning import begins
from storage import counters, pulses, timers
from storage.pulses import Pulse
from storage.transaction import Transaction

# What may become of a pulse that is sent.
ENDS = {
    Life.RUNNING: (Life.PAUSED, Life.SKIPPING, Life.STOPPED),
    Life.SKIPPING: (Life.RUNNING, Life.PAUSED, Life.STOPPED),
    Life.PAUSED: (Life.RUNNING, Life.STOPPED),
}


class Make(Incoming):
    """A new pulse. `members` are those of its channel, as Slack tells them."""

    plan: Plan
    members: tuple[str, ...] | None = None


class OnPulse(Incoming):
    """Something its owner does with a pulse."""

    pulse: int


class Live(OnPulse):
    """How it goes on: one of `Life`, or `again`."""

    to: str


def may_lead(tx: Transaction, desk: Desk, user: str) -> bool:
    """Heads of departments, and whom the organisation file names."""
    organisation = desk.organisation
    heads = [each.head for each in organisation.all]
    return is_among(tx, [*heads, *organisation.pulses.leads], user)


def require_lead(tx: Transaction, desk: Desk, user: str) -> None:
    """Raises `UserError`."""
    if may_lead(tx, desk, user):
        return
    _ = desk.words_for(tx, user)
    raise UserError(
        _.mrkdwn(
            "Pulse surveys are made by heads of departments, and by the people in charge of them. "
            "To see results you may see, type `/pulse results`."
        )
    )


def bank_choices(desk: Desk) -> list[Question]:
    """The bank, with a question about each department where one names it."""
    found: list[Question] = []
    for each in bank():
        if "{department}" not in each.text:
            found.append(Question.of_bank(each, key=each.key))
            continue
        found += [
            Question.of_bank(each, key=f"{each.key}:{department.key}", about=department.name)
            for department in desk.organisation.departments
        ]
    return found


def make(tx: Transaction, desk: Desk, act: Make) -> Answer:
    """Keep it, and begin its first round."""
    _ = desk.words_for(tx, act.actor)
    plan = act.plan
    if not plan.poll:
        require_lead(tx, desk, act.actor)
    elif act.members and act.actor not in act.members:
        raise UserError(_.mrkdwn("Only people in this channel can ask here."))
    check_questions(_, plan.asks(0))
    check_schedule(_, tx, desk, plan)
    check_audience(_, tx, desk, plan, act.members)
    check_alike(_, tx, desk, plan, act.members)
    number = counters.following(tx, "pulse")
    made_at = desk.clock.now()
    home = next((each.key for each in departments_of(tx, desk.organisation, act.actor)), "")
    kept = plan.model_copy(update={"home": home}).model_dump(mode="json")
    pulses.keep(tx, Pulse(number, act.actor, Life.RUNNING, kept, made_at))
    begin = begins(plan.first) if plan.first else made_at
    timers.arm(tx, {keys.plan(number): max(begin, made_at)})
    return Answer(number=number)


def change_life(tx: Transaction, desk: Desk, act: "Live") -> Answer:
    """Pause, resume, skip a round, stop, or ask the same again now."""
    found = mine(tx, desk, act.actor, act.pulse)
    if act.to == "again":
        plan = Plan.model_validate(found.plan).model_copy(
            update={"every": Every.ONCE, "first": None, "coming": None}
        )
        number, now = counters.following(tx, "pulse"), desk.clock.now()
        kept = plan.model_dump(mode="json")
        pulses.keep(tx, Pulse(number, act.actor, Life.RUNNING, kept, now))
        timers.arm(tx, {keys.plan(number): now})
    elif found.state in ENDS and act.to in ENDS[Life(found.state)]:
        pulses.change(tx, found.pulse, state=Life(act.to))
    return Answer()


def end_now(tx: Transaction, desk: Desk, act: OnPulse) -> Answer:
    """Its owner ends the running round: from now on nothing more is saved."""
    found = mine(tx, desk, act.actor, act.pulse)
    for round_ in pulses.rounds_of(tx, found.pulse):
        if round_.state in (RoundState.OPEN, RoundState.PAUSED):
            now = desk.clock.now()
            pulses.change_round(tx, round_.round, closes_at=min(now, round_.closes_at))
            timers.arm(tx, {keys.close(round_.round): now})
    return Answer()


def mine(tx: Transaction, desk: Desk, user: str, pulse: int) -> Pulse:
    """A pulse of somebody's own. Raises `UserError`."""
    found = pulses.get(tx, pulse)
    if found is None:
        raise StaleValueError(str(pulse))
    if found.owner != user or has_left(tx, user):
        _ = desk.words_for(tx, user)
        raise UserError(_.mrkdwn("Only whoever made this pulse can do that."))
    return found
