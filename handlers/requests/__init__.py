"""A request itself: its states, its card and its receipt, and how changes of it are declared."""

from handlers.capability import Capability
from handlers.desk import Desk
from handlers.requests import messages, overdue
from handlers.requests.lifecycle import RULES, own_terms
from handlers.requests.listeners import register
from handlers.requests.prepare import require_departments
from storage.transaction import Transaction


def _prepare(tx: Transaction, desk: Desk) -> None:
    require_departments(tx, desk)
    overdue.prepare(tx, desk)


CAPABILITY = Capability(
    name="requests",
    register=register,
    shows={**messages.SHOWS, "department/{department}/overdue/{run}": overdue.overdue},
    timers={"deadlines/{after}": overdue.derive_deadlines},
    heard_under=("card", "receipt"),
    events=RULES,
    terms=(own_terms,),
    late=overdue.LATE,
    prepare=_prepare,
)
