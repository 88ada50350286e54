"""When the requester did not say which team a request is for, or whether it is answered already."""

from handlers.asking.matters import MATTERS
from handlers.asking.offering import send_on
from handlers.asking.sending import send_to
from handlers.desk import Desk
from handlers.requests.changes import due
from handlers.requests.rules import Deadline, RoutingReason, bound_for
from storage.transaction import Transaction


def sort_it(tx: Transaction, desk: Desk, number: str) -> None:
    """Without a word it goes where it is bound for; without a choice, triage routes it: nobody waits for an answer that does
    not come."""
    request = due(tx, desk, number, Deadline.SORT)
    if request is None:
        return
    if bound_for(request):
        send_on(tx, desk, request, actor=None)
        return
    whole = request.facts.get(MATTERS, {}).get("whole", {})
    department = desk.organisation.department(whole.get("department") or "")
    if department is not None:
        send_to(tx, desk, request, department, whole["why"], actor=None)
        return
    why = {"why": RoutingReason.UNSORTED}
    send_to(tx, desk, request, desk.organisation.triage, why, actor=None)
