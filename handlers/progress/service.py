"""What people do about the promises on a request: each is one transaction that checks, writes and tells."""

from datetime import datetime, timedelta

from config.catalogue import Words
from handlers.desk import Answer, Desk
from handlers.directory.rules import name_of
from handlers.errors import UserError
from handlers.progress.asking import Prompt, prompted, responsible, send
from handlers.progress.events import ProgressDeadline, ProgressEvent
from handlers.progress.ids import ProgressField
from handlers.progress.kept import Progress, usual, waits
from handlers.progress.rhythm import RHYTHMS, next_due
from handlers.requests.changes import Change, apply
from handlers.requests.departments import department_of
from handlers.requests.lifecycle import due_by
from handlers.requests.rules import Party, State
from handlers.requests.service import (
    OnRequest,
    find_as_requester,
    require_unresolved,
    require_words,
    write_down,
)
from handlers.working.permission import may_work_on
from storage.requests import Request
from storage.transaction import Transaction

# Nobody is told to wait longer for the next update, or for what was promised.
FURTHEST_UPDATE, FURTHEST_TIME = timedelta(days=14), timedelta(days=365)


class NoNews(OnRequest):
    """There is no news, why, and by when there is the next update."""

    reason: str
    next_by: datetime | None


class Agree(OnRequest):
    """How often the requester hears of it."""

    rhythm: str


class PromiseTime(OnRequest):
    """By when it is done; and why, if another time was promised before."""

    done_by: datetime | None
    reason: str = ""


def may_say_no_news(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if its requester waits for a member's word."""
    request = may_work_on(tx, desk, act)
    if request.state == State.WAITING:
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "#{number} is waiting for {requester}'s reply, so no update is due.",
                number=request.number,
                requester=name_of(tx, request.requester),
            )
        )
    return request


def no_news(tx: Transaction, desk: Desk, act: NoNews) -> Answer:
    """The requester reads why there is no news, and by when there is the next update."""
    request = may_say_no_news(tx, desk, act)
    _ = desk.words_for(tx, act.actor)
    by = _later(_, desk, act.next_by, FURTHEST_UPDATE, ProgressField.NEXT_BY)
    entry = _because(tx, desk, request, act, act.reason)
    kept = Progress.of(request).having(next_by=by)
    data: dict[str, str | int | None] = {"entry": entry, "by": by.isoformat()}
    change = Change(actor=act.actor, facts=kept.facts(request), data=data)
    apply(tx, desk, request, ProgressEvent.NO_NEWS, change)
    return Answer(number=request.number)


def agree(tx: Transaction, desk: Desk, act: Agree) -> Answer:
    """The department sets how often it writes. The update that was promised comes no later by it."""
    request = may_work_on(tx, desk, act)
    _agreed(tx, desk, request, act, ProgressEvent.AGREED, wished=False)
    return Answer(number=request.number)


def may_ask_for(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if its requester may say how often they want to hear of it."""
    request = find_as_requester(tx, desk, act)
    require_unresolved(tx, desk, request, act.actor)
    return request


def ask_for(tx: Transaction, desk: Desk, act: Agree) -> Answer:
    """The requester asks for another rhythm, which holds from now on."""
    request = may_ask_for(tx, desk, act)
    _agreed(tx, desk, request, act, ProgressEvent.ASKED_FOR, wished=True)
    return Answer(number=request.number)


def _agreed(
    tx: Transaction, desk: Desk, request: Request, act: Agree, event: ProgressEvent, *, wished: bool
) -> None:
    kept = Progress.of(request)
    if (act.rhythm, wished) == (kept.rhythm, kept.wished) or act.rhythm not in {"", *RHYTHMS}:
        return
    department, promised = (
        department_of(desk, request),
        due_by(request).get(ProgressDeadline.NEXT_UPDATE),
    )
    hours = desk.organisation.hours(department)
    by = next_due(hours, desk.clock.now(), act.rhythm, usual(request, department))
    if promised is not None and not wished:
        by = min(by, promised)
    kept = kept.having(rhythm=act.rhythm, wished=wished, next_by=by, prompted=False, asked=False)
    data = {"rhythm": act.rhythm}
    apply(tx, desk, request, event, Change(actor=act.actor, facts=kept.facts(request), data=data))


def any_news(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """The requester wants to know. Whoever answers for it is asked, once for each update that is promised."""
    request = may_ask_for(tx, desk, act)
    _, kept = desk.words_for(tx, act.actor), Progress.of(request)
    by = due_by(request).get(ProgressDeadline.NEXT_UPDATE)
    if not waits(request) or by is None:
        raise UserError(_.mrkdwn("#{number} is waiting for your reply.", number=request.number))
    when = _.when(by, desk.clock.now())
    department = department_of(desk, request).name
    if kept.asked:
        raise UserError(
            _.mrkdwn(
                "{department} knows you're waiting for news. You'll hear by {by}.",
                department=department,
                by=when,
            ),
            title=_("Already asked"),
        )
    kept, user, key = prompted(tx, desk, request, Prompt.NEWS, kept.having(asked=True))
    change = Change(actor=act.actor, facts=kept.facts(request), data={"to": user})
    asked, _entry = apply(tx, desk, request, ProgressEvent.ANY_NEWS, change)
    send(tx, desk, asked, user, key)
    text = _.mrkdwn(
        "We've asked {who}. You'll hear by {by}.",
        who=name_of(tx, user) if user else department,
        by=when,
    )
    return Answer(text=text, number=request.number)


def promise_time(tx: Transaction, desk: Desk, act: PromiseTime) -> Answer:
    """By when it is done. Another time than was promised needs a reason, which the requester reads."""
    request = may_work_on(tx, desk, act)
    _, kept = desk.words_for(tx, act.actor), Progress.of(request)
    by = _later(_, desk, act.done_by, FURTHEST_TIME, ProgressField.DONE_BY)
    if by == kept.done_by:
        return Answer(number=request.number)
    data: dict[str, str | int | None] = {"by": by.isoformat()}
    moved = kept.done_by is not None
    if moved or act.reason.strip():
        data["entry"] = _because(tx, desk, request, act, act.reason)
    kept = kept.having(
        done_by=by, done_since=desk.clock.now(), done_warned=False, done_passed=False
    )
    event = ProgressEvent.TIME_MOVED if moved else ProgressEvent.TIME_PROMISED
    apply(tx, desk, request, event, Change(actor=act.actor, facts=kept.facts(request), data=data))
    return Answer(number=request.number)


def still_mine(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """Whoever claimed it goes on with it, and has the same time again to say something."""
    request = may_work_on(tx, desk, act)
    kept = Progress.of(request)
    if _is_another(tx, desk, request, act) or kept.claim_asked_at is None:
        return Answer(number=request.number)
    kept = kept.having(claimed_at=desk.clock.now(), claim_asked_at=None)
    change = Change(actor=act.actor, facts=kept.facts(request))
    apply(tx, desk, request, ProgressEvent.STILL_MINE, change)
    return Answer(number=request.number)


def release(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """Whoever claimed it gives it back, so that others can."""
    request = may_work_on(tx, desk, act)
    if _is_another(tx, desk, request, act) or request.state != State.CLAIMED:
        return Answer(number=request.number)
    change = Change(actor=act.actor, assignee=None, data={"holder": request.assignee})
    apply(tx, desk, request, ProgressEvent.CLAIM_RELEASED, change)
    return Answer(number=request.number)


def _is_another(tx: Transaction, desk: Desk, request: Request, act: OnRequest) -> bool:
    """Whether it is meanwhile no longer theirs, which what they pressed then says."""
    return act.actor not in (request.assignee, responsible(tx, desk, request))


def _later(_: Words, desk: Desk, at: datetime | None, furthest: timedelta, field: str) -> datetime:
    """A moment that somebody named. Raises `UserError` for one that has passed, or is too far away."""
    now = desk.clock.now()
    if at is None or at <= now:
        raise UserError(_.mrkdwn("That time has already passed. Choose a later one."), field=field)
    if at > now + furthest:
        latest = _.when(now + furthest, now)
        raise UserError(
            _.mrkdwn("That's too far away. Choose {latest} or earlier.", latest=latest), field=field
        )
    return at


def _because(tx: Transaction, desk: Desk, request: Request, act: OnRequest, reason: str) -> int:
    text = require_words(tx, desk, act.actor, reason, field=ProgressField.REASON)
    written = write_down(tx, desk, request, actor=act.actor, text=text, party=Party.DEPARTMENT)
    return written.seq
