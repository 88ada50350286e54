"""Out of what an action is made, and who is told of it: those who were asked."""

from collections.abc import Mapping
from typing import Any

from handlers.actions.rules import Origin
from handlers.cover import head_or_cover
from handlers.desk import Desk, Value
from handlers.directory.rules import user_named
from handlers.errors import UserError
from handlers.pulse.making import may_lead
from handlers.pulse.model import Audience, Plan, Question
from handlers.pulse.repeating import asked
from handlers.pulse.roster import candidates
from storage import comments, pulses, requests
from storage.actions import Action
from storage.pulses import Pulse
from storage.transaction import Transaction


class ActionSource(Value):
    """Out of what it is made, with what is shown of that in the form."""

    origin: Origin
    refers: str = ""
    pulse: int | None = None
    round: str = ""
    question: Mapping[str, Any] | None = None
    channel: str = ""
    person: str = ""


def of_round(tx: Transaction, round_: str, question: str = "") -> ActionSource:
    """A question of a round."""
    found = pulses.round_of(tx, round_)
    pulse = pulses.get(tx, found.pulse) if found else None
    asked_there = {str(each["key"]): each for each in found.questions} if found else {}
    return ActionSource(
        origin=Origin.QUESTION,
        refers=question,
        pulse=pulse.pulse if pulse else None,
        round=round_,
        question=asked_there.get(question),
        channel=_channel_of(pulse),
    )


def of_comment(tx: Transaction, comment: str) -> ActionSource:
    """What somebody wrote in a round; or an idea that was said between rounds."""
    found = comments.get(tx, comment)
    if found is None:
        return ActionSource(origin=Origin.COMMENT)
    kept, round_ = found
    source = of_round(tx, round_, kept.question)
    origin = Origin.IDEA if kept.group else Origin.COMMENT
    return source.model_copy(update={"origin": origin, "refers": comment})


def of_rating(tx: Transaction, desk: Desk, number: int) -> ActionSource:
    """A request that didn't go as it should: its department's channel has the board, its requester is told."""
    request = requests.get(tx, number)
    if request is None:
        return ActionSource(origin=Origin.RATING, refers=str(number))
    department = desk.organisation.department(request.department or "")
    channel = department.channel if department else ""
    return ActionSource(
        origin=Origin.RATING,
        refers=str(number),
        channel=channel,
        person=request.requester,
    )


def _channel_of(pulse: Pulse | None) -> str:
    plan = Plan.model_validate(pulse.plan) if pulse else None
    in_channel = plan is not None and plan.audience == Audience.CHANNEL
    return plan.who[0] if plan is not None and in_channel else ""


def announce_to(tx: Transaction, desk: Desk, action: Action) -> set[str]:
    """Those who were asked: their channel, or each of them. What was said between rounds stands on the board."""
    if action.person:
        return {action.person}
    if action.channel:
        return {action.channel}
    pulse = pulses.get(tx, action.pulse) if action.pulse is not None else None
    if pulse is None or action.origin == Origin.IDEA:
        return set()
    # Of a round long ago it isn't known any more who was asked: whoever would be now.
    return asked(tx, action.round or "") or set(
        candidates(tx, desk, Plan.model_validate(pulse.plan), None)
    )


def require_may_make(tx: Transaction, desk: Desk, user: str) -> None:
    """Raises `UserError`."""
    if not may_lead(tx, desk, user):
        _ = desk.words_for(tx, user)
        raise UserError(
            _.mrkdwn(
                "Actions are made by heads of departments, and by the people in charge of pulse surveys."
            )
        )


def require_head(tx: Transaction, desk: Desk, user: str, number: int) -> None:
    """Of the department that has a request, or whoever stands in. Raises `UserError`."""
    request = requests.get(tx, number)
    department = desk.organisation.department((request.department if request else None) or "")
    heads = (
        (user_named(tx, department.head), head_or_cover(tx, desk, department)) if department else ()
    )
    if user not in heads:
        _ = desk.words_for(tx, user)
        raise UserError(_.mrkdwn("Only the head of its department can put this on the board."))


def question_of(action: Action) -> Question | None:
    """What is asked again while it is open."""
    return Question.model_validate(action.question) if action.question else None
