"""The courier's side of the messages: take a lane, and record what became of each message.

A lane is one channel, one DM or one home; `storage/leases.py` tells whose it is.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, union_all, update

from storage import leases
from storage.leases import LONGEST_REST, Lease
from storage.messages import ANY
from storage.records import Records
from storage.schema import Moment, lanes, messages
from storage.statements import prepared
from storage.transaction import Transaction

TAKEN_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Message:
    """One message that Slack does not yet show as it should.

    `version` is what it should show; `tried_at` is set, by Slack's clock, if an earlier post of it may have succeeded unknown
    to us: with a `ts`, there may be a second copy. `set_aside` is why it could not be delivered before.
    """

    id: int
    team: str
    key: str
    part: int
    kind: str
    address: str
    version: int
    dropped: bool
    under: str | None
    thread_ts: str | None
    target_ts: str | None
    emoji: str | None
    channel: str | None
    ts: str | None
    digest: str | None
    tries: int
    tried_at: datetime | None
    set_aside: str | None
    sort: str | None
    first: int | None
    apart: bool
    # Of a part that is a file: the id that it has where it is shown, as soon as Slack has its bytes.
    file: str | None = None

    @property
    def order(self) -> tuple[int, int]:
        """Its place in the lane: parts follow the first of them."""
        return self.first or self.id, self.part

    @property
    def name(self) -> tuple[str, int]:
        """By what it is found in Slack: its key, and which part of it this is."""
        return self.key, self.part

    @property
    def thread(self) -> tuple[str | None, str | None]:
        """Which thread of its lane it stands in."""
        return self.under, self.thread_ts


@dataclass(frozen=True, slots=True)
class Root:
    """A thread's first message: where Slack shows it, or else whether and when that is still to come."""

    channel: str | None
    ts: str | None
    pending: bool
    not_before: datetime | None
    set_aside: str | None


# The present moment, where a statement is built before it is known.
MOMENT = bindparam("moment", type_=Moment)


_IS_DUE = or_(messages.c.waits_until.is_(None), messages.c.waits_until <= MOMENT)


_pending_in = messages.alias()
_of_team = (_pending_in.c.team == bindparam("of_team"), _pending_in.c.pending)
_next_lane = select(_pending_in.c.lane).where(*_of_team).order_by(_pending_in.c.lane).limit(1)
# From lane to lane through the index, past all that waits in each: a look costs the same however much waits.
_busy = select(_next_lane.where(_pending_in.c.lane > ANY).scalar_subquery().label("lane")).cte(
    "busy", recursive=True
)
_after = _next_lane.where(_pending_in.c.lane > _busy.c.lane).correlate(_busy).scalar_subquery()
_busy = _busy.union_all(select(_after).where(_busy.c.lane.is_not(None)))
_first_due = (
    select(messages.c.id)
    .where(messages.c.team == bindparam("of_team"), messages.c.pending)
    .where(messages.c.lane == _busy.c.lane, _IS_DUE)
    .order_by(messages.c.id)
    .limit(1)
    .correlate(_busy)
    .scalar_subquery()
)
_WITH_WORK = (
    select(_busy.c.lane, _first_due.label("first_due"))
    .select_from(
        _busy.outerjoin(
            lanes, and_(lanes.c.team == bindparam("of_team"), lanes.c.lane == _busy.c.lane)
        )
    )
    .where(
        _busy.c.lane.is_not(None),
        or_(
            lanes.c.lane.is_(None),
            and_(
                leases.free(bindparam("server_time", type_=Moment), bindparam("of_owner")),
                leases.rested(MOMENT, bindparam("latest", type_=Moment)),
            ),
        ),
        _first_due.is_not(None),
    )
    .order_by("first_due")
    .limit(bindparam("most"))
)


def with_work(
    tx: Transaction, now: datetime, *, owner: str = "", limit: int = 200
) -> list[tuple[str, str]]:
    """Team and lane of what can be delivered now and that no other courier has, what waits longest first."""
    values = {
        "of_team": tx.team,
        "of_owner": owner,
        "server_time": tx.server_time(),
        "moment": now,
        "latest": now + LONGEST_REST,
        "most": limit,
    }
    return [(tx.team, row.lane) for row in tx.execute(_WITH_WORK, values)]


def take(
    tx: Transaction, lane: str, *, owner: str, now: datetime, slack_time: datetime | None = None
) -> tuple[Lease, list[Message]] | None:
    """Lease a lane and note, by Slack's clock, that its first messages are about to be tried. None if another courier has it,
    or it rests; no messages if nothing is due."""
    lease = leases.take(tx, lane, owner=owner, now=now)
    if lease is None:
        return None
    found = _in_order(tx, lane, _pending(tx, lane, now))
    fresh = [message.id for message in found if message.ts is None and message.tried_at is None]
    if fresh:
        tx.run(_TRY, {"ids": fresh, "moment": slack_time or now})
    return lease, found


_TRY = prepared(
    lambda _insert: (
        update(messages)
        .where(messages.c.id.in_(bindparam("ids", expanding=True)))
        .values(tried_at=bindparam("moment", type_=Moment))
    ),
    lists=("ids",),
)
_DUE = select(messages).where(
    messages.c.team == bindparam("of_team"),
    messages.c.lane == bindparam("of_lane"),
    messages.c.pending,
    _IS_DUE,
)
# Each by an index of its own.
_FIRSTS = _DUE.where(messages.c.first.is_(None)).order_by(messages.c.id).limit(TAKEN_AT_ONCE)
_PARTS = (
    _DUE.where(messages.c.first.is_not(None))
    .order_by(messages.c.first, messages.c.part)
    .limit(TAKEN_AT_ONCE)
)
_PENDING = prepared(
    lambda _insert: union_all(select(_FIRSTS.subquery()), select(_PARTS.subquery()))
)


def _pending(tx: Transaction, lane: str, now: datetime) -> list[Message]:
    found = _read(tx.run(_PENDING, {"of_team": tx.team, "of_lane": lane, "moment": now}))
    return sorted(found, key=lambda message: message.order)[:TAKEN_AT_ONCE]


_EARLIER = (
    select(messages)
    .where(
        messages.c.team == bindparam("of_team"),
        messages.c.lane == bindparam("of_lane"),
        messages.c.pending,
        messages.c.sort <= bindparam("latest"),
    )
    .order_by(messages.c.sort, func.coalesce(messages.c.first, messages.c.id), messages.c.part)
)


def _in_order(tx: Transaction, lane: str, found: list[Message]) -> list[Message]:
    """What people said comes in the order in which they said it, whichever of it reached us first: of the places that a
    thread's replies have in the lane, the first belongs to what was said first, though it has still to wait by itself."""
    said = [message.sort for message in found if message.sort is not None]
    if not said:
        return found
    values = {"of_team": tx.team, "of_lane": lane, "latest": max(said)}
    waiting: dict[tuple[str | None, str | None], deque[Message]] = defaultdict(deque)
    for message in _read(tx.execute(_EARLIER, values)):
        waiting[message.thread].append(message)
    return [
        message if message.sort is None else waiting[message.thread].popleft() for message in found
    ]


def _read(rows: Iterable[Any]) -> list[Message]:
    return [
        Message(
            id=row.id,
            team=row.team,
            key=row.key,
            part=row.part,
            kind=row.kind,
            address=row.address,
            version=row.wanted,
            dropped=row.dropped,
            under=row.under,
            thread_ts=row.thread_ts,
            target_ts=row.target_ts,
            emoji=row.emoji,
            channel=row.channel,
            ts=row.ts,
            digest=row.digest,
            tries=row.tries,
            tried_at=row.tried_at,
            set_aside=row.set_aside,
            sort=row.sort,
            first=row.first,
            apart=row.apart,
            file=row.file,
        )
        for row in rows
    ]


_root = Records(Root, messages)
_ROOT = prepared(
    lambda _insert: select(*_root.columns).where(
        messages.c.team == bindparam("of_team"),
        messages.c.key == bindparam("of_key"),
        messages.c.part == 0,
    )
)


def root(tx: Transaction, key: str) -> Root | None:
    """A thread's first message as it stands now: it may have been posted a moment ago."""
    row = tx.run(_ROOT, {"of_team": tx.team, "of_key": key}).first()
    return None if row is None else _root(row)
