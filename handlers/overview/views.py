"""Lists and details: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from config.organisation import Organisation
from handlers.blockkit import Block, Element
from handlers.blocks import actions, button, context, form, section
from handlers.offers import On, RequestButton
from handlers.overview.ids import ListAction, Listed, ListView, Scope
from handlers.requests.ids import RequestValue
from handlers.requests.privacy import listed_title
from handlers.requests.rules import UNRESOLVED
from handlers.requests.views import (
    Shown,
    ago,
    state_line,
    urgency_mark,
)
from handlers.text import Names, plain, shorten
from storage.entries import Entry
from storage.requests import Request, snoozed_until

MOST_TYPED = 60


@dataclass(frozen=True)
class Line:
    """A request in a list."""

    request: Request
    text: Entry
    department: Department
    names: Names


@dataclass(frozen=True)
class List:
    """A page of a list. `total` stops counting at a thousand; of what was looked for, at the end of the page."""

    _: Words
    wanted: Listed
    department: Department | None
    lines: Sequence[Line]
    has_more: bool
    total: int
    # Of a department's queue: what is left out of it until a day, the first few.
    snoozed: Sequence[Request] = ()
    # Whether what was looked for is on the reader's home.
    saved: bool = False
    # Whether its reader may have it as a file, once it is saved.
    leads_out: bool = False
    # Of those whom the text names.
    names: Names = field(default_factory=dict)

    @property
    def is_worth_showing(self) -> bool:
        """That nothing is open is news; that nothing was resolved recently is none."""
        return bool(self.lines) or self.wanted.scope != Scope.RESOLVED

    @property
    def is_found(self) -> bool:
        """Whether somebody looked for it, and there is something."""
        return bool(self.lines) and self.wanted.scope == Scope.SEARCH


def heading(_: Words, found: List) -> Mrkdwn:
    """What the list is, and how many are in it."""
    total = str(found.total) if found.total < 1000 else "1000+"
    match found.wanted.scope:
        case Scope.MINE:
            return _.mrkdwn("*Your open requests* ({total})", total=total)
        case Scope.RESOLVED:
            return _.mrkdwn("*Recently solved* ({total})", total=total)
        case Scope.HELD:
            return _.mrkdwn("*Assigned to you* ({total})", total=total)
        case Scope.SEARCH:
            total = f"{found.total}+" if found.has_more else str(found.total)
            return _.mrkdwn("*Found for “{text}”* ({total})", text=typed(found), total=total)
    name = found.department.name if found.department else ""
    return _.mrkdwn("*Open requests of {department}* ({total})", department=name, total=total)


def _nothing_found(_: Words, found: List) -> Mrkdwn:
    return _.mrkdwn(
        "Nothing found for “{text}” among the requests you can see. Type the beginnings of words, a person (@name), "
        "a department, a state such as `open`, `waiting` or `solved`, `mine`, or `late`. For help, type `/frontdesk`.",
        text=typed(found),
    )


def typed(found: List) -> str:
    """What was looked for, for reading."""
    return shorten(plain(found.wanted.text, found.names), MOST_TYPED)


def nothing(_: Words, found: List) -> Mrkdwn:
    """What an empty list says."""
    match found.wanted.scope:
        case Scope.MINE:
            return _.mrkdwn("You have no open requests. Start one with `/ask`.")
        case Scope.RESOLVED:
            return _.mrkdwn("Nothing solved recently.")
        case Scope.HELD:
            return _.mrkdwn("Nothing assigned to you.")
        case Scope.SEARCH:
            return _nothing_found(_, found)
    return _.mrkdwn("No open requests.")


def lines(found: List) -> list[Block]:
    """The requests of a page, each with a button to open it."""
    _ = found._
    if not found.lines:
        return [section(nothing(_, found))]
    own = found.wanted.scope in (Scope.MINE, Scope.RESOLVED)
    return [
        section(_line(_, line, own=own), accessory=_open(_, line.request)) for line in found.lines
    ]


def _open(_: Words, request: Request) -> Element:
    return button(_("Open"), ListAction.OPEN, RequestValue(number=request.number).pack())


def _line(_: Words, line: Line, *, own: bool) -> Mrkdwn:
    """A request in one's own list says to whom it went, in another also from whom it came."""
    shown = Shown(line.request, line.text, line.department, line.names)
    head = _.mrkdwn(
        "*#{number}* {summary}",
        number=line.request.number,
        summary=shown.title if own else listed_title(shown),
    )
    department = line.department.name
    who = _.mrkdwn("{requester} → {department}", requester=shown.requester, department=department)
    facts = [
        state_line(_, shown),
        _until(_, line.request),
        urgency_mark(_, line.request),
        _.mrkdwn("{department}", department=department) if own else who,
        ago(_, line.request),
    ]
    return Mrkdwn(head + "\n" + " · ".join(fact for fact in facts if fact))


def first_page(found: List) -> list[Block]:
    """A list as it stands among others, with a button for the rest."""
    more = [actions(all_button(found))] if found.has_more or found.is_found else []
    return [section(_head(found)), *lines(found), *more]


def _head(found: List) -> Mrkdwn:
    """What the list is, and below it what comes back to it on a day."""
    _ = found._
    if not found.snoozed:
        return heading(_, found)
    listed = [
        _.mrkdwn("#{number} until {day}", number=request.number, day=_.date(until))
        for request in found.snoozed
        if (until := snoozed_until(request)) is not None
    ]
    snoozed = _.mrkdwn("Snoozed: {listed}", listed=Mrkdwn(", ".join(listed)))
    return Mrkdwn(f"{heading(_, found)}\n{snoozed}")


def _until(_: Words, request: Request) -> Mrkdwn:
    until = snoozed_until(request)
    return _.mrkdwn("snoozed until {day}", day=_.date(until)) if until else Mrkdwn("")


def all_button(found: List) -> Element:
    """Opens the whole list."""
    return button(found._("Show all"), ListAction.ALL, found.wanted.pack())


def list_modal(found: List) -> dict[str, Any]:
    """A page of a list, with ways to the next and the one before."""
    _, wanted = found._, found.wanted
    turns: list[Element] = []
    if wanted.page:
        turns.append(_turn(_("Previous page"), "previous", wanted, wanted.page - 1))
    if found.has_more:
        turns.append(_turn(_("Next page"), "next", wanted, wanted.page + 1))
    if wanted.scope == Scope.SEARCH:
        turns.append(_keep(found))
    if found.saved and found.leads_out:
        turns.append(button(_("Export CSV"), ListAction.EXPORT, wanted.pack()))
    blocks = [section(_head(found)), *lines(found), *([actions(*turns)] if turns else [])]
    if wanted.page or found.has_more:
        blocks.append(context(_.mrkdwn("Page {page}", page=wanted.page + 1)))
    return form(_("Requests"), ListView.LIST, blocks, close=_("Close"), metadata=wanted.pack())


def _keep(found: List) -> Element:
    _, value = found._, found.wanted.pack()
    if found.saved:
        return button(_("Remove from Home"), ListAction.REMOVE, value)
    return button(_("Save to Home"), ListAction.SAVE, value)


def _turn(text: str, way: str, wanted: Listed, page: int) -> Element:
    return button(text, f"{ListAction.PAGE}:{way}", wanted.model_copy(update={"page": page}).pack())


def _details(_: Words, request: Request) -> Element | None:
    """On a card, once nothing else is left to do."""
    if request.state in UNRESOLVED:
        return None
    return button(_("Details"), ListAction.DETAILS, RequestValue(number=request.number).pack())


BUTTONS = (RequestButton(_details, frozenset({On.CARD}), order=40),)


def help_with_lists(_: Words, organisation: Organisation) -> list[Mrkdwn]:
    """How to see where requests stand."""
    department = organisation.departments[0]
    named = {"key": department.key, "department": department.name}
    return [
        _.mrkdwn("*Check your requests*"),
        _.mrkdwn(
            "• `/requests` lists yours; `/requests {key}` lists {department}'s, if you're in it",
            **named,
        ),
        _.mrkdwn("• `/requests 142` opens one, with its history"),
        _.mrkdwn(
            "• `/requests vpn waiting` finds those about VPN that wait for a reply. Words, people, departments and states go "
            "together; `mine` and `late` narrow it further"
        ),
        _.mrkdwn("• Everything is on my Home tab"),
    ]
