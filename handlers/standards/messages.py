"""What is said of a promise: in a warning, on the card, in the history."""

from datetime import datetime
from functools import partial

from config.catalogue import Mrkdwn, Words
from handlers.blocks import Body, body, context, linked, section
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.escalation.messages import why_urgent
from handlers.offers import HistoryView, PastEvent
from handlers.requests.keys import card as card_key
from handlers.requests.lifecycle import due_by
from handlers.requests.rules import State
from handlers.requests.views import permalink, reference
from handlers.standards import keys
from handlers.standards.rules import Promise, waited_in
from storage import history, messages, requests
from storage.requests import Request
from storage.transaction import Transaction


def near(tx: Transaction, desk: Desk, number: str, entry: str) -> Body | None:
    """To whoever works on it or is on duty, or in the card's thread. One that was held and is overtaken says nothing."""
    request = requests.get(tx, int(number))
    warned = history.entry(tx, f"request/{number}", int(entry))
    if request is None or warned is None:
        return None
    promise, to = Promise(str(warned.data["promise"])), warned.data.get("to")
    runs = promise in due_by(request)
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


def due_next(
    _tx: Transaction, desk: Desk, _: Words, request: Request
) -> tuple[datetime, Mrkdwn] | None:
    """What is due next."""
    given = due_by(request)
    running = sorted((given[each], each) for each in Promise if each in given)
    if not running:
        return None
    by, promise = running[0]
    when = _.when(by, desk.clock.now())
    return by, {
        Promise.FIRST_RESPONSE: _.mrkdwn(":hourglass: First answer by {by}", by=when),
        Promise.NEXT_REPLY: _.mrkdwn(":hourglass: Reply by {by}", by=when),
        Promise.RESOLUTION: _.mrkdwn(":hourglass: Solution by {by}", by=when),
    }[promise]


def waited(tx: Transaction, desk: Desk, _: Words, request: Request, member: bool) -> Mrkdwn | None:
    """For how long the department waited for the requester, as either of them reads it."""
    now = desk.clock.now()
    total = waited_in(request, now)
    if not total:
        return None
    span = _.span(now - total, now)
    given = {"span": span, "requester": name_of(tx, request.requester)}
    if request.state == State.WAITING:
        if member:
            return _.mrkdwn(
                "Waiting for {requester} for {span} now. That time doesn't count.", **given
            )
        return _.mrkdwn(
            "We've been waiting for your reply for {span}. That time doesn't count.", **given
        )
    if member:
        return _.mrkdwn("Waited for {requester} for {span}. That time doesn't count.", **given)
    return _.mrkdwn("We waited for your reply for {span}. That time doesn't count.", **given)


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


def _overdue(promise: Promise, _: Words, _past: PastEvent) -> Mrkdwn:
    return _.mrkdwn("{what} is overdue since the times were changed", what=what(_, promise))


HISTORY: dict[str, HistoryView] = {
    **{each.near: _soon for each in Promise},
    **{each.missed: _late for each in Promise},
    **{each.late: partial(_overdue, each) for each in Promise},
}
