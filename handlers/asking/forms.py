"""The submitted form, field by field, into what is asked. Nothing in it is trusted: a form may be old, or forged."""

from datetime import date
from decimal import Decimal, InvalidOperation

from config.catalogue import Words, escape
from config.departments import GENERAL, Department, Field, RequestType
from config.organisation import TRIAGE, Organisation
from handlers.asking.ids import AskForm, FormState, field_block, type_block
from handlers.asking.rules import words_mark
from handlers.asking.service import Ask
from handlers.desk import Desk
from handlers.errors import UserError
from handlers.payloads import Form
from handlers.requests.rules import Urgency, Via


def chosen_so_far(
    form: Form, organisation: Organisation
) -> tuple[Department | None, RequestType | None]:
    """What a form asks for that somebody is still filling in; None for what they leave to us or what is gone."""
    department = organisation.department(form.values.get(AskForm.DEPARTMENT, TRIAGE))
    if department is None or department.key == TRIAGE:
        return None, None
    return department, department.request_type(form.values.get(type_block(department), GENERAL))


def asked_in_form(_: Words, desk: Desk, form: Form) -> Ask:
    """Raises `UserError` with the field that is missing or foreign."""
    department = _department(_, desk, form)
    kind = _type(_, form, department)
    state, text = FormState.unpack(form.metadata), form.values.get(AskForm.TEXT, "")
    return Ask(
        team=desk.team,
        actor=form.user,
        key=form.key,
        requester=state.requester or form.user,
        # Forms give text as it was typed, messages give it escaped: it is kept one way.
        text=escape(text),
        own_words=words_mark(text) != state.words,
        via=Via.SHORTCUT if state.ts else Via.FORM,
        department=department.key,
        request_type=kind.key,
        fields={
            field.key: _answer(_, form, field, field_block(department, kind, field))
            for field in kind.fields
        },
        urgency=_urgency(_, form),
        origin=(state.channel, state.ts) if state.ts else None,
        files=tuple({"id": file, "name": name, "url": ""} for file, name in state.files),
    )


def _department(_: Words, desk: Desk, form: Form) -> Department:
    department = desk.organisation.department(form.values.get(AskForm.DEPARTMENT, TRIAGE))
    if department is None:
        raise UserError(
            _.mrkdwn("That department no longer exists. Please pick another."),
            field=AskForm.DEPARTMENT,
        )
    return department


def _type(_: Words, form: Form, department: Department) -> RequestType:
    block_id = type_block(department)
    kind = department.request_type(form.values.get(block_id, GENERAL))
    if kind is None:
        raise UserError(
            _.mrkdwn("That kind of request no longer exists. Please pick another."),
            field=block_id,
        )
    return kind


def _urgency(_: Words, form: Form) -> Urgency:
    try:
        return Urgency(form.values.get(AskForm.URGENCY, Urgency.NORMAL))
    except ValueError as error:
        raise UserError(_.mrkdwn("Please pick one of these."), field=AskForm.URGENCY) from error


def _answer(_: Words, form: Form, field: Field, block_id: str) -> str:
    value = form.values.get(block_id, "")
    if not value:
        if field.required:
            raise UserError(_.mrkdwn("This field is required."), field=block_id)
    elif field.kind == "choice" and value not in field.choices:
        raise UserError(
            _.mrkdwn("That option no longer exists. Please pick another."), field=block_id
        )
    elif field.kind == "number" and not _is_number(value):
        raise UserError(_.mrkdwn("Please enter a number, such as 12.50."), field=block_id)
    elif field.kind == "date" and not _is_date(value):
        raise UserError(_.mrkdwn("Please pick a date."), field=block_id)
    return value


def _is_number(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False
