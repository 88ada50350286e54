"""What a request means may be known only a moment after it was acknowledged: then it is routed, or its requester is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from config.organisation import Organisation
from handlers.asking import solutions
from handlers.asking.offices import placed
from handlers.asking.sending import hold, send_to
from handlers.asking.urgency import urgency_of
from handlers.asking.written import read_as
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.offers import HistoryView, PastEvent, Prepared
from handlers.requests.changes import Change, apply, show
from handlers.requests.lifecycle import OPEN, Rule, Term
from handlers.requests.rules import Party, RoutingReason, Urgency, is_being_sorted
from handlers.routing import Route
from handlers.text import mentioned, plain
from storage import entries, requests
from storage.requests import Request
from storage.transaction import Transaction

# Its deadline is due at once.
MEANING = "meaning"
# It isn't clear from what it means, either.
UNCLEAR = "unclear"
EVENTS: Mapping[str, Rule] = {UNCLEAR: Rule(OPEN)}


def being_sorted(*, sort_it: bool = False) -> dict[str, object]:
    """What a request keeps while it is found out which department it is for; with `sort_it`, nobody is asked then."""
    return {"why": RoutingReason.SORTING} | ({"sort_it": True} if sort_it else {})


def terms(
    request: Request,
    department: Department,  # noqa: ARG001 # a term's shape
    organisation: Organisation,  # noqa: ARG001
) -> Iterator[tuple[str, Term]]:
    """It is due as soon as there is time for it."""
    if is_being_sorted(request):
        yield MEANING, Term(request.created_at, request.created_at)


@dataclass(frozen=True, slots=True)
class Unsorted:
    """What is to be read: the text alone; then that with what stood in the thread before."""

    texts: tuple[str, ...]


def unsorted(tx: Transaction, _desk: Desk, number: str) -> Unsorted | None:
    """What a request says that is still to be sorted."""
    request = requests.get(tx, int(number))
    if request is None or not is_being_sorted(request):
        return None
    first = entries.get(tx, request.number)
    before = entries.of_party(tx, request.number, Party.EARLIER)
    said = [each.text for each in (first, *before) if each is not None and not each.taken_back]
    names = names_of(tx, mentioned(said))
    alone, *others = [plain(text, names) for text in said] or [""]
    return Unsorted((alone, " ".join([alone, *others])) if others else (alone,))


def understood(desk: Desk, found: Unsorted | None, _number: str) -> Route | None:
    """Which department it is for, by what it means; in a thread, however long it takes."""
    route = None
    for text in found.texts if found else ():
        route = desk.learnt.understood(text, desk.organisation)
        if route.department is not None:
            break
    return route


def sort(tx: Transaction, desk: Desk, number: str, route: Route | None) -> None:
    """Route it, or ask its requester; whoever didn't want to choose has it routed by triage."""
    request = requests.get(tx, int(number), lock=True)
    if request is None or route is None or not is_being_sorted(request):
        return
    read = read_as(tx, request.requester, route)
    if read:
        sorted_ = replace(request, facts={**request.facts, **read})
        requests.save(tx, request, sorted_)
        request = sorted_
    route = placed(tx, desk.organisation, request.requester, route)
    department = desk.organisation.department(route.department or "")
    if department is not None:
        _send(tx, desk, request, department, route)
    elif request.routing_reason.get("sort_it"):
        why = {"why": RoutingReason.SORTED}
        send_to(tx, desk, request, desk.organisation.triage, why, actor=None)
    else:
        liked = replace(request, likely=route.likely)
        requests.save(tx, request, liked)
        after, _entry = apply(tx, desk, liked, UNCLEAR, Change(routing_reason={}))
        show(tx, desk, after)


def _send(
    tx: Transaction, desk: Desk, request: Request, department: Department, route: Route
) -> None:
    """To its department; if that answered the like before, its requester reads that first, unless they can't work."""
    kind, why = route.request_type, routing_reason(route)
    urgency = urgency_of(department, kind, request.urgency)
    alike = request.facts.get(solutions.ALIKE, {})
    solved = solutions.offered(tx, desk.organisation, department, request, kind, alike)
    if solved and urgency != Urgency.HIGH:
        hold(tx, desk, request, department, why, solved, actor=None, request_type=kind)
    else:
        send_to(tx, desk, request, department, why, actor=None, request_type=kind, urgency=urgency)


SORTING = Prepared(unsorted, understood, sort)


def _unclear(_: Words, _past: PastEvent) -> Mrkdwn:
    return _.mrkdwn("Frontdesk wasn't sure which team it is for, and asked")


HISTORY: Mapping[str, HistoryView] = {UNCLEAR: _unclear}

# As many keywords as a reader wants to know: a long text may have hundreds.
FEW = 5


def routing_reason(routed: Route) -> dict[str, object]:
    """Why routing chose its department, as a request keeps it."""
    if routed.later:
        return being_sorted()
    if routed.department is None:
        return {}
    why: dict[str, object] = {"why": RoutingReason.EXAMPLES}
    if routed.words:
        why = {"why": RoutingReason.KEYWORDS, "words": list(routed.words[:FEW])}
    of_office = {"office": routed.office} if routed.office else {}
    return why | of_office | ({"similar": routed.similar} if routed.similar else {})
