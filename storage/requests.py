"""Requests: who asked whom, in which state, held by whom. What was written is in `storage.entries`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    update,
)

from storage import searchable
from storage.records import Records
from storage.schema import requests
from storage.statements import prepared
from storage.transaction import Transaction

# Under this name the facts of a request say until when it is snoozed.
SNOOZED = "snoozed"


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    `channel` and `thread_ts` say where the requester's conversation stands if not in their DM; `origin_*` is the message that
    began it; `custody_number` counts the departments that had it; `resolution` is the history entry that resolved it;
    `waiting_since` is since when the requester waits for word; `with_department_since` since when the department could claim
    it, `reminded_at` when it was reminded to; `added_at` when the requester last wrote a new top-level message for it;
    `promised` holds by deadline since when it runs, for which department and until when (ISO 8601); `facts` what other
    capabilities keep, by their name; `title` is None while its first words are its title; of a `confidential` one no words are
    repeated elsewhere.
    """

    number: int
    requester: str
    recorded_by: str
    via: str
    department: str | None
    request_type: str
    fields: Mapping[str, str]
    title: str | None
    urgency: str
    state: str
    assignee: str | None
    routing_reason: Mapping[str, Any]
    likely: Sequence[str]
    follows: int | None
    channel: str | None
    thread_ts: str | None
    origin_channel: str | None
    origin_ts: str | None
    entries: int
    custody_number: int
    resolution: int | None
    rating: int | None
    rating_comment: str | None
    created_at: datetime
    changed_at: datetime
    waiting_since: datetime
    with_department_since: datetime
    reminded_at: datetime | None
    added_at: datetime
    resolved_at: datetime | None
    promised: Mapping[str, Sequence[str]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    confidential: bool = False

    @property
    def key(self) -> str:
        """What its messages, timers and history are filed under."""
        return f"request/{self.number}"


def snoozed_until(request: Request) -> datetime | None:
    """Until when a request is snoozed, if it is."""
    kept = request.facts.get(SNOOZED)
    return datetime.fromisoformat(kept["until"]) if kept else None


_record = Records(Request, requests)
NAMES, COLUMNS, record_of = _record.names, _record.columns, _record
# The states in which somebody still has to do something. Lists and counts of these have indexes of their own.
LIVE = frozenset({"open", "claimed", "waiting"})

_ADD = prepared(lambda insert: insert(requests))


def add(tx: Transaction, request: Request) -> None:
    """Store a new request."""
    values = {name: getattr(request, name) for name in NAMES}
    tx.run(_ADD, values | {"team": tx.team, "live": request.state in LIVE})


_BY_NUMBER = select(*COLUMNS).where(
    requests.c.team == bindparam("of_team"), requests.c.number == bindparam("of_number")
)
_GET = prepared(lambda _: _BY_NUMBER)
_GET_LOCKED = prepared(lambda _: _BY_NUMBER.with_for_update())


def get(tx: Transaction, number: int, *, lock: bool = False) -> Request | None:
    """One request. `lock` holds it for this transaction, so that what is decided on it is still true when written."""
    statement = _GET_LOCKED if lock and tx.writing else _GET
    row = tx.run(statement, {"of_team": tx.team, "of_number": number}).first()
    return None if row is None else _record(row)


def many(tx: Transaction, numbers: Sequence[int]) -> dict[int, Request]:
    """Requests by their numbers, in that order; those that there aren't are left out."""
    wanted = select(*COLUMNS).where(requests.c.team == tx.team, requests.c.number.in_(numbers))
    found = {request.number: request for request in map(_record, tx.execute(wanted))}
    return {number: found[number] for number in numbers if number in found}


# What is given besides is what is written.
_SAVE = prepared(
    lambda _: update(requests).where(
        requests.c.team == bindparam("of_team"), requests.c.number == bindparam("of_number")
    )
)


def save(tx: Transaction, before: Request, after: Request) -> None:
    """Write what differs between a request as it was read and as it is to be."""
    changed = {
        name: value for name in NAMES if (value := getattr(after, name)) != getattr(before, name)
    }
    if "state" in changed:
        changed["live"] = after.state in LIVE
    if changed:
        tx.run(_SAVE, changed | {"of_team": tx.team, "of_number": after.number})
    if changed.keys() & searchable.SAID_OF_A_REQUEST:
        searchable.make_anew(tx, after.number, handed_over="department" in changed)


def save_promised(tx: Transaction, changed: Sequence[Request]) -> None:
    """Write what is promised of some requests."""
    rows = [
        {"promised": each.promised, "of_team": tx.team, "of_number": each.number}
        for each in changed
    ]
    if rows:
        tx.run(_SAVE, rows)


def in_thread(tx: Transaction, channel: str, thread_ts: str) -> int | None:
    """The newest request whose conversation stands in this thread, or that began with its first message."""
    for channel_column, ts_column in (
        (requests.c.channel, requests.c.thread_ts),
        (requests.c.origin_channel, requests.c.origin_ts),
    ):
        number = tx.execute(
            select(func.max(requests.c.number)).where(
                requests.c.team == tx.team, channel_column == channel, ts_column == thread_ts
            )
        ).scalar()
        if number is not None:
            return int(number)
    return None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: what it shows, and whether there is more after it."""

    requests: Sequence[Request]
    index: int
    has_more: bool


def page_of(tx: Transaction, scope: str, who: str, *, index: int, size: int) -> Page:
    """Unresolved requests, the most urgent first, then the oldest. Scope `mine` (who asked), `held` (the assignee), `queue` (a
    department's), of which some are `snoozed`, the others `awake`.

    Scope `resolved` are those of whoever asked that wait for "not solved", the latest first.
    """
    rows = tx.execute(
        _page(scope),
        {"of_team": tx.team, "who": who, "first": index * size, "most": size + 1},
    ).all()
    return Page([_record(row) for row in rows[:size]], index, len(rows) > size)


def count(tx: Transaction, scope: str, who: str, *, at_most: int = 1000) -> int:
    """How many requests a scope has, counted no further than `at_most`, so that it costs the same at any size."""
    values = {"of_team": tx.team, "who": who, "most": at_most}
    return int(tx.execute(_count(scope), values).scalar_one())


@cache
def _page(scope: str) -> Select[Any]:
    resolved = (requests.c.resolved_at.desc(), requests.c.number.desc())
    order = resolved if scope == "resolved" else (requests.c.urgency, requests.c.number)
    listed = select(*COLUMNS).where(*_in(scope)).order_by(*order)
    return listed.offset(bindparam("first")).limit(bindparam("most"))


@cache
def _count(scope: str) -> Select[Any]:
    some = select(requests.c.number).where(*_in(scope)).limit(bindparam("most")).subquery()
    return select(func.count()).select_from(some)


# Written out, not bound: only then is it seen that the index of what is resolved answers.
_RESOLVED = requests.c.state == literal_column("'resolved'")


def _in(scope: str) -> list[ColumnElement[bool]]:
    column, state = {
        "mine": (requests.c.requester, requests.c.live),
        "resolved": (requests.c.requester, _RESOLVED),
        "held": (requests.c.assignee, requests.c.live),
        "queue": (requests.c.department, requests.c.live),
        "awake": (requests.c.department, requests.c.live),
        "snoozed": (requests.c.department, requests.c.live),
    }[scope]
    wanted = [requests.c.team == bindparam("of_team"), state, column == bindparam("who")]
    is_snoozed = requests.c.facts[SNOOZED].as_string()
    part = {"awake": [is_snoozed.is_(None)], "snoozed": [is_snoozed.is_not(None)]}
    return [*wanted, *part.get(scope, [])]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a department stands this morning."""

    open: int
    unclaimed: int
    oldest: Request | None


# As an expression: the first in the order of the primary key would be looked for among all requests of the team, instead of
# among the few that an index names.
BY_NUMBER = requests.c.number + 0


def standing(tx: Transaction, department: str) -> Standing:
    """Count a department's work: what is asked, not yet resolved and not snoozed, and of it what nobody has claimed."""
    unresolved, values = _in("awake"), {"of_team": tx.team, "who": department}
    is_open = requests.c.state == "open"
    counts = select(is_open.label("is_open"), func.count().label("many")).where(*unresolved)
    rows = tx.execute(counts.group_by(is_open), values)
    counted: dict[bool, int] = {bool(row.is_open): int(row.many) for row in rows}
    first = select(*COLUMNS).where(*unresolved).order_by(BY_NUMBER).limit(1)
    oldest = tx.execute(first, values).first()
    return Standing(
        open=sum(counted.values()),
        unclaimed=counted.get(True, 0),
        oldest=None if oldest is None else _record(oldest),
    )


def outside(tx: Transaction, departments: Sequence[str]) -> list[tuple[str, int]]:
    """Live requests of other departments than these, with each one's department, in order."""
    found = (
        select(requests.c.department, requests.c.number)
        .where(requests.c.team == tx.team, requests.c.live)
        .where(requests.c.department.not_in(departments))
        .order_by(requests.c.department, requests.c.number)
    )
    return [(row.department, row.number) for row in tx.execute(found)]


# By their numbers, so that no look passes over what is open elsewhere, nor over all that is closed.
_UNRESOLVED_IN = prepared(
    lambda _: (
        select(*COLUMNS)
        .where(requests.c.team == bindparam("of_team"), requests.c.live)
        .where(requests.c.number > bindparam("after"), requests.c.number <= bindparam("until"))
        .order_by(requests.c.number)
        .limit(bindparam("most", type_=Integer))
        .with_for_update()
    )
)


def unresolved_in(tx: Transaction, after: int, until: int, limit: int) -> list[Request]:
    """The first unresolved requests of those with numbers after one and until another, held for this transaction."""
    values = {"of_team": tx.team, "after": after, "until": until, "most": limit}
    return [_record(row) for row in tx.run(_UNRESOLVED_IN, values)]


def is_any_unresolved(tx: Transaction) -> bool:
    """Whether there is an unresolved request at all."""
    found = select(requests.c.number).where(requests.c.team == tx.team, requests.c.live).limit(1)
    return tx.execute(found).first() is not None


def newest(tx: Transaction) -> int:
    """The highest number; 0 if there is no request yet."""
    highest = select(func.max(requests.c.number)).where(requests.c.team == tx.team)
    return tx.execute(highest).scalar() or 0


def latest_asked(tx: Transaction, user: str, via: str) -> Request | None:
    """The newest live request this person made by this way."""
    row = tx.execute(
        select(*COLUMNS)
        .where(requests.c.team == tx.team, requests.c.requester == user, requests.c.live)
        .where(requests.c.via == via)
        .order_by(BY_NUMBER.desc())
        .limit(1)
    ).first()
    return None if row is None else _record(row)
