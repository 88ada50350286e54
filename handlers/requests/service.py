"""What every use case on a request needs: find it, check who may, write the change, declare what Slack should show."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config.catalogue import Mrkdwn
from config.departments import Department
from handlers.desk import Desk, Incoming
from handlers.directory.rules import is_member, name_of
from handlers.errors import UserError
from handlers.requests import keys
from handlers.requests.rules import ENDED, UNRESOLVED, Event, Party, State, may_speak_for
from storage import entries, history, messages, requests, timers
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction

# Ids of direct messages begin so.
PRIVATE = "D"


class OnRequest(Incoming):
    """Somebody does something with a request. `pressed_at` is the message with the button, if there was one."""

    number: int
    pressed_at: tuple[str, str] | None = None


def find(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, held for this transaction."""
    request = requests.get(tx, act.number, lock=True)
    if request is None:
        raise not_found(tx, desk, act.actor, act.number)
    return request


def not_found(tx: Transaction, desk: Desk, actor: str, number: int) -> UserError:
    """What to say of a number that nobody has."""
    _ = desk.words_for(tx, actor)
    return UserError(
        _.mrkdwn("I can't find #{number}. Type `/requests` to see yours.", number=number)
    )


def not_open_to(tx: Transaction, desk: Desk, actor: str, number: int) -> UserError:
    """What to say of a request that somebody may not see, whichever way they came by its number."""
    _ = desk.words_for(tx, actor)
    return UserError(
        _.mrkdwn("Only the requester and the department can open #{number}.", number=number)
    )


def _sees(tx: Transaction, act: OnRequest, request: Request) -> bool:
    """Whether the button that was pressed stands on a message about this very request, so that its names are no secret."""
    key = messages.find(tx, *act.pressed_at) if act.pressed_at else None
    return keys.number_in(key or "") == request.number


def department_of(desk: Desk, request: Request) -> Department:
    """The department that has it; triage stands in for one that the organisation no longer has."""
    found = desk.organisation.department(request.department or "")
    return found or desk.organisation.triage


def in_words(desk: Desk, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept of a hand-over, with the departments as the reader of each language knows them."""
    said = desk.organisation.said
    return {k: said(str(v)) if k in ("from", "to") else v for k, v in data.items()}


def find_as_member(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if the actor works for the department that has it."""
    request = find(tx, desk, act)
    department = department_of(desk, request)
    if not is_member(tx, department, act.actor):
        if not _sees(tx, act, request):
            raise not_open_to(tx, desk, act.actor, request.number)
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "Only {department} can do this. You can still comment in the thread; {requester} won't see it.",
                department=department.name,
                requester=name_of(tx, request.requester),
            )
        )
    return request


def find_as_requester(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if the actor asked it, or recorded it for who did."""
    request = find(tx, desk, act)
    if not may_speak_for(request, act.actor):
        if not _sees(tx, act, request):
            raise not_open_to(tx, desk, act.actor, request.number)
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "Only {requester}, who asked #{number}, can do this. Start your own request with `/ask`.",
                requester=name_of(tx, request.requester),
                number=request.number,
            )
        )
    return request


def require_unresolved(tx: Transaction, desk: Desk, request: Request, actor: str) -> None:
    """Refuse what makes no sense on a request that is resolved or has ended."""
    if request.state in UNRESOLVED:
        return
    _ = desk.words_for(tx, actor)
    mine, given = may_speak_for(request, actor), {"number": request.number}
    resolved = (
        _.mrkdwn("#{number} is already solved.", **given)
        if mine
        else _.mrkdwn("#{number} is already resolved.", **given)
    )
    said = {
        State.RESOLVED: resolved,
        State.CLOSED: _.mrkdwn("#{number} is already closed.", **given),
        State.CANCELLED: _.mrkdwn("#{number} has been cancelled.", **given),
        State.DECLINED: _.mrkdwn("#{number} was closed as not a request.", **given),
    }[State(request.state)]
    hint = (
        _.mrkdwn("Still need something? Reply in your request's thread.")
        if mine
        else _.mrkdwn("See the card for who did it.")
    )
    raise UserError(Mrkdwn(f"{said} {hint}"))


def change(
    tx: Transaction,
    desk: Desk,
    request: Request,
    what: Event,
    *,
    actor: str | None,
    **changes: object,
) -> tuple[Request, int]:
    """Write changed facts with their line of history, and have card, receipt and homes shown anew.

    `changes` are columns of the request; `data` among them is what the line of history refers to.
    """
    now = desk.clock.now()
    data = changes.pop("data", {})
    assert isinstance(data, dict)
    if changes:
        requests.save(tx, request.number, changed_at=now, **changes)
    line = history.record(tx, request.key, what, at=now, actor=actor, **data)
    changed = requests.get(tx, request.number)
    assert changed is not None
    show(tx, changed)
    if changed.assignee != request.assignee and request.assignee:
        messages.refresh(tx, [f"home/{request.assignee}"])
    if request.state == State.OPEN and changed.state != State.OPEN:
        messages.refresh(tx, bring_ups(tx, request))
        if changed.state in UNRESOLVED:
            say_where_replies_go(tx, desk, changed)
    return changed, line


def say_where_replies_go(tx: Transaction, desk: Desk, request: Request) -> None:
    """Once in a card's thread, as soon as somebody begins to work or to talk there."""
    thread = keys.card_thread(request, department_of(desk, request).channel)
    messages.put(tx, {keys.hint(request): thread}, refresh=False)


def bring_ups(tx: Transaction, request: Request) -> list[str]:
    """The reminders in a department's channel that nobody has claimed it."""
    lines = [
        line
        for what in (Event.UNCLAIMED, Event.RELEASED)
        for line in history.of(tx, request.key, event=what)
    ]
    return [keys.notice(request, Party.DEPARTMENT, line.id) for line in lines]


def bring_up(tx: Transaction, desk: Desk, request: Request, line: int) -> None:
    """Announce an event in the department's channel, where everybody sees it."""
    channel = department_of(desk, request).channel
    messages.put(tx, {keys.notice(request, Party.DEPARTMENT, line): messages.at(channel)})


def show(tx: Transaction, request: Request) -> None:
    """Have what exists of a request shown as it is now."""
    cards = [
        f"{request.key}/card/{custody_number}"
        for custody_number in range(1, request.custody_number + 1)
    ]
    shown = [keys.receipt(request), keys.deleted(request), *cards, f"home/{request.requester}"]
    if request.assignee:
        shown.append(f"home/{request.assignee}")
    messages.refresh(tx, shown)


def notify_requester(tx: Transaction, request: Request, line: int) -> None:
    """Announce an event in the requester's thread."""
    messages.put(tx, {keys.notice(request, Party.REQUESTER, line): keys.requester_thread(request)})


def notify_department(tx: Transaction, desk: Desk, request: Request, line: int) -> None:
    """Announce an event in the card's thread."""
    channel = department_of(desk, request).channel
    messages.put(
        tx, {keys.notice(request, Party.DEPARTMENT, line): keys.card_thread(request, channel)}
    )


def place_card(tx: Transaction, desk: Desk, request: Request) -> None:
    """Put the card into the channel of the department that has the request now, and set its timers."""
    channel = department_of(desk, request).channel
    messages.put(tx, {keys.card(request): messages.at(channel)})
    place_timers(tx, desk, request)


def other_party(desk: Desk, request: Request, party: str) -> messages.Place:
    """Where the other side reads what this one says."""
    if party == Party.DEPARTMENT:
        return keys.requester_thread(request)
    return keys.card_thread(request, department_of(desk, request).channel)


def place_timers(tx: Transaction, desk: Desk, request: Request) -> None:
    """Set what watches over a request that is in work (again)."""
    timers.arm(tx, watching(desk, request))


def watching(desk: Desk, request: Request) -> dict[str, datetime]:
    """The timers of an unresolved request: until somebody claims it, and until the requester must hear from us."""
    department, now = department_of(desk, request), desk.clock.now()
    due = {keys.timer(request, "silence"): now + department.silent_after}
    if request.assignee is None:
        due[keys.timer(request, "unclaimed")] = now + department.claim_within
    return due


def informed(tx: Transaction, desk: Desk, request: Request) -> None:
    """The requester was informed just now: the silence is counted anew, while there is something to wait for."""
    now = desk.clock.now()
    requests.save(tx, request.number, spoken_at=now)
    if request.state in UNRESOLVED:
        due = now + department_of(desk, request).silent_after
        timers.arm(tx, {keys.timer(request, "silence"): due})


def write_down(
    tx: Transaction,
    desk: Desk,
    request: Request,
    *,
    actor: str,
    text: str,
    party: Party,
    internal: bool = False,
) -> Entry:
    """Keep what somebody said in a form: a note, a reason, a question."""
    return entries.add(
        tx,
        request,
        author=actor,
        party=party,
        internal=internal,
        text=text,
        files=(),
        channel=None,
        ts=None,
        at=desk.clock.now(),
    )


def require_words(tx: Transaction, desk: Desk, actor: str, text: str, *, field: str) -> str:
    """Refuse a form whose one sentence is blank."""
    if not text.strip():
        _ = desk.words_for(tx, actor)
        raise UserError(
            _.mrkdwn("Please add a short note so others know what happened."), field=field
        )
    return text


def stop_timers(tx: Transaction, request: Request, *names: str) -> None:
    """Take back a request's timers; all of them if none is named."""
    timers.cancel(tx, *(keys.timer(request, name) for name in names or keys.TIMERS))


def reopen(
    tx: Transaction, desk: Desk, request: Request, *, actor: str, entry: int | None
) -> Request:
    """Reopen a resolved request, for its assignee if they are still there. The department reads why."""
    stop_timers(tx, request, "close")
    assignee = request.assignee
    if assignee and not is_member(tx, department_of(desk, request), assignee):
        assignee = None
    changed, line = change(
        tx,
        desk,
        request,
        Event.REOPENED,
        actor=actor,
        state=State.CLAIMED if assignee else State.OPEN,
        assignee=assignee,
        live=True,
        resolved_at=None,
        resolution=None,
        rating=None,
        rating_comment=None,
        data={"entry": entry, "to": assignee},
    )
    place_timers(tx, desk, changed)
    notify_department(tx, desk, changed, line)
    notify_requester(tx, changed, line)
    informed(tx, desk, changed)
    if request.resolution is not None:
        messages.refresh(tx, [keys.notice(request, Party.REQUESTER, request.resolution)])
    return changed


def number_at(tx: Transaction, channel: str, thread_ts: str) -> int | None:
    """The request to which a message of somebody belongs that begins a thread."""
    number = requests.in_thread(tx, channel, thread_ts)
    if number is None and channel.startswith(PRIVATE):
        added = [
            said.number for said in entries.said_at(tx, channel, thread_ts) if not said.taken_back
        ]
        number = added[-1] if added else None
    return number


def conversation_at(tx: Transaction, channel: str, thread_ts: str) -> tuple[Request, str] | None:
    """The request, held for this transaction, to whose conversation a thread belongs; and the key of our message that
    begins the thread, empty if somebody else's does."""
    key = messages.find(tx, channel, thread_ts) or ""
    number = keys.number_in(key) or number_at(tx, channel, thread_ts)
    request = requests.get(tx, number, lock=True) if number else None
    if request is None or (key and not keys.begins_conversation(key)):
        return None
    if not key and request.channel is None and not channel.startswith(PRIVATE):
        return None  # it began with a message there, but is talked about in private
    return request, key


def is_conversation(tx: Transaction, desk: Desk, channel: str, thread_ts: str) -> bool:  # noqa: ARG001 # a question's shape
    """Whether somebody may be spoken to in a thread. After the end only a department's own thread is listened to:
    in a channel, people go on talking."""
    found = conversation_at(tx, channel, thread_ts)
    return found is not None and (bool(found[1]) or found[0].state not in ENDED)
