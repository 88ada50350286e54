"""What people see while asking: the answer to the command, the form, the answers to small talk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from config.catalogue import Mrkdwn, Words
from config.departments import GENERAL, GENERAL_TYPE, Department, Field, RequestType
from config.organisation import TRIAGE, Organisation
from handlers.asking.choosing import choice
from handlers.asking.ids import (
    AskAction,
    AskForm,
    ChooseForm,
    FormState,
    field_block,
    type_block,
)
from handlers.asking.rules import SmallTalk
from handlers.blockkit import Block, Input
from handlers.blocks import (
    Body,
    actions,
    body,
    button,
    context,
    date_input,
    field,
    form,
    number_input,
    option,
    section,
    select,
    text_input,
)
from handlers.desk import Answer, Desk
from handlers.guide import help_for
from handlers.offers import Offers, On, Show
from handlers.requests.departments import owner
from handlers.requests.forms import request_form
from handlers.requests.lifecycle import due_by
from handlers.requests.messages import UNREADABLE, receipt_lines
from handlers.requests.receipt import (
    nobody_yet,
    receipt_head,
    requester_why_line,
)
from handlers.requests.rules import Deadline, State, Urgency, bound_for, is_undecided
from handlers.requests.views import Shown
from storage import requests
from storage.requests import Request
from storage.transaction import Transaction

# What fits into the form's text, and into a type's own fields so that a card has room for all of them.
LONGEST = 3000
ANSWERS = 2000
LONG_ANSWER = 1000
SHORT_ANSWER = 250


def answer(
    _: Words,
    request: Request,
    due: Mapping[str, datetime],
    organisation: Organisation,
    offers: Offers,
    below: Sequence[Mrkdwn] = (),
) -> Answer:
    """What the acknowledgement says: the receipt without the text, which the requester has just typed. `due` are the
    request's deadlines; what others offer to say stands `below`."""
    department = owner(organisation, request)
    head = receipt_head(_, request, department)
    if is_undecided(request):
        choices = organisation.likeliest_first(request.likely)
        cancel = offers.buttons_on(On.RECEIPT, _, request)
        blocks = (section(head), *choice(_, request, choices), actions(*cancel))
        return Answer(text=head, blocks=blocks, number=request.number)
    if request.state != State.OPEN or bound_for(request):
        following = _.mrkdwn("It's in your messages with Frontdesk.")
        return Answer(text=Mrkdwn(f"{head} {following}"), number=request.number)
    shown = Shown(
        request=request,
        # Whoever typed it has it before their eyes; it was not deleted.
        text=replace(UNREADABLE, taken_back=False),
        department=department,
        names={},
        now=request.created_at,
        claim_by=due.get(Deadline.UNCLAIMED),
    )
    # This answer appears wherever the command was typed: the conversation is elsewhere.
    next_word = _.mrkdwn("We'll message you when someone picks it up.")
    following = Mrkdwn("\n".join([nobody_yet(_, shown), *below, next_word]))
    blocks = (
        section(head),
        section(following),
        context(requester_why_line(_, shown)),
        actions(*offers.buttons_on(On.ANSWER, _, request)),
    )
    return Answer(text=f"{head} {following}", blocks=blocks, number=request.number)


def answered(tx: Transaction, desk: Desk, user: str, request: Request) -> Answer:
    """What the acknowledgement says of a request. It is drawn again when the delivery comes again."""
    _ = desk.words_for(tx, user)
    due, below = due_by(request), receipt_lines(tx, desk, _, request)
    said = answer(_, request, due, desk.organisation, desk.offers, below)
    return said.model_copy(update={"shown": f"answer/{request.number}/{user}"})


def answered_again(tx: Transaction, desk: Desk, number: str, user: str) -> Body | None:
    """The same, of the request as it is now."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    said = answered(tx, desk, user, request)
    return Body(Mrkdwn(said.text), said.blocks)


def asking_lines(
    tx: Transaction, desk: Desk, user: str, department: Department, kind: RequestType, urgency: str
) -> list[Mrkdwn]:
    """What others offer to say to somebody who is about to ask this."""
    _, key = desk.words_for(tx, user), kind.key
    said = (each(tx, desk, _, department, key, urgency) for each in desk.offers.asking_lines)
    return [line for line in said if line]


def ask_form(
    _: Words,
    organisation: Organisation,
    *,
    department: Department | None = None,
    request_type: RequestType | None = None,
    text: str | None = None,
    state: FormState | None = None,
    lines: Sequence[Mrkdwn] = (),
) -> dict[str, Any]:
    """The form for a request; a chosen department adds its types, a chosen type its fields, and both what others offer to
    say of them."""
    state = state or FormState()
    kind = request_type or (general(department) if department else None)
    blocks: list[Block] = [_department_field(_, organisation, department)]
    if department is not None and kind is not None and len(department.request_types) > 1:
        blocks.append(_type_field(_, department, kind))
    blocks += [context(line) for line in lines]
    blocks.append(_text_field(_, text, state))
    if department is not None and kind is not None:
        blocks += _extra_fields(_, department, kind)
    blocks.append(_urgency_field(_))
    return form(
        _("Ask a department"),
        AskForm.ASK,
        blocks,
        submit=_("Ask"),
        close=_("Cancel"),
        metadata=state.pack(),
    )


def choose_form(_: Words, request: Request, organisation: Organisation) -> dict[str, Any]:
    """All departments, where there are too many for the receipt."""
    options = [option(_.own(each.name), each.key) for each in organisation.departments]
    team = select(ChooseForm.DEPARTMENT, options)
    return request_form(
        _,
        request,
        ChooseForm.CHOOSE,
        _("Choose a team"),
        _("Send"),
        field(ChooseForm.DEPARTMENT, _("Which team is this for?"), team),
    )


def _department_field(_: Words, organisation: Organisation, chosen: Department | None) -> Block:
    options = [option(_("I'm not sure – choose for me"), TRIAGE)]
    options += [option(_.own(each.name), each.key) for each in organisation.departments]
    element = select(AskAction.DEPARTMENT, options, chosen=chosen.key if chosen else TRIAGE)
    return field(AskForm.DEPARTMENT, _("Which team is this for?"), element, live=True)


def _type_field(_: Words, department: Department, chosen: RequestType) -> Block:
    options = [option(_kind(_, kind), kind.key) for kind in department.request_types]
    element = select(AskAction.TYPE, options, chosen=chosen.key)
    return field(type_block(department), _("What kind of request?"), element, live=True)


def _kind(_: Words, kind: RequestType) -> str:
    return _("General question") if kind == GENERAL_TYPE else _.own(kind.name)


def _text_field(_: Words, text: str | None, state: FormState) -> Block:
    hint = (
        _("The message is too long to show here, but all of it will be sent.") if state.cut else ""
    )
    element = text_input(AskForm.TEXT, multiline=True, initial=text or None, longest=LONGEST)
    return field(AskForm.TEXT, _("What do you need?"), element, hint=hint)


def _urgency_field(_: Words) -> Block:
    options = [
        option(_("Normal"), Urgency.NORMAL),
        option(_("Urgent – someone can't work"), Urgency.HIGH),
        option(_("Low"), Urgency.LOW),
    ]
    return field(
        AskForm.URGENCY,
        _("How urgent is it?"),
        select(AskAction.URGENCY, options, chosen=Urgency.NORMAL),
        live=True,
    )


def general(department: Department) -> RequestType:
    return next(kind for kind in department.request_types if kind.key == GENERAL)


def _extra_fields(_: Words, department: Department, kind: RequestType) -> Iterator[Block]:
    longest = min(LONG_ANSWER, ANSWERS // max(len(kind.fields), 1))
    for extra in kind.fields:
        block_id = field_block(department, kind, extra)
        element = _extra_element(_, extra, block_id, longest)
        label, hint = _.own(extra.label), _.own(extra.hint)
        yield field(block_id, label, element, optional=not extra.required, hint=hint)


def _extra_element(_: Words, extra: Field, action_id: str, longest: int) -> Input:
    match extra.kind:
        case "choice":
            return select(
                action_id, [option(_.own(choice), str(choice)) for choice in extra.choices]
            )
        case "date":
            return date_input(action_id)
        case "number":
            return number_input(action_id)
        case "long":
            return text_input(action_id, multiline=True, longest=longest)
        case "text":
            return text_input(action_id, longest=min(SHORT_ANSWER, longest))


def small_talk(tx: Transaction, desk: Desk, user: str, kind: str, ts: str) -> Body:  # noqa: ARG001 # ts makes the key unique
    """A friendly answer, and how to ask."""
    _ = desk.words_for(tx, user)
    match SmallTalk(kind):
        case SmallTalk.THANKS:
            return body(_.mrkdwn("You're welcome!"))
        case SmallTalk.HELP:
            told = help_for(_, desk.organisation, desk.offers)
            return Body(Mrkdwn(told.text), told.blocks)
        case SmallTalk.WORDLESS | SmallTalk.AGREED:
            text = _.mrkdwn(
                "I'm not sure what you need. Describe it in a few words and I'll pass it on."
            )
        case SmallTalk.GREETING:
            text = _.mrkdwn(
                "Hi! Tell me what you need in your own words. I'll send it to the right team and let you know who's on it."
            )
    names = ", ".join(_.own(each.name) for each in desk.organisation.departments)
    return body(
        text,
        section(text),
        context(_.mrkdwn("Departments: {names}", names=names[:1500])),
        actions(button(_("New request"), AskAction.OPEN_FORM, "new", style="primary")),
    )


SHOWS: dict[str, Show] = {
    "talk/{user}/{kind}/{ts}": small_talk,
    "answer/{number}/{user}": answered_again,
}
