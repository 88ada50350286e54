"""What somebody who is asked sees: the ballot, and the form with every question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from config.catalogue import Mrkdwn, Words, escape
from handlers.blockkit import Block, Element, Input
from handlers.blocks import (
    Body,
    actions,
    body,
    button,
    context,
    divider,
    field,
    form,
    option,
    radio,
    section,
    select,
    text_input,
    ticks,
)
from handlers.pulse.ids import BallotAction, BallotValue, PulseForm
from handlers.pulse.model import NAMED_DAYS, Plan, Question, Scale, See
from handlers.pulse.scales import label, said_before, spoken, values
from handlers.pulse.sealing import Cell
from storage.pulses import Round

# Of what is typed into a form; all of a ballot's must fit into one cell.
LONGEST = 1000
NO_ANSWER = "-"
REPLIES = "replies"


def ballot(_: Words, plan: Plan, round_: Round, owner: str, handle: str, now: datetime) -> Body:
    """The first question to be answered by a press, and a form for all of them. It depends on nothing that anybody says."""
    questions = [Question.model_validate(each) for each in round_.questions]
    until = _.when(round_.closes_at, now)
    title = _.mrkdwn(
        "*{name}* – {who} would like to know how you see it.", name=plan.name, who=owner
    )
    blocks: list[Block] = [section(title), context(promise(_, plan))]
    first = next((at for at, each in enumerate(questions) if each.one_click), None)
    if first is not None:
        blocks += _at_once(_, round_.round, first, questions)
    value = BallotValue(round=round_.round, handle=handle).pack()
    blocks += [
        actions(
            button(_("Answer all"), BallotAction.ANSWER_ALL, value, style="primary"),
            button(_("See or change my answers"), f"{BallotAction.ANSWER_ALL}:again", value),
            button(_("Skip this time"), BallotAction.SKIP, value),
            button(_("I'm away"), BallotAction.AWAY, value),
        ),
        context(
            _.plural(
                "{n} question, open until {until}.",
                "{n} questions, open until {until}.",
                len(questions),
                until=until,
            ),
            promise(_, plan),
        ),
    ]
    return Body(title, blocks)


def following(_: Words, round_: Round, at: int) -> list[Block]:
    """After the question at this place: the next one that a press answers, and what is behind *Answer all*."""
    questions = [Question.model_validate(each) for each in round_.questions]
    rest = range(at + 1, len(questions))
    after = next((each for each in rest if questions[each].one_click), None)
    if after is not None:
        return _at_once(_, round_.round, after, questions)
    if not all(each.one_click for each in questions):
        return [context(_.mrkdwn("The other questions are behind *Answer all*, above."))]
    return []


def promise(_: Words, plan: Plan) -> Mrkdwn:
    """Said at the beginning and at the end of every ballot."""
    if plan.anonymous:
        return _.mrkdwn(
            ":lock: Anonymous: no one learns who answered what. That can never be changed."
        )
    who = {
        See.ASKED: _("everybody who is asked"),
        See.LEAD: _("whoever asks"),
        See.HEAD: _("whoever asks, and the head of their department,"),
    }[plan.see]
    return _.mrkdwn(
        "Named: {who} can see who said what, for {n} days.",
        who=who,
        n=NAMED_DAYS,
    )


def _at_once(_: Words, round_: str, at: int, questions: Sequence[Question]) -> list[Block]:
    question, number = questions[at], _("{n} of {all}", n=at + 1, all=len(questions))
    wording = escape(f"{number} · {question.wording(_)}" if at else question.wording(_))
    blocks = [divider(), section(Mrkdwn(f"*{wording}*")), *_as_corrected(_, question)]
    if question.scale == Scale.ENPS:
        blocks.append(context(_.mrkdwn("0 is not at all likely, 10 is extremely likely.")))
    return [*blocks, actions(*_answers(_, round_, at, question))]


def _answers(_: Words, round_: str, at: int, question: Question) -> list[Element]:
    buttons = []
    for value in values(question):
        packed = BallotValue(round=round_, question=at, answer=value).pack()
        pressed = button(label(_, question, value), f"{BallotAction.GIVE}:{value}", packed)
        buttons.append(Element({**pressed, "accessibility_label": spoken(_, question, value)}))
    return buttons


def ballot_form(
    _: Words, plan: Plan, round_: Round, cell: Cell, above: Sequence[Block] = ()
) -> dict[str, Any]:
    """Every question, filled in with what was said before; `above` it what is to be asked first."""
    questions = [Question.model_validate(each) for each in round_.questions]
    blocks: list[Block] = [*above, context(promise(_, plan))]
    for at, question in enumerate(questions):
        blocks += _asked(_, at, len(questions), question, plan, cell)
    if plan.anonymous and (plan.comments or any(each.scale == Scale.OPEN for each in questions)):
        blocks.append(_replies(_, cell))
    blocks.append(context(promise(_, plan)))
    packed = BallotValue(round=round_.round).pack()
    return form(
        plan.name, PulseForm.BALLOT, blocks, submit=_("Save"), close=_("Cancel"), metadata=packed
    )


def _replies(_: Words, cell: Cell) -> Block:
    wanted = [option(_("I'd like to see what is said to my words"), REPLIES)]
    return field(
        REPLIES,
        _("Replies"),
        ticks(REPLIES, wanted, chosen=[REPLIES] if cell.replies else []),
        optional=True,
        hint=_(
            "You find them by the button in your ballot, for 30 days. No one learns who you are."
        ),
    )


def _asked(_: Words, at: int, of: int, question: Question, plan: Plan, cell: Cell) -> list[Block]:
    return [*_described(_, at, of, question, plan, cell), *_as_corrected(_, question)]


def _as_corrected(_: Words, question: Question) -> list[Block]:
    before = said_before(_, question)
    return [context(escape(before))] if before else []


def _described(
    _: Words, at: int, of: int, question: Question, plan: Plan, cell: Cell
) -> list[Block]:
    number = _("{n} of {all}", n=at + 1, all=of)
    wording = f"{number} · {question.wording(_)}"
    given, comment = said(cell.answers, at), said(cell.comments, at)
    words = text_input(comment_block(at), multiline=True, initial=comment or None, longest=LONGEST)
    if question.scale == Scale.OPEN:
        return [field(comment_block(at), wording, words, optional=True)]
    asked = field(answer_block(at), wording, _choice(_, at, question, given), optional=True)
    if not plan.comments:
        return [asked]
    return [asked, field(comment_block(at), _("Anything to add?"), words, optional=True)]


def _choice(_: Words, at: int, question: Question, given: str) -> Input:
    options = [option(label(_, question, value), value) for value in values(question)]
    if question.scale == Scale.SEVERAL:
        return ticks(answer_block(at), options, chosen=given.split(","))
    # Once chosen, it couldn't be taken back in a row of buttons.
    options = [*options, option(_("No answer"), NO_ANSWER)]
    if question.scale in (Scale.ENPS, Scale.ONE):
        return select(answer_block(at), options, chosen=given or None)
    return radio(answer_block(at), options, chosen=given or None)


def said(of: Sequence[str], at: int) -> str:
    """What a cell holds for the question at this place."""
    return of[at] if at < len(of) else ""


def answer_block(at: int) -> str:
    """The field of the answer to the question at this place."""
    return f"answer:{at}"


def comment_block(at: int) -> str:
    """The field of what is said to it."""
    return f"comment:{at}"


def saved(_: Words, plan: Plan, until: str) -> Mrkdwn:
    """The same, whatever was pressed."""
    if plan.anonymous:
        return _.mrkdwn(
            "Saved. Only you can see or change what you said, until {until}.", until=until
        )
    return _.mrkdwn("Saved. You can change what you said until {until}.", until=until)


def reminder(_: Words, plan: Plan, until: str) -> Body:
    """To those who have said nothing yet. What it looks like is decided in memory."""
    return body(
        _.mrkdwn(
            "*{name}* is open until {until}. Your answers are missing – the questions are above.",
            name=plan.name,
            until=until,
        )
    )
