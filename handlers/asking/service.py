"""Open a request: the one use case behind every way of asking. And route one whose department was not clear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from config.departments import GENERAL
from config.organisation import TRIAGE
from handlers.asking import earlier, solutions
from handlers.asking.matters import MATTERS
from handlers.asking.offices import placed
from handlers.asking.reading import Worded, reading_of
from handlers.asking.rules import SmallTalk, words_mark
from handlers.asking.sorting import being_sorted, routing_reason
from handlers.asking.strangers import answer_in_thread, require_may_ask
from handlers.asking.urgency import urgency_of
from handlers.asking.views import answered
from handlers.asking.written import read_as
from handlers.desk import Answer, Desk, Incoming
from handlers.directory.rules import is_stranger, may_ask_in, names_of
from handlers.errors import UserError
from handlers.payloads import Shortcut
from handlers.placing import PRIVATE
from handlers.requests import keys
from handlers.requests.changes import begin
from handlers.requests.rules import (
    CARRIED,
    ENDED,
    GOING,
    Party,
    RoutingReason,
    State,
    Urgency,
    Via,
    may_speak_for,
)
from handlers.routing import Route
from handlers.text import mentioned
from storage import counters, directory, entries, messages, requests, unplaced
from storage.entries import Entry
from storage.messages import Place
from storage.requests import Request
from storage.transaction import Transaction


class Ask(Worded):
    """Somebody asks. `requester` is who needs it; `thread` is where they mentioned us, if not in private. With `own_words`
    the text is not that of the message it began with, and so does not follow what becomes of that; else `event_ts` tells
    which version of it the text is, if not the first. `typed_in` is where a command was typed. The words of a `confidential`
    one are repeated nowhere else."""

    requester: str
    via: Via
    department: str | None = None
    request_type: str = GENERAL
    fields: Mapping[str, str] = {}
    urgency: Urgency = Urgency.NORMAL
    origin: tuple[str, str] | None = None
    typed_in: str = ""
    event_ts: str | None = None
    own_words: bool = False
    thread: tuple[str, str] | None = None
    files: tuple[Mapping[str, str], ...] = ()
    follows: int | None = None
    confidential: bool = False
    # The request whose second matter this is.
    split_from: int | None = None


class Talk(Incoming):
    """Small talk in a DM, which gets a kind answer."""

    kind: SmallTalk
    ts: str


def open_request(tx: Transaction, desk: Desk, ask: Ask) -> Answer:
    """Record a request with its receipt, its card and its timers."""
    _ = desk.words_for(tx, ask.actor)
    if not reading_of(tx, desk, ask).has_words and not ask.files:
        raise UserError(
            _.mrkdwn("Please describe what you need in a few words."),
            field="text",
        )
    receipt_is_enough = _is_typed_to_us(tx, ask)
    request = record(tx, desk, ask)
    if receipt_is_enough:
        return Answer(number=request.number)
    return answered(tx, desk, ask.actor, request)


def _is_typed_to_us(tx: Transaction, ask: Ask) -> bool:
    """Whether a command was typed where its receipt appears: in the requester's DM with us. Of somebody who has never
    written to us, no DM is known; then it is taken for ours."""
    if not ask.typed_in.startswith(PRIVATE):
        return False
    return messages.stands_in(tx, ask.typed_in) or not entries.written_by(tx, ask.actor)


def mention(tx: Transaction, desk: Desk, ask: Ask) -> Answer:
    """Somebody mentioned us in a channel. What is no request is answered privately."""
    corrected = unplaced.take(tx, *ask.origin) if ask.origin else None
    if corrected is not None:
        if corrected.text is None:
            return Answer()  # deleted before it came
        ask = ask.changed(text=corrected.text, event_ts=corrected.event_ts)
    reading = reading_of(tx, desk, ask)
    kind, about = None if ask.files else reading.talk, reading.about
    if ask.origin is not None and ask.thread is not None and is_stranger(tx, ask.actor):
        asks = kind is None and about is None
        if not asks or not may_ask_in(tx, desk.organisation, ask.actor, ask.origin[0]):
            answer_in_thread(tx, desk, ask.actor, *ask.origin, ask.thread[1])
            return Answer()
    if ask.origin is not None and about is not None and about.only_its_state:
        return say_how_it_stands(tx, desk, ask.actor, about.number, ask.origin[1])
    if kind is None or ask.origin is None:
        ended = _ended_there(tx, ask)
        if ended is not None:
            return Answer(number=follow_up(tx, desk, ended, ask).number)
        return open_request(tx, desk, ask)
    said = Talk(team=ask.team, actor=ask.actor, key=ask.key, kind=kind, ts=ask.origin[1])
    return talk(tx, desk, said)


def say_how_it_stands(tx: Transaction, desk: Desk, user: str, number: int, ts: str) -> Answer:
    """Tell somebody privately how the request stands about which they asked in a message."""
    answer = {f"talk/{user}/about/{number}/{ts}": messages.at(user)}
    messages.put(tx, answer, forget_at=desk.passing())
    return Answer(number=number)


def _ended_there(tx: Transaction, ask: Ask) -> Request | None:
    """The requester's own request that ended in the thread where they mention us again."""
    number = requests.in_thread(tx, *ask.thread) if ask.thread else None
    request = requests.get(tx, number) if number else None
    if request is None or request.channel is None or request.state not in ENDED:
        return None
    return request if may_speak_for(request, ask.actor) else None


def whose(tx: Transaction, desk: Desk, message: Shortcut) -> tuple[str, dict[str, str]]:  # noqa: ARG001 # a question's shape
    """Whose request a message is: its author's, if they can be kept informed, else that of whoever chose it. And
    the names of those whom it mentions."""
    author = directory.person(tx, message.author)
    reachable = author is not None and author.active and author.own and not author.is_bot
    requester = message.author if reachable else message.user
    return requester, names_of(tx, mentioned([message.text]))


def record(tx: Transaction, desk: Desk, ask: Ask) -> Request:
    """Write a new request, whoever asked and however."""
    require_may_ask(tx, desk, ask.thread[0] if ask.thread else None, ask.actor, ask.requester)
    now = desk.clock.now()
    number = counters.following(tx, "request")
    request = begin(tx, desk, _new(tx, desk, ask, number, now), actor=ask.actor)
    channel, ts = (None, None) if ask.own_words or ask.origin is None else ask.origin
    first = Entry(
        number,
        0,
        ask.requester,
        Party.REQUESTER,
        False,
        ask.text,
        ask.files,
        channel,
        ts,
        now,
        False,
        ask.event_ts or ts,
    )
    earlier = [
        Entry(
            number,
            seq,
            said.author,
            Party.EARLIER,
            False,
            said.text,
            said.files,
            channel,
            said.ts,
            now,
            False,
            said.ts,
        )
        for seq, said in enumerate(ask.earlier, start=1)
    ]
    entries.add_first(tx, request, first, earlier)
    messages.begin(tx, _messages(desk, request, ask) | _mark(tx, request))
    return request


def _new(tx: Transaction, desk: Desk, ask: Ask, number: int, now: datetime) -> Request:
    going = _destination(tx, desk, ask)
    department = desk.organisation.department(going.department or "")
    request_type = going.request_type or ask.request_type
    urgency = urgency_of(department, request_type, ask.urgency)
    request = Request(
        number=number,
        requester=ask.requester,
        recorded_by=ask.actor,
        via=ask.via,
        department=going.department,
        request_type=request_type,
        fields=dict(ask.fields),
        title=None,
        urgency=urgency,
        state=State.OPEN,
        assignee=None,
        routing_reason=going.why,
        likely=going.likely,
        follows=ask.follows,
        channel=ask.thread[0] if ask.thread else None,
        thread_ts=ask.thread[1] if ask.thread else None,
        origin_channel=ask.origin[0] if ask.origin else None,
        origin_ts=ask.origin[1] if ask.origin else None,
        entries=1 + len(ask.earlier),
        custody_number=1,
        resolution=None,
        rating=None,
        rating_comment=None,
        created_at=now,
        changed_at=now,
        waiting_since=now,
        with_department_since=now,
        reminded_at=None,
        added_at=now,
        resolved_at=None,
        confidential=ask.confidential,
        facts={**read_as(tx, ask.requester, reading_of(tx, desk, ask).route), **going.facts},
    )
    return _with_answers(tx, desk, ask, request) if _may_be_answered(request) else request


def _may_be_answered(request: Request) -> bool:
    """Whether its requester is shown what was answered to others, before it goes to its department: in private only, and not
    while they can't work."""
    is_own = request.recorded_by == request.requester
    is_private = request.channel is None and not request.confidential
    return is_own and is_private and request.urgency != Urgency.HIGH and not request.follows


def _with_answers(tx: Transaction, desk: Desk, ask: Ask, request: Request) -> Request:
    """A request that was answered before waits until that is read; of one without a department, what may answer it is kept
    until one is chosen."""
    alike = reading_of(tx, desk, ask).alike
    if request.department is None:
        return (
            replace(request, facts={**request.facts, solutions.ALIKE: alike}) if alike else request
        )
    department = desk.organisation.department(request.department)
    solved = solutions.offered(
        tx, desk.organisation, department, request, request.request_type, alike
    )
    if department is None or not solved:
        return request
    kept = solutions.going(department, request.routing_reason, solved, request.created_at)
    return replace(
        request, department=None, likely=(department.key,), facts={**request.facts, GOING: kept}
    )


@dataclass(frozen=True, slots=True)
class _Destination:
    """Where a new request goes, if that is clear, and why; otherwise, where it may."""

    department: str | None
    why: Mapping[str, object]
    likely: Sequence[str] = ()
    request_type: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def _matters(tx: Transaction, desk: Desk, ask: Ask, whole: Route) -> dict[str, Any] | None:
    """What is kept of a text with two matters for two departments: where it divides, whose each is, and where all of it goes
    if its requester doesn't say. What can't wait is not asked about."""
    found = reading_of(tx, desk, ask).matters
    if found is None or ask.urgency == Urgency.HIGH or ask.follows or ask.department is not None:
        return None
    parts = [
        placed(tx, desk.organisation, ask.requester, each) for each in (found.first, found.second)
    ]
    to = [each.department for each in parts]
    if None in to or to[0] == to[1]:
        return None
    types = [each.request_type for each in parts]
    otherwise = {"department": whole.department, "why": routing_reason(whole)}
    return {
        "mark": words_mark(ask.text),
        "ends": found.ends,
        "begins": found.begins,
        "to": to,
        "types": types,
        "whole": otherwise,
    }


def _destination(tx: Transaction, desk: Desk, ask: Ask) -> _Destination:
    sort_it = ask.department == TRIAGE and not ask.follows
    if ask.split_from is not None:
        return _Destination(ask.department, {"why": RoutingReason.SPLIT})
    if ask.department is not None and not sort_it:
        named = RoutingReason.CHANNEL if ask.via == Via.CHANNEL else RoutingReason.NAMED
        return _Destination(
            ask.department, {"why": RoutingReason.FOLLOWS if ask.follows else named}
        )
    routed = placed(tx, desk.organisation, ask.requester, reading_of(tx, desk, ask).route)
    if matters := _matters(tx, desk, ask, routed):
        likely = tuple(dict.fromkeys((*matters["to"], *routed.likely)))
        return _Destination(None, {}, likely, facts={MATTERS: matters})
    if routed.later:
        return _Destination(None, being_sorted(sort_it=sort_it), routed.likely)
    if routed.department is None and sort_it:
        return _Destination(TRIAGE, {"why": RoutingReason.SORTED}, routed.likely)
    return _Destination(
        routed.department, routing_reason(routed), routed.likely, routed.request_type
    )


def _messages(desk: Desk, request: Request, ask: Ask) -> dict[str, Place]:
    declared = {keys.receipt(request): keys.requester_place(request)}
    if request.recorded_by != request.requester:
        declared[f"{request.key}/recorded"] = messages.at(request.recorded_by)
    if request.department is not None:
        declared |= _card_and_earlier(desk, request, ask)
    return declared


def _mark(tx: Transaction, request: Request) -> dict[str, Place]:
    """Shows on a message that somebody made a request of it, where we can."""
    where = request.origin_channel
    channel = directory.channel(tx, where) if where and request.via == Via.SHORTCUT else None
    if channel is None or not channel.joined or request.origin_ts is None:
        return {}
    key = f"{request.key}/entry/0/mark"
    return {key: messages.mark(channel.channel, request.origin_ts, CARRIED)}


def _card_and_earlier(desk: Desk, request: Request, ask: Ask) -> dict[str, Place]:
    department = desk.organisation.department(request.department or "") or desk.organisation.triage
    card = {keys.card(request): messages.at(department.channel)}
    if not ask.earlier:
        return card
    return card | {earlier.key(request): keys.card_thread(request, department.channel)}


def talk(tx: Transaction, desk: Desk, said: Talk) -> Answer:
    """Answer small talk, and make no request of it. An "ok" needs no answer."""
    if said.kind != SmallTalk.AGREED:
        answer = {f"talk/{said.actor}/{said.kind}/{said.ts}": messages.at(said.actor)}
        messages.put(tx, answer, forget_at=desk.passing())
    return Answer()


def follow_up(tx: Transaction, desk: Desk, ended: Request, ask: Ask) -> Request:
    """A new request that knows the ended one, in the same department."""
    return record(
        tx,
        desk,
        ask.model_copy(
            update={
                "follows": ended.number,
                "department": ended.department,
                "request_type": ended.request_type,
            }
        ),
    )
