"""Who is asked for an update, and how: one private message, which says at any time what is so."""

from datetime import datetime, timedelta
from enum import StrEnum

from handlers.cover import stand_in
from handlers.desk import Desk
from handlers.duty import on_duty
from handlers.notify import notify
from handlers.progress.kept import Progress
from handlers.requests.calls import rings
from handlers.requests.departments import department_of
from handlers.topics import Topic
from storage.requests import Request
from storage.schema import EPOCH, MICROSECOND
from storage.transaction import Transaction

# Whoever was asked something so much working time ago is not asked something else of the same request.
JUST = timedelta(hours=1)


class Prompt(StrEnum):
    """What somebody is asked: for an update that is due, for news the requester wants, for what was promised for a time, or
    whether a claim still holds."""

    UPDATE = "update"
    NEWS = "news"
    TIME = "time"
    CLAIM = "claim"


def responsible(tx: Transaction, desk: Desk, request: Request) -> str | None:
    """Who answers for a request now: its assignee, or who stands in for them; whoever is on duty while nobody has it."""
    department = department_of(desk, request)
    if request.assignee is None:
        return on_duty(tx, desk, department)
    return stand_in(tx, desk, request.assignee, department)


def key_of(request: Request, kind: Prompt, user: str, at: datetime) -> str:
    """The key of a prompt for somebody, as of a moment."""
    return f"{request.key}/prompt/{kind}/{user}/{(at - EPOCH) // MICROSECOND}"


def moment_in(stamp: str) -> datetime:
    """The moment in such a key."""
    return EPOCH + int(stamp) * MICROSECOND


def is_asked(
    tx: Transaction, desk: Desk, request: Request, kind: Prompt, kept: Progress
) -> str | None:
    """Who has just been asked something about it and hasn't answered: what is to be asked now stands there, too."""
    user, now = responsible(tx, desk, request), desk.clock.now()
    hours = desk.organisation.hours(department_of(desk, request))
    for key in kept.prompts:
        *_request, asked, whom, stamp = key.split("/")
        at = moment_in(stamp)
        answered = kept.word_at is not None and kept.word_at >= at
        if (asked, whom) == (kind, user) and not answered and hours.between(at, now) <= JUST:
            return user
    return None


def prompted(
    tx: Transaction, desk: Desk, request: Request, kind: Prompt, kept: Progress
) -> tuple[Progress, str | None, str]:
    """What is kept of a prompt that is to be sent now, whom it is for, and its key; nobody if nobody is there."""
    user = responsible(tx, desk, request)
    if user is None or user == request.requester:
        return kept, None, ""
    key = key_of(request, kind, user, desk.clock.now())
    return kept.with_prompt(key), user, key


def send(tx: Transaction, desk: Desk, request: Request, user: str | None, key: str) -> None:
    """Ask somebody, in their direct messages."""
    if user is not None:
        urgency = rings(department_of(desk, request), request)
        notify(tx, desk, user, key, topic=Topic.REMINDERS, urgency=urgency, prompt=True)
