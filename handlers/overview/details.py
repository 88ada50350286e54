"""One request, opened: what was said, what one may do, and what happened. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.catalogue import Mrkdwn, Words, escape
from handlers.blockkit import Block, Element
from handlers.blocks import actions, button, context, divider, form, section
from handlers.offers import Offers, On, PastEvent
from handlers.overview.ids import ListAction, ListView, Opened
from handlers.requests.card import why_line
from handlers.requests.receipt import requester_why_line
from handlers.requests.views import (
    Shown,
    ago,
    given_fields,
    is_all_title,
    joined,
    request_text,
    state_line,
    title,
    urgency_mark,
    with_text,
)
from handlers.text import Names, spoken
from storage.history import HistoryEntry


@dataclass(frozen=True)
class Details:
    """One request whole. `talk` is a page of what was said, each with who said it; `own` says that it is the reader's."""

    _: Words
    shown: Shown
    member: bool
    own: bool
    talk: Sequence[tuple[str, str]]
    page: int
    pages: int
    history: Sequence[HistoryEntry]
    names: Names
    departments: Mapping[str, str]
    offers: Offers
    lines: Sequence[Mrkdwn] = ()


# A modal has room for a hundred blocks: a page of what was said takes some thirty, the request with its files as many.
LINES = 60
TOGETHER = 10


def details_modal(details: Details) -> dict[str, Any]:
    """What the reader may see of one request, and do with it."""
    _, shown = details._, details.shown
    why = why_line(_, shown) if details.member else requester_why_line(_, shown)
    mark = urgency_mark(_, shown.request)
    facts = joined(state_line(_, shown), mark, why, ago(_, shown.request))
    text = with_text(_, shown) if is_all_title(shown) else request_text(_, shown)
    buttons = _buttons(details)
    blocks = [
        section(title(_, shown)),
        *text,
        *given_fields(_, shown),
        context(facts),
        *(context(line) for line in details.lines),
        *([actions(*buttons)] if buttons else []),
        divider(),
        *_conversation(details),
        divider(),
        *_history(details),
    ]
    title_text = _("Request #{number}", number=shown.request.number)
    return form(title_text, ListView.DETAILS, blocks, close=_("Close"))


def _buttons(details: Details) -> list[Element]:
    """What the reader may do. It is checked again when it is pressed."""
    places = [On.DEPARTMENTS_WINDOW] if details.member else []
    places += [On.REQUESTERS_WINDOW] if details.own else []
    drawn = (details.offers.buttons_on(on, details._, details.shown.request) for on in places)
    return [button for buttons in drawn for button in buttons]


def _conversation(details: Details) -> list[Block]:
    """A page of it, with ways to what was said before and after."""
    _, number = details._, details.shown.request.number
    if not details.talk:
        return [section(_.mrkdwn("*Conversation*")), context(_.mrkdwn("Nothing said yet."))]
    turns: list[Element] = []
    if details.page:
        turns.append(_turn(_("Earlier"), "earlier", number, details.page - 1))
    if details.page + 1 < details.pages:
        turns.append(_turn(_("Later"), "later", number, details.page + 1))
    said = [spoken(who, text, details.names) for who, text in details.talk]
    ways = [actions(*turns)] if turns else []
    return [section(_.mrkdwn("*Conversation*")), *said, *ways]


def _turn(text: str, way: str, number: int, page: int) -> Element:
    return button(text, f"{ListAction.TALK}:{way}", Opened(number=number, page=page).pack())


def _history(details: Details) -> list[Block]:
    _ = details._
    known = details.offers.history  # what another version recorded, it knows how to tell
    lines = [_event(_, entry, details) for entry in details.history if entry.event in known]
    cut = len(lines) > LINES
    earlier = [context(_.mrkdwn("Earlier history isn't shown."))] if cut else []
    shown = lines[-LINES:]
    parts = [shown[at : at + TOGETHER] for at in range(0, len(shown), TOGETHER)]
    return [
        section(_.mrkdwn("*History*")),
        *earlier,
        *(context(Mrkdwn("\n".join(part))) for part in parts),
    ]


def _event(_: Words, entry: HistoryEntry, details: Details) -> Mrkdwn:
    past = PastEvent(
        who=details.names.get(entry.actor or "", "") or _("Frontdesk"),
        data=entry.data,
        requester=details.shown.requester,
        names=details.names,
        departments=details.departments,
    )
    what = details.offers.history[entry.event](_, past)
    return Mrkdwn(f"{escape(_.moment(entry.at, details.shown.now))} · {what}")
