"""Who may speak to the other side of a request, and until when."""

from handlers.desk import Desk
from handlers.requests.rules import State
from handlers.requests.service import (
    OnRequest,
    find_as_member,
    find_as_requester,
    require_unresolved,
)
from storage.requests import Request
from storage.transaction import Transaction


def may_reply(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """A member of its department, until it has ended."""
    request = find_as_member(tx, desk, act)
    if request.state != State.RESOLVED:
        require_unresolved(tx, desk, request, act.actor)
    return request


def may_add(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """Its requester, while it is unresolved."""
    request = find_as_requester(tx, desk, act)
    require_unresolved(tx, desk, request, act.actor)
    return request
