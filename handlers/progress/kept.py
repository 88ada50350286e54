"""What is kept of the promises on a request, as `progress` in its facts, and how it follows from each event. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from config.business_time import WorkingTime
from config.departments import Department
from config.organisation import Organisation
from handlers.progress.events import ProgressDeadline, ProgressEvent
from handlers.progress.rhythm import next_due
from handlers.requests.lifecycle import due_by
from handlers.requests.rules import UNRESOLVED, Event, State
from handlers.waiting.aside import THIRD_PARTY, Aside, WaitsFor
from storage.requests import SNOOZED, Request

NAME = "progress"
# Of these the requester hears, or waits from then on; but nobody has said anything.
WORDLESS = frozenset(
    {Event.ASKED, Event.ROUTED, Event.REOPENED, Event.ANSWERED, Event.UNANSWERED}
    | {Event.CLAIMED, Event.ASSIGNED, Event.HANDED_OVER, Event.RELEASED, Aside.THIRD_PARTY_OVER}
)
# Prompts that are shown anew when the request changes: the last few.
MOST_PROMPTS = 6


class Ended(BaseModel):
    """A stretch of time in which a requester waited, from when one promise ended until the next did: by when they could see
    that they would hear, if at all, and whether a person kept it; None if that doesn't count. Or a promised time that came."""

    model_config = ConfigDict(frozen=True)
    kind: str = "update"
    department: str | None
    user: str | None
    since: datetime
    due: datetime | None
    at: datetime
    kept: bool | None


class Progress(BaseModel):
    """What is kept of a request's promises.

    `rhythm` was agreed, `wished` by the requester; `next_by` is a moment that somebody named for the next update, or that went
    along to another department. `prompted` and `asked` say that the assignee was asked for this update, and that its requester
    asked for it. `word_at` is when a person last said something that the requester reads; `counted_until` the end of the last
    promise that counted as kept. `open_from` is since when the stretch runs that `ended` will tell of.
    `claimed_at` is since when a claim is without a word, `claim_asked_at` when its holder was asked about it.
    `done_by` is the promised time, `done_by_of` who promised it and since when.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    rhythm: str = ""
    wished: bool = False
    next_by: datetime | None = None
    prompted: bool = False
    asked: bool = False
    word_at: datetime | None = None
    counted_until: datetime | None = None
    open_from: datetime | None = None
    ended: tuple[Ended, ...] = ()
    prompts: tuple[str, ...] = ()
    claimed_at: datetime | None = None
    claim_asked_at: datetime | None = None
    done_by: datetime | None = None
    done_since: datetime | None = None
    done_warned: bool = False
    done_passed: bool = False

    @classmethod
    def of(cls, request: Request) -> "Progress":
        """What is kept of a request; nothing but the defaults for one of an earlier version."""
        return cls.model_validate(request.facts.get(NAME) or {})

    def facts(self, request: Request) -> dict[str, Any]:
        """All facts of a request, with these."""
        return {**request.facts, NAME: self.packed()}

    def packed(self) -> dict[str, Any]:
        """As it is kept."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def having(self, **changed: object) -> "Progress":
        """The same with something changed."""
        return self.model_copy(update=changed)

    def with_prompt(self, key: str) -> "Progress":
        """With one more prompt to show anew."""
        return self.having(prompts=(*self.prompts, key)[-MOST_PROMPTS:])


def waits(request: Request) -> bool:
    """Whether its requester waits for its department: not while it waits for them, nor if they work on it themselves."""
    return (
        request.state in (State.OPEN, State.CLAIMED)
        and request.department is not None
        and request.assignee != request.requester
    )


def usual(request: Request, department: Department) -> WorkingTime:
    """How often the requester hears if nothing else is agreed: by the standard for it, or else the department's rhythm."""
    standard = department.standard(request.request_type, request.urgency)
    return standard.next_update or department.rhythm


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a request: before and after it, who caused it, and when."""

    organisation: Organisation
    event: str
    before: Request
    after: Request
    actor: str | None
    now: datetime

    @property
    def said(self) -> bool:
        """Whether a person said something that the requester reads."""
        informed = self.after.waiting_since != self.before.waiting_since
        informed = informed or self.event in (Event.DECLINED, Aside.THIRD_PARTY, Aside.SNOOZED)
        return informed and self.actor is not None and self.event not in WORDLESS

    @property
    def promise(self) -> datetime | None:
        """By when the next update was promised."""
        return due_by(self.before).get(ProgressDeadline.NEXT_UPDATE) if waits(self.before) else None

    @property
    def goes_on(self) -> bool:
        """Whether the requester waits, as before."""
        return waits(self.before) and waits(self.after) and self.event != Event.ASKED


def progress_after(
    organisation: Organisation,
    event: str,
    before: Request,
    after: Request,
    actor: str | None,
    now: datetime,
) -> dict[str, Any] | None:
    """What is kept after an event, whoever caused it."""
    it = Happened(organisation, event, before, after, actor, now)
    kept = Progress.of(after)
    for follow in (_stretched, _promised, _claimed, _timed):
        kept = follow(kept, it)
    return (kept if after.state in UNRESOLVED else _over(kept, it)).packed() or None


def _over(kept: Progress, it: Happened) -> Progress:
    """Of a request that is over, what is needed if it is reopened; and how it ended, for the event that ended it."""
    ended = kept.ended if it.before.state in UNRESOLVED else ()
    return Progress(rhythm=kept.rhythm, wished=kept.wished, prompts=kept.prompts, ended=ended)


def _stretched(kept: Progress, it: Happened) -> Progress:
    """With the stretch that ended, and since when the next one runs."""
    open_from = it.now if waits(it.after) else None
    if not waits(it.before) or it.event == Event.ASKED:
        return kept.having(open_from=open_from)
    ends = it.said or it.event in (
        ProgressEvent.NO_WORD,
        ProgressEvent.AGREED,
        ProgressEvent.ASKED_FOR,
    )
    if not ends and waits(it.after) and it.after.department == it.before.department:
        return kept
    counts = _is_kept(kept, it)
    ended = Ended(
        department=it.before.department,
        user=it.before.assignee or (it.actor if it.said else None),
        since=kept.open_from or it.before.waiting_since,
        due=it.promise,
        at=it.now,
        kept=counts,
    )
    until = it.promise if counts else kept.counted_until
    return kept.having(ended=(ended,), counted_until=until, open_from=open_from)


def _is_kept(kept: Progress, it: Happened) -> bool | None:
    """Whether a promise was kept or missed; None where that doesn't count: it was withdrawn, changed, or counted before."""
    if it.promise is None or not (it.said or it.event == ProgressEvent.NO_WORD):
        return None
    if it.event == ProgressEvent.NO_WORD or it.now > it.promise:
        return False
    is_counted = kept.counted_until is not None and it.now <= kept.counted_until
    return None if is_counted else True


def _promised(kept: Progress, it: Happened) -> Progress:
    """Only a word ends a promise, or the line that there is none. With whatever else happens it goes along; a request that
    became more urgent may bring it forward."""
    if it.said or it.event == ProgressEvent.NO_WORD:
        kept = kept.having(prompted=False, asked=False, next_by=_named(kept, it))
        return kept.having(word_at=it.now) if it.said else kept
    if not it.goes_on:
        return kept.having(prompted=False, asked=False, next_by=None)
    if it.after.assignee != it.before.assignee:
        kept = kept.having(prompted=False)
    moved = it.after.department != it.before.department
    if moved or it.after.waiting_since != it.before.waiting_since:
        return kept.having(next_by=it.promise)
    if _kind(it.after) != _kind(it.before) and it.promise is not None:
        return kept.having(next_by=min(it.promise, _due_after(it.now, kept, it)))
    return kept


def _named(kept: Progress, it: Happened) -> datetime | None:
    """The moment that was named for the next update with a word. What is snoozed has news some time after it is looked at."""
    if it.event == ProgressEvent.NO_NEWS:
        return kept.next_by
    third_party, snoozed = (WaitsFor.of(it.after, name) for name in (THIRD_PARTY, SNOOZED))
    if it.event == Aside.THIRD_PARTY and third_party is not None:
        return third_party.until
    if it.event == Aside.SNOOZED and snoozed is not None:
        return _due_after(snoozed.until, kept, it)
    return None


def _kind(request: Request) -> tuple[str, str]:
    return request.request_type, request.urgency


def _due_after(at: datetime, kept: Progress, it: Happened) -> datetime:
    department = it.organisation.department(it.after.department or "") or it.organisation.triage
    hours = it.organisation.hours(department)
    return next_due(hours, at, kept.rhythm, usual(it.after, department))


def _claimed(kept: Progress, it: Happened) -> Progress:
    """Since when a claim is without a word."""
    before, after = it.before, it.after
    if it.said or after.state not in UNRESOLVED or after.assignee is None:
        return kept.having(claimed_at=None, claim_asked_at=None)
    is_new = after.assignee != before.assignee or before.state not in UNRESOLVED
    if is_new or (kept.claimed_at and before.state == State.WAITING != after.state):
        return kept.having(claimed_at=it.now, claim_asked_at=None)
    return kept


def _timed(kept: Progress, it: Happened) -> Progress:
    """A promised time ends with the request, or with itself: then it is kept or missed, unless the requester is waited for."""
    over, passed = it.after.state not in UNRESOLVED, it.event == ProgressEvent.TIME_PASSED
    if kept.done_by is None or not (over or passed):
        return kept
    counts = it.event == Event.RESOLVED or (passed and it.before.state != State.WAITING)
    if counts and not kept.done_passed:
        told = Ended(
            kind="time",
            department=it.before.department,
            user=it.before.assignee,
            since=it.now,
            due=kept.done_by,
            at=it.now,
            kept=it.now <= kept.done_by and not passed,
        )
        ended = kept.ended if kept.ended != Progress.of(it.before).ended else ()
        kept = kept.having(ended=(*ended, told))
    if over:
        return kept.having(done_by=None, done_since=None, done_warned=False, done_passed=False)
    return kept.having(done_passed=True)
