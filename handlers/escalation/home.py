"""What waits for somebody's answer on a ladder, on their Home."""

from collections.abc import Sequence

from config.departments import Department
from handlers.blockkit import Block
from handlers.blocks import button, divider, section
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.escalation.rules import climb_of
from handlers.offers import HomeSection
from handlers.overview.ids import ListAction
from handlers.requests.ids import RequestValue
from storage import directory, requests
from storage.requests import Request
from storage.transaction import Transaction

# The most urgent and the oldest come first: what is late is among them.
LOOKED_AT, LISTED = 200, 5


def asked_of(tx: Transaction, desk: Desk, user: str, room: int) -> Sequence[Block]:
    """A line for each that waits for their answer, or that they said they have; nothing if there is none."""
    found = [
        request
        for department in _ladders(tx, desk, user)
        for request in _queue(tx, department)
        if (climb := climb_of(request)) is not None and climb.to == user and climb.stands
    ]
    if not found or room < NEEDS:
        return []
    _ = desk.words_for(tx, user)
    shown = found[: min(LISTED, room - 2)]
    rows = [
        section(
            _.mrkdwn(
                "*#{number}* from {requester} – {state}",
                number=request.number,
                requester=name_of(tx, request.requester),
                state=_("you're seeing to it")
                if _is_taken(request)
                else _("waits for your answer"),
            ),
            accessory=button(
                _("Open"), ListAction.OPEN, RequestValue(number=request.number).pack()
            ),
        )
        for request in shown
    ]
    head = _.plural(
        "*Late, and you've been asked* ({n})", "*Late, and you've been asked* ({n})", len(found)
    )
    return [divider(), section(head), *rows]


def _is_taken(request: Request) -> bool:
    climb = climb_of(request)
    return climb is not None and not climb.runs


def _ladders(tx: Transaction, desk: Desk, user: str) -> Sequence[Department]:
    """The departments on whose ladder the organisation file names somebody."""
    known = directory.person(tx, user)
    names = {user, (known.email or "").lower()} if known else {user}
    return [each for each in desk.organisation.all if not names.isdisjoint(each.steps)]


def _queue(tx: Transaction, department: Department) -> Sequence[Request]:
    page = requests.page_of(tx, "queue", department.key, index=0, size=LOOKED_AT)
    return page.requests


# A divider, its name, and a line.
NEEDS = 3
HOME = HomeSection(asked_of, needs=NEEDS, order=10)
