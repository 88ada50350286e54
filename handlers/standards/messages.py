"""What is said of a promise: in a warning, on the card, in the history."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from handlers.blocks import Body, body, context, linked, section
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.escalation.messages import why_urgent
from handlers.escalation.rules import hours_for
from handlers.offers import CardLine, HistoryView, PastEvent
from handlers.requests.changes import deadlines
from handlers.requests.departments import department_of
from handlers.requests.keys import card as card_key
from handlers.requests.lifecycle import due_by
from handlers.requests.rules import State
from handlers.requests.views import permalink, reference
from handlers.standards import keys, sentences
from handlers.standards.measured import measured, took
from handlers.standards.rules import Promise, kept_with
from handlers.standards.sentences import Said, Took
from storage import history, messages, requests
from storage.history import HistoryEntry
from storage.requests import Request
from storage.transaction import Transaction


def near(tx: Transaction, desk: Desk, number: str, entry: str) -> Body | None:
    """To whoever works on it or is on duty, or in the card's thread. One that was held and is overtaken says nothing."""
    request = requests.get(tx, int(number))
    warned = history.entry(tx, f"request/{number}", int(entry))
    if request is None or warned is None:
        return None
    promise, to = Promise(str(warned.data["promise"])), warned.data.get("to")
    runs = promise in deadlines(desk, request)
    if not runs and messages.shown_at(tx, keys.near(request, warned.id)) is None:
        return None
    department = desk.organisation.department(request.department or "") or desk.organisation.triage
    _ = desk.words_for(tx, str(to)) if to else desk.words_here(department.zone)
    by = datetime.fromisoformat(str(warned.data["by"]))
    text = _.mrkdwn(
        "{ref} from {requester}: {what} is due by {by}.",
        ref=reference(request),
        requester=name_of(tx, request.requester),
        what=what(_, promise),
        by=_.when(by, warned.at),
    )
    if runs and request.assignee is None:
        text = Mrkdwn(f"{text} {_.mrkdwn('No one has claimed it yet.')}")
    if not to:
        return body(text)
    small = [why_urgent(tx, desk, _, request, str(to), warned.at)]
    if place := messages.shown_at(tx, card_key(request)):
        small.append(linked(permalink(desk.workspace_url, *place), _("Open card")))
    return body(text, section(text), *(context(line) for line in small if line))


def what(_: Words, promise: Promise) -> str:
    """What was promised, in a sentence."""
    return {
        Promise.FIRST_RESPONSE: _("the first answer"),
        Promise.NEXT_REPLY: _("a reply"),
        Promise.RESOLUTION: _("the solution"),
    }[promise]


def _on_card(_tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    """What is due next."""
    given = due_by(request)
    running = sorted((given[each], each) for each in Promise if each in given)
    if not running:
        return None
    by, promise = running[0]
    when = _.when(by, desk.clock.now())
    return {
        Promise.FIRST_RESPONSE: _.mrkdwn(":stopwatch: First answer by {by}", by=when),
        Promise.NEXT_REPLY: _.mrkdwn(":stopwatch: Reply by {by}", by=when),
        Promise.RESOLUTION: _.mrkdwn(":stopwatch: Solution by {by}", by=when),
    }[promise]


def waited_in(request: Request, now: datetime) -> timedelta:
    """For how long the requester was waited for, by the clock."""
    return sum(((end or now) - start for start, end in kept_with(request).waits), timedelta())


def waited(
    _tx: Transaction, desk: Desk, _: Words, request: Request, _member: bool
) -> Mrkdwn | None:
    """For how long the department waited for the requester."""
    now = desk.clock.now()
    total = waited_in(request, now)
    if not total:
        return None
    span = _.span(now - total, now)
    if request.state == State.WAITING:
        return _.mrkdwn(
            "Waited for the requester so far: {span}. The clock stands still.", span=span
        )
    return _.mrkdwn("Waited for the requester: {span}. That time doesn't count.", span=span)


def _late(_: Words, past: PastEvent) -> Mrkdwn:
    promise = Promise(str(past.data["promise"]))
    by = datetime.fromisoformat(str(past.data["by"]))
    return _.mrkdwn("{what} was due by {by}", what=what(_, promise), by=_.moment(by))


def _soon(_: Words, past: PastEvent) -> Mrkdwn:
    promise, to = Promise(str(past.data["promise"])), past.data.get("to")
    given = {"what": what(_, promise), "by": _.moment(datetime.fromisoformat(str(past.data["by"])))}
    if to is None:
        return _.mrkdwn("the department was reminded that {what} is due by {by}", **given)
    who = past.names.get(str(to), str(to))
    return _.mrkdwn("{who} was reminded that {what} is due by {by}", who=who, **given)


def said(tx: Transaction, desk: Desk, request: Request, by: Mapping[str, datetime]) -> Said:
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
) -> Said:
    """What is promised of such requests."""
    return Said(
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


HISTORY: dict[str, HistoryView] = {
    **{each.near: _soon for each in Promise},
    **{each.missed: _late for each in Promise},
    Promise.FIRST_RESPONSE.late: lambda _, _past: _.mrkdwn(
        "the first answer is overdue since the times were changed"
    ),
    Promise.NEXT_REPLY.late: lambda _, _past: _.mrkdwn(
        "a reply is overdue since the times were changed"
    ),
    Promise.RESOLUTION.late: lambda _, _past: _.mrkdwn(
        "the solution is overdue since the times were changed"
    ),
}
CARD_LINES = (CardLine(_on_card, order=50),)
