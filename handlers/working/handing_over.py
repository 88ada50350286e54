"""A request goes to another department: handed over, or sent back. Its conversation goes along, the time of asking stays."""

from config.departments import GENERAL, Department
from handlers.desk import Answer, Desk
from handlers.errors import UserError
from handlers.requests.changes import Change, apply
from handlers.requests.departments import department_of
from handlers.requests.rules import Event, RoutingReason
from handlers.requests.service import (
    OnRequest,
    find_as_member,
    require_unresolved,
    require_words,
)
from handlers.requests.views import fields_of
from handlers.working import moves
from handlers.working.ids import WorkField
from handlers.working.service import note, require_member
from handlers.working.transcript import pass_on_transcript
from storage import hand_overs
from storage.requests import Request
from storage.transaction import Transaction


class HandOver(OnRequest):
    """Give a request to another department, or to one of its people, and say why."""

    department: str
    reason: str
    note: str = ""
    person: str = ""


class SendBack(OnRequest):
    """Give a request back to the department that handed it over, and say why."""

    reason: str


def hand_over(tx: Transaction, desk: Desk, act: HandOver) -> Answer:
    """Hand it over to another department, with the conversation. The time of asking stays."""
    request = find_as_member(tx, desk, act)
    require_unresolved(tx, desk, request, act.actor)
    hand_over_to(tx, desk, request, act)
    return Answer(number=request.number)


def send_back(tx: Transaction, desk: Desk, act: SendBack) -> Answer:
    """Give it back to the department that handed it over, once."""
    request = may_send_back(tx, desk, act)
    hand_over_to(tx, desk, request, HandOver(**act.model_dump(), department=moves.sender(request)))
    return Answer(number=request.number)


def may_send_back(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if it can go back to where it came from."""
    request = find_as_member(tx, desk, act)
    require_unresolved(tx, desk, request, act.actor)
    sender = moves.sender(request)
    _ = desk.words_for(tx, act.actor)
    if sender is None:
        raise UserError(
            _.mrkdwn(
                "#{number} can't be sent back: only a request that was handed over can, and only once. "
                "You can still hand it over.",
                number=request.number,
            )
        )
    if desk.organisation.department(sender) is None or sender == department_of(desk, request).key:
        raise UserError(
            _.mrkdwn(
                "The department that handed over #{number} no longer exists. Hand it over to another one.",
                number=request.number,
            )
        )
    return request


def hand_over_to(tx: Transaction, desk: Desk, request: Request, act: HandOver) -> Request:
    """Give it to another department, and say why. What would come back a second time goes to triage."""
    origin = department_of(desk, request)
    wanted = _another(tx, desk, origin, act)
    department = desk.organisation.department(moves.receiver(request, origin.key, wanted.key))
    assert department is not None  # triage is always there
    person = _receiver(tx, desk, department, act) if department == wanted else None
    returned = moves.is_return(request, origin.key, wanted.key)
    entry = note(tx, desk, request, act, _reason(tx, desk, act), field="reason", internal=True)
    change = Change(
        actor=act.actor,
        department=department.key,
        request_type=GENERAL,
        # The department that has it now does not know the fields of the one that had it.
        fields=fields_of(desk.words_here(), origin, request),
        assignee=person,
        routing_reason={"why": RoutingReason.HANDED_OVER, "who": act.actor, "from": origin.name},
        facts=moves.moved(request, origin.key, department.key),
        data={
            "from": origin.name,
            "to": department.name,
            "department": department.key,
            "assignee": person,
            "entry": entry.seq,
            "returned": int(returned),
            **({} if department == wanted else {"wanted": wanted.name}),
        },
    )
    changed, _entry = apply(tx, desk, request, Event.HANDED_OVER, change)
    hand_overs.count(
        tx, at=desk.clock.now(), origin=origin.key, receiver=wanted.key, returned=returned
    )
    pass_on_transcript(tx, desk, changed, before=entry.seq)
    return changed


def _another(tx: Transaction, desk: Desk, origin: Department, act: HandOver) -> Department:
    """The department it shall go to, which is not the one that has it."""
    department = desk.organisation.department(act.department)
    _ = desk.words_for(tx, act.actor)
    if department is None:
        raise UserError(
            _.mrkdwn("That department no longer exists. Choose another one."),
            field=WorkField.DEPARTMENT,
        )
    if department.key == origin.key:
        raise UserError(
            _.mrkdwn("It's already with {name}. Choose another department.", name=origin.name),
            field=WorkField.DEPARTMENT,
        )
    return department


def _receiver(tx: Transaction, desk: Desk, department: Department, act: HandOver) -> str | None:
    """Whoever of a department shall have it at once, if somebody was chosen; nobody who is away."""
    if act.person:
        require_member(tx, desk, department, act.person, act.actor)
    return act.person or None


def _reason(tx: Transaction, desk: Desk, act: HandOver) -> str:
    """Why it is handed over, and below it what else they should know."""
    reason = require_words(tx, desk, act.actor, act.reason, field=WorkField.REASON)
    return f"{reason}\n\n{act.note}" if act.note.strip() else reason
