"""The Edit form: department, assignee, urgency, type and title at once."""

from collections.abc import Mapping

from config.departments import GENERAL, Department
from handlers.desk import Answer, Desk
from handlers.errors import UserError
from handlers.requests.changes import Change, apply
from handlers.requests.departments import department_of
from handlers.requests.messages import gather
from handlers.requests.rules import Event, Urgency
from handlers.requests.service import OnRequest, find_as_member, require_unresolved
from handlers.requests.views import TITLE, fields_of
from handlers.text import shorten
from handlers.working.handing_over import HandOver, hand_over_to
from handlers.working.ids import Editable, WorkField, type_block
from handlers.working.service import assign_to
from storage.requests import Request
from storage.transaction import Transaction


class Edit(OnRequest):
    """What the form says now, and what it said when it was opened."""

    shown: Editable
    department: str
    request_type: str
    urgency: str
    assignee: str
    title: str
    reason: str


def editable(desk: Desk, request: Request) -> Editable:
    """What can be edited of a request, as it is now."""
    return Editable(
        number=request.number,
        department=department_of(desk, request).key,
        request_type=request.request_type,
        urgency=request.urgency,
        assignee=request.assignee or "",
        title=request.title or "",
    )


def edit(tx: Transaction, desk: Desk, act: Edit) -> Answer:
    """Change what was changed in the form; a change of the department is a hand over."""
    request = find_as_member(tx, desk, act)
    require_unresolved(tx, desk, request, act.actor)
    if editable(desk, request) != act.shown:
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "Someone changed #{number} while you were editing it. Close this form and open it again.",
                number=request.number,
            ),
            field=WorkField.TITLE,
        )
    if act.department != act.shown.department:
        given = {name: getattr(act, name) for name in ("team", "actor", "key", "number")}
        move = HandOver(**given, department=act.department, reason=act.reason, person=act.assignee)
        request = hand_over_to(tx, desk, request, move)
    request = _retitle(tx, desk, request, act)
    request = _set_urgency(tx, desk, request, act)
    if department_of(desk, request).key == act.department:  # and not with triage instead
        request = _retype(tx, desk, request, act)
        if act.assignee and act.assignee != request.assignee:
            assign_to(tx, desk, request, act, act.assignee)
    return Answer(number=act.number)


def _retitle(tx: Transaction, desk: Desk, request: Request, act: Edit) -> Request:
    """An empty title is the first words again, and so is one that was left as it was derived."""
    derived = gather(tx, desk, request).derived_title
    title = shorten(act.title, TITLE)
    wanted = None if title in ("", derived) else title
    if wanted == request.title:
        return request
    change = Change(actor=act.actor, title=wanted)
    return apply(tx, desk, request, Event.TITLE, change)[0]


def _retype(tx: Transaction, desk: Desk, request: Request, act: Edit) -> Request:
    department = department_of(desk, request)
    if act.request_type == request.request_type:
        return request
    if department.request_type(act.request_type) is None:
        raise _gone(tx, desk, act, type_block(department))
    change = Change(
        actor=act.actor,
        request_type=act.request_type,
        fields=fields_of(desk.words_here(), department, request),
        data={"to": act.request_type},
    )
    return apply(tx, desk, request, Event.TYPE, change)[0]


def _set_urgency(tx: Transaction, desk: Desk, request: Request, act: Edit) -> Request:
    if act.urgency == request.urgency:
        return request
    if act.urgency not in set(Urgency):
        raise _gone(tx, desk, act, WorkField.URGENCY)
    change = Change(
        actor=act.actor,
        urgency=act.urgency,
        data={"from": request.urgency, "to": act.urgency},
    )
    return apply(tx, desk, request, Event.URGENCY, change)[0]


def _gone(tx: Transaction, desk: Desk, act: Edit, field: str) -> UserError:
    _ = desk.words_for(tx, act.actor)
    return UserError(_.mrkdwn("That option no longer exists. Please pick another."), field=field)


def type_in(values: Mapping[str, str], department: Department, shown: Editable) -> str:
    """The type that a form names for a department; one that offers no choice keeps its own, or has only the general one."""
    kept = shown.request_type if department.key == shown.department else GENERAL
    return values.get(type_block(department), kept)
