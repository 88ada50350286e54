"""When the requester did not say which team a request is for."""

from handlers.asking.sending import send_to
from handlers.desk import Desk
from handlers.requests.rules import RoutingReason, State
from storage import requests
from storage.transaction import Transaction


def sort_it(tx: Transaction, desk: Desk, number: str) -> None:
    """Without a choice, triage routes it: nobody waits for an answer that does not come."""
    request = requests.get(tx, int(number), lock=True)
    if request is not None and request.department is None and request.state == State.OPEN:
        send_to(
            tx, desk, request, desk.organisation.triage, {"why": RoutingReason.UNSORTED}, actor=None
        )
