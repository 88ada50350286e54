"""What is kept of how a request reads: its language, and how sure Frontdesk was of whose it is, before anybody said so."""

from collections.abc import Mapping
from typing import Any

from config.catalogue import Mrkdwn, Words
from handlers.desk import Desk
from handlers.offers import CardLine
from handlers.requests.departments import department_of
from handlers.routing import READ, Recognised, Route
from storage import directory
from storage.requests import Request
from storage.transaction import Transaction


def read_as(tx: Transaction, requester: str, route: Route) -> Mapping[str, Any]:
    """What is kept; nothing of a text without words. One or two words may be in any language, unless it is their writer's."""
    person = directory.person(tx, requester)
    language = route.language.by(person.locale if person else "")
    if not language.language:
        return {}
    likeliest = route.likely[0] if route.likely else ""
    kept: dict[str, Any] = {"language": language.language, "sure": language.sure}
    if not route.later:
        kept |= {"likeliest": likeliest, "probability": round(route.probability, 4)}
    return {READ: kept}


def language_of(request: Request) -> Recognised:
    """The language that a request seems to be in."""
    kept = request.facts.get(READ, {})
    return Recognised(str(kept.get("language", "")), bool(kept.get("sure")))


def _on_card(_tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    """For a department that says which languages its people read: that this is in another one."""
    known, found = department_of(desk, request).languages, language_of(request)
    if not known or not found.language or found.language in map(_spoken, known):
        return None
    if found.sure:
        return _.mrkdwn("Written in {language}", language=_.language(found.language))
    return _.mrkdwn("Perhaps written in {language}", language=_.language(found.language))


def _spoken(tag: str) -> str:
    """A language without its region."""
    return tag.replace("_", "-").split("-")[0].lower()


CARD_LINE = CardLine(_on_card, beside=True, order=5)
