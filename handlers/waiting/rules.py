"""Waiting for the requester's reply: what happens while it does not come, and when. Pure.

They are reminded, then told that the request will close, then it closes; a reply revives it at any time. All of it counts from
the department's last word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from config.departments import Department
from config.organisation import Organisation
from handlers.requests.lifecycle import Rule, Term
from handlers.requests.rules import Event, Party, State
from handlers.topics import Topic
from storage.entries import Entry
from storage.requests import Request

NAME = "waiting"


class WaitingEvent(StrEnum):
    """What happens while the requester does not reply."""

    REMINDED = "reply_reminded"
    WARNED = "closing_announced"
    AGAIN = "reply_reminded_again"
    CLOSED = "closed_unanswered"


class Due(StrEnum):
    """By when it does."""

    REMIND = "reply_reminder"
    WARN = "closing_warning"
    CLOSE = "closing"


def _always(_before: Request, _after: Request, _actor: str | None) -> bool:
    return True


WAITING = frozenset({State.WAITING})
RULES: Mapping[str, Rule] = {
    WaitingEvent.REMINDED: Rule(WAITING, tells={Party.REQUESTER: _always}, topic=Topic.REMINDERS),
    WaitingEvent.AGAIN: Rule(WAITING, tells={Party.REQUESTER: _always}, topic=Topic.REMINDERS),
    WaitingEvent.WARNED: Rule(WAITING, tells={Party.REQUESTER: _always}, topic=Topic.NEEDED),
    WaitingEvent.CLOSED: Rule(
        WAITING,
        lambda _before, _assignee: State.CLOSED,
        {Party.REQUESTER: _always, Party.DEPARTMENT: _always},
        topic=Topic.NEEDED,
    ),
}


# Under which name it is kept when they were told.
TOLD: Mapping[str, str] = {WaitingEvent.REMINDED: "reminded", WaitingEvent.WARNED: "warned"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Since when the requester's reply is waited for, and what they were told since."""

    since: datetime
    reminded: datetime | None = None
    warned: datetime | None = None

    @classmethod
    def of(cls, request: Request) -> "Waiting | None":
        """What is kept of it; None while it does not wait for the requester."""
        kept = request.facts.get(NAME)
        return cls(**{k: datetime.fromisoformat(at) for k, at in kept.items()}) if kept else None


def waiting_after(
    _organisation: Organisation,
    event: str,
    before: Request,
    after: Request,
    _actor: str | None,
    now: datetime,
) -> dict[str, Any] | None:
    """What is kept after an event. Another word of the department's begins it anew, and so does asking once more."""
    if after.state != State.WAITING:
        return None
    kept = before.facts.get(NAME)
    asked = after.waiting_since != before.waiting_since and event in (Event.WAITING, Event.SAID)
    if kept is None or asked or event == WaitingEvent.AGAIN:
        return {"since": now.isoformat()}
    told = TOLD.get(event)
    return {**kept, told: now.isoformat()} if told else dict(kept)


def terms(
    request: Request, department: Department, organisation: Organisation
) -> Iterator[tuple[str, Term]]:
    """Until they are reminded, until they are told that it closes, until it does."""
    kept = Waiting.of(request)
    if kept is None or request.state != State.WAITING:
        return
    hours, times = organisation.hours(department), organisation.waiting
    if kept.warned is not None:
        closes = hours.add(kept.warned, times.close_after)
        yield Due.CLOSE, Term(kept.warned, closes, firm=True)
        return
    if kept.reminded is None:
        yield Due.REMIND, Term(kept.since, hours.add(kept.since, times.remind_after))
    yield Due.WARN, Term(kept.since, hours.add(kept.since, times.warn_after))


def may_close(said: Sequence[Entry]) -> bool:
    """Whether a request may be closed for want of a reply: its department has answered, and spoke last. `said` is what both
    sides can read, in order."""
    spoken = [entry for entry in said if entry.party != Party.EARLIER and not entry.taken_back]
    return bool(spoken) and spoken[-1].party == Party.DEPARTMENT
