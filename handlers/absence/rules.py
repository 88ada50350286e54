"""What an absence does to a request, and how long one may be. Pure.

With a covered request is kept who had it one after the other: whose it is, then who stands in. Nobody is None. What is no
longer as the last of them left it, is nobody's to give back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from config.organisation import Organisation
from handlers.requests.lifecycle import Rule
from handlers.requests.rules import UNRESOLVED, Event, Party, State
from storage.requests import Request

NAME = "cover"
LONGEST = timedelta(days=366)
Holders = Sequence[str | None]


class AbsenceEvent(StrEnum):
    """What happens to a request because somebody is away, or back."""

    COVERED = "covered"
    UNCOVERED = "uncovered"
    RETURNED = "returned"


def _in_work(before: State, _assignee: str | None) -> State:
    """A question stays open, whoever takes over."""
    return State.WAITING if before == State.WAITING else State.CLAIMED


def _is_news(before: Request, after: Request, _actor: str | None) -> bool:
    """Whoever has their own request knows."""
    return after.requester not in (before.assignee, after.assignee)


_TELLS = {Party.REQUESTER: _is_news}
RULES: Mapping[str, Rule] = {
    AbsenceEvent.COVERED: Rule(UNRESOLVED, _in_work, _TELLS, informs=True),
    # The head reads of all of them at once: that is the reminder.
    AbsenceEvent.UNCOVERED: Rule(
        UNRESOLVED, lambda *_: State.OPEN, _TELLS, informs=True, reminds=True
    ),
    AbsenceEvent.RETURNED: Rule(UNRESOLVED, _in_work, _TELLS, informs=True),
}


def holders(request: Request) -> Holders:
    """Whose request it is, then who stands in; nothing if nobody does."""
    found: Holders = request.facts.get(NAME, ())
    return found


def owner(request: Request) -> str | None:
    """For whom somebody stands in."""
    return next(iter(holders(request)), None)


def handed(request: Request, absent: str, to: str | None) -> list[str | None]:
    """Who had it once it is handed from somebody absent, or from who stood in for them, to somebody."""
    before = list(holders(request))
    if absent in before[:-1]:
        return [*before[: before.index(absent) + 1], to]
    return [*(before or [absent]), to]


def is_theirs(request: Request, absent: str) -> bool:
    """Whether it goes back to somebody: it is as it was left for them."""
    before = holders(request)
    return request.state in UNRESOLVED and absent in before[:-1] and request.assignee == before[-1]


def given_back(request: Request, absent: str) -> list[str | None] | None:
    """Who had it once it is back with somebody; None if it is their own."""
    before = list(holders(request))
    left = before[: before.index(absent) + 1]
    return left if len(left) > 1 else None


def still_covered(
    _organisation: Organisation,
    event: str,
    before: Request,
    after: Request,
    _actor: str | None,
    _now: datetime,
) -> list[str | None] | None:
    """What remains of it after an event. It ends when somebody else gets the request, or it is resolved. One who stood in and
    left the company leaves it to nobody."""
    kept = list(holders(after))
    if not kept or after.state not in UNRESOLVED:
        return None
    if event in set(AbsenceEvent):
        return kept
    if event == Event.RELEASED and before.assignee == kept[-1]:
        return [*kept[:-1], None]
    same = (before.department, before.assignee) == (after.department, after.assignee)
    return kept if same else None
