"""Custody: who held a request for how long, as a read of its history. Pure: no I/O, no clock.

From the asking to the end there is no gap and no overlap: at each moment exactly one party holds it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from handlers.requests.rules import UNRESOLVED, Event, State
from storage.history import HistoryEntry

# What a history entry says of a third party that is waited for: since when, or that it is over.
THIRD_PARTY = "third_party"


class Holder(StrEnum):
    """On whom it is: a department in which nobody has it, somebody who does, the requester, a third party, or nobody while it
    counts as resolved."""

    DEPARTMENT = "department"
    PERSON = "person"
    REQUESTER = "requester"
    THIRD_PARTY = "third_party"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a request. What is on the requester or on a third party is so for a department."""

    by: Holder
    department: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Who held it, from when to when."""

    holding: Holding
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class _Standing:
    state: str = State.OPEN
    department: str | None = None
    assignee: str | None = None
    third_party: bool = False


def custody(history: Iterable[HistoryEntry], now: datetime) -> list[Held]:
    """Who held it, from the asking until its end, or until now. `history` is in order; what was resolved and stayed so has
    ended then."""
    steps = _standings(history)
    if not steps:
        return []
    _at, last = steps[-1]
    if last.state in UNRESOLVED:
        steps.append((now, last))
    held: list[Held] = []
    at = steps[0][0]
    for (_since, standing), (until, _next) in pairwise(steps):
        until = max(until, at)  # a clock that was set back
        _append(held, Held(_holding(standing), at, until))
        at = until
    if last.state not in UNRESOLVED and held and held[-1].holding.by == Holder.NOBODY:
        held.pop()
    return held


def _append(held: list[Held], more: Held) -> None:
    """What nothing changes is one."""
    if more.since == more.until:
        return
    if held and held[-1].holding == more.holding:
        held[-1] = replace(held[-1], until=more.until)
    else:
        held.append(more)


def _standings(history: Iterable[HistoryEntry]) -> list[tuple[datetime, _Standing]]:
    """How it stood from each entry on."""
    found: list[tuple[datetime, _Standing]] = []
    for entry in history:
        if not found and entry.event != Event.ASKED:
            continue
        before = found[-1][1] if found else _Standing()
        found.append((entry.at, _after(before, entry)))
    return found


def _after(before: _Standing, entry: HistoryEntry) -> _Standing:
    said = {
        name: entry.data[name] for name in ("state", "department", "assignee") if name in entry.data
    }
    after = replace(before, **said)
    waits = bool(entry.data.get(THIRD_PARTY, before.third_party))
    goes_on = after.state == State.CLAIMED and after.department == before.department
    return replace(after, third_party=waits and goes_on)


def _holding(standing: _Standing) -> Holding:
    department = standing.department
    if standing.state not in UNRESOLVED:
        return Holding(Holder.NOBODY)
    if standing.state == State.WAITING:
        return Holding(Holder.REQUESTER, department)
    if standing.third_party:
        return Holding(Holder.THIRD_PARTY, department)
    if standing.assignee is not None:
        return Holding(Holder.PERSON, department, standing.assignee)
    return Holding(Holder.DEPARTMENT, department)


def by_holder(held: Sequence[Held]) -> dict[Holding, list[tuple[datetime, datetime]]]:
    """When each held it, in the order in which they first did."""
    times: dict[Holding, list[tuple[datetime, datetime]]] = {}
    for each in held:
        times.setdefault(each.holding, []).append((each.since, each.until))
    return times


def total(times: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """How long together."""
    return sum((until - since for since, until in times), timedelta())
