"""By when the promises on a request are due: functions of what is kept, in the working time of its department. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from config.business_time import BusinessHours
from config.departments import Department
from config.organisation import Organisation
from handlers.progress.events import ProgressDeadline
from handlers.progress.kept import Progress, usual, waits
from handlers.progress.rhythm import next_due, prompt_at
from handlers.requests.lifecycle import Term
from handlers.requests.rules import UNRESOLVED, State
from storage.requests import Request

# A promised time is warned about so long before, in working time; sooner, if that is much of the whole.
WARNING, SHARE = timedelta(hours=2), 4


def terms(
    request: Request, department: Department, organisation: Organisation
) -> Iterator[tuple[str, Term]]:
    """Until the next update and the prompt for it, until a claim without a word is asked about, until the promised time."""
    if request.state not in UNRESOLVED or request.department is None:
        return
    kept, hours = Progress.of(request), organisation.hours(department)
    yield from _done(request, kept, hours)
    if not waits(request):
        return
    yield from _update(request, kept, hours, department)
    if request.state == State.CLAIMED and kept.claimed_at is not None:
        asked = kept.claim_asked_at
        since = asked or kept.claimed_at
        name = ProgressDeadline.CLAIM_LAPSE if asked else ProgressDeadline.CLAIM_CHECK
        yield name, Term(since, hours.add(since, department.claim_lapses_after))


def _update(
    request: Request, kept: Progress, hours: BusinessHours, department: Department
) -> Iterator[tuple[str, Term]]:
    since, named = request.waiting_since, kept.next_by
    due = named or next_due(hours, since, kept.rhythm, usual(request, department))
    # Nothing for what a department usually does, so that what an earlier version promised holds.
    basis = tuple(filter(None, (kept.rhythm, named.isoformat() if named else "")))
    yield ProgressDeadline.NEXT_UPDATE, Term(since, due, basis=basis)
    if request.assignee is not None and not kept.prompted:
        at = prompt_at(hours, since, due)
        yield ProgressDeadline.UPDATE_DUE, Term(since, at, basis=(*basis, request.assignee))


def _done(request: Request, kept: Progress, hours: BusinessHours) -> Iterator[tuple[str, Term]]:
    by, since = kept.done_by, kept.done_since
    if by is None or since is None or kept.done_passed:
        return
    yield ProgressDeadline.DONE_BY, Term(since, by, firm=True, basis=(by.isoformat(),))
    if not kept.done_warned and request.assignee is not None:
        span = hours.between(since, by)
        lead = min(WARNING, span / SHARE)
        at = hours.add(since, span - lead) if span else by - (by - since) / SHARE
        yield ProgressDeadline.DONE_SOON, Term(since, at, firm=True, basis=(by.isoformat(),))
