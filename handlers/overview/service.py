"""Read lists and details. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import replace

from config.departments import Department
from handlers.desk import Desk
from handlers.directory.rules import departments_of, is_member, names_of
from handlers.errors import UserError
from handlers.overview.details import Details
from handlers.overview.ids import Listed, Scope
from handlers.overview.searching import find, looked_for
from handlers.overview.views import Line, List
from handlers.requests.departments import department_of, in_words
from handlers.requests.messages import gather, with_files
from handlers.requests.privacy import may_see
from handlers.requests.rules import Event, may_speak_for
from handlers.requests.service import not_found, not_open_to
from handlers.text import Names, mentioned, paged
from storage import entries, history, requests, saved_searches
from storage.entries import Entry
from storage.history import HistoryEntry
from storage.requests import Request
from storage.transaction import Transaction

PAGE = 8
FEW = 5
# More than anybody pages through.
MOST_SAID = 300
# What is snoozed is named, so many of it.
MOST_SNOOZED = 10


def listed(tx: Transaction, desk: Desk, user: str, wanted: Listed, *, size: int = PAGE) -> List:
    """A page of a list; of a department's only for its members."""
    department = _department(tx, desk, user, wanted) if wanted.scope == Scope.QUEUE else None
    page, total = _page(tx, desk, user, wanted, size)
    if wanted.page and not page.requests:  # what was there is resolved meanwhile
        return listed(tx, desk, user, wanted.model_copy(update={"page": 0}), size=size)
    return List(
        _=desk.words_for(tx, user),
        wanted=wanted,
        department=department,
        lines=lines_of(tx, desk, page.requests),
        has_more=page.has_more,
        total=total,
        snoozed=_snoozed(tx, department) if department and not wanted.page else (),
        saved=bool(wanted.text) and wanted.text in saved_searches.of(tx, user),
        leads_out=wanted.scope == Scope.SEARCH and bool(departments(tx, desk, user)),
        names=names_of(tx, mentioned([wanted.text])),
    )


def _page(
    tx: Transaction, desk: Desk, user: str, wanted: Listed, size: int
) -> tuple[requests.Page, int]:
    if wanted.scope == Scope.SEARCH:
        sought = looked_for(tx, desk, user, wanted.text)
        page = find(tx, desk, sought, index=wanted.page, size=size)
        return page, wanted.page * size + len(page.requests)
    is_queue = wanted.scope == Scope.QUEUE
    scope, who = ("awake", wanted.department) if is_queue else (wanted.scope, user)
    page = requests.page_of(tx, scope, who, index=wanted.page, size=size)
    return page, requests.count(tx, scope, who)


def _snoozed(tx: Transaction, department: Department) -> Sequence[Request]:
    return requests.page_of(tx, "snoozed", department.key, index=0, size=MOST_SNOOZED).requests


def answered(tx: Transaction, desk: Desk, user: str, wanted: Listed) -> list[List]:
    """What a command is answered: the list, and below one's own what was resolved recently, which can still be reopened."""
    lists = [listed(tx, desk, user, wanted)]
    if wanted.scope == Scope.MINE:
        lists.append(listed(tx, desk, user, Listed(scope=Scope.RESOLVED), size=FEW))
    return [found for found in lists if found.is_worth_showing]


def _department(tx: Transaction, desk: Desk, user: str, wanted: Listed) -> Department:
    _ = desk.words_for(tx, user)
    department = desk.organisation.department(wanted.department)
    if department is None:
        raise UserError(_.mrkdwn("That department no longer exists."))
    if not is_member(tx, department, user):
        raise UserError(
            _.mrkdwn(
                "Only {department} can see its queue. For yours, type `/requests`.",
                department=department.name,
            )
        )
    return department


def lines_of(tx: Transaction, desk: Desk, found: Sequence[Request]) -> list[Line]:
    """Requests as lists show them."""
    texts = entries.texts(tx, [request.number for request in found])
    people = {request.requester for request in found} | {
        request.assignee for request in found if request.assignee
    }
    people |= mentioned(text.text for text in texts.values())
    names = names_of(tx, people)
    return [
        Line(request, texts[request.number], department_of(desk, request), names)
        for request in found
        if request.number in texts
    ]


def departments(tx: Transaction, desk: Desk, user: str) -> list[Department]:
    """The departments whose queues somebody may see."""
    return departments_of(tx, desk.organisation, user)


def details(
    tx: Transaction, desk: Desk, user: str, number: int, page: int | None = None
) -> Details:
    """One request whole, for its requester and its department, with the newest page of what was said, or another."""
    _ = desk.words_for(tx, user)
    request = requests.get(tx, number)
    if request is None:
        raise not_found(tx, desk, user, number)
    member = is_member(tx, department_of(desk, request), user)
    if not may_see(tx, desk, request, user):
        raise not_open_to(tx, desk, user, number)
    events = history.of(tx, request.key)
    if not member:
        inside = entries.internal_to(tx, number)
        events = [
            entry
            for entry in events
            if entry.data.get("entry") not in inside or _is_announced(entry)
        ]
    events = [
        replace(entry, data=in_words(desk, entry.data))
        if entry.event == Event.HANDED_OVER
        else entry
        for entry in events
    ]
    shown = gather(tx, desk, request)
    said = _said(tx, request, member=member)
    people = {entry.author for entry in said} | mentioned(entry.text for entry in said)
    people |= {entry.actor for entry in events if entry.actor}
    people |= {
        str(entry.data[to])
        for entry in events
        for to in ("to", "holder", "assignee")
        if entry.data.get(to)
    }
    names = {**names_of(tx, people), **shown.names}
    talk = paged((_speaker(entry, names), with_files(entry)) for entry in said)
    last = len(talk) - 1
    lines = (each.show(tx, desk, _, request, member) for each in desk.offers.detail_lines)
    at = last if page is None else min(max(page, 0), last)
    return Details(
        _=_,
        shown=shown,
        member=member,
        own=may_speak_for(request, user),
        talk=talk[at] if talk else (),
        page=max(at, 0),
        pages=len(talk),
        history=events,
        names=names,
        departments={department.key: department.name for department in desk.organisation.all},
        offers=desk.offers,
        lines=[line for line in lines if line],
    )


def _said(tx: Transaction, request: Request, *, member: bool) -> list[Entry]:
    """What somebody may read. Internal notes are for the department that wrote them; why it handed over, for the next."""
    moves = history.of(tx, request.key, event=Event.HANDED_OVER)
    own_from = int(moves[-1].data["entry"]) if moves else 0
    return [
        entry
        for entry in entries.all_of(tx, request.number, before=request.entries, limit=MOST_SAID)
        if not entry.taken_back and (not entry.internal or (member and entry.seq >= own_from))
    ]


def _speaker(entry: Entry, names: Names) -> str:
    """Who said it; a lock tells what the requester does not see."""
    return f"🔒 {names[entry.author]}" if entry.internal else names[entry.author]


def _is_announced(entry: HistoryEntry) -> bool:
    """A hand-over is no secret, only its reason is."""
    return entry.event == Event.HANDED_OVER
