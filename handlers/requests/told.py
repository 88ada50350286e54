"""Lines of history as the other side is told them: pure functions, one for each line that is told."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    Block,
    InteractiveElement,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextSectionElement,
)

from config.catalogue import Mrkdwn, Words, escape
from handlers.kit import Body, actions, body, button, context, section
from handlers.requests.ids import AskerAction, OnRequest
from handlers.requests.receipt import anew
from handlers.requests.rules import Side, State, What
from handlers.requests.views import Shown, permalink, reference
from handlers.text import carried
from storage.entries import Entry
from storage.history import Happening


@dataclass(frozen=True)
class Told:
    """A line of history with what it refers to. `said` is the note, reason or question that came with it."""

    shown: Shown
    line: Happening
    said: Entry | None
    who: str
    card_at: tuple[str, str] | None = None


def ping(user: str | None, text: str) -> RichTextBlock:
    """A sentence that calls somebody: the one place where a mention is meant to fire."""
    parts: list[RichTextElement] = [RichTextElementParts.Text(text=text)]
    if user:
        parts = [
            RichTextElementParts.User(user_id=user),
            RichTextElementParts.Text(text=f" {text}"),
        ]
    return RichTextBlock(elements=[RichTextSectionElement(elements=parts)])


def _with_said(told: Told, text: Mrkdwn, *more: Block) -> Body:
    if told.said is None or told.said.taken_back or not told.said.text:
        return body(text, section(text), *more)
    return body(text, section(text), carried(told.said.text, told.shown.names), *more)


def _claimed(_: Words, told: Told) -> Body:
    request, department = told.shown.request, told.shown.department.name
    who = told.shown.names.get(str(told.line.data.get("to")), told.who)
    return body(
        _.mrkdwn(
            "{who} ({department}) has your request {ref} now and answers in this thread.",
            who=who,
            department=department,
            ref=reference(request),
        )
    )


def _handed_over_asker(_: Words, told: Told) -> Body:
    data = told.line.data
    return body(
        _.mrkdwn(
            "Your request {ref} is with {to} now; it was with {origin}. {to} can read all that was said: "
            "you need not tell it again. You are told here who takes it.",
            ref=reference(told.shown.request),
            to=str(data.get("to", "")),
            origin=str(data.get("from", "")),
        )
    )


def _waiting(_: Words, told: Told) -> Body:
    text = _.mrkdwn(
        "{who} needs something from you before {ref} can go on. Please answer in this thread.",
        who=told.who,
        ref=reference(told.shown.request),
    )
    return _with_said(told, text)


def _waiting_department(_: Words, told: Told) -> Body:
    return _with_said(
        told, _.mrkdwn("{who} asked the asker, and waits for the answer:", who=told.who)
    )


def _resolved_department(_: Words, told: Told) -> Body:
    return _with_said(told, _.mrkdwn("{who} solved it, and told the asker:", who=told.who))


def _declined_department(_: Words, told: Told) -> Body:
    return _with_said(told, _.mrkdwn("{who} set it aside, and told the asker:", who=told.who))


def _released_asker(_: Words, told: Told) -> Body:
    return body(
        _.mrkdwn(
            "{holder} no longer works on {ref}. {department} was asked to find somebody else; you are told here who takes it.",
            holder=told.shown.names.get(str(told.line.data.get("holder")), ""),
            ref=reference(told.shown.request),
            department=told.shown.department.name,
        )
    )


def _resolved(_: Words, told: Told) -> Body:
    request = told.shown.request
    text = _.mrkdwn("{who} solved your request {ref}.", who=told.who, ref=reference(request))
    is_current = request.solution == told.line.id
    if not is_current or request.state not in (State.RESOLVED, State.CLOSED):
        return _with_said(told, text)
    if request.rating:
        return _with_said(told, text, *_rated(_, told))
    if request.state == State.CLOSED:
        return _with_said(told, text)
    return _with_said(told, text, *_rate(_, told))


def _rate(_: Words, told: Told) -> list[Block]:
    number = told.shown.request.number
    blocks: list[Block] = [
        section(_.mrkdwn("*How was it?* From 1 (poor) to 5 (great)")),
        _stars(_, number),
        actions(_not_solved(_, number)),
    ]
    closes = told.shown.closes_at
    if closes is not None:
        by = _.moment(closes)
        blocks.append(
            context(
                _.mrkdwn(
                    "Without a word from you it closes on {by}. You need not do anything.", by=by
                )
            )
        )
    return blocks


def _not_solved(_: Words, number: int) -> InteractiveElement:
    return button(
        _("Not solved"), AskerAction.NOT_SOLVED, OnRequest(number=number).pack(), style="danger"
    )


def _stars(_: Words, number: int) -> Block:
    words = (_("1 · poor"), _("2"), _("3 · fair"), _("4"), _("5 · great"))
    return actions(
        *(
            button(
                word,
                f"{AskerAction.RATE}:{star}",
                OnRequest(number=number, choice=str(star)).pack(),
            )
            for star, word in enumerate(words, start=1)
        )
    )


def _rated(_: Words, told: Told) -> list[Block]:
    request = told.shown.request
    thanks = _.mrkdwn(
        "You rated it {stars} of 5. Thank you! To change that, press another number.",
        stars=request.rating,
    )
    comment = button(
        _("Change the comment") if request.rating_comment else _("Add a comment"),
        AskerAction.COMMENT,
        OnRequest(number=request.number).pack(),
    )
    buttons = (
        [comment] if request.state == State.CLOSED else [comment, _not_solved(_, request.number)]
    )
    return [context(thanks), _stars(_, request.number), actions(*buttons)]


def _declined(_: Words, told: Told) -> Body:
    request = told.shown.request
    text = _.mrkdwn(
        "{who} ({department}) could not take {ref} as a request:",
        who=told.who,
        department=told.shown.department.name,
        ref=reference(request),
    )
    return _with_said(told, text, context(anew(_, request)))


def _silent_asker(_: Words, told: Told) -> Body:
    shown = told.shown
    ref = reference(shown.request)
    if told.line.data.get("state") == State.WAITING:
        return body(
            _.mrkdwn(
                "{ref} still waits for your answer. If it is no longer needed, you can withdraw it on the receipt above.",
                ref=ref,
            )
        )
    if shown.holder:
        text = _.mrkdwn(
            "There is no news on {ref} yet. {who} still has it and was reminded just now. You need not do anything.",
            ref=ref,
            who=shown.holder,
        )
    else:
        text = _.mrkdwn(
            "There is no news on {ref} yet, and nobody at {department} has taken it. They were reminded just now. "
            "If it presses, write so here.",
            ref=ref,
            department=shown.department.name,
        )
    if shown.word_by is None:
        return body(text)
    by = _.mrkdwn("You hear from us again by {by}.", by=_.moment(shown.word_by))
    return body(Mrkdwn(f"{text} {by}"))


def _silent_department(_: Words, told: Told) -> Body:
    request = told.shown.request
    text = _(
        "{asker} has heard nothing on {ref} for a while. A short word in the thread helps, even without news.",
        asker=told.shown.asker,
        ref=reference(request),
    )
    return Body(escape(text), [ping(request.assignee, text).to_dict()])


def _assigned_department(_: Words, told: Told) -> Body:
    to = str(told.line.data.get("to"))
    text = _("{who} asks you to take {ref}.", who=told.who, ref=reference(told.shown.request))
    return Body(escape(text), [ping(to, text).to_dict()])


def _handed_over_department(_: Words, told: Told) -> Body:
    text = _.mrkdwn(
        "{who} handed this over from {origin}, because:",
        who=told.who,
        origin=str(told.line.data.get("from", "")),
    )
    return _with_said(told, text)


def _reopened(_: Words, told: Told) -> Body:
    request = told.shown.request
    asker, ref = told.shown.asker, reference(request)
    if told.said is None:
        # What was written was carried here a moment ago, and called whoever has it.
        return body(
            _.mrkdwn("{asker} wrote again, so {ref} is taken up again.", asker=asker, ref=ref)
        )
    text = _("{asker} says {ref} is not solved.", asker=asker, ref=ref)
    blocks = [ping(request.assignee, text).to_dict()]
    blocks.append(carried(told.said.text, told.shown.names).to_dict())
    return Body(escape(text), blocks)


def _withdrawn(_: Words, told: Told) -> Body:
    request = told.shown.request
    asker, ref = told.shown.asker, reference(request)
    text = _("{asker} withdrew {ref}. There is nothing more to do.", asker=asker, ref=ref)
    holder = request.assignee if request.assignee != told.line.actor else None
    return Body(escape(text), [ping(holder, text).to_dict()])


def _unclaimed(_: Words, told: Told) -> Body:
    text = _.mrkdwn(
        "Nobody has {ref} yet: {asker} asked “{summary}” and was told to expect somebody by now.",
        ref=reference(told.shown.request),
        asker=told.shown.asker,
        summary=told.shown.summary,
    )
    return _bring_up(_, told, text)


def _released(_: Words, told: Told) -> Body:
    text = _.mrkdwn(
        "{holder} is no longer here, so nobody has {ref}: {asker} asked “{summary}”. Please claim it.",
        holder=told.shown.names.get(str(told.line.data.get("holder")), ""),
        ref=reference(told.shown.request),
        asker=told.shown.asker,
        summary=told.shown.summary,
    )
    return _bring_up(_, told, text)


def _bring_up(_: Words, told: Told, text: Mrkdwn) -> Body:
    """With the way to the card, until somebody has taken care of it."""
    if told.shown.request.state != State.OPEN:
        return body(_.mrkdwn("{ref} has been taken care of.", ref=reference(told.shown.request)))
    if told.card_at is None:
        return body(text)
    url = permalink(told.shown.workspace_url, *told.card_at)
    return body(text, section(text), context(Mrkdwn(f"<{url}|{escape(_('Open the card'))}>")))


View = Callable[[Words, Told], Body]

VIEWS: dict[tuple[Side, What], View] = {
    (Side.ASKER, What.CLAIMED): _claimed,
    (Side.ASKER, What.ASSIGNED): _claimed,
    (Side.ASKER, What.HANDED_OVER): _handed_over_asker,
    (Side.ASKER, What.WAITING): _waiting,
    (Side.ASKER, What.RESOLVED): _resolved,
    (Side.ASKER, What.DECLINED): _declined,
    (Side.ASKER, What.SILENT): _silent_asker,
    (Side.ASKER, What.RELEASED): _released_asker,
    (Side.DEPARTMENT, What.SILENT): _silent_department,
    (Side.DEPARTMENT, What.WAITING): _waiting_department,
    (Side.DEPARTMENT, What.RESOLVED): _resolved_department,
    (Side.DEPARTMENT, What.DECLINED): _declined_department,
    (Side.DEPARTMENT, What.RELEASED): _released,
    (Side.DEPARTMENT, What.ASSIGNED): _assigned_department,
    (Side.DEPARTMENT, What.HANDED_OVER): _handed_over_department,
    (Side.DEPARTMENT, What.REOPENED): _reopened,
    (Side.DEPARTMENT, What.WITHDRAWN): _withdrawn,
    (Side.DEPARTMENT, What.UNCLAIMED): _unclaimed,
}
