"""Hear what is said, decide which request it belongs to, and declare its copy on the other side."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict

from config.departments import Department
from handlers.asking.intake import asked_of, take_in
from handlers.asking.service import follow_up, mention
from handlers.asking.strangers import answer_in_thread
from handlers.conversation.additions import end_of_breath
from handlers.conversation.carrying import (
    Heard,
    ask_of,
    carry,
    go_on,
    note_said,
    only_thanks,
    put_in_order,
    write,
)
from handlers.conversation.changes import say_where_replies_go
from handlers.conversation.direct import in_dm
from handlers.conversation.permission import may_add, may_reply
from handlers.conversation.rules import Unsent, read_reply
from handlers.desk import Answer, Desk, Said
from handlers.directory.rules import is_member, is_stranger, may_ask_in
from handlers.errors import UserError
from handlers.placing import concerns_us, conversation_at, keep, must_wait
from handlers.requests import keys
from handlers.requests.departments import department_of
from handlers.requests.rules import DONE, ENDED, Event, Party, Via, has_ended, may_speak_for
from handlers.requests.service import (
    OnRequest,
    other_party,
    require_words,
    write_down,
)
from handlers.working.requester import reopen
from storage import history, messages, unplaced
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction
from storage.unplaced import Unplaced

ENDS = frozenset({Event.CLOSED, Event.CANCELLED, Event.DECLINED})


class Say(OnRequest):
    """Something said in a form."""

    text: str
    internal: bool = False
    as_requester: bool = False


def hear(tx: Transaction, desk: Desk, said: Heard) -> Answer:
    """A message, wherever it was written, ends up with the request it belongs to, or makes one."""
    tx.hold(said.thread)
    corrected = unplaced.take(tx, said.channel, said.ts)
    if corrected is not None:
        if corrected.text is None:
            return Answer()  # deleted before it came
        said = said.changed(text=corrected.text, event_ts=corrected.event_ts)
    if must_wait(tx, desk, said):
        keep(tx, desk, said, said.text, files=said.files)
        return Answer()
    if said.thread_ts is not None:
        place_waiting(tx, desk, said.channel, said.thread_ts)
    return _place(tx, desk, said)


def is_for_us(tx: Transaction, desk: Desk, said: Heard) -> bool:
    """Whether a message is written to us, or to a department in a channel where it takes questions."""
    return concerns_us(tx, desk, said) or asked_of(tx, desk, said) is not None


def place_waiting(
    tx: Transaction, desk: Desk, channel: str, thread_ts: str, earlier: Sequence[Said] = ()
) -> None:
    """Place what waits in a thread of which is known by now who began it, in the order in which it was written."""
    for each in unplaced.waiting_in(tx, channel, thread_ts):
        unplaced.take(tx, channel, each.ts)
        if each.text is not None:
            with suppress(UserError):  # nothing that could be read, and no one to tell
                _place(tx, desk, heard_of(tx, each), earlier)


def heard_of(tx: Transaction, kept: Unplaced) -> Heard:
    """A kept message, as it was heard; of one that was deleted, no words."""
    given = asdict(kept)
    for name in ("author", "arrived", "at", "after_entry"):
        del given[name]
    given |= {"files": tuple(kept.files), "text": kept.text or "", "heard_after": kept.after_entry}
    key = f"message:{kept.channel}:{kept.ts}"
    return Heard(team=tx.team, actor=kept.author, key=key, **given)


def _place(tx: Transaction, desk: Desk, said: Heard, earlier: Sequence[Said] = ()) -> Answer:
    if said.thread_ts is not None:
        found = conversation_at(tx, desk, said.channel, said.thread_ts)
        if found is not None:
            request, key = found
            hear_party = _from_department if keys.is_card(key) else _from_requester
            return hear_party(tx, desk, request, said, key)
        about = keys.number_in(messages.find(tx, said.channel, said.thread_ts) or "")
        if about is not None and said.private:
            _say_unsent(tx, desk, about, said, Unsent.NOBODY)
            return Answer(number=about)
    if said.private and is_stranger(tx, said.actor):
        answer_in_thread(tx, desk, said.actor, said.channel, said.ts, said.thread_ts or said.ts)
        return Answer()
    if said.private:
        return in_dm(tx, desk, said)
    if said.mentions and said.thread_ts is not None:
        thread = (said.channel, said.thread_ts)
        asked = {"via": Via.MENTION, "thread": thread, "earlier": tuple(earlier)}
        return mention(tx, desk, ask_of(said).model_copy(update=asked))
    department = asked_of(tx, desk, said)
    return take_in(tx, desk, ask_of(said), department) if department else Answer()


def _from_requester(
    tx: Transaction, desk: Desk, request: Request, said: Heard, _key: str
) -> Answer:
    speaks, thanks = may_speak_for(request, said.actor), only_thanks(tx, desk, said)
    if request.state in ENDED and (thanks or not speaks):
        # "Thanks!" closes the talk, and what others say about it is between them.
        return Answer(number=request.number)
    if has_ended(request):
        return _anew(tx, desk, request, said)
    if not speaks and is_member(tx, department_of(desk, request), said.actor):
        return _answered_in_public(tx, desk, request, said)
    carry(tx, desk, request, said, Party.REQUESTER)
    if thanks:
        end_of_breath(tx, request)
    if speaks and request.state in DONE and not thanks:
        reopen(tx, desk, request, actor=said.actor, entry=None)
    elif speaks:
        go_on(tx, desk, request, said.actor)
    return Answer(number=request.number)


def _anew(tx: Transaction, desk: Desk, request: Request, said: Heard) -> Answer:
    """What is said to a request that ended is a new one, which follows it."""
    if not may_ask_in(tx, desk.organisation, said.actor, request.channel):
        answer_in_thread(tx, desk, said.actor, said.channel, said.ts, said.thread_ts or said.ts)
        return Answer()
    ask = ask_of(said)
    if request.channel is not None:
        thread = (request.channel, request.thread_ts)
        ask = ask.model_copy(update={"via": Via.MENTION, "thread": thread})
    return Answer(number=follow_up(tx, desk, request, ask).number)


def _answered_in_public(tx: Transaction, desk: Desk, request: Request, said: Heard) -> Answer:
    """An answer in the public thread where it was asked is an answer; colleagues read it in the card's thread too."""
    entry = write(tx, desk, request, said, Party.DEPARTMENT, said.text)
    place = other_party(desk, request, Party.REQUESTER)
    put_in_order(tx, desk, entry, {f"{entry.key}/here": place})
    return Answer(number=request.number)


def _from_department(
    tx: Transaction, desk: Desk, request: Request, said: Heard, card_key: str
) -> Answer:
    moved, ended = card_key != keys.card(request), request.state in ENDED
    if not moved and not ended:
        say_where_replies_go(tx, desk, request)
    department = department_of(desk, request)
    # What happened while it waited for its place does not make it late.
    if said.heard_after is not None:
        ended = ended and not _ended_later(tx, request, said.heard_after)
        if moved and _had_it(tx, request, card_key, said.heard_after):
            moved, department = False, _department_then(tx, desk, request, card_key)
    unless_sent = department.internal_unless_sent and not moved
    reply = read_reply(said.text, internal_unless_sent=unless_sent)
    says_something = bool(reply.text.strip() or said.files)
    wants_sent = says_something and not reply.internal
    # Whoever else writes there talks to the department: the requester must not take it for its answer.
    if wants_sent and not moved and not ended and is_member(tx, department, said.actor):
        carry(tx, desk, request, said, Party.DEPARTMENT, text=reply.text)
        return Answer(number=request.number)
    write(tx, desk, request, said, Party.DEPARTMENT, reply.text, internal=True)
    if wants_sent:
        why = Unsent.MOVED if moved else Unsent.ENDED if ended else Unsent.OUTSIDE
        _say_unsent(tx, desk, request.number, said, why)
    return Answer(number=request.number)


def _had_it(tx: Transaction, request: Request, card_key: str, entry: int) -> bool:
    """Whether the department of this card still had the request when an entry was the newest."""
    moves = history.of(tx, request.key, event=Event.HANDED_OVER)
    return moves[keys.custody_number_in(card_key) - 1].id > entry


def _ended_later(tx: Transaction, request: Request, entry: int) -> bool:
    """Whether it ended only after an entry."""
    return any(each.id > entry for each in history.of(tx, request.key) if each.event in ENDS)


def _department_then(tx: Transaction, desk: Desk, request: Request, card_key: str) -> Department:
    """The department of a card that another has followed."""
    first = history.of(tx, request.key, event=Event.ROUTED) or history.of(
        tx, request.key, event=Event.ASKED
    )
    moves = history.of(tx, request.key, event=Event.HANDED_OVER)
    had = [entry.data.get("department") for entry in (first[-1], *moves)]
    found = desk.organisation.department(str(had[keys.custody_number_in(card_key) - 1]))
    return found or desk.organisation.triage


def _say_unsent(tx: Transaction, desk: Desk, number: int, said: Heard, why: Unsent) -> None:
    """Told once in a thread to each who writes there, so that colleagues can go on talking."""
    key = f"request/{number}/unsent/{why}/{said.actor}/{said.thread_ts}"
    place = messages.at(said.channel).in_thread(said.thread_ts)
    messages.put(tx, {key: place}, forget_at=desk.passing(), refresh=False)


def say_in_form(tx: Transaction, desk: Desk, say: Say) -> Answer:
    """Reply by the card's button, or add by the receipt's."""
    request = (may_add if say.as_requester else may_reply)(tx, desk, say)
    text = require_words(tx, desk, say.actor, say.text, field="text")
    party = Party.REQUESTER if say.as_requester else Party.DEPARTMENT
    entry = write_down(
        tx, desk, request, actor=say.actor, text=text, party=party, internal=say.internal
    )
    note_said(tx, desk, request, entry)
    messages.put(tx, _both_parties(desk, request, entry))
    if say.as_requester:
        go_on(tx, desk, request, say.actor)
    return Answer(number=request.number)


def _both_parties(desk: Desk, request: Request, entry: Entry) -> dict[str, messages.Place]:
    """Said in a form it stands nowhere yet: it is shown to those who said it too."""
    reverse = Party.REQUESTER if entry.party == Party.DEPARTMENT else Party.DEPARTMENT
    here = {f"{entry.key}/here": other_party(desk, request, reverse)}
    if entry.internal or request.department is None:
        return here
    return here | {entry.key: other_party(desk, request, entry.party)}
