"""When the asker did not say whom a request is for."""

from handlers.asking.service import send_to
from handlers.desk import Desk
from handlers.requests.rules import State, Why
from storage import requests
from storage.transaction import Transaction


def sort_it(tx: Transaction, desk: Desk, number: str) -> None:
    """Nobody waits for a choice that does not come: triage gets it."""
    request = requests.get(tx, int(number), lock=True)
    if request is not None and request.department is None and request.state == State.OPEN:
        send_to(tx, desk, request, desk.organisation.triage, Why.UNSORTED, actor=None)
