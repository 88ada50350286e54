"""What the asker sees while asking: the answer to the command, the form, the kind answers to small talk."""

from typing import Any

from slack_sdk.models.blocks import Block, DatePickerElement, NumberInputElement

from config.catalogue import Mrkdwn, Words
from config.departments import Department, Field, RequestType
from config.organisation import TRIAGE, Organisation
from handlers.asking.ids import AskAction, AskForm, FormState
from handlers.asking.rules import SmallTalk
from handlers.capability import Show
from handlers.desk import Answer, Desk
from handlers.kit import (
    Body,
    actions,
    body,
    button,
    context,
    dicts,
    field,
    form,
    option,
    section,
    select,
    text_input,
)
from handlers.requests.messages import UNREADABLE
from handlers.requests.rules import State, Urgency, needs_department
from handlers.requests.views import (
    Shown,
    asker_buttons,
    asker_why_line,
    choice,
    receipt_head,
    what_next,
)
from storage.requests import Request
from storage.transaction import Transaction

FIELD = "field:"


def answer(_: Words, request: Request, organisation: Organisation) -> Answer:
    """What the acknowledgement says: the receipt without the text, which the asker has before their eyes."""
    department = organisation.department(request.department or "") or organisation.triage
    head = receipt_head(_, request, department)
    if needs_department(request):
        choices = [found for key in request.likely if (found := organisation.department(key))]
        blocks = dicts(section(head), *choice(_, request, choices))
        return Answer(text=head, blocks=tuple(blocks), number=request.number)
    if request.state != State.OPEN:
        following = _.mrkdwn("You find it in your messages with Frontdesk.")
        return Answer(text=Mrkdwn(f"{head} {following}"), number=request.number)
    shown = Shown(
        request=request,
        text=UNREADABLE,
        department=department,
        names={},
        claim_by=request.changed_at + department.claim_within,
    )
    following = what_next(_, shown)
    blocks = dicts(
        section(head),
        section(following),
        context(asker_why_line(_, shown)),
        actions(*asker_buttons(_, request)),
    )
    return Answer(text=f"{head} {following}", blocks=tuple(blocks), number=request.number)


def ask_form(
    _: Words,
    organisation: Organisation,
    *,
    department: Department | None = None,
    request_type: RequestType | None = None,
    text: str | None = None,
    state: FormState | None = None,
) -> dict[str, Any]:
    """The form for a request; a chosen department adds its types, a chosen type its fields."""
    blocks: list[Block] = [_department_field(_, organisation, department)]
    if department is not None and len(department.request_types) > 1:
        blocks.append(_type_field(_, department, request_type))
    blocks.append(
        field(
            AskForm.TEXT,
            _("What do you need?"),
            text_input(AskForm.TEXT, multiline=True, initial=text or None),
        )
    )
    blocks += [_extra_field(_, extra) for extra in (request_type.fields if request_type else ())]
    blocks.append(_urgency_field(_))
    return form(
        _("Ask a department"),
        AskForm.ASK,
        blocks,
        submit=_("Ask"),
        close=_("Cancel"),
        metadata=(state or FormState()).pack(),
    )


def _department_field(_: Words, organisation: Organisation, chosen: Department | None) -> Block:
    options = [option(_("Please sort it for me"), TRIAGE)]
    options += [option(department.name, department.key) for department in organisation.departments]
    element = select(AskAction.DEPARTMENT, options, chosen=chosen.key if chosen else TRIAGE)
    return field(AskForm.DEPARTMENT, _("Whom is it for?"), element, live=True)


def _type_field(_: Words, department: Department, chosen: RequestType | None) -> Block:
    options = [option(kind.name, kind.key) for kind in department.request_types]
    element = select(AskAction.TYPE, options, chosen=chosen.key if chosen else "general")
    return field(AskForm.TYPE, _("What kind of request?"), element, live=True)


def _urgency_field(_: Words) -> Block:
    options = [
        option(_("Normal"), Urgency.NORMAL),
        option(_("Urgent: I or others can't work"), Urgency.HIGH),
        option(_("It can wait"), Urgency.LOW),
    ]
    return field(
        AskForm.URGENCY,
        _("How urgent is it?"),
        select(AskForm.URGENCY, options, chosen=Urgency.NORMAL),
    )


def _extra_field(_: Words, extra: Field) -> Block:
    block_id = f"{FIELD}{extra.key}"
    optional = not extra.required
    if extra.kind == "choice":
        options = [option(choice, str(at)) for at, choice in enumerate(extra.choices)]
        return field(
            block_id, extra.label, select(block_id, options), optional=optional, hint=extra.hint
        )
    if extra.kind == "date":
        return field(
            block_id,
            extra.label,
            DatePickerElement(action_id=block_id),
            optional=optional,
            hint=extra.hint,
        )
    if extra.kind == "number":
        number = NumberInputElement(action_id=block_id, is_decimal_allowed=True)
        return field(block_id, extra.label, number, optional=optional, hint=extra.hint)
    element = text_input(block_id, multiline=extra.kind == "long")
    return field(block_id, extra.label, element, optional=optional, hint=extra.hint)


def small_talk(tx: Transaction, desk: Desk, user: str, kind: str, ts: str) -> Body:  # noqa: ARG001 # ts makes the key unique
    """A kind word, and how to ask."""
    _ = desk.words_for(tx, user)
    match SmallTalk(kind):
        case SmallTalk.THANKS:
            return body(_.mrkdwn("You are welcome. If there is anything else, just write it here."))
        case SmallTalk.WORDLESS:
            text = _.mrkdwn(
                "I could not read a request in that. Write in a few words what you need, and it goes to the right department."
            )
        case SmallTalk.GREETING:
            text = _.mrkdwn(
                "Hello! Write here what you need, in your own words. It goes to the right department, you get a number "
                "at once, and you are told who has it."
            )
    names = ", ".join(department.name for department in desk.organisation.departments)
    return body(
        text,
        section(text),
        context(_.mrkdwn("Departments: {names}", names=names[:1500])),
        actions(button(_("New request"), AskAction.OPEN_FORM, "new", style="primary")),
    )


SMALL_TALK_SHOWS: dict[str, Show] = {"talk/{user}/{kind}/{ts}": small_talk}
