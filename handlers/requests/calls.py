"""A mention in a department's channel calls somebody. Outside their hours it only names them; they are told in the morning."""

from datetime import datetime

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from handlers.blocks import Body, body, context, linked, section
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.notify import URGENT, is_outside_hours, notify, waits_until, why_now
from handlers.requests import keys
from handlers.requests.departments import department_of
from handlers.requests.rules import UNRESOLVED, Party, Urgency
from handlers.requests.views import permalink, reference
from handlers.topics import Topic
from storage import history, messages, notices, requests
from storage.history import HistoryEntry
from storage.requests import Request
from storage.transaction import Transaction


def rings(department: Department, request: Request) -> str:
    """The urgency with which a department's people are told of a request: by night only if the department says so."""
    may_ring = department.may_ring(request.request_type, request.urgency)
    return URGENT if may_ring else Urgency.NORMAL


def call(tx: Transaction, desk: Desk, request: Request, user: str) -> None:
    """Somebody is called by what is said now in the card's thread. Whose night it is, and who is not there, reads in the
    morning that there is news, once for all there is."""
    morning = waits_until(tx, desk, user, rings(department_of(desk, request), request))
    if morning is not None:
        notify(tx, desk, user, keys.news(request, user, morning), topic=Topic.NEEDED, passing=True)


def is_called(tx: Transaction, request: Request, user: str, at: datetime) -> bool:
    """Whether what was said at a moment mentions them: unless they read of it in the morning after it."""
    return not notices.waited_for(tx, user, keys.all_news(request, user), at=at)


def is_overtaken(tx: Transaction, desk: Desk, request: Request, entry: HistoryEntry) -> bool:
    """Whether a notice that was held for its requester says what is no longer so."""
    if request.channel is not None or _speaks(desk, entry):
        return False
    if request.state in UNRESOLVED and not _said_more(tx, desk, request, entry):
        return False
    key = keys.notice(request, Party.REQUESTER, entry.id)
    told = notices.of(tx, request.requester, key)
    return told is not None and told.was_held and not messages.shown_at(tx, key)


def urgent(
    tx: Transaction, desk: Desk, _: Words, request: Request, party: str, entry: HistoryEntry
) -> Mrkdwn | None:
    """Why a notice did not wait for the hours of whom it tells, or mentions in a channel; None if it need not have."""
    rule, ref = desk.offers.events.get(entry.event), reference(request)
    if rule is None:
        return None
    if party == Party.REQUESTER:
        if request.channel is not None or _speaks(desk, entry):
            return None
        why = _.mrkdwn("{ref} is urgent.", ref=ref)
        return why_now(tx, desk, request.requester, _, request.urgency, entry.at, why)
    called = rule.calls(request, entry.actor)
    rung = rings(department_of(desk, request), request) == URGENT
    if called is None or not rung or not is_outside_hours(tx, desk, called, entry.at):
        return None
    return _.mrkdwn(
        "{who} is mentioned outside their hours because {ref} is urgent.",
        who=name_of(tx, called),
        ref=ref,
    )


def _said_more(tx: Transaction, desk: Desk, request: Request, entry: HistoryEntry) -> bool:
    """Whether the requester is told more by what came after it. That there is no news says nothing but that."""
    later = {each.event for each in history.of(tx, request.key) if each.id > entry.id}
    if entry.event in later:
        return True
    rules = [desk.offers.events.get(event) for event in later]
    return any(rule and rule.is_news and Party.REQUESTER in rule.tells for rule in rules)


def _speaks(desk: Desk, entry: HistoryEntry) -> bool:
    """Whether it carries what somebody said."""
    rule = desk.offers.events.get(entry.event)
    return rule is not None and bool(rule.prompt) and "entry" in entry.data


def news(tx: Transaction, desk: Desk, number: str, user: str, morning: str) -> Body | None:
    """There was news on a request that somebody works on. Whoever has acted on it since, or has it no longer, knows."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    key = keys.news(request, user, datetime.fromisoformat(morning))
    shown = messages.shown_at(tx, key) is not None
    if not shown and (request.assignee != user or _has_acted(tx, request, user, key)):
        return None
    _ = desk.words_for(tx, user)
    text = _.mrkdwn(
        "There's news on #{number} from {requester}. It came outside your hours, so no one mentioned you.",
        number=request.number,
        requester=name_of(tx, request.requester),
    )
    place = messages.shown_at(tx, keys.card(request))
    if place is None:
        return body(text)
    link = linked(permalink(desk.workspace_url, *place), _("Open card"))
    return body(text, section(text), context(link))


def _has_acted(tx: Transaction, request: Request, user: str, key: str) -> bool:
    """Whether they did something themselves after the last that called them."""
    told = notices.of(tx, user, key)
    return told is not None and any(
        entry.actor == user and entry.at > told.at for entry in history.of(tx, request.key)
    )
