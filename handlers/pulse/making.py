"""Make a pulse: who may, what must be right about it, and what follows."""

from collections.abc import Sequence

from config.calendars import local_date
from config.catalogue import Words
from config.questions import bank
from handlers.desk import Answer, Desk, Incoming
from handlers.directory.rules import departments_of, has_left, is_among
from handlers.errors import UserError
from handlers.packed import StaleValueError
from handlers.pulse import keys
from handlers.pulse.ids import MakeField
from handlers.pulse.model import (
    MOST_CHOICES,
    MOST_OPEN,
    MOST_QUESTIONS,
    PERIODS,
    Audience,
    Every,
    Life,
    Plan,
    Question,
    RoundState,
    Scale,
)
from handlers.pulse.planning import begins
from handlers.pulse.repeating import too_alike
from handlers.pulse.roster import candidates
from handlers.pulse.words import alike
from storage import counters, pulses, timers
from storage.pulses import Pulse
from storage.transaction import Transaction

CHOICE = 75


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
    if not act.plan.poll:
        require_lead(tx, desk, act.actor)
    elif act.members and act.actor not in act.members:
        raise UserError(_.mrkdwn("Only people in this channel can ask here."))
    check_questions(_, act.plan.asks(0))
    _check_schedule(_, desk, act.plan)
    _check_audience(_, tx, desk, act)
    number = counters.following(tx, "pulse")
    made_at = desk.clock.now()
    home = next((each.key for each in departments_of(tx, desk.organisation, act.actor)), "")
    plan = act.plan.model_copy(update={"home": home})
    kept = plan.model_dump(mode="json")
    pulses.keep(tx, Pulse(number, act.actor, Life.RUNNING, kept, made_at))
    begin = begins(plan.first) if plan.first else made_at
    timers.arm(tx, {keys.plan(number): max(begin, made_at)})
    return Answer(number=number)


def _check_schedule(_: Words, desk: Desk, plan: Plan) -> None:
    today = local_date(desk.clock.now(), desk.organisation.zone)
    if plan.first is not None and plan.first < today:
        raise UserError(
            _.mrkdwn("This day has passed, so nobody would ever be asked. Choose another."),
            field=MakeField.FIRST,
        )
    if plan.every in PERIODS and plan.days > PERIODS[plan.every]:
        raise UserError(
            _.mrkdwn("It would still be open when the next round begins. Close it earlier."),
            field=MakeField.OPEN_FOR,
        )


def change_life(tx: Transaction, desk: Desk, act: "Live") -> Answer:
    """Pause, resume, skip a round, stop, or ask the same again now."""
    found = mine(tx, desk, act.actor, act.pulse)
    if act.to == "again":
        plan = Plan.model_validate(found.plan).model_copy(
            update={"every": Every.ONCE, "first": None}
        )
        number, now = counters.following(tx, "pulse"), desk.clock.now()
        kept = plan.model_dump(mode="json")
        pulses.keep(tx, Pulse(number, act.actor, Life.RUNNING, kept, now))
        timers.arm(tx, {keys.plan(number): now})
    elif found.state != Life.STOPPED:
        pulses.change(tx, found.pulse, state=Life(act.to))
    return Answer()


def check_questions(_: Words, questions: Sequence[Question]) -> None:
    """Raises `UserError` with the field to be changed."""
    if not questions:
        raise UserError(
            _.mrkdwn("Choose a question from the bank, or write your own."), field=MakeField.BANK
        )
    if len(questions) > MOST_QUESTIONS:
        raise UserError(
            _.mrkdwn(
                "A round has {n} questions at the most, so that it takes seconds. Choose fewer.",
                n=MOST_QUESTIONS,
            ),
            field=MakeField.BANK,
        )
    if sum(each.scale == Scale.OPEN for each in questions) > MOST_OPEN:
        raise UserError(
            _.mrkdwn("At most {n} questions may be open: each takes a minute.", n=MOST_OPEN),
            field=MakeField.TEXT,
        )
    for question in questions:
        if question.scale in (Scale.ONE, Scale.SEVERAL):
            _check_choices(_, question.choices)


def _check_choices(_: Words, choices: Sequence[str]) -> None:
    wrong = None
    if not 2 <= len(choices) <= MOST_CHOICES:
        wrong = _.mrkdwn("Write 2 to {n} options, one on each line.", n=MOST_CHOICES)
    elif len({each.casefold() for each in choices}) < len(choices):
        wrong = _.mrkdwn("Two options are the same. Change or remove one.")
    elif any(len(each) > CHOICE for each in choices):
        wrong = _.mrkdwn("An option has {n} characters at the most. Shorten the longest.", n=CHOICE)
    if wrong:
        raise UserError(wrong, field=MakeField.CHOICES)


def _check_audience(_: Words, tx: Transaction, desk: Desk, act: Make) -> None:
    field = {
        Audience.CHANNEL: MakeField.CHANNEL,
        Audience.GROUP: MakeField.GROUP,
        Audience.DEPARTMENT: MakeField.DEPARTMENT,
        Audience.PEOPLE: MakeField.PEOPLE,
    }.get(act.plan.audience, MakeField.AUDIENCE)
    if act.plan.audience == Audience.CHANNEL and not act.members:
        raise UserError(
            _.mrkdwn("I can't see who is in this channel. Invite me to it, then try again."),
            field=field,
        )
    people = candidates(tx, desk, act.plan, act.members)
    count = len(people)
    least = desk.organisation.pulses.threshold if act.plan.anonymous else 1
    if count < least:
        raise UserError(
            _.plural(
                "That's {n} person, too few for answers to be anonymous: at least {least} are needed. "
                "Choose a larger audience.",
                "That's {n} people, too few for answers to be anonymous: at least {least} are needed. "
                "Choose a larger audience.",
                count,
                least=least,
            ),
            field=field,
        )
    first = act.plan.asks(0)
    asked = {each.key for each in first}
    now = act.plan.anonymous and act.plan.first is None
    if now and asked <= too_alike(tx, desk, first, people):
        raise UserError(alike(_, act.plan.name), field=field)
    if act.plan.anonymous and not desk.keys.usable:
        raise UserError(
            _.mrkdwn(
                "There's no place for the keys of anonymous rounds yet. Please ask whoever runs Frontdesk."
            ),
            field=MakeField.NAME,
        )


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
