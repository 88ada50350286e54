"""What requesters read of what is promised: when they ask, on the receipt, and below the answer."""

from collections.abc import Mapping
from datetime import datetime

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from handlers.desk import Desk
from handlers.escalation.rules import hours_for
from handlers.requests.departments import department_of
from handlers.requests.lifecycle import due_by
from handlers.requests.rules import State
from handlers.standards import sentences
from handlers.standards.measured import measured, took
from handlers.standards.rules import Promise, kept_with, waited_in
from handlers.standards.sentences import StandardSaid, Took
from storage.history import HistoryEntry
from storage.requests import Request
from storage.transaction import Transaction


def said(tx: Transaction, desk: Desk, request: Request, by: Mapping[str, datetime]) -> StandardSaid:
    """What is promised of a request."""
    department = department_of(desk, request)
    return said_of(tx, desk, department, request.request_type, request.urgency, by)


def said_of(
    tx: Transaction,
    desk: Desk,
    department: Department,
    request_type: str,
    urgency: str,
    by: Mapping[str, datetime],
) -> StandardSaid:
    """What is promised of such requests."""
    return StandardSaid(
        department=department,
        hours=desk.organisation.hours(department),
        request_type=request_type,
        urgency=urgency,
        by={each: by[each] for each in Promise if each in by},
        now=desk.clock.now(),
        measured=measured(tx, desk, department, request_type),
    )


def asking(
    tx: Transaction,
    desk: Desk,
    _: Words,
    department: Department,
    request_type: str,
    urgency: str,
) -> Mrkdwn | None:
    """What is promised to somebody who is about to ask."""
    now, standard = desk.clock.now(), department.standard(request_type, urgency)
    hours = hours_for(desk.organisation, department, request_type, urgency)
    length = desk.organisation.hours(department).length
    spans = {each: each.of(standard) for each in (Promise.FIRST_RESPONSE, Promise.RESOLUTION)}
    by = {str(each): hours.add(now, length(span)) for each, span in spans.items() if span}
    if not by:
        return None
    found = said_of(tx, desk, department, request_type, urgency, by)
    return lines(sentences.promised(_, found), sentences.back(_, found))


def on_receipt(tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    """What was promised, and what is late."""
    if request.department is None or request.assignee == request.requester:
        return None
    department, by = department_of(desk, request), due_by(request)
    match State(request.state):
        case State.OPEN | State.CLAIMED:
            return _open(tx, desk, _, request, by)
        case State.WAITING if department.standard(request.request_type, request.urgency).resolution:
            return sentences.paused(_, department)
    return None


def _open(
    tx: Transaction, desk: Desk, _: Words, request: Request, by: Mapping[str, datetime]
) -> Mrkdwn | None:
    kept, now = kept_with(request), desk.clock.now()
    late = [
        sentences.late(_, promise, promised_by, now)
        for promise, (since, promised_by) in kept.missed.items()
        if since == kept.since(promise, request)
    ]
    found = said(tx, desk, request, by)
    if not found.by:
        return lines(*late)
    if Promise.FIRST_RESPONSE not in found.by:
        return lines(*late, sentences.going_on(_, found))
    return lines(*late, sentences.promised(_, found), sentences.back(_, found))


def afterwards(
    _tx: Transaction, desk: Desk, _: Words, request: Request, entry: HistoryEntry
) -> Mrkdwn | None:
    """Below the answer: what was promised, and what it took. Of an earlier answer it is no longer said."""
    if request.resolution != entry.id or request.assignee == request.requester:
        return None
    kept, now = kept_with(request), desk.clock.now()
    told = kept.told or {}
    if not told:
        return None
    organisation, department = desk.organisation, department_of(desk, request)
    hours = organisation.hours(department)
    answered = kept.responded_at or request.resolved_at
    return sentences.told_and_took(
        _,
        Took(
            told.get(Promise.FIRST_RESPONSE),
            hours.between(request.created_at, answered) if answered else None,
        ),
        Took(told.get(Promise.RESOLUTION), took(organisation, department, request)),
        waited_in(request, now),
        now,
    )


def lines(*each: Mrkdwn) -> Mrkdwn | None:
    """One below the other, those that there are."""
    return Mrkdwn("\n".join(line for line in each if line)) or None
