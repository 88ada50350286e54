"""How far up its department's ladder a request has come. Pure: no I/O, no clock, no Slack."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from config.business_time import BusinessHours
from config.departments import Department
from config.organisation import Organisation
from handlers.desk import Value
from handlers.requests.lifecycle import Rule, Term
from handlers.requests.rules import UNRESOLVED, Event, may_speak_for
from storage.requests import Request

# The name of the deadline, and under which it is kept with the request how far it has come.
LADDER, NAME = "ladder", "escalation"
AROUND_THE_CLOCK = BusinessHours("UTC", (((time(), time()),),) * 7)


class LadderEvent(StrEnum):
    """Lines of history."""

    ESCALATED = "escalated"
    ALSO = "also_late"
    TAKEN = "step_taken"
    SNOOZED = "step_snoozed"
    ENDED = "ladder_ended"


RULES: Mapping[str, Rule] = {
    LadderEvent.ESCALATED: Rule(UNRESOLVED),
    LadderEvent.ALSO: Rule(UNRESOLVED),
    LadderEvent.TAKEN: Rule(UNRESOLVED),
    LadderEvent.SNOOZED: Rule(UNRESOLVED),
    LadderEvent.ENDED: Rule(UNRESOLVED),
}


class StepOutcome(StrEnum):
    """What became of a step: nothing yet, `I have it`, later; it was settled, or nobody is left to ask."""

    NONE = "none"
    TAKEN = "taken"
    SNOOZED = "snoozed"
    SETTLED = "settled"
    ENDED = "ended"


class Climb(Value):
    """The step that was asked last, the `turn`-th that was: the person at its place, or their cover. `custody` is the
    department's, whose ladder it is; `why` are the history entries that say what is late; `told` the last messages that say
    so. One that is `until_word` is settled as soon as the requester has word."""

    custody: int
    turn: int
    step: int
    to: str
    why: tuple[int, ...]
    since: datetime
    until_word: bool
    reply: StepOutcome = StepOutcome.NONE
    until: datetime | None = None
    told: tuple[str, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether an answer is awaited."""
        return self.reply in (StepOutcome.NONE, StepOutcome.SNOOZED)

    @property
    def stands(self) -> bool:
        """Whether it is with whoever was asked, answered or not."""
        return self.runs or self.reply == StepOutcome.TAKEN

    def kept(self) -> dict[str, Any]:
        """As it is kept with the request."""
        return self.model_dump(mode="json")


def climb_of(request: Request) -> Climb | None:
    """How far it has come with the department that has it."""
    kept = request.facts.get(NAME)
    climb = Climb.model_validate(kept) if kept else None
    return climb if climb and climb.custody == request.custody_number else None


def hours_for(
    organisation: Organisation, department: Department, request_type: str, urgency: str
) -> BusinessHours:
    """In which hours time counts for such requests: the department's, or all of them if it may ring at any."""
    may_ring = department.may_ring(request_type, urgency)
    return AROUND_THE_CLOCK if may_ring else organisation.hours(department)


def terms(
    request: Request, department: Department, organisation: Organisation
) -> Iterator[tuple[str, Term]]:
    """Until the next step is asked."""
    climb = climb_of(request)
    if climb is None or not climb.runs or request.state not in UNRESOLVED:
        return
    span = organisation.hours(department).length(department.escalate_after)
    hours = hours_for(organisation, department, request.request_type, request.urgency)
    until = climb.until or hours.add(climb.since, span)
    named = (climb.until.isoformat(),) if climb.until else ()
    yield LADDER, Term(climb.since, until, basis=(str(climb.turn), *named))


def kept_of(
    _organisation: Organisation,
    event: str,
    _before: Request,
    after: Request,
    actor: str | None,
    now: datetime,
) -> dict[str, Any] | None:
    """What is kept after an event: where nobody waited for more than word, word settles it."""
    climb = climb_of(after)
    if climb is None:
        return None
    if climb.runs and climb.until_word and is_word(event, after, actor, now):
        climb = climb.model_copy(update={"reply": StepOutcome.SETTLED})
    return climb.kept()


# Of these the requester reads, too, but nobody of the department that has it then has said or begun anything.
MOVES = frozenset({Event.ROUTED, Event.HANDED_OVER, Event.RELEASED})


def is_word(event: str, after: Request, actor: str | None, now: datetime) -> bool:
    """Whether somebody of the department said or did something of which the requester reads."""
    if actor is None or may_speak_for(after, actor) or event in MOVES:
        return False
    return after.waiting_since == now
