"""What a request teaches: a pure function of what it was before an event and is after it."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from config.organisation import TRIAGE
from handlers.requests.privacy import may_be_repeated
from handlers.requests.rules import UNRESOLVED, RoutingReason, State, helped_by
from storage.requests import Request


class Why(StrEnum):
    """How it is known whose a request is."""

    CHOSEN = "chosen"
    HANDED_OVER = "handed_over"
    RESOLVED = "resolved"
    DECLINED = "declined"
    HELPED = "helped"


class Nothing(Enum):
    """Says that what was learnt of a request does not hold any more: its department didn't want it, or it is confidential."""

    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Turned:
    """Whose a request turned out to be; nobody's without a department."""

    department: str | None
    why: Why


def turned_out(before: Request, after: Request) -> Turned | Nothing | None:
    """What an event teaches; None if it doesn't teach anything. From a confidential request nothing is learnt."""
    if not may_be_repeated(after):
        return Nothing.NOTHING
    if after.department != before.department:
        return _moved(before, after)
    if after.state == before.state or before.state not in UNRESOLVED:
        return None
    if after.state == State.DECLINED and after.department != TRIAGE:
        return Turned(None, Why.DECLINED)
    if after.state == State.RESOLVED and after.department not in (None, TRIAGE):
        return Turned(after.department, Why.RESOLVED)
    return None


def _moved(before: Request, after: Request) -> Turned | Nothing | None:
    if before.department is not None:
        if after.department == TRIAGE:
            return Nothing.NOTHING
        return Turned(after.department, Why.HANDED_OVER)
    if helped_by(after):
        return Turned(after.department, Why.HELPED)
    if after.routing_reason.get("why") == RoutingReason.CHOSEN:
        return Turned(after.department, Why.CHOSEN)
    return None
