"""What a department waits for besides the requester: a third party, or a day until which it snoozes a request. Pure.

Both are facts of a request in progress, so its assignee keeps it and the requester's clock runs on. They end with what they
follow from: when nobody works on it, when it goes to another department, when it is over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from config.business_time import BusinessHours
from config.calendars import moment_of
from config.departments import Department
from config.organisation import Organisation
from handlers.requests.lifecycle import Rule, Term
from handlers.requests.rules import Event, Party, State, may_speak_for
from storage.requests import SNOOZED, Request

THIRD_PARTY = "third_party"
WAKE_UP = "wake_up"


class Aside(StrEnum):
    """Lines of history."""

    THIRD_PARTY = "third_party"
    THIRD_PARTY_OVER = "third_party_over"
    SNOOZED = "snoozed"
    AWAKE = "snooze_over"


def _always(_before: Request, _after: Request, _actor: str | None) -> bool:
    return True


def _by_itself(_before: Request, _after: Request, actor: str | None) -> bool:
    """Nobody is told of what they did themselves."""
    return actor is None


def _assignee(request: Request, actor: str | None) -> str | None:
    return request.assignee if actor is None else None


CLAIMED = frozenset({State.CLAIMED})
BOTH = {Party.REQUESTER: _always, Party.DEPARTMENT: _always}
RULES: Mapping[str, Rule] = {
    Aside.THIRD_PARTY: Rule(CLAIMED, tells=BOTH, prompt=True, informs=True),
    Aside.THIRD_PARTY_OVER: Rule(CLAIMED, tells={Party.REQUESTER: _always}, informs=True),
    Aside.SNOOZED: Rule(CLAIMED, tells=BOTH, prompt=True, informs=True),
    Aside.AWAKE: Rule(CLAIMED, tells={Party.DEPARTMENT: _by_itself}, calls=_assignee),
}


@dataclass(frozen=True, slots=True)
class WaitsFor:
    """Since when something is waited for, the entry that says what or why, and until when: the requester's next update, or the
    morning on which it is looked at again."""

    since: datetime
    entry: int
    until: datetime

    def kept(self) -> dict[str, Any]:
        """As it is kept with the request."""
        return {
            "since": self.since.isoformat(),
            "entry": self.entry,
            "until": self.until.isoformat(),
        }

    @classmethod
    def of(cls, request: Request, name: str) -> "WaitsFor | None":
        """What is kept of it under a name; None if nothing is waited for."""
        kept = request.facts.get(name)
        if not kept:
            return None
        since, until = (datetime.fromisoformat(kept[at]) for at in ("since", "until"))
        return cls(since, int(kept["entry"]), until)


def third_party_after(
    _organisation: Organisation,
    event: str,
    before: Request,
    after: Request,
    _actor: str | None,
    _now: datetime,
) -> dict[str, Any] | None:
    """What is kept of a third party after an event."""
    goes_on = _is_still_there(before, after) and event != Aside.THIRD_PARTY_OVER
    return after.facts.get(THIRD_PARTY) if goes_on else None


def snoozed_after(
    _organisation: Organisation,
    event: str,
    before: Request,
    after: Request,
    actor: str | None,
    _now: datetime,
) -> dict[str, Any] | None:
    """What is kept of a snooze after an event: the requester's word wakes it."""
    wakes = event in (Event.SAID, Event.EDITED) and actor and may_speak_for(after, actor)
    goes_on = _is_still_there(before, after) and event != Aside.AWAKE and not wakes
    return after.facts.get(SNOOZED) if goes_on else None


def _is_still_there(before: Request, after: Request) -> bool:
    return after.state == State.CLAIMED and after.department == before.department


def terms(
    request: Request, _department: Department, _organisation: Organisation
) -> Iterator[tuple[str, Term]]:
    """Until a snooze is over."""
    snoozed = WaitsFor.of(request, SNOOZED)
    if snoozed is not None:
        until = snoozed.until
        yield WAKE_UP, Term(snoozed.since, until, firm=True, basis=(until.isoformat(),))


def morning_of(hours: BusinessHours, day: date) -> datetime:
    """When a working day begins."""
    return hours.next_opening(_midnight(hours, day))


def evening_of(hours: BusinessHours, day: date) -> datetime:
    """When a working day ends."""
    begins, ends = (_midnight(hours, each) for each in (day, day + timedelta(days=1)))
    return hours.add(begins, hours.between(begins, ends))


def _midnight(hours: BusinessHours, day: date) -> datetime:
    return moment_of(datetime.combine(day, time()), ZoneInfo(hours.zone))
