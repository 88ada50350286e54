"""Who may work on a request, and until when."""

from handlers.desk import Desk
from handlers.requests.service import OnRequest, find_as_member, require_unresolved
from storage.requests import Request
from storage.transaction import Transaction


def may_work_on(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """A member of its department, while it is unresolved."""
    request = find_as_member(tx, desk, act)
    require_unresolved(tx, desk, request, act.actor)
    return request
