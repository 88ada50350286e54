"""The states of a request and what may happen in each. No I/O, no clock, no Slack."""

from datetime import datetime
from enum import StrEnum

from storage.requests import Request


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DECLINED = "declined"


UNRESOLVED = frozenset({State.OPEN, State.CLAIMED, State.WAITING})
ENDED = frozenset({State.CLOSED, State.CANCELLED, State.DECLINED})


# It was resolved, or nobody can go on with it, and its requester may still object.
DONE = frozenset({State.RESOLVED, State.CLOSED})


class Urgency(StrEnum):
    """How urgent it is, in the requester's or the department's eyes."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Party(StrEnum):
    """Who said something: the requester's side, the department's, or it stood in the thread before."""

    REQUESTER = "requester"
    DEPARTMENT = "department"
    EARLIER = "earlier"


class Via(StrEnum):
    """By which way a request came."""

    COMMAND = "command"
    DM = "dm"
    MENTION = "mention"
    SHORTCUT = "shortcut"
    FORM = "form"
    CHANNEL = "channel"


class RoutingReason(StrEnum):
    """Why a request is in its department."""

    NAMED = "named"
    CHANNEL = "channel"
    KEYWORDS = "keywords"
    EXAMPLES = "examples"
    CHOSEN = "chosen"
    SORTED = "sorted"
    UNSORTED = "unsorted"
    HANDED_OVER = "handed_over"
    FOLLOWS = "follows"
    SPLIT = "split"
    # Not known yet: it is found out a moment later.
    SORTING = "sorting"


class Event(StrEnum):
    """Lines of history."""

    ASKED = "asked"
    ROUTED = "routed"
    CLAIMED = "claimed"
    ASSIGNED = "assigned"
    HANDED_OVER = "handed_over"
    WAITING = "waiting"
    URGENCY = "urgency"
    TITLE = "title"
    TYPE = "type"
    SAID = "said"
    EDITED = "edited"
    TAKEN_BACK = "taken_back"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    RATED = "rated"
    UNCLAIMED = "unclaimed"
    ANSWERED = "answered"
    COMMENTED = "commented"
    RELEASED = "released"
    MOVED = "moved"
    UNANSWERED = "unanswered"
    OFFERED = "offered"
    HELPED = "helped"


class Deadline(StrEnum):
    """By when something is due: a choice of the department, a claim, an objection."""

    SORT = "sort"
    UNCLAIMED = "unclaimed"
    CLOSE = "close"


# Ratings about which the head of the department hears.
LOW = 2
# Under this name the facts of a request say where it goes, once its requester has read what was answered to others.
GOING = "going"
# The mark on what was carried over to the other side. An emoji's name, as `reactions.add` takes it.
CARRIED = "incoming_envelope"


def is_unanswered(request: Request) -> bool:
    """Whether it was closed because its requester did not reply: nobody resolved it."""
    return request.state == State.CLOSED and request.resolution is None


def has_ended(request: Request) -> bool:
    """Whether what its requester says now is a new request. One that closed for want of a reply is revived by it."""
    return request.state in ENDED and not is_unanswered(request)


def bound_for(request: Request) -> str | None:
    """Where it goes next, while its requester reads what was answered to others who asked the like."""
    if request.department is not None or request.state != State.OPEN or GOING not in request.facts:
        return None
    return str(request.facts[GOING]["to"])


def offered_at(request: Request) -> datetime | None:
    """Since when its requester reads that."""
    return datetime.fromisoformat(request.facts[GOING]["since"]) if bound_for(request) else None


def helped_by(request: Request) -> int | None:
    """The request whose answer answered this one, too, as its requester says; None if people resolved it."""
    helped = request.facts.get(GOING, {}).get("helped") if request.state in DONE else None
    return None if helped is None else int(helped)


def is_being_sorted(request: Request) -> bool:
    """Whether it is found out, in a moment, which department it is for."""
    is_nowhere = request.department is None and request.state == State.OPEN
    return is_nowhere and request.routing_reason.get("why") == RoutingReason.SORTING


def needs_department(request: Request) -> bool:
    """Whether the requester still has to say which department it is for."""
    return is_undecided(request) and not is_being_sorted(request)


def is_undecided(request: Request) -> bool:
    """Whether it isn't known yet which department it is for."""
    is_nowhere = request.department is None and request.state == State.OPEN
    return is_nowhere and bound_for(request) is None


def is_unresolved(request: Request) -> bool:
    """Whether somebody still has to do something about it."""
    return request.state in UNRESOLVED


def may_speak_for(request: Request, user: str) -> bool:
    """Who may act as the requester: whoever asked, and whoever recorded it for them."""
    return user in (request.requester, request.recorded_by)
