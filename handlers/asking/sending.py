"""Give a request that had no department its first one: its requester chooses, or time, or words that explain it."""

from collections.abc import Mapping, Sequence

from config.departments import Department
from config.organisation import TRIAGE
from handlers.asking import earlier, solutions
from handlers.asking.views import answered
from handlers.desk import Answer, Desk
from handlers.errors import UserError
from handlers.requests import keys
from handlers.requests.changes import KEPT, Change, Kept, apply
from handlers.requests.rules import (
    CARRIED,
    GOING,
    Event,
    Party,
    RoutingReason,
    needs_department,
)
from handlers.requests.service import OnRequest, find_as_requester
from storage import entries, messages
from storage.entries import Entry
from storage.messages import Place
from storage.requests import Request
from storage.transaction import Transaction


class Choose(OnRequest):
    """The requester says which team it is for; None: choose for me."""

    department: str | None


def choose(tx: Transaction, desk: Desk, chosen: Choose) -> Answer:
    """The requester answers which team it is for."""
    request = find_as_requester(tx, desk, chosen)
    _ = desk.words_for(tx, chosen.actor)
    if not needs_department(request):
        return answered(tx, desk, chosen.actor, request)
    department = desk.organisation.department(chosen.department or TRIAGE)
    if department is None:
        raise UserError(_.mrkdwn("That department no longer exists. Please pick another."))
    why = {"why": RoutingReason.CHOSEN if chosen.department else RoutingReason.SORTED}
    if solved := _solved(tx, desk, chosen, request, department):
        sent = hold(tx, desk, request, department, why, solved, actor=chosen.actor)
    else:
        sent = send_to(tx, desk, request, department, why, actor=chosen.actor)
    return answered(tx, desk, chosen.actor, sent)


def _solved(
    tx: Transaction, desk: Desk, chosen: Choose, request: Request, department: Department
) -> Sequence[int]:
    """What may answer it already, of the department that was chosen."""
    if not chosen.department:
        return ()
    alike = request.facts.get(solutions.ALIKE, {})
    return solutions.offered(
        tx, desk.organisation, department, request, request.request_type, alike
    )


def hold(
    tx: Transaction,
    desk: Desk,
    request: Request,
    department: Department,
    why: Mapping[str, object],
    solved: Sequence[int],
    *,
    actor: str | None,
    request_type: str | Kept = KEPT,
) -> Request:
    """Let its requester read that first."""
    kept = solutions.going(department, why, solved, desk.clock.now())
    facts = {**request.facts, GOING: kept}
    change = Change(actor=actor, facts=facts, routing_reason=dict(why), request_type=request_type)
    held, _entry = apply(tx, desk, request, Event.OFFERED, change)
    return held


def send_to(
    tx: Transaction,
    desk: Desk,
    request: Request,
    department: Department,
    why: Mapping[str, object],
    *,
    actor: str | None,
    request_type: str | Kept = KEPT,
    urgency: str | Kept = KEPT,
) -> Request:
    """Give a request that had no department its first one."""
    change = Change(
        actor=actor,
        department=department.key,
        request_type=request_type,
        urgency=urgency,
        routing_reason=dict(why),
        data={"department": department.key, "why": str(why["why"])},
    )
    changed, _entry = apply(tx, desk, request, Event.ROUTED, change)
    bring_along(tx, changed, department)
    return changed


def bring_along(tx: Transaction, request: Request, department: Department) -> None:
    """What was written before a department got it goes into the card's thread."""
    thread = keys.card_thread(request, department.channel)
    declared = {earlier.key(request): thread} if earlier.said_earlier(tx, request.number) else {}
    for added in entries.of_party(tx, request.number, Party.REQUESTER):
        if added.seq and not added.taken_back and not added.internal:
            declared |= _added(added, thread)
    if declared:
        messages.put(tx, declared)


def _added(entry: Entry, thread: Place) -> dict[str, Place]:
    """Something the requester added, as it would have been carried at once if a department had had the request."""
    copy = {entry.key: thread}
    if entry.channel is None or entry.ts is None:  # added in a form
        return copy
    return copy | {f"{entry.key}/mark": messages.mark(entry.channel, entry.ts, CARRIED)}
