"""A mention in a department's channel calls somebody. Outside their hours it only names them; they are told in the morning."""

from datetime import datetime

from handlers.blocks import Body, body, context, linked, section
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.notify import held_until, notify, waits_until
from handlers.requests import keys
from handlers.requests.rules import UNRESOLVED, Event, Party
from handlers.requests.views import permalink
from storage import history, messages, requests
from storage.history import HistoryEntry
from storage.requests import Request
from storage.transaction import Transaction


def call(tx: Transaction, desk: Desk, request: Request, user: str) -> None:
    """Somebody is called by what is said now in the card's thread. Whose night it is, and who is not there, reads in the
    morning that there is news, once for all there is."""
    morning = waits_until(tx, desk, user, request.urgency)
    if morning is not None:
        notify(tx, desk, user, keys.news(request, user, morning), passing=True)


def is_called(tx: Transaction, desk: Desk, request: Request, user: str, at: datetime) -> bool:
    """Whether what was said at a moment mentions them: unless they read of it in the morning after it."""
    morning = held_until(tx, desk, user, at)
    return morning is None or not messages.is_declared(tx, keys.news(request, user, morning))


def is_overtaken(tx: Transaction, desk: Desk, request: Request, entry: HistoryEntry) -> bool:
    """Whether a notice that was held for its requester's morning says what is no longer so."""
    if request.channel is not None or _is_prompt(desk, entry):
        return False
    if request.state in UNRESOLVED and not _said_more(tx, desk, request, entry):
        return False
    held = held_until(tx, desk, request.requester, entry.at) is not None
    return held and not messages.shown_at(tx, keys.notice(request, Party.REQUESTER, entry.id))


def _said_more(tx: Transaction, desk: Desk, request: Request, entry: HistoryEntry) -> bool:
    """Whether the requester is told more by what came after it. That there is no news says nothing but that."""
    later = {each.event for each in history.of(tx, request.key) if each.id > entry.id}
    rules = [desk.offers.events.get(event) for event in later - {Event.SILENT}]
    return any(rule is not None and Party.REQUESTER in rule.tells for rule in rules)


def _is_prompt(desk: Desk, entry: HistoryEntry) -> bool:
    rule = desk.offers.events.get(entry.event)
    return rule is not None and bool(rule.prompt)


def news(tx: Transaction, desk: Desk, number: str, user: str, morning: str) -> Body | None:
    """There was news on a request that somebody works on. Whoever has acted on it since, or has it no longer, knows."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    until = datetime.fromisoformat(morning)
    shown = messages.shown_at(tx, keys.news(request, user, until)) is not None
    if not shown and (request.assignee != user or _has_acted(tx, desk, request, user, until)):
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


def _has_acted(tx: Transaction, desk: Desk, request: Request, user: str, morning: datetime) -> bool:
    """Whether they did something themselves after the last that called them before this morning."""
    after = False
    for entry in history.of(tx, request.key):
        if entry.actor == user:
            after = True
        elif held_until(tx, desk, user, entry.at) == morning:
            after = False
    return after
