"""Before a request goes to its department: was it answered before? Its requester says yes or no; without a word it goes on."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from config.catalogue import Mrkdwn, Words
from config.organisation import Organisation
from handlers.asking import solutions
from handlers.asking.ids import AskAction
from handlers.asking.sending import bring_along, send_to
from handlers.asking.views import answered
from handlers.blockkit import Element
from handlers.blocks import button
from handlers.desk import Answer, Desk
from handlers.offers import CardLine, On, ReceiptLine, RequestButton
from handlers.requests.changes import Change, apply
from handlers.requests.departments import department_of
from handlers.requests.ids import RequestValue
from handlers.requests.rules import (
    GOING,
    UNRESOLVED,
    Event,
    RoutingReason,
    bound_for,
    helped_by,
)
from handlers.requests.service import OnRequest, find_as_requester
from storage.requests import Request
from storage.transaction import Transaction


class Helped(OnRequest):
    """The requester says that the answer to another request answers theirs."""

    solved: int


def helped(tx: Transaction, desk: Desk, act: Helped) -> Answer:
    """It is resolved without anybody's work: its requester says so."""
    request = find_as_requester(tx, desk, act)
    kept = request.facts.get(GOING, {})
    if bound_for(request) is None or act.solved not in kept["solved"]:
        return answered(tx, desk, act.actor, request)
    department = department_of(desk, request)
    change = Change(
        actor=act.actor,
        department=department.key,
        facts={**request.facts, GOING: {**kept, "helped": act.solved}},
        data={"solved": act.solved},
    )
    after, _entry = apply(tx, desk, request, Event.HELPED, change)
    bring_along(tx, after, department)
    return answered(tx, desk, act.actor, after)


def go_on(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """None of them helps: it goes where it was going."""
    request = find_as_requester(tx, desk, act)
    if bound_for(request) is not None:
        request = send_on(tx, desk, request, actor=act.actor)
    return answered(tx, desk, act.actor, request)


def send_on(tx: Transaction, desk: Desk, request: Request, *, actor: str | None) -> Request:
    """To the department for which it is bound; to triage, if that is gone."""
    department = department_of(desk, request)
    why = request.facts[GOING]["why"]
    if department.key != bound_for(request):
        why = {"why": RoutingReason.UNSORTED}
    return send_to(tx, desk, request, department, why, actor=actor)


def kept_of(
    _organisation: Organisation,
    event: str,
    _before: Request,
    after: Request,
    _actor: str | None,
    _now: datetime,
) -> dict[str, Any] | None:
    """What was offered is kept until the request is with its department; what helped, until that is not so any more."""
    is_with_it = after.department is not None and after.state in UNRESOLVED
    return None if is_with_it and event != Event.HELPED else after.facts.get(GOING)


def _yes(at: int) -> Callable[[Words, Request], Element | None]:
    def draw(_: Words, request: Request) -> Element | None:
        solved = _solved(request)
        if at >= len(solved):
            return None
        value = RequestValue(number=request.number, choice=str(solved[at])).pack()
        label = _("That helped") if len(solved) == 1 else _("{at} helped", at=at + 1)
        return button(label, f"{AskAction.HELPED}:{at}", value, style="primary")

    return draw


def _no(_: Words, request: Request) -> Element | None:
    if not _solved(request):
        return None
    value = RequestValue(number=request.number).pack()
    return button(_("Not what I need – send it"), AskAction.GO_ON, value)


def _solved(request: Request) -> Sequence[int]:
    return request.facts[GOING]["solved"] if bound_for(request) else ()


_PLACES = frozenset({On.RECEIPT, On.REQUESTERS_WINDOW})
BUTTONS = (
    *(RequestButton(_yes(at), _PLACES, order=5 + at) for at in range(solutions.MOST)),
    RequestButton(_no, _PLACES, order=9),
)


def _on_card(_tx: Transaction, _desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    """For the department: who needed nobody, and why."""
    number = helped_by(request)
    if number is None:
        return None
    return _.mrkdwn("The answer to *#{number}* was shown and helped", number=number)


RECEIPT_LINE = ReceiptLine(solutions.lines, order=5)
CARD_LINE = CardLine(_on_card)
