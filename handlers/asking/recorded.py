"""What the one reads who submitted a request for somebody else."""

from handlers.blocks import Body, body
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.requests.departments import department_of
from storage import requests
from storage.transaction import Transaction


def recorded(tx: Transaction, desk: Desk, number: str) -> Body | None:
    """Whose request it is, and who gets the updates."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    _ = desk.words_for(tx, request.recorded_by)
    requester = names_of(tx, [request.requester])[request.requester]
    department = department_of(desk, request).name
    return body(
        _.mrkdwn(
            "You opened *#{number}* for {requester} with {department}. {requester} will get the updates.",
            number=request.number,
            requester=requester,
            department=department,
        )
    )
