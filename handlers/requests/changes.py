"""The one way in which a request changes: an event is applied, and all that follows from it is derived.

`apply` checks the transition, saves, writes history, sets and stops timers by the difference of the deadlines before and
after, tells the parties, and has shown anew what shows the request. Nothing else writes a request's state or sets its timers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import Enum
from typing import Any

from handlers.desk import Desk
from handlers.notify import notify
from handlers.requests import keys
from handlers.requests.calls import call
from handlers.requests.departments import department_of
from handlers.requests.lifecycle import Lifecycle, Rule, due_by
from handlers.requests.rules import UNRESOLVED, Deadline, Event, Party, State
from storage import history, messages, requests, timers
from storage.requests import Request
from storage.transaction import Transaction


class Kept(Enum):
    """Says of a fact that an event does not touch it."""

    KEPT = "kept"


KEPT = Kept.KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody changes of a request by an event. What follows from the event itself – its state, and since when which
    term runs – is not said here. `data` is what the history entry refers to: keys, numbers and names of states only. Parties
    that are `untold` learn of it by something that says more. `informs`: the requester reads what was said."""

    actor: str | None = None
    department: str | Kept = KEPT
    assignee: str | Kept | None = KEPT
    routing_reason: Mapping[str, object] | Kept = KEPT
    request_type: str | Kept = KEPT
    fields: Mapping[str, str] | Kept = KEPT
    urgency: str | Kept = KEPT
    title: str | Kept | None = KEPT
    rating: int | Kept | None = KEPT
    rating_comment: str | Kept | None = KEPT
    facts: Mapping[str, Any] | Kept = KEPT
    confidential: bool | Kept = KEPT
    data: Mapping[str, str | int | None] = field(default_factory=dict)
    untold: frozenset[Party] = frozenset()
    informs: bool = False


# What a change may say of a request.
FACTS = tuple(each.name for each in fields(Change) if each.name in requests.NAMES)
# Of what changes with a request, what makes anything new to show.
NEWS = tuple(name for name in requests.NAMES if name not in ("waiting_since", "promised"))


def lifecycle(desk: Desk) -> Lifecycle:
    """The events that are possible and the deadlines that may run, those of all capabilities."""
    return Lifecycle(desk.offers.events, desk.offers.terms)


def deadlines(desk: Desk, request: Request) -> dict[str, datetime]:
    """By when something is due on a request: what its timers are set to, and what card and receipt say."""
    return lifecycle(desk).deadlines(request, department_of(desk, request), desk.organisation)


def promised(desk: Desk, request: Request) -> Request:
    """The request with what is promised by its deadlines as they are now."""
    department = department_of(desk, request)
    promises = lifecycle(desk).promises(request, department, desk.organisation)
    return replace(request, promised=promises)


def due(tx: Transaction, desk: Desk, number: str, deadline: str) -> Request | None:
    """The request, held for this transaction, if this is due on it now. A timer that fired too early is set again."""
    request = requests.get(tx, int(number), lock=True)
    at = deadlines(desk, request).get(deadline) if request else None
    if request is None or at is None:
        return None
    if at > desk.clock.now():
        timers.arm(tx, _keyed(request, {deadline: at}))
        return None
    return request


def derive_again(tx: Transaction, desk: Desk, batch: Sequence[Request]) -> list[Request]:
    """Set the timers of some requests to their deadlines as they are under the present organisation, and keep what they
    promise: a statement for all of them, not one for each."""
    after = [promised(desk, request) for request in batch]
    changed = [
        (before, now)
        for before, now in zip(batch, after, strict=True)
        if before.promised != now.promised
    ]
    requests.save_promised(tx, [now for _before, now in changed])
    gone: list[str] = []
    moved: dict[str, datetime] = {}
    for before, now in changed:
        # An earlier version kept no promises: whatever it set is to go.
        was = due_by(before) or dict.fromkeys(Deadline)
        is_now = due_by(now)
        gone += [keys.timer(before, name) for name in was.keys() - is_now.keys()]
        moved |= _keyed(now, {name: at for name, at in is_now.items() if was.get(name) != at})
    if gone:
        timers.cancel(tx, *gone)
    timers.arm(tx, moved)
    return after


def by_time(request: Request, deadline: str, untold: frozenset[Party] = frozenset()) -> Change:
    """What nobody does: it was due by this deadline."""
    return Change(data={"due": request.promised.get(deadline, ("",))[-1]}, untold=untold)


def begin(tx: Transaction, desk: Desk, request: Request, *, actor: str) -> Request:
    """Store a new request with its first history entry and its timers. Its messages are the caller's to declare."""
    at = request.created_at
    request = _with_facts(desk, Event.ASKED, request, request, actor, at)
    request = promised(desk, request)
    requests.add(tx, request)
    data = {"via": request.via, "department": request.department}
    history.record(tx, request.key, Event.ASKED, at=at, actor=actor, **data)
    timers.arm(tx, _keyed(request, due_by(request)))
    messages.refresh(tx, _also_shown(tx, desk, request, request))
    return request


def apply(
    tx: Transaction, desk: Desk, request: Request, event: str, change: Change
) -> tuple[Request, int]:
    """Carry out an event on a request that this transaction holds; give the request after it and its history entry.

    Raises `TransitionError` if the event cannot happen in the request's state.
    """
    life, now = lifecycle(desk), desk.clock.now()
    rule = life.rules[event]
    state = life.state_after(event, request, _assignee(request, change))
    data = {**_moves(request, change, state), **change.data}
    entry = history.record(tx, request.key, event, at=now, actor=change.actor, **data)
    after = _after(request, rule, state, change, now=now, entry=entry)
    after = promised(desk, _with_facts(desk, event, request, after, change.actor, now))
    requests.save(tx, request, after)
    _set_timers(tx, request, after)
    if _came_to(after) not in (None, _came_to(request)):
        channel = department_of(desk, after).channel
        messages.put(tx, {keys.card(after): messages.at(channel)})
    if _is_news(request, after):
        _show(tx, desk, request, after)
    for party in life.audience(event, request, after, change.actor):
        if party not in change.untold:
            answers = change.actor == after.requester or (rule.prompt and "entry" in change.data)
            _tell(tx, desk, after, party, entry, rule, answers=answers)
            called = rule.calls(after, change.actor) if party == Party.DEPARTMENT else None
            if called:
                call(tx, desk, after, called)
    return after, entry


def _moves(request: Request, change: Change, state: State) -> dict[str, str | None]:
    """Where an event takes a request, if it does: who had it in which state, and when, is a read of history."""
    now = {
        "state": state,
        "assignee": _assignee(request, change),
        "department": request.department if change.department is KEPT else change.department,
    }
    return {name: value for name, value in now.items() if value != getattr(request, name)}


def _came_to(request: Request) -> int | None:
    """The number of the card by which its department knows it; None while no department has it."""
    return None if request.department is None else request.custody_number


def _assignee(request: Request, change: Change) -> str | None:
    return request.assignee if change.assignee is KEPT else change.assignee


def _after(
    request: Request, rule: Rule, state: State, change: Change, *, now: datetime, entry: int
) -> Request:
    said = {name: it for name in FACTS if (it := getattr(change, name)) is not KEPT}
    said |= {"state": state, **_resolution(request, state, now, entry)}
    if "department" in said and request.department not in (None, said["department"]):
        said["custody_number"] = request.custody_number + 1
    if any(it != getattr(request, name) for name, it in said.items()):
        said["changed_at"] = now
    if rule.informs or change.informs:
        said["waiting_since"] = now
    if rule.opens:
        said |= {"with_department_since": now, "reminded_at": None}
    if rule.reminds:
        said["reminded_at"] = now
    return replace(request, **said)


def _with_facts(
    desk: Desk, event: str, before: Request, after: Request, actor: str | None, now: datetime
) -> Request:
    """With what the capabilities keep of the event."""
    kept = dict(after.facts)
    for name, derive in desk.offers.facts.items():
        fact = derive(desk.organisation, event, before, after, actor, now)
        if fact is None:
            kept.pop(name, None)
        else:
            kept[name] = fact
    return after if kept == after.facts else replace(after, facts=kept)


def _resolution(request: Request, state: State, now: datetime, entry: int) -> dict[str, Any]:
    """What is known of how it was resolved begins with that, and ends when it is open again."""
    if state == State.RESOLVED and request.state != State.RESOLVED:
        return {"resolved_at": now, "resolution": entry, "rating": None, "rating_comment": None}
    if request.state == State.RESOLVED and state in UNRESOLVED:
        return {"resolved_at": None, "resolution": None, "rating": None, "rating_comment": None}
    return {}


def _set_timers(tx: Transaction, before: Request, after: Request) -> None:
    was, is_now = due_by(before), due_by(after)
    gone = [keys.timer(before, name) for name in was.keys() - is_now.keys()]
    if gone:
        timers.cancel(tx, *gone)
    moved = {name: at for name, at in is_now.items() if was.get(name) != at}
    timers.arm(tx, _keyed(after, moved))


def _keyed(request: Request, due: Mapping[str, datetime]) -> dict[str, datetime]:
    return {keys.timer(request, name): at for name, at in due.items()}


def _tell(
    tx: Transaction,
    desk: Desk,
    request: Request,
    party: Party,
    entry: int,
    rule: Rule,
    *,
    answers: bool,
) -> None:
    """A party is told of an event where it talks about the request. What `answers` the requester – it carries somebody's words,
    or shows what came of what they did – is part of the conversation: it is no notice."""
    key, channel = keys.notice(request, party, entry), department_of(desk, request).channel
    if party == Party.REQUESTER:
        place = keys.requester_thread(request)
        if request.channel is None and not answers:
            notify(
                tx,
                desk,
                request.requester,
                key,
                topic=rule.topic,
                place=place,
                urgency=request.urgency,
                prompt=rule.prompt,
            )
            return
    else:
        place = messages.at(channel) if rule.in_channel else keys.card_thread(request, channel)
    messages.put(tx, {key: place})


def show(tx: Transaction, desk: Desk, request: Request) -> None:
    """Have what exists of a request shown as it is now."""
    _show(tx, desk, request, request)


def _show(tx: Transaction, desk: Desk, before: Request, after: Request) -> None:
    cards = [f"{after.key}/card/{number}" for number in range(1, after.custody_number + 1)]
    messages.refresh(tx, [keys.receipt(after), *cards, *_also_shown(tx, desk, before, after)])


def _also_shown(tx: Transaction, desk: Desk, before: Request, after: Request) -> list[str]:
    """What others show of it."""
    return [key for changed in desk.offers.changed for key in changed(tx, desk, before, after)]


def _is_news(before: Request, after: Request) -> bool:
    """Whether there is anything new to show."""
    return any(getattr(before, name) != getattr(after, name) for name in NEWS)
