"""What a department does with a request. Each is one transaction that locks the request, checks, writes and notifies."""

from config.departments import Department
from handlers.cover import require_present
from handlers.desk import Answer, Desk
from handlers.directory.rules import is_member, name_of
from handlers.errors import UserError
from handlers.requests.changes import Change, apply
from handlers.requests.departments import department_of
from handlers.requests.rules import Event, Party
from handlers.requests.service import (
    OnRequest,
    find_as_member,
    require_unresolved,
    require_words,
    write_down,
)
from handlers.working.ids import assignee_block
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction


class Assign(OnRequest):
    """Give a request to a colleague."""

    to: str


class Wait(OnRequest):
    """Ask the requester something, and wait for the reply."""

    question: str


class Noted(OnRequest):
    """Resolve, or decline, with a note that the requester reads."""

    note: str


def claim(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """Claim a request. If two people press at once, one gets it and the other reads who."""
    request = find_as_member(tx, desk, act)
    require_unresolved(tx, desk, request, act.actor)
    if request.assignee == act.actor:
        return Answer(number=request.number)
    if request.assignee is not None:
        _ = desk.words_for(tx, act.actor)
        who = name_of(tx, request.assignee)
        raise UserError(
            _.mrkdwn(
                "{who} already has #{number}. To take it over, use ⋯ → *Assign to…*",
                who=who,
                number=request.number,
            ),
            title=_("Already claimed"),
        )
    apply(tx, desk, request, Event.CLAIMED, _to(act, act.actor))
    return Answer(number=request.number)


def assign(tx: Transaction, desk: Desk, act: Assign) -> Answer:
    """Assign it to a member of the department, who is mentioned."""
    request = find_as_member(tx, desk, act)
    require_unresolved(tx, desk, request, act.actor)
    assign_to(tx, desk, request, act, act.to)
    return Answer(number=request.number)


def assign_to(tx: Transaction, desk: Desk, request: Request, act: OnRequest, to: str) -> Request:
    """Give it to a member of the department that has it."""
    require_member(tx, desk, department_of(desk, request), to, act.actor)
    if request.assignee == to:
        return request
    changed, _entry = apply(tx, desk, request, Event.ASSIGNED, _to(act, to))
    return changed


def require_member(
    tx: Transaction, desk: Desk, department: Department, user: str, actor: str
) -> None:
    """Refuse somebody who does not work for a department, or is away."""
    if not is_member(tx, department, user):
        _ = desk.words_for(tx, actor)
        raise UserError(
            _.mrkdwn(
                "{who} isn't in {department}. Choose someone who is, or hand the request over.",
                who=name_of(tx, user),
                department=department.name,
            ),
            field=assignee_block(department),
        )
    require_present(tx, desk, department, user, actor, field=assignee_block(department))


def _to(act: OnRequest, assignee: str, untold: frozenset[Party] = frozenset()) -> Change:
    return Change(actor=act.actor, assignee=assignee, data={"to": assignee}, untold=untold)


def wait(tx: Transaction, desk: Desk, act: Wait) -> Answer:
    """Ask the requester something; their reply puts it back in progress."""
    request = held(tx, desk, find_as_member(tx, desk, act), act)
    entry = note(tx, desk, request, act, act.question, field="question")
    change = Change(actor=act.actor, data={"entry": entry.seq})
    apply(tx, desk, request, Event.WAITING, change)
    return Answer(number=request.number)


def resolve(tx: Transaction, desk: Desk, act: Noted) -> Answer:
    """Resolve it, with the answer. The requester rates it or says it is not solved; after some days it closes."""
    request = held(tx, desk, find_as_member(tx, desk, act), act)
    entry = note(tx, desk, request, act, act.note, field="note")
    change = Change(actor=act.actor, assignee=act.actor, data={"entry": entry.seq})
    apply(tx, desk, request, Event.RESOLVED, change)
    return Answer(number=request.number)


def decline(tx: Transaction, desk: Desk, act: Noted) -> Answer:
    """Close it as not a request. The requester reads why, and can reply."""
    request = find_as_member(tx, desk, act)
    require_unresolved(tx, desk, request, act.actor)
    entry = note(tx, desk, request, act, act.note, field="reason")
    change = Change(actor=act.actor, assignee=act.actor, data={"entry": entry.seq})
    apply(tx, desk, request, Event.DECLINED, change)
    return Answer(number=request.number)


def held(tx: Transaction, desk: Desk, request: Request, act: OnRequest) -> Request:
    """What is asked or resolved before anybody claimed it is claimed by whoever does so."""
    require_unresolved(tx, desk, request, act.actor)
    if request.assignee is not None:
        return request
    claimed, _entry = apply(tx, desk, request, Event.CLAIMED, _to(act, act.actor, frozenset(Party)))
    return claimed


def note(
    tx: Transaction,
    desk: Desk,
    request: Request,
    act: OnRequest,
    text: str,
    *,
    field: str,
    internal: bool = False,
) -> Entry:
    """Keep what was typed into a field that must not be blank."""
    text = require_words(tx, desk, act.actor, text, field=field)
    return write_down(
        tx,
        desk,
        request,
        actor=act.actor,
        text=text,
        party=Party.DEPARTMENT,
        internal=internal,
    )
