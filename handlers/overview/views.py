"""Lists and details: pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, InteractiveElement

from config.catalogue import Mrkdwn, Words, escape
from config.departments import Department
from handlers.kit import actions, button, context, divider, form, section
from handlers.overview.ids import ListAction, Listed, ListView, Scope
from handlers.requests.card import why_line
from handlers.requests.ids import OnRequest
from handlers.requests.receipt import requester_why_line
from handlers.requests.rules import Urgency, What
from handlers.requests.views import (
    Shown,
    ago,
    given_fields,
    request_text,
    state_line,
    title,
    urgency_mark,
)
from handlers.text import Names
from storage.entries import Entry
from storage.history import Event
from storage.requests import Request


@dataclass(frozen=True)
class Line:
    """A request in a list."""

    request: Request
    text: Entry
    department: Department
    names: Names


@dataclass(frozen=True)
class List:
    """A page of a list. `total` stops counting at a thousand."""

    _: Words
    wanted: Listed
    department: Department | None
    lines: Sequence[Line]
    has_more: bool
    total: int

    @property
    def is_worth_showing(self) -> bool:
        """That nothing is open is news; that nothing was solved recently is none."""
        return bool(self.lines) or self.wanted.scope != Scope.SOLVED


@dataclass(frozen=True)
class Details:
    """One request whole."""

    _: Words
    shown: Shown
    member: bool
    history: Sequence[Event]
    names: Names
    departments: Mapping[str, str]


def heading(_: Words, found: List) -> Mrkdwn:
    """What the list is, and how many are in it."""
    total = str(found.total) if found.total < 1000 else "1000+"
    match found.wanted.scope:
        case Scope.MINE:
            return _.mrkdwn("*Your open requests* ({total})", total=total)
        case Scope.SOLVED:
            return _.mrkdwn("*Recently solved* ({total})", total=total)
        case Scope.HELD:
            return _.mrkdwn("*Assigned to you* ({total})", total=total)
    name = found.department.name if found.department else ""
    return _.mrkdwn("*Open requests of {department}* ({total})", department=name, total=total)


def nothing(_: Words, found: List) -> Mrkdwn:
    """What an empty list says."""
    match found.wanted.scope:
        case Scope.MINE:
            return _.mrkdwn("You have no open requests. Start one with `/ask`.")
        case Scope.SOLVED:
            return _.mrkdwn("Nothing solved recently.")
        case Scope.HELD:
            return _.mrkdwn("Nothing assigned to you.")
    return _.mrkdwn("No open requests.")


def lines(found: List) -> list[Block]:
    """The requests of a page, each with a button to open it."""
    _ = found._
    if not found.lines:
        return [section(nothing(_, found))]
    own = found.wanted.scope in (Scope.MINE, Scope.SOLVED)
    return [
        section(_line(_, line, own=own), accessory=_open(_, line.request)) for line in found.lines
    ]


def _open(_: Words, request: Request) -> InteractiveElement:
    return button(_("Open"), ListAction.OPEN, OnRequest(number=request.number).pack())


def _line(_: Words, line: Line, *, own: bool) -> Mrkdwn:
    """A request in one's own list says to whom it went, in another also from whom it came."""
    shown = Shown(line.request, line.text, line.department, line.names)
    head = _.mrkdwn(
        "*#{number}* {summary}",
        number=line.request.number,
        summary=shown.title,
    )
    department = line.department.name
    who = _.mrkdwn("{requester} → {department}", requester=shown.requester, department=department)
    facts = [
        state_line(_, shown),
        urgency_mark(_, line.request),
        _.mrkdwn("{department}", department=department) if own else who,
        ago(_, line.request),
    ]
    return Mrkdwn(head + "\n" + " · ".join(fact for fact in facts if fact))


def first_page(found: List) -> list[Block]:
    """A list as it stands among others, with a button for the rest."""
    more = [actions(all_button(found))] if found.has_more else []
    return [section(heading(found._, found)), *lines(found), *more]


def all_button(found: List) -> InteractiveElement:
    """Opens the whole list."""
    return button(found._("Show all"), ListAction.ALL, found.wanted.pack())


def list_modal(found: List) -> dict[str, Any]:
    """A page of a list, with ways to the next and the one before."""
    _, wanted = found._, found.wanted
    turns: list[InteractiveElement] = []
    if wanted.page:
        turns.append(_turn(_("Previous page"), "previous", wanted, wanted.page - 1))
    if found.has_more:
        turns.append(_turn(_("Next page"), "next", wanted, wanted.page + 1))
    blocks = [section(heading(_, found)), *lines(found), *([actions(*turns)] if turns else [])]
    if wanted.page or found.has_more:
        blocks.append(context(_.mrkdwn("Page {page}", page=wanted.page + 1)))
    return form(_("Requests"), ListView.LIST, blocks, close=_("Close"), metadata=wanted.pack())


def _turn(text: str, way: str, wanted: Listed, page: int) -> InteractiveElement:
    return button(text, f"{ListAction.PAGE}:{way}", wanted.model_copy(update={"page": page}).pack())


# A modal has room for a hundred blocks.
LINES = 60


def details_modal(details: Details) -> dict[str, Any]:
    """All there is to know about one request."""
    _, shown = details._, details.shown
    facts = [
        state_line(_, shown),
        urgency_mark(_, shown.request),
        ago(_, shown.request),
    ]
    why = why_line(_, shown) if details.member else requester_why_line(_, shown)
    lines = [_event(_, line, details) for line in details.history]
    cut = len(lines) > LINES
    earlier = [context(_.mrkdwn("Earlier history isn't shown."))] if cut else []
    blocks = [
        section(title(_, shown)),
        *request_text(_, shown),
        *given_fields(_, shown),
        context(Mrkdwn(" · ".join(fact for fact in facts if fact))),
        context(why or Mrkdwn("–")),
        divider(),
        section(_.mrkdwn("*History*")),
        *earlier,
        *(context(line) for line in lines[-LINES:]),
    ]
    title_text = _("Request #{number}", number=shown.request.number)
    return form(title_text, ListView.DETAILS, blocks, close=_("Close"))


def _event(_: Words, line: Event, details: Details) -> Mrkdwn:
    names = details.names
    who = names.get(line.actor or "", "") or _("Frontdesk")
    to = str(line.data.get("to", ""))
    what = {
        What.ASKED: _.mrkdwn("{who} asked", who=who),
        What.ROUTED: _.mrkdwn("{who} sent it to {to}", who=who, to=_department(details, line)),
        What.CLAIMED: _.mrkdwn("{who} claimed it", who=who),
        What.ASSIGNED: _.mrkdwn("{who} assigned it to {to}", who=who, to=names.get(to, to)),
        What.HANDED_OVER: _.mrkdwn(
            "{who} handed it over from {origin} to {to}",
            who=who,
            origin=line.data.get("from", ""),
            to=line.data.get("to", ""),
        ),
        What.WAITING: _.mrkdwn(
            "{who} asked {requester} a question", who=who, requester=details.shown.requester
        ),
        What.URGENCY: _.mrkdwn("{who} changed the urgency to {to}", who=who, to=_urgency(_, to)),
        What.TITLE: _.mrkdwn("{who} changed the title", who=who),
        What.TYPE: _.mrkdwn("{who} changed the type", who=who),
        What.SAID: _.mrkdwn("{who} wrote", who=who),
        What.EDITED: _.mrkdwn("{who} edited a message", who=who),
        What.TAKEN_BACK: _.mrkdwn("{who} deleted a message", who=who),
        What.MOVED: _.mrkdwn("{who} moved a message to #{to}", who=who, to=to),
        What.RESOLVED: _.mrkdwn("{who} resolved it", who=who),
        What.REOPENED: _.mrkdwn("{who} reopened it", who=who),
        What.CLOSED: _.mrkdwn("closed automatically"),
        What.CANCELLED: _.mrkdwn("{who} cancelled it", who=who),
        What.DECLINED: _.mrkdwn("{who} closed it as not a request", who=who),
        What.RATED: _.mrkdwn(
            "{who} rated it {stars} out of 5", who=who, stars=line.data.get("stars", 0)
        ),
        What.COMMENTED: _.mrkdwn("{who} added a comment", who=who),
        What.ANSWERED: _.mrkdwn("{who} replied", who=who),
        What.RELEASED: _.mrkdwn(
            "{holder} left, so it is open again", holder=names.get(str(line.data.get("holder")), "")
        ),
        What.UNCLAIMED: _.mrkdwn("reminder sent: not claimed in time"),
        What.SILENT: _.mrkdwn("requester told there is no news yet"),
    }.get(What(line.what) if line.what in set(What) else What.SAID, Mrkdwn(""))
    return Mrkdwn(f"{escape(_.moment(line.at))} · {what}")


def _department(details: Details, line: Event) -> str:
    key = str(line.data.get("department", ""))
    return details.departments.get(key, key)


def _urgency(_: Words, urgency: str) -> str:
    words = {Urgency.HIGH: _("urgent"), Urgency.NORMAL: _("normal"), Urgency.LOW: _("low")}
    return words.get(Urgency(urgency), urgency) if urgency in set(Urgency) else urgency
