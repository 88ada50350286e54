"""The submitted form, field by field, into what is asked. Nothing in it is trusted: a form may be old, or forged."""

from decimal import Decimal, InvalidOperation

from config.catalogue import Words, escape
from config.departments import GENERAL, Department, Field, RequestType
from config.organisation import TRIAGE
from handlers.asking.ids import AskForm, FormState
from handlers.asking.service import Ask
from handlers.asking.views import FIELD
from handlers.desk import Desk
from handlers.errors import UserError
from handlers.payloads import Form
from handlers.requests.rules import Urgency, Via


def asked_in_form(_: Words, desk: Desk, form: Form) -> Ask:
    """Raises `UserError` with the field that is missing or foreign."""
    department = desk.organisation.department(form.values.get(AskForm.DEPARTMENT, TRIAGE))
    if department is None:
        raise UserError(
            _.mrkdwn("This department is no longer there. Please choose another."),
            field=AskForm.DEPARTMENT,
        )
    kind = _type(form, department)
    state = FormState.unpack(form.metadata)
    return Ask(
        team=desk.team,
        actor=form.user,
        key=form.key,
        requester=state.requester or form.user,
        # Forms give text as it was typed, messages give it escaped: it is kept one way.
        text=escape(form.values.get(AskForm.TEXT, "")),
        via=Via.SHORTCUT if state.ts else Via.FORM,
        department=department.key,
        request_type=kind.key if kind else GENERAL,
        fields={field.key: _field(_, form, field) for field in (kind.fields if kind else ())},
        urgency=_urgency(_, form),
        origin=(state.channel, state.ts) if state.ts else None,
    )


def _type(form: Form, department: Department) -> RequestType | None:
    """A type of another department is what remains when the department was changed last: a general request."""
    return department.request_type(form.values.get(AskForm.TYPE, GENERAL))


def _urgency(_: Words, form: Form) -> Urgency:
    try:
        return Urgency(form.values.get(AskForm.URGENCY, Urgency.NORMAL))
    except ValueError as error:
        raise UserError(_.mrkdwn("Please choose one of these."), field=AskForm.URGENCY) from error


def _field(_: Words, form: Form, field: Field) -> str:
    block_id = f"{FIELD}{field.key}"
    value = form.values.get(block_id, "")
    if not value:
        if field.required:
            raise UserError(
                _.mrkdwn("Please fill this in; without it nobody can help."), field=block_id
            )
        return ""
    if field.kind == "choice":
        return _choice(_, field, value, block_id)
    if field.kind == "number":
        _require_number(_, value, block_id)
    return value


def _choice(_: Words, field: Field, value: str, block_id: str) -> str:
    if not value.isdecimal() or int(value) >= len(field.choices):
        raise UserError(
            _.mrkdwn("This choice is no longer there. Please choose another."), field=block_id
        )
    return field.choices[int(value)]


def _require_number(_: Words, value: str, block_id: str) -> None:
    try:
        Decimal(value)
    except InvalidOperation as error:
        raise UserError(
            _.mrkdwn("Please write a number here, such as 12.50."), field=block_id
        ) from error
