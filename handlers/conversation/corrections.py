"""An edit or a deletion follows wherever the text is shown: it is kept in one place only."""

from dataclasses import replace

from handlers.asking import earlier
from handlers.conversation import keys as talk_keys
from handlers.conversation.rules import read_reply
from handlers.desk import Answer, Desk
from handlers.placing import Edited, keep
from handlers.requests import keys
from handlers.requests.changes import Change, apply, show
from handlers.requests.departments import department_of
from handlers.requests.rules import UNRESOLVED, Event, Party, State
from handlers.requests.service import OnRequest, find_as_requester
from handlers.working.changes import reminders
from handlers.working.transcript import transcripts_with
from storage import entries, history, messages, requests
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction


def edit(tx: Transaction, desk: Desk, edited: Edited) -> Answer:
    """Somebody changed or deleted what they wrote, in whichever requests it stands. The newest version counts, also when it
    comes before an older one, or before the message itself."""
    tx.hold(edited.thread)
    kept = entries.said_at(tx, edited.channel, edited.ts)
    if not kept:
        keep(tx, desk, edited, edited.text)
    for entry in kept:
        is_newer = edited.event_ts > (entry.event_ts or "")
        if entry.author == edited.actor and not entry.taken_back and is_newer:
            _correct(tx, desk, entry, edited)
    return Answer()


def _correct(tx: Transaction, desk: Desk, entry: Entry, edited: Edited) -> None:
    request = requests.get(tx, entry.number, lock=True)
    assert request is not None
    text, internal = _as_now(desk, request, entry, edited.text or "")
    gone = edited.text is None
    entries.rewrite(
        tx, entry, text=text, internal=internal, event_ts=edited.event_ts, taken_back=gone
    )
    event = Event.TAKEN_BACK if gone else Event.EDITED
    apply(tx, desk, request, event, Change(actor=edited.actor, data={"entry": entry.seq}))
    if gone or internal:
        messages.drop(tx, [f"{entry.key}/mark"])
    if gone and entry.seq == 0 and request.state in UNRESOLVED:
        messages.put(tx, {talk_keys.deleted(request): keys.requester_thread(request)})
    _show_again(tx, desk, request, entry)


def keep_request(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """Its text was deleted, but the request stays."""
    request = find_as_requester(tx, desk, act)
    messages.drop(tx, [talk_keys.deleted(request)])
    return Answer(number=request.number)


def take_out(tx: Transaction, desk: Desk, request: Request, entry: Entry, *, to: int) -> None:
    """An addition became a request of its own: the one it was added to shows and keeps nothing of it any more."""
    entries.replace(tx, replace(entry, text="", files=(), taken_back=True))
    data: dict[str, str | int | None] = {"entry": entry.seq, "to": str(to)}
    was_the_answer = _was_the_answer(tx, request, entry)
    apply(tx, desk, request, Event.MOVED, Change(actor=entry.author, data=data))
    if was_the_answer:
        apply(tx, desk, request, Event.UNANSWERED, Change())
    messages.drop(tx, [f"{entry.key}/mark", talk_keys.added(entry)])
    _show_again(tx, desk, request, entry)


# What changes a request's state or assignee, and so ends what an answer began.
STEPS = frozenset(
    {
        Event.CLAIMED,
        Event.ASSIGNED,
        Event.HANDED_OVER,
        Event.WAITING,
        Event.RESOLVED,
        Event.REOPENED,
        Event.RELEASED,
        Event.UNANSWERED,
    }
)


def _was_the_answer(tx: Transaction, request: Request, entry: Entry) -> bool:
    """Whether a request waited for its requester's word, and nothing but this entry ended that."""
    steps = [each for each in history.of(tx, request.key) if each.event in {*STEPS, Event.ANSWERED}]
    if request.state != State.CLAIMED or not steps or steps[-1].event != Event.ANSWERED:
        return False
    return steps[-1].data.get("entry") == entry.seq


def _as_now(desk: Desk, request: Request, entry: Entry, text: str) -> tuple[str, bool]:
    """The text without its prefix, and whether it is for colleagues only. What was once, stays so."""
    if entry.party != Party.DEPARTMENT:
        return text, entry.internal
    unless_sent = entry.internal and department_of(desk, request).internal_unless_sent
    reply = read_reply(text, internal_unless_sent=unless_sent)
    return reply.text, entry.internal or reply.internal


def _show_again(tx: Transaction, desk: Desk, request: Request, entry: Entry) -> None:
    """Wherever it stands. What it grew by goes into further messages, what it shrank by vanishes: the courier sees to that."""
    shown = [entry.key, f"{entry.key}/here", talk_keys.added(entry)]
    if entry.seq == 0:
        shown = reminders(tx, request)
        show(tx, desk, request)
    if entry.party == Party.EARLIER:
        shown.append(earlier.key(request))
    messages.refresh(tx, [*shown, *transcripts_with(tx, request, entry.seq)])
