"""The courier's side of the messages: take a lane, and record what became of each message.

A lane is one channel, one DM or one home; `storage/leases.py` tells whose it is.
"""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, bindparam, delete, func, or_, select, update

from storage import leases, timers, unplaced
from storage.leases import LONGEST_REST, Lease
from storage.messages import ANY
from storage.records import Records
from storage.schema import Moment, lanes, messages
from storage.transaction import Transaction

TAKEN_AT_ONCE = 20
# What waits for somebody's working hours may wait over a week of holidays.
LONGEST_WAIT = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Message:
    """One message that Slack does not yet show as it should.

    `version` is what it should show; `tried_at` is set, by Slack's clock, if an earlier post of it may have succeeded unknown
    to us: with a `ts`, there may be a second copy. `set_aside` is why it could not be delivered before.
    """

    id: int
    team: str
    key: str
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


def _due(now: Any):  # type: ignore[no-untyped-def] # SQLAlchemy's expression types say nothing here
    return or_(messages.c.not_before.is_(None), messages.c.not_before <= now)


def with_work(
    tx: Transaction, now: datetime, *, owner: str = "", limit: int = 200
) -> list[tuple[str, str]]:
    """Team and lane of what can be delivered now and that no other courier has, what waits longest first."""
    free = leases.free(tx.server_time(), owner)
    ready = or_(lanes.c.lane.is_(None), and_(free, leases.rested(now, now + LONGEST_REST)))
    rows = tx.execute(
        select(messages.c.team, messages.c.lane)
        .select_from(
            messages.outerjoin(
                lanes, and_(lanes.c.team == messages.c.team, lanes.c.lane == messages.c.lane)
            )
        )
        .where(messages.c.team == tx.team, messages.c.pending, _due(now), ready)
        .group_by(messages.c.team, messages.c.lane)
        .order_by(func.min(messages.c.id))
        .limit(limit)
    )
    return [(row.team, row.lane) for row in rows]


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
        tx.execute(_TRY, {"ids": fresh, "moment": slack_time or now})
    return lease, found


_TRY = (
    update(messages)
    .where(messages.c.id.in_(bindparam("ids", expanding=True)))
    .values(tried_at=bindparam("moment", type_=Moment))
)
_PENDING = (
    select(messages)
    .where(
        messages.c.team == bindparam("of_team"),
        messages.c.lane == bindparam("of_lane"),
        messages.c.pending,
        _due(MOMENT),
    )
    .order_by(messages.c.id)
    .limit(TAKEN_AT_ONCE)
)


def _pending(tx: Transaction, lane: str, now: datetime) -> list[Message]:
    return _read(tx, _PENDING, {"of_team": tx.team, "of_lane": lane, "moment": now})


_EARLIER = (
    select(messages)
    .where(
        messages.c.team == bindparam("of_team"),
        messages.c.lane == bindparam("of_lane"),
        messages.c.pending,
        messages.c.sort <= bindparam("latest"),
    )
    .order_by(messages.c.sort, messages.c.id)
)


def _in_order(tx: Transaction, lane: str, found: list[Message]) -> list[Message]:
    """What people said comes in the order in which they said it, whichever of it reached us first: of the places that a
    thread's replies have in the lane, the first belongs to what was said first, though it has still to wait by itself."""
    said = [message.sort for message in found if message.sort is not None]
    if not said:
        return found
    values = {"of_team": tx.team, "of_lane": lane, "latest": max(said)}
    waiting: dict[tuple[str | None, str | None], deque[Message]] = defaultdict(deque)
    for message in _read(tx, _EARLIER, values):
        waiting[message.thread].append(message)
    return [
        message if message.sort is None else waiting[message.thread].popleft() for message in found
    ]


def _read(tx: Transaction, statement: Executable, values: Mapping[str, object]) -> list[Message]:
    return [
        Message(
            id=row.id,
            team=row.team,
            key=row.key,
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
        )
        for row in tx.execute(statement, values)
    ]


_root = Records(Root, messages)
_ROOT = select(*_root.columns).where(
    messages.c.team == bindparam("of_team"), messages.c.key == bindparam("of_key")
)


def root(tx: Transaction, key: str) -> Root | None:
    """A thread's first message as it stands now: it may have been posted a moment ago."""
    row = tx.execute(_ROOT, {"of_team": tx.team, "of_key": key}).first()
    return None if row is None else _root(row)


def record_shown(
    tx: Transaction,
    message: Message,
    *,
    channel: str,
    ts: str | None,
    digest: str,
    doubted: bool = False,
    look_at: datetime | None = None,
) -> None:
    """Slack shows this version. If it was changed meanwhile it stays pending. While it is `doubted`, there may be a second
    copy of it, which is looked for at a moment, if one is given."""
    _settle(
        tx,
        message,
        channel=channel,
        ts=ts,
        digest=digest,
        tried_at=message.tried_at if doubted else None,
    )
    if look_at is not None:
        timers.arm(tx, {look_timer(message): look_at})
    if message.kind == "post" and message.under is None and ts not in (None, message.ts):
        _release_thread(tx, message)
        unplaced.place_now(tx, channel, ts)


def look_timer(message: Message) -> str:
    """The key of the timer that has a second copy looked for."""
    return f"look/{message.id}"


def doubt(tx: Transaction, message: Message, *, tried_at: datetime, look_at: datetime) -> None:
    """It may have been posted while another courier had its lane, who may have posted it too: have a second copy looked for,
    whatever was recorded meanwhile."""
    tx.execute(
        update(messages)
        .where(messages.c.id == message.id)
        .values(tried_at=func.coalesce(messages.c.tried_at, bindparam("since", tried_at, Moment)))
    )
    timers.arm(tx, {look_timer(message): look_at})


def look_again(tx: Transaction, message_id: int) -> None:
    """Have a second copy of a doubted message looked for now."""
    doubted = (messages.c.ts.is_not(None), messages.c.tried_at.is_not(None))
    tx.execute(
        update(messages)
        .where(messages.c.team == tx.team, messages.c.id == message_id, *doubted)
        .values(pending=True)
    )
    tx.wake("messages")


_RELEASE_THREAD = (
    update(messages)
    .where(
        messages.c.team == bindparam("of_team"),
        messages.c.set_aside.is_not(None),
        messages.c.address == bindparam("of_address"),
        messages.c.under == bindparam("of_root"),
    )
    .values(pending=True, tries=0)
)


def _release_thread(tx: Transaction, shown: Message) -> None:
    """What was set aside because this thread had no start has one now."""
    values = {"of_team": tx.team, "of_address": shown.address, "of_root": shown.key}
    tx.execute(_RELEASE_THREAD, values)


def record_gone(tx: Transaction, message: Message) -> None:
    """Slack no longer shows it. Wanted again meanwhile, it will be posted anew."""
    tx.execute(
        delete(messages).where(
            messages.c.id == message.id, messages.c.wanted == message.version, messages.c.dropped
        )
    )
    _settle(tx, message, channel=None, ts=None, digest=None, tried_at=None)


_SETTLE = (
    update(messages)
    .where(messages.c.id == bindparam("of_id"))
    .values(
        channel=bindparam("channel"),
        ts=bindparam("ts"),
        digest=bindparam("digest"),
        tried_at=bindparam("since", type_=Moment),
        tries=0,
        set_aside=None,
        failed_in=None,
        pending=messages.c.wanted > bindparam("version"),
    )
)


def _settle(
    tx: Transaction,
    message: Message,
    *,
    channel: str | None,
    ts: str | None,
    digest: str | None,
    tried_at: datetime | None,
) -> None:
    values = {"channel": channel, "ts": ts, "digest": digest, "since": tried_at}
    tx.execute(_SETTLE, {"of_id": message.id, "version": message.version, **values})


def record_vanished(tx: Transaction, key: str) -> None:
    """Somebody else deleted it in Slack. It is still wanted, so it is to be posted anew."""
    tx.execute(
        update(messages)
        .where(messages.c.team == tx.team, messages.c.key == key)
        .values(channel=None, ts=None, digest=None, tried_at=None, pending=True)
    )


def set_aside(
    tx: Transaction,
    message: Message,
    reason: str,
    *,
    certain: bool = True,
    failed_in: str | None = None,
) -> bool:
    """It can't be delivered as things are: keep it with the reason, out of the lane's way. False if it was changed
    meanwhile, and so is tried again.

    Unless it is `certain` that nothing was posted, the next try looks for it first, and it is tried again as soon as Slack
    works. What a version `failed_in` making is tried again by the next version.
    """
    values: dict[str, object] = {"set_aside": reason, "pending": False, "failed_in": failed_in}
    values |= {"tries": 0} if certain else {"tries": message.tries + 1}
    if certain and message.ts is None:
        values["tried_at"] = None
    unchanged = (messages.c.id == message.id, messages.c.wanted == message.version)
    return tx.execute(update(messages).where(*unchanged).values(values)).rowcount == 1


def recover(tx: Transaction) -> None:
    """Slack works (again): nothing waits for that any longer, and what was set aside for an unknown outcome is tried."""
    resting = (lanes.c.team == tx.team, lanes.c.resume_at.is_not(None))
    tx.execute(update(lanes).where(*resting).values(resume_at=None))
    tx.execute(update(messages).where(*_aside(tx), messages.c.tries > 0).values(pending=True))
    tx.wake("messages")


def start_anew(tx: Transaction, version: str) -> bool:
    """A courier starts: try what an earlier version could not make, and what Slack left unknown."""
    failed = and_(messages.c.failed_in.is_not(None), messages.c.failed_in != version)
    again = or_(failed, messages.c.tries > 0)
    tx.execute(update(messages).where(*_aside(tx), again).values(pending=True))
    return True


def shorten_waits(tx: Transaction, now: datetime) -> None:
    """A clock that was ahead had messages wait beyond the longest wait: they wait no longer."""
    too_long = or_(
        messages.c.not_before > now + LONGEST_WAIT,
        and_(messages.c.sort.is_not(None), messages.c.not_before > now + LONGEST_REST),
    )
    waiting = (messages.c.team == tx.team, messages.c.pending, too_long)
    tx.execute(update(messages).where(*waiting).values(not_before=now))
    tx.wake("messages")


def _aside(tx: Transaction) -> tuple[ColumnElement[bool], ...]:
    return (
        messages.c.team == tx.team,
        messages.c.set_aside.is_not(None),
        messages.c.address > ANY,
        messages.c.pending.is_(False),
    )


def hold_back(tx: Transaction, message: Message, until: datetime) -> None:
    """It was not tried, and is not to be before a moment; those behind it are."""
    tx.execute(update(messages).where(messages.c.id == message.id).values(not_before=until))
    forget_tries(tx, [message])


def forget_tries(tx: Transaction, untried: Sequence[Message]) -> None:
    """They were refused for now, or not tried: what this take noted is not so. What an earlier one noted stays."""
    ids = [message.id for message in untried if message.ts is None and message.tried_at is None]
    if ids:
        tx.execute(update(messages).where(messages.c.id.in_(ids)).values(tried_at=None))


def count_failure(tx: Transaction, message: Message) -> None:
    """The outcome is unknown or Slack is in trouble: count it, keep `tried_at` as it is."""
    tx.execute(
        update(messages).where(messages.c.id == message.id).values(tries=messages.c.tries + 1)
    )
