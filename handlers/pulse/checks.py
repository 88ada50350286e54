"""What must be right about a pulse before it is sent. Each fault is said beside the field in which it is put right."""

from collections.abc import Sequence

from config.calendars import local_date
from config.catalogue import Words
from handlers.desk import Desk
from handlers.errors import UserError
from handlers.pulse.filled import CHOICE
from handlers.pulse.ids import MakeField
from handlers.pulse.model import (
    LIVE,
    MOST_CHOICES,
    MOST_OPEN,
    MOST_QUESTIONS,
    PERIODS,
    Audience,
    Plan,
    Question,
    Scale,
)
from handlers.pulse.planning import begins
from handlers.pulse.repeating import too_alike
from handlers.pulse.roster import candidates
from handlers.pulse.words import alike
from storage import pulses
from storage.transaction import Transaction

FIELDS = {
    Audience.CHANNEL: MakeField.CHANNEL,
    Audience.GROUP: MakeField.GROUP,
    Audience.DEPARTMENT: MakeField.DEPARTMENT,
    Audience.PEOPLE: MakeField.PEOPLE,
    Audience.EVERYONE: MakeField.AUDIENCE,
}


def check_name(_: Words, plan: Plan) -> None:
    """Raises `UserError`, as all of these do."""
    if not plan.name:
        raise UserError(_.mrkdwn("Give it a name, so that people know it."), field=MakeField.NAME)


def check_audience(
    _: Words, tx: Transaction, desk: Desk, plan: Plan, members: Sequence[str] | None
) -> None:
    """Whether it can be seen who is asked, and whether they are enough."""
    field = FIELDS[plan.audience]
    if plan.audience == Audience.CHANNEL and not members:
        raise UserError(
            _.mrkdwn("I can't see who is in this channel. Invite me to it, then try again."),
            field=field,
        )
    count = len(candidates(tx, desk, plan, members))
    least = desk.organisation.pulses.threshold if plan.anonymous else 1
    if plan.anonymous and count < least:
        raise UserError(
            _.plural(
                "That's {n} person, too few for answers to be anonymous: at least {least} are needed. "
                "Choose a larger audience, or make it named.",
                "That's {n} people, too few for answers to be anonymous: at least {least} are needed. "
                "Choose a larger audience, or make it named.",
                count,
                least=least,
            ),
            field=field,
        )
    if count < least:
        raise UserError(_.mrkdwn("Nobody would be asked. Choose a larger audience."), field=field)
    if plan.anonymous and not desk.keys.usable:
        raise UserError(
            _.mrkdwn(
                "There's no place for the keys of anonymous rounds yet. Please ask whoever runs Frontdesk."
            ),
            field=MakeField.NAME,
        )


def check_questions(_: Words, questions: Sequence[Question]) -> None:
    """Their number, and their options."""
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


def check_schedule(_: Words, tx: Transaction, desk: Desk, plan: Plan) -> None:
    """That there is a first round, and that each is over before the next."""
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
    if plan.first is None or not plan.edits:
        return
    for each in pulses.rounds_of(tx, plan.edits):
        if each.state in LIVE and begins(plan.first) < each.closes_at:
            raise UserError(
                _.mrkdwn(
                    "The round before it is open until {until}. Choose a later day.",
                    until=_.moment(each.closes_at),
                ),
                field=MakeField.FIRST,
            )


def check_alike(
    _: Words, tx: Transaction, desk: Desk, plan: Plan, members: Sequence[str] | None
) -> None:
    """That what is asked now of almost the same people isn't what they were asked lately."""
    if not plan.anonymous or plan.first is not None:
        return
    asked, people = plan.asks(0), candidates(tx, desk, plan, members)
    if {each.key for each in asked} <= too_alike(tx, desk, asked, people):
        raise UserError(alike(_, plan.name), field=MakeField.FIRST)
