"""What a prompt shows, and the lines that card, receipt and window get: read the facts, say what they mean."""

from collections.abc import Iterator
from datetime import datetime

from config.catalogue import Mrkdwn, Words
from handlers.blockkit import Block, Element
from handlers.blocks import Body, actions, body, button, context, linked, section
from handlers.conversation.ids import TalkAction
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.escalation.messages import why_urgent
from handlers.offers import CardLine, DetailLine, ReceiptLine, Show
from handlers.progress.asking import Prompt, key_of, moment_in, responsible
from handlers.progress.events import ProgressDeadline
from handlers.progress.ids import ProgressAction
from handlers.progress.kept import Progress
from handlers.progress.views import agreed, value
from handlers.requests.departments import department_of
from handlers.requests.keys import card as card_key
from handlers.requests.lifecycle import due_by
from handlers.requests.messages import gather
from handlers.requests.rules import State, is_unresolved
from handlers.requests.views import Shown, permalink, reference, title
from handlers.working.ids import WorkAction
from storage import messages, requests
from storage.requests import Request
from storage.transaction import Transaction


def prompt(
    tx: Transaction, desk: Desk, number: str, kind: str, user: str, stamp: str
) -> Body | None:
    """What somebody is asked, and the ways to answer; afterwards what is so now. What was answered before they could read it
    shows nothing."""
    request = requests.get(tx, int(number))
    if request is None or kind not in set(Prompt):
        return None
    at, what = moment_in(stamp), Prompt(kind)
    shown, _ = gather(tx, desk, request), desk.words_for(tx, user)
    over = _over(tx, desk, _, shown, what, user, at)
    place = messages.shown_at(tx, card_key(request))
    card = [context(linked(permalink(desk.workspace_url, *place), _("Open card")))] if place else []
    if urgent := why_urgent(tx, desk, _, request, user, at):
        card.append(context(urgent))
    if over is not None:
        is_known = messages.shown_at(tx, key_of(request, what, user, at)) is not None
        return body(over, section(title(_, shown)), section(over), *card) if is_known else None
    ask = Mrkdwn(" ".join([_asks(_, shown, what), *_asks_also(_, shown, what)]))
    head: list[Block] = [section(title(_, shown)), section(ask)]
    return body(ask, *head, *card, actions(*_buttons(_, request, what)))


def _over(
    tx: Transaction, desk: Desk, _: Words, shown: Shown, what: Prompt, user: str, at: datetime
) -> Mrkdwn | None:
    """Why nothing is asked any more; None while it is."""
    request, kept = shown.request, Progress.of(shown.request)
    given = {
        "ref": reference(request),
        "requester": shown.requester,
        "who": shown.assignee,
        "department": shown.department.name,
        "by": _by(_, shown),
    }
    if not is_unresolved(request):
        return _.mrkdwn("{ref} is done.", **given)
    asked = user in (request.assignee, responsible(tx, desk, request))
    if request.assignee is None and not (asked and what == Prompt.NEWS):
        return _.mrkdwn("{ref} is with {department} now, and unassigned.", **given)
    if not asked:
        return _.mrkdwn("{who} has {ref} now.", **given)
    if what == Prompt.TIME:
        return _time_over(_, shown, at)
    if kept.word_at is not None and kept.word_at >= at:
        return _.mrkdwn("{requester} has had an update. The next is due by {by}.", **given)
    if request.state == State.WAITING:
        return _.mrkdwn("{ref} is waiting for {requester}'s reply.", **given)
    if what == Prompt.CLAIM and kept.claim_asked_at != at:
        return _.mrkdwn("{ref} is still yours.", **given)
    return None


def _time_over(_: Words, shown: Shown, at: datetime) -> Mrkdwn | None:
    kept = Progress.of(shown.request)
    if kept.done_by is None or kept.done_since is None or kept.done_since < at:
        return None
    return _.mrkdwn(
        "{requester} was told another time: done by {by}.",
        requester=shown.requester,
        by=_.when(kept.done_by, shown.now),
    )


def _by(_: Words, shown: Shown) -> str:
    due = due_by(shown.request).get(ProgressDeadline.NEXT_UPDATE)
    return _.when(due, shown.now) if due else "–"


def _asks(_: Words, shown: Shown, what: Prompt) -> Mrkdwn:
    request, kept = shown.request, Progress.of(shown.request)
    given = {
        "ref": reference(request),
        "requester": shown.requester,
        "department": shown.department.name,
        "by": _by(_, shown),
    }
    if what == Prompt.NEWS:
        return _.mrkdwn("{requester} asks for news on {ref}, and was promised it by {by}.", **given)
    if what == Prompt.CLAIM:
        lapse = due_by(request).get(ProgressDeadline.CLAIM_LAPSE)
        given["by"] = _.when(lapse, shown.now) if lapse else "–"
        return _.mrkdwn(
            "Is {ref} still yours? You claimed it, and {requester} hasn't had word from you. "
            "Without an answer by {by}, it goes back to {department}'s queue.",
            **given,
        )
    if what == Prompt.TIME:
        given["by"] = _.when(kept.done_by, shown.now) if kept.done_by else "–"
        if kept.done_passed:
            return _.mrkdwn("{requester} was promised that {ref} would be done by {by}.", **given)
        return _.mrkdwn("You promised {requester} that {ref} will be done by {by}.", **given)
    if not kept.prompted:
        return _.mrkdwn(
            "{requester} was promised an update on {ref}, and was told that there is none yet. "
            "The next is due by {by}.",
            **given,
        )
    return _.mrkdwn("{requester} was promised an update on {ref} by {by}.", **given)


def _asks_also(_: Words, shown: Shown, what: Prompt) -> Iterator[Mrkdwn]:
    """What is asked besides of whoever has both questions before them."""
    due, kept = due_by(shown.request), Progress.of(shown.request)
    lapse = due.get(ProgressDeadline.CLAIM_LAPSE)
    if what == Prompt.UPDATE and lapse is not None:
        yield _.mrkdwn(
            "Is it still yours? Without an answer by {by}, it goes back to {department}'s queue.",
            by=_.when(lapse, shown.now),
            department=shown.department.name,
        )
    if what == Prompt.CLAIM and kept.prompted:
        yield _.mrkdwn(
            "{requester} was promised an update by {by}.",
            requester=shown.requester,
            by=_by(_, shown),
        )


def _buttons(_: Words, request: Request, what: Prompt) -> list[Element]:
    of = value(request)
    write = button(_("Write update"), TalkAction.REPLY, of, style="primary")
    resolve = button(_("Resolve"), WorkAction.RESOLVE, of)
    hand_over = button(_("Hand over"), ProgressAction.HAND_OVER, of)
    release = button(_("Release"), ProgressAction.RELEASE, of)
    if what == Prompt.CLAIM:
        still = button(_("Still mine"), ProgressAction.STILL_MINE, of, style="primary")
        return [still, release, write, resolve]
    if what == Prompt.TIME:
        move = button(_("Move the time"), ProgressAction.MOVE_TIME, of)
        return [button(_("Resolve"), WorkAction.RESOLVE, of, style="primary"), move, hand_over]
    no_news = button(_("No news yet"), ProgressAction.NO_NEWS, of)
    if what == Prompt.UPDATE and ProgressDeadline.CLAIM_LAPSE in due_by(request):
        still = button(_("Still mine"), ProgressAction.STILL_MINE, of)
        return [write, no_news, still, release, resolve]
    return [write, no_news, resolve, hand_over]


def due_next(
    tx: Transaction, desk: Desk, _: Words, request: Request
) -> tuple[datetime, Mrkdwn] | None:
    """By when the requester is to hear, and what was agreed."""
    at = due_by(request).get(ProgressDeadline.NEXT_UPDATE)
    text = _next(tx, desk, _, request, own=False)
    return (at, text) if at and text else None


def _on_receipt(tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    lines = [_next(tx, desk, _, request, own=True), _news_wanted(_, tx, request)]
    return Mrkdwn("\n".join(line for line in lines if line)) or None


def _next(tx: Transaction, desk: Desk, _: Words, request: Request, *, own: bool) -> Mrkdwn | None:
    due, now = due_by(request), desk.clock.now()
    at = due.get(ProgressDeadline.NEXT_UPDATE)
    if at is None:
        return None
    kept, requester = Progress.of(request), name_of(tx, request.requester)
    department = department_of(desk, request).name
    often = agreed(_, kept, own=own, requester=requester, department=department)
    given = {"by": _.when(at, now), "requester": requester, "often": often}
    if own:
        if often:
            return _.mrkdwn("Next update by {by} ({often}).", **given)
        return _.mrkdwn("Next update by {by}.", **given)
    if often:
        return _.mrkdwn(":hourglass: Next update by {by} ({often})", **given)
    return _.mrkdwn(":hourglass: Next update by {by}", **given)


def _news_wanted(_: Words, tx: Transaction, request: Request) -> Mrkdwn | None:
    if not Progress.of(request).asked:
        return None
    if request.assignee:
        return _.mrkdwn("You asked for news; {who} knows.", who=name_of(tx, request.assignee))
    return _.mrkdwn("You asked for news; the team knows.")


def _time_line(_tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    return _done_by(desk, _, request)


def _done_by(desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    kept = Progress.of(request)
    if kept.done_by is None or not is_unresolved(request):
        return None
    by = _.when(kept.done_by, desk.clock.now())
    if kept.done_passed:
        return _.mrkdwn(":warning: Promised for {by}, and not done yet", by=by)
    return _.mrkdwn(":calendar: Promised: done by {by}", by=by)


def _in_window(
    tx: Transaction, desk: Desk, _: Words, request: Request, member: bool
) -> Mrkdwn | None:
    lines = [_next(tx, desk, _, request, own=not member), _done_by(desk, _, request)]
    return Mrkdwn("\n".join(line for line in lines if line)) or None


CARD_LINES = (CardLine(_time_line, beside=True, order=12),)
RECEIPT_LINES = (ReceiptLine(_on_receipt, order=10), ReceiptLine(_time_line, order=12))
DETAIL_LINES = (DetailLine(_in_window, order=10),)
SHOWS: dict[str, Show] = {"request/{number}/prompt/{kind}/{user}/{stamp}": prompt}
