"""Hear what is said, decide which request it belongs to, and declare its copy on the other side."""

from collections.abc import Mapping

from handlers.asking.rules import SmallTalk, belongs_to_last, is_thanks, small_talk
from handlers.asking.service import Ask, Talk, follow_up, open_request, talk
from handlers.conversation.rules import read_reply
from handlers.desk import Answer, Desk, Incoming
from handlers.directory.rules import is_member
from handlers.errors import UserError
from handlers.requests import keys
from handlers.requests.rules import CARRIED, ENDED, Side, State, Via, What, may_speak_for
from handlers.requests.service import (
    OnRequest,
    change,
    department_of,
    find,
    find_as_asker,
    find_as_member,
    heard,
    reopen,
    require_unsolved,
    show,
)
from handlers.text import has_words
from storage import entries, history, messages, requests
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction


class Heard(Incoming):
    """A message somebody wrote: in their DM with us, or in a thread."""

    channel: str
    ts: str
    text: str
    thread_ts: str | None = None
    private: bool = False
    files: tuple[Mapping[str, str], ...] = ()


class Edited(Incoming):
    """A message was changed; without text it was deleted."""

    channel: str
    ts: str
    text: str | None


class Say(OnRequest):
    """Something said in a form."""

    text: str
    internal: bool = False
    as_asker: bool = False


def hear(tx: Transaction, desk: Desk, said: Heard) -> Answer:
    """A message, wherever it was written, ends up with the request it belongs to, or makes one."""
    if said.thread_ts is not None:
        found = _of_thread(tx, said.channel, said.thread_ts)
        if found is not None:
            request, card_key = found
            if card_key is not None:
                return _from_department(tx, desk, request, said, card_key)
            return _from_asker(tx, desk, request, said)
    return _new_in_dm(tx, desk, said) if said.private else Answer()


def _of_thread(tx: Transaction, channel: str, thread_ts: str) -> tuple[Request, str | None] | None:
    """The request of a thread, and the key of the card if it is a department's thread."""
    key = messages.find(tx, channel, thread_ts)
    if key is not None and key.startswith("request/"):
        number, is_card = int(key.split("/")[1]), "/card/" in key
        request = requests.get(tx, number, lock=True)
        return None if request is None else (request, key if is_card else None)
    number_there = requests.in_thread(tx, channel, thread_ts)
    request = requests.get(tx, number_there, lock=True) if number_there else None
    return None if request is None else (request, None)


def _new_in_dm(tx: Transaction, desk: Desk, said: Heard) -> Answer:
    kind = None if said.files else small_talk(said.text)
    latest = requests.latest_asked(tx, said.actor, Via.DM)
    now = desk.clock.now()
    continues = latest is not None and belongs_to_last(latest.added_at, now)
    if kind in (SmallTalk.GREETING, SmallTalk.THANKS) or (kind and not continues):
        return talk(
            tx, desk, Talk(team=said.team, actor=said.actor, key=said.key, kind=kind, ts=said.ts)
        )
    if latest is not None and continues:
        request = requests.get(tx, latest.number, lock=True)
        assert request is not None
        requests.save(tx, request.number, added_at=now)
        _carry(tx, desk, request, said, Side.ASKER)
        return Answer(number=request.number)
    return open_request(tx, desk, _ask(said))


def _ask(said: Heard) -> Ask:
    return Ask(
        team=said.team,
        actor=said.actor,
        key=said.key,
        requester=said.actor,
        text=said.text,
        via=Via.DM,
        origin=(said.channel, said.ts),
        files=said.files,
    )


def _from_asker(tx: Transaction, desk: Desk, request: Request, said: Heard) -> Answer:
    if request.state in ENDED:
        if is_thanks(said.text):
            return Answer(number=request.number)
        if not may_speak_for(request, said.actor):
            return Answer()
        ask = _ask(said)
        if request.channel is not None:
            ask = ask.model_copy(
                update={"via": Via.MENTION, "thread": (request.channel, request.thread_ts)}
            )
        return Answer(number=follow_up(tx, desk, request, ask).number)
    is_department = not may_speak_for(request, said.actor) and is_member(
        tx, department_of(desk, request), said.actor
    )
    if is_department:  # an answer in the public thread where it was asked is an answer
        _keep(tx, desk, request, said, Side.DEPARTMENT, said.text)
        heard(tx, desk, request)
        return Answer(number=request.number)
    entry = _carry(tx, desk, request, said, Side.ASKER)
    return _take_up(tx, desk, request, said, entry)


def _take_up(tx: Transaction, desk: Desk, request: Request, said: Heard, entry: Entry) -> Answer:
    """The asker's word sets a waiting request going, and takes a solved one up again unless it is a thanks."""
    if request.state == State.WAITING:
        change(
            tx,
            desk,
            request,
            What.SAID,
            actor=said.actor,
            state=State.CLAIMED,
            data={"entry": entry.seq},
        )
    elif request.state == State.RESOLVED and not is_thanks(said.text):
        reopen(tx, desk, request, actor=said.actor, entry=None)
    return Answer(number=request.number)


def _from_department(
    tx: Transaction, desk: Desk, request: Request, said: Heard, card_key: str
) -> Answer:
    if request.state in ENDED or card_key != keys.card(request):
        _keep(tx, desk, request, said, Side.DEPARTMENT, said.text, internal=True)
        messages.put(
            tx,
            {
                f"{request.key}/unsent/{said.actor}/{said.ts}": messages.at(said.channel).in_thread(
                    said.thread_ts
                )
            },
        )
        return Answer(number=request.number)
    department = department_of(desk, request)
    if not is_member(tx, department, said.actor):
        # Whoever else writes there talks to the department: the asker must not take it for its answer.
        _keep(tx, desk, request, said, Side.DEPARTMENT, said.text, internal=True)
        return Answer(number=request.number)
    reply = read_reply(said.text, internal_unless_sent=department.internal_unless_sent)
    if reply.internal or not (has_words(reply.text) or said.files or reply.text.strip()):
        _keep(tx, desk, request, said, Side.DEPARTMENT, reply.text, internal=True)
        return Answer(number=request.number)
    _carry(tx, desk, request, said, Side.DEPARTMENT, text=reply.text)
    heard(tx, desk, request)
    return Answer(number=request.number)


def _carry(
    tx: Transaction,
    desk: Desk,
    request: Request,
    said: Heard,
    side: Side,
    *,
    text: str | None = None,
) -> Entry:
    """Keep it, show it on the other side, and mark it here as carried."""
    entry = _keep(tx, desk, request, said, side, said.text if text is None else text)
    if request.department is not None:
        copies = [entry.key, *keys.rest(entry.key, entry.text)]
        mark = {f"{entry.key}/mark": messages.mark(said.channel, said.ts, CARRIED)}
        messages.put(tx, dict.fromkeys(copies, _other_side(desk, request, side)) | mark)
    return entry


def _other_side(desk: Desk, request: Request, side: str) -> messages.Place:
    if side == Side.DEPARTMENT:
        return keys.asker_thread(request)
    return keys.card_thread(request, department_of(desk, request).channel)


def _keep(
    tx: Transaction,
    desk: Desk,
    request: Request,
    said: Heard,
    side: Side,
    text: str,
    *,
    internal: bool = False,
) -> Entry:
    entry = entries.add(
        tx,
        request,
        author=said.actor,
        side=side,
        internal=internal,
        text=text,
        files=said.files,
        channel=said.channel,
        ts=said.ts,
        at=desk.clock.now(),
    )
    history.record(
        tx, request.key, What.SAID, at=desk.clock.now(), actor=said.actor, entry=entry.seq
    )
    return entry


def say_in_form(tx: Transaction, desk: Desk, say: Say) -> Answer:
    """Reply by the card's button, or add by the receipt's."""
    request = find_as_asker(tx, desk, say) if say.as_asker else find_as_member(tx, desk, say)
    _ = desk.words_for(tx, say.actor)
    if not say.text.strip():
        raise UserError(
            _.mrkdwn("Please write a word; others read it to know what happened."), field="text"
        )
    if say.as_asker:
        require_unsolved(tx, desk, request, say.actor)
    side = Side.ASKER if say.as_asker else Side.DEPARTMENT
    entry = entries.add(
        tx,
        request,
        author=say.actor,
        side=side,
        internal=say.internal,
        text=say.text,
        files=(),
        channel=None,
        ts=None,
        at=desk.clock.now(),
    )
    history.record(
        tx, request.key, What.SAID, at=desk.clock.now(), actor=say.actor, entry=entry.seq
    )
    # Said in a form it stands nowhere yet: in the card's thread it is shown to colleagues, and to the asker unless internal.
    shown = {}
    if request.department is not None:
        shown[f"{entry.key}/here"] = _other_side(desk, request, Side.ASKER)
    if not say.internal:
        shown[entry.key] = keys.asker_thread(request)
    messages.put(tx, shown)
    if side == Side.DEPARTMENT and not say.internal:
        heard(tx, desk, request)
    if say.as_asker and request.state == State.WAITING:
        change(
            tx,
            desk,
            request,
            What.SAID,
            actor=say.actor,
            state=State.CLAIMED,
            data={"entry": entry.seq},
        )
    return Answer(number=request.number)


def edit(tx: Transaction, desk: Desk, edited: Edited) -> Answer:
    """Follow an edit or a deletion wherever the text is shown: it is kept in one place only."""
    entry = entries.said_at(tx, edited.channel, edited.ts)
    if entry is None or entry.author != edited.actor or entry.taken_back:
        return Answer()
    act = OnRequest(team=edited.team, actor=edited.actor, key=edited.key, number=entry.number)
    request = find(tx, desk, act)
    if edited.text is None:
        return _take_back(tx, desk, request, entry)
    reply = read_reply(
        edited.text,
        internal_unless_sent=entry.internal and department_of(desk, request).internal_unless_sent,
    )
    text = reply.text if entry.side == Side.DEPARTMENT else edited.text
    internal = entry.internal or (entry.side == Side.DEPARTMENT and reply.internal)
    entries.rewrite(tx, entry, text=text, internal=internal)
    history.record(
        tx, request.key, What.EDITED, at=desk.clock.now(), actor=edited.actor, entry=entry.seq
    )
    if entry.side == Side.DEPARTMENT and reply.internal and not entry.internal:
        # Marked as internal afterwards: taken back from the asker.
        copies = [entry.key, *keys.rest(entry.key, entry.text)]
        messages.drop(tx, [*copies, f"{entry.key}/mark"])
    else:
        _show_again(tx, desk, request, entry, text)
    return Answer(number=request.number)


def _take_back(tx: Transaction, desk: Desk, request: Request, entry: Entry) -> Answer:
    entries.rewrite(tx, entry, text="", internal=entry.internal, taken_back=True)
    history.record(
        tx, request.key, What.TAKEN_BACK, at=desk.clock.now(), actor=entry.author, entry=entry.seq
    )
    messages.drop(tx, [f"{entry.key}/mark"])
    _show_again(tx, desk, request, entry, "")
    return Answer(number=request.number)


def _show_again(tx: Transaction, desk: Desk, request: Request, entry: Entry, text: str) -> None:
    """Wherever it is shown; what it grew by goes into further messages, what it shrank by vanishes."""
    key = entry.key if entry.seq else request.key
    stories = [f"{request.key}/story/{custody}" for custody in range(1, request.custody + 1)]
    messages.refresh(tx, [*stories, entry.key, *keys.rest(key, entry.text)])
    grown = keys.rest(key, text)
    if grown and not entry.internal and request.department is not None:
        messages.put(tx, dict.fromkeys(grown, _other_side(desk, request, entry.side)))
    if entry.seq == 0:
        show(tx, request)
