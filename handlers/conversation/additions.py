"""What somebody adds to a request by a message of its own: with their consent, and for a day not for good.

An addition that waits for consent is an entry that only its author knows of: internal, on the requester's side.
"""

from dataclasses import replace
from datetime import datetime

from handlers.asking.belonging import REGRET
from handlers.asking.rules import is_thanks
from handlers.asking.service import Ask, follow_up, open_request
from handlers.conversation import keys as talk_keys
from handlers.conversation.carrying import (
    Heard,
    carry,
    enter,
    go_on,
    note_said,
    show_to_the_other_party,
)
from handlers.conversation.corrections import take_out
from handlers.desk import Answer, Desk
from handlers.errors import UserError
from handlers.requests.rules import DONE, Party, Via, has_ended
from handlers.requests.service import OnRequest, find_as_requester
from handlers.working.requester import reopen
from storage import entries, messages, requests, timers
from storage.entries import Entry
from storage.requests import Request
from storage.schema import EPOCH
from storage.transaction import Transaction


class OnAddition(OnRequest):
    """Somebody decides where an addition belongs."""

    seq: int


def join(tx: Transaction, desk: Desk, request: Request, said: Heard) -> Answer:
    """Add to a request what its requester wrote as a message of its own, and say so below that message."""
    request = _added(tx, request, desk.clock.now())
    entry = carry(tx, desk, request, said, Party.REQUESTER)
    go_on(tx, desk, request, said.actor, entry=entry.seq)
    place = messages.at(said.channel).in_thread(said.thread_ts or said.ts)
    _tell(tx, desk, entry, place, until=desk.clock.now() + REGRET)
    return Answer(number=request.number)


def end_of_breath(tx: Transaction, request: Request) -> None:
    """Whoever has thanked is done: what they write next is not added."""
    _added(tx, request, EPOCH)


def _added(tx: Transaction, request: Request, at: datetime) -> Request:
    after = replace(request, added_at=at)
    requests.save(tx, request, after)
    return after


def ask_where(tx: Transaction, desk: Desk, request: Request, said: Heard) -> Answer:
    """Keep what names a request, and ask whether to add it there. Without an answer it is added: nothing is lost."""
    entry = enter(tx, desk, request, said, Party.REQUESTER, said.text, internal=True)
    until = desk.clock.now() + desk.organisation.sort_after
    _tell(tx, desk, entry, messages.at(said.actor), until=until)
    return Answer(number=request.number)


def _tell(
    tx: Transaction, desk: Desk, entry: Entry, place: messages.Place, *, until: datetime
) -> None:
    key = talk_keys.added(entry)
    messages.put(tx, {key: place}, forget_at=max(until, desk.passing()))
    timers.arm(tx, {key: until})


def put_in(tx: Transaction, desk: Desk, act: OnAddition) -> Answer:
    """Its author says that it belongs to the request that it names."""
    request = find_as_requester(tx, desk, act)
    entry = entries.get(tx, act.number, act.seq)
    if entry is not None and is_undecided(entry):
        _put_in(tx, desk, request, entry)
    return Answer(number=act.number)


def is_undecided(entry: Entry) -> bool:
    """Whether its author was asked where it belongs, and has not answered."""
    return entry.party == Party.REQUESTER and entry.internal and not entry.taken_back


def _put_in(tx: Transaction, desk: Desk, request: Request, entry: Entry) -> None:
    if has_ended(request):
        follow = follow_up(tx, desk, request, _ask(tx, entry, f"added:{entry.key}"))
        take_out(tx, desk, request, entry, to=follow.number)
        return
    entries.replace(tx, replace(entry, internal=False))
    note_said(tx, desk, request, entry)
    show_to_the_other_party(tx, desk, request, entry)
    if request.state in DONE and not is_thanks(entry.text):
        reopen(tx, desk, request, actor=entry.author, entry=None)
    else:
        go_on(tx, desk, request, entry.author, entry=entry.seq)
    messages.refresh(tx, [talk_keys.added(entry)])
    timers.arm(tx, {talk_keys.added(entry): desk.clock.now() + REGRET})


def split(tx: Transaction, desk: Desk, act: OnAddition) -> Answer:
    """Its author makes it a request of its own. The request to which it was added no longer shows it anywhere."""
    request = find_as_requester(tx, desk, act)
    entry = entries.get(tx, act.number, act.seq)
    if entry is None or entry.taken_back:
        return Answer()  # this was done before
    if not is_undecided(entry) and desk.clock.now() - entry.at > REGRET:
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "That was added to #{number} more than a day ago. To ask for it separately, send it to me again.",
                number=request.number,
            )
        )
    answer = open_request(tx, desk, _ask(tx, entry, act.key))
    assert answer.number is not None
    take_out(tx, desk, request, entry, to=answer.number)
    return answer


def _ask(tx: Transaction, entry: Entry, key: str) -> Ask:
    assert entry.channel is not None
    assert entry.ts is not None
    return Ask(
        team=tx.team,
        actor=entry.author,
        key=key,
        requester=entry.author,
        text=entry.text,
        via=Via.DM,
        origin=(entry.channel, entry.ts),
        event_ts=entry.event_ts,
        files=tuple(entry.files),
    )


def decided_by_time(tx: Transaction, desk: Desk, number: str, seq: str) -> None:
    """Nobody answered where it belongs; or the time is over in which it can be made a request of its own."""
    request = requests.get(tx, int(number), lock=True)
    entry = entries.get(tx, int(number), int(seq))
    if request is None or entry is None or entry.taken_back:
        return
    if is_undecided(entry):
        _put_in(tx, desk, request, entry)
    else:
        messages.refresh(tx, [talk_keys.added(entry)])
