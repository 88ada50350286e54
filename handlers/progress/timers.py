"""What is due on the promises of a request. Each looks again whether it is due by what is known now, so that fired twice, or
late, it does no harm; and what is overdue is said once, however late."""

from collections.abc import Mapping

from handlers.desk import Desk
from handlers.escalation.service import escalate
from handlers.progress.asking import Prompt, is_asked, prompted, send
from handlers.progress.events import ProgressDeadline, ProgressEvent
from handlers.progress.kept import Progress
from handlers.requests.changes import Change, apply, by_time, deadlines, due
from storage.requests import Request
from storage.transaction import Transaction

NOTHING: Mapping[str, str | int | None] = {}
# Whenever a promise is broken, the ladder is told, once.
BROKEN = frozenset({ProgressEvent.NO_WORD, ProgressEvent.TIME_PASSED})


def update_due(tx: Transaction, desk: Desk, number: str) -> None:
    """The assignee is asked for the next update, once. What is overdue by now is asked for when that is said."""
    request = due(tx, desk, number, ProgressDeadline.UPDATE_DUE)
    if request is None:
        return
    kept, user, key = Progress.of(request), None, ""
    if deadlines(desk, request)[ProgressDeadline.NEXT_UPDATE] > desk.clock.now():
        kept, user, key = _one(tx, desk, request, Prompt.UPDATE, Prompt.CLAIM, kept)
        kept = kept.having(prompted=True)
    _ask(tx, desk, request, ProgressEvent.PROMPTED, kept, user, key)


def next_update(tx: Transaction, desk: Desk, number: str) -> None:
    """Nobody said anything: the requester hears so, and by when the next update comes."""
    request = due(tx, desk, number, ProgressDeadline.NEXT_UPDATE)
    if request is None:
        return
    kept, user, key = Progress.of(request), None, ""
    if not kept.prompted and request.assignee is not None:
        kept, user, key = _one(tx, desk, request, Prompt.UPDATE, Prompt.CLAIM, kept)
    change = by_time(request, ProgressDeadline.NEXT_UPDATE)
    _ask(tx, desk, request, ProgressEvent.NO_WORD, kept, user, key, data=change.data)


def done_soon(tx: Transaction, desk: Desk, number: str) -> None:
    """Its assignee is warned that a promised time comes."""
    request = due(tx, desk, number, ProgressDeadline.DONE_SOON)
    if request is None:
        return
    kept, user, key = Progress.of(request), None, ""
    if deadlines(desk, request)[ProgressDeadline.DONE_BY] > desk.clock.now():
        kept, user, key = prompted(tx, desk, request, Prompt.TIME, kept)
    _ask(tx, desk, request, ProgressEvent.TIME_SOON, kept.having(done_warned=True), user, key)


def done_by(tx: Transaction, desk: Desk, number: str) -> None:
    """A promised time has come, and it isn't done."""
    request = due(tx, desk, number, ProgressDeadline.DONE_BY)
    if request is None:
        return
    kept, user, key = Progress.of(request), None, ""
    if not kept.done_warned and request.assignee is not None:
        kept, user, key = prompted(tx, desk, request, Prompt.TIME, kept)
    data = {**by_time(request, ProgressDeadline.DONE_BY).data, "state": request.state}
    _ask(
        tx,
        desk,
        request,
        ProgressEvent.TIME_PASSED,
        kept.having(done_warned=True),
        user,
        key,
        data=data,
    )


def claim_check(tx: Transaction, desk: Desk, number: str) -> None:
    """Whoever claimed it, and has said nothing to its requester, is asked whether it is still theirs."""
    request = due(tx, desk, number, ProgressDeadline.CLAIM_CHECK)
    if request is not None:
        kept = Progress.of(request)
        kept, user, key = _one(tx, desk, request, Prompt.CLAIM, Prompt.UPDATE, kept)
        kept = kept.having(claim_asked_at=desk.clock.now())
        _ask(tx, desk, request, ProgressEvent.CLAIM_ASKED, kept, user, key)


def claim_lapse(tx: Transaction, desk: Desk, number: str) -> None:
    """They did not say, so it is free for others."""
    request = due(tx, desk, number, ProgressDeadline.CLAIM_LAPSE)
    if request is not None:
        data = {"holder": request.assignee}
        apply(tx, desk, request, ProgressEvent.CLAIM_LAPSED, Change(assignee=None, data=data))


def _one(
    tx: Transaction, desk: Desk, request: Request, kind: Prompt, other: Prompt, kept: Progress
) -> tuple[Progress, str | None, str]:
    """Somebody is asked, unless the other question was just put to them: then that message asks both."""
    user = is_asked(tx, desk, request, other, kept)
    return prompted(tx, desk, request, kind, kept) if user is None else (kept, user, "")


def _ask(
    tx: Transaction,
    desk: Desk,
    request: Request,
    event: ProgressEvent,
    kept: Progress,
    user: str | None,
    key: str,
    *,
    data: Mapping[str, str | int | None] = NOTHING,
) -> None:
    change = Change(facts=kept.facts(request), data={"to": user, **data})
    asked, entry = apply(tx, desk, request, event, change)
    if key:
        send(tx, desk, asked, user, key)
    if event in BROKEN:
        escalate(tx, desk, asked, entry)
