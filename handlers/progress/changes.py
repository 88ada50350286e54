"""What follows from an event of a request for its promises: what became of them is noted, and its prompts say what is so."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.desk import Desk
from handlers.progress.events import ProgressEvent
from handlers.progress.kept import Ended, Progress
from handlers.requests import keys
from handlers.requests.rules import Party, State
from storage import history, promises
from storage.promises import EndedPromise
from storage.requests import Request
from storage.transaction import Transaction

NONE = timedelta()


def changed(tx: Transaction, _desk: Desk, before: Request, after: Request) -> Iterator[str]:
    """The prompts, which anything may have answered, and what said that it is free, once somebody has claimed it."""
    was, is_now = Progress.of(before), Progress.of(after)
    if is_now.ended != was.ended:
        promises.add(tx, (_noted(after.number, each) for each in is_now.ended))
    yield from dict.fromkeys((*was.prompts, *is_now.prompts))
    if before.state == State.OPEN != after.state:
        for event in (ProgressEvent.CLAIM_LAPSED, ProgressEvent.CLAIM_RELEASED):
            for entry in history.of(tx, after.key, event=event):
                yield keys.notice(before, Party.DEPARTMENT, entry.id)


def _noted(number: int, ended: Ended) -> EndedPromise:
    return EndedPromise(
        number=number,
        kind=ended.kind,
        department=ended.department,
        user=ended.user,
        due_at=ended.due,
        at=ended.at,
        kept=ended.kept,
        waited=max(ended.at - ended.since, NONE),
        covered=covered(ended.since, ended.due, ended.at),
    )


def covered(since: datetime, due: datetime | None, at: datetime) -> timedelta:
    """For how much of a stretch its requester could see a time at which they would hear, and that had not passed."""
    return NONE if due is None else max(min(due, at) - since, NONE)
