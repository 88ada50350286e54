"""By when a department has promised what, as its standards say. Pure: no I/O, no clock, no Slack.

Time counts in the department's working hours, from asking (for a reply: from when the requester wrote), and never restarts,
whoever has the request. It stops while the department waits for the requester, and while it is resolved.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from config.business_time import BusinessHours, Interval, WorkingTime
from config.departments import Department
from config.organisation import Organisation
from config.standards import Standard
from handlers.desk import Value
from handlers.escalation.rules import hours_for, is_word
from handlers.requests.lifecycle import Rule, Term, due_by
from handlers.requests.rules import UNRESOLVED, Event, State, may_speak_for
from storage.requests import Request

NAME = "standards"


class Promise(StrEnum):
    """What is promised by a deadline of this name."""

    FIRST_RESPONSE = "first_response"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"

    @property
    def near(self) -> str:
        """The name of the deadline of its warning, and of the event that it was given."""
        return f"{self}_near"

    @property
    def missed(self) -> str:
        """The name of the event that it was not kept."""
        return f"{self}_missed"

    @property
    def late(self) -> str:
        """The name of the event that a changed file put it into the past: nobody had promised it for so early."""
        return f"{self}_late"

    def of(self, standard: Standard) -> WorkingTime | None:
        """How long a standard allows."""
        span: WorkingTime | None = getattr(standard, self)
        return span


RULES: Mapping[str, Rule] = {
    event: Rule(UNRESOLVED)
    for promise in Promise
    for event in (promise.near, promise.missed, promise.late)
}
# A warning comes when so much of the time is used.
NEAR = 0.75
# Of what the requester writes, these begin the time for a reply.
WRITES = frozenset({Event.SAID, Event.ANSWERED, Event.REOPENED})


class StandardFacts(Value):
    """What is kept of a request. `waits` and `rests` are when the department waited for the requester, and when it was
    resolved; `told` by when the requester was told to expect what, when it came to its first department; `warned` for
    which promise since when, and of which department; `missed` since when, and by when it was promised."""

    waits: tuple[tuple[datetime, datetime | None], ...] = ()
    rests: tuple[tuple[datetime, datetime | None], ...] = ()
    responded_at: datetime | None = None
    wrote_at: datetime | None = None
    told: Mapping[Promise, datetime] | None = None
    warned: Mapping[Promise, tuple[datetime, str]] = {}
    missed: Mapping[Promise, tuple[datetime, datetime]] = {}

    @property
    def pauses(self) -> tuple[Interval, ...]:
        """When the clock stood still, as far as it goes on again."""
        return tuple((start, end) for start, end in (*self.waits, *self.rests) if end is not None)

    def is_missed(self, promise: Promise, since: datetime | None) -> bool:
        """Whether the time that runs since then was not kept."""
        return promise in self.missed and self.missed[promise][0] == since

    def since(self, promise: Promise, request: Request) -> datetime | None:
        """Since when the time for a promise runs; None if it does not."""
        match promise:
            case Promise.FIRST_RESPONSE:
                unanswered = self.responded_at is None and request.state == State.OPEN
                return request.created_at if unanswered else None
            case Promise.NEXT_REPLY:
                return self.wrote_at
            case Promise.RESOLUTION:
                return request.created_at


def kept_with(request: Request) -> StandardFacts:
    """What is kept of it."""
    return StandardFacts.model_validate(request.facts.get(NAME, {}))


def waited_in(request: Request, now: datetime) -> timedelta:
    """For how long the requester was waited for, by the clock."""
    return sum(((end or now) - start for start, end in kept_with(request).waits), timedelta())


def terms(
    request: Request, department: Department, organisation: Organisation
) -> Iterator[tuple[str, Term]]:
    """What the department still has to keep, and when somebody of it is warned. Whoever works on their own request needs no
    promise."""
    if request.state not in (State.OPEN, State.CLAIMED) or request.assignee == request.requester:
        return
    kept = kept_with(request)
    basis = tuple(f"{start.isoformat()}/{end.isoformat()}" for start, end in kept.pauses)
    for each in promises(request, department, organisation, kept):
        if kept.is_missed(each.promise, each.since):
            continue
        yield each.promise, Term(each.since, each.after(), basis=basis)
        if kept.warned.get(each.promise) != (each.since, department.key):
            yield each.promise.near, Term(each.since, each.after(NEAR), basis=basis)


@dataclass(frozen=True, slots=True)
class Running:
    """A promise whose time runs: since when, and how much of it there is in which hours."""

    promise: Promise
    since: datetime
    length: timedelta
    hours: BusinessHours
    pauses: tuple[Interval, ...]

    def after(self, share: float = 1) -> datetime:
        """When so much of it is used."""
        return self.hours.add(self.since, self.length * share, self.pauses)


def promises(
    request: Request, department: Department, organisation: Organisation, kept: StandardFacts
) -> Iterator[Running]:
    """What the department's standards say of a request that it has."""
    if request.department is None:
        return
    kind = (request.request_type, request.urgency)
    standard, calendar = department.standard(*kind), organisation.hours(department)
    hours = hours_for(organisation, department, *kind)
    for promise in Promise:
        since, span = kept.since(promise, request), promise.of(standard)
        if since is not None and span is not None:
            yield Running(promise, since, calendar.length(span), hours, kept.pauses)


def kept_of(
    organisation: Organisation,
    event: str,
    before: Request,
    after: Request,
    actor: str | None,
    now: datetime,
) -> dict[str, Any]:
    """What is kept after an event."""
    kept = kept_with(after)
    changed: dict[str, Any] = {
        "waits": _spans(kept.waits, before, after, State.WAITING, now),
        "rests": _spans(kept.rests, before, after, State.RESOLVED, now),
    }
    if is_word(event, after, actor, now):
        changed |= {"responded_at": kept.responded_at or now, "wrote_at": None}
    elif event in WRITES and actor and may_speak_for(after, actor) and _answers(kept, after):
        changed["wrote_at"] = kept.wrote_at or now
    for promise in Promise:
        since = kept.since(promise, after)
        if event == promise.near:
            changed["warned"] = {**kept.warned, promise: (since, after.department or "")}
        if event in (promise.missed, promise.late):
            by = due_by(before).get(promise, now)
            changed["missed"] = {**kept.missed, promise: (since, by)}
    kept = kept.model_copy(update=changed)
    if kept.told is None and after.department is not None:
        kept = kept.model_copy(update={"told": _told(organisation, after, kept)})
    return kept.model_dump(mode="json", exclude_defaults=True)


def _answers(kept: StandardFacts, after: Request) -> bool:
    """Whether what the requester writes is to be answered: what comes before the first word is answered by it."""
    return kept.responded_at is not None and after.state in UNRESOLVED


def _spans(
    spans: tuple[tuple[datetime, datetime | None], ...],
    before: Request,
    after: Request,
    state: State,
    now: datetime,
) -> tuple[tuple[datetime, datetime | None], ...]:
    """The times in a state, with the one that begins or ends now."""
    if before.state != state and after.state == state:
        return (*spans, (now, None))
    if before.state == state and after.state != state and spans and spans[-1][1] is None:
        return (*spans[:-1], (spans[-1][0], now))
    return spans


def _told(
    organisation: Organisation, request: Request, kept: StandardFacts
) -> dict[Promise, datetime]:
    department = organisation.department(request.department or "") or organisation.triage
    running = promises(request, department, organisation, kept)
    return {each.promise: each.after() for each in running}
