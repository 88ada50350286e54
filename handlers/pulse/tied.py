"""What a round asks because of what was decided: again, what is tied to an open action; once, whether one that is done worked.

The seam between pulses, which are below, and actions (`handlers/actions`), which are above: the table of actions.
"""

from collections.abc import Sequence

from config.catalogue import Words
from handlers.desk import Desk
from handlers.pulse.model import Plan, Question, Scale
from storage import actions, pulses
from storage.actions import Action
from storage.pulses import Pulse
from storage.transaction import Transaction

# A round asks no more than so many because of actions, so that it stays a matter of seconds.
MOST_TIED = 2
LOOKED_AT = 200


def key_of(action: int) -> str:
    """Of the question whether an action worked."""
    return f"action:{action}"


def tied(tx: Transaction, desk: Desk, pulse: Pulse, plan: Plan) -> tuple[Question, ...]:
    """Of the next round of a pulse, what is done first."""
    if plan.poll:
        return ()
    concerned = _of_alike(tx, pulse, plan)
    _ = desk.words_here()
    done = [_whether_it_worked(_, each) for each in concerned if each.done_at is not None]
    again = [
        Question.model_validate(each.question)
        for each in concerned
        if each.done_at is None and each.question
    ]
    found = {each.key: each for each in (*done, *again)}
    return tuple(found.values())[:MOST_TIED]


def _of_alike(tx: Transaction, pulse: Pulse, plan: Plan) -> list[Action]:
    """Those that came out of this pulse or another one for the same people; and those of its owner that came out of none."""
    alike = {pulse.pulse}
    for each in pulses.newest(tx, most=LOOKED_AT):
        other = Plan.model_validate(each.plan)
        if (other.audience, other.who) == (plan.audience, plan.who):
            alike.add(each.pulse)
    return [*actions.of_pulses(tx, alike), *actions.of_no_pulse(tx, [pulse.owner])]


def _whether_it_worked(_: Words, action: Action) -> Question:
    text = _("We did this: “{text}”. Does it help?", text=action.text)
    return Question(key=key_of(action.action), scale=Scale.YES_NO, text={"": text})


def with_tied(
    asked: Sequence[Question], extra: Sequence[Question], most: int
) -> tuple[Question, ...]:
    """Both, none twice; what rotates last gives way to what is tied."""
    tied_keys = {each.key for each in extra}
    rest = [each for each in asked if each.key not in tied_keys]
    return (*rest[: max(0, most - len(extra))], *extra)


def note_asked(tx: Transaction, round_: str, questions: Sequence[Question]) -> None:
    """Whether it worked is asked once."""
    for each in questions:
        kind, _colon, number = each.key.partition(":")
        if kind == "action" and number.isdecimal():
            actions.change(tx, int(number), checked=round_)
