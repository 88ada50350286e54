"""The courier's side of the messages: take a lane, record what became of each message, leave the lane.

A lane is one channel, one DM or one home. One courier works it at a time, by a lease that it renews while it works, and
that outlives a crash only briefly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, and_, bindparam, delete, func, or_, select, update

from storage import unplaced
from storage.schema import EPOCH, Moment, lanes, messages
from storage.transaction import Insert, Transaction, prepared

LEASE = timedelta(seconds=15)
TAKEN_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Message:
    """One message that Slack does not yet show as it should.

    `version` is what it should show; `tried_at` is set if an earlier post of it may have succeeded unknown to us.
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


def _resumed(now: Any):  # type: ignore[no-untyped-def] # as above
    return or_(lanes.c.resume_at.is_(None), lanes.c.resume_at <= now)


def with_work(tx: Transaction, now: datetime, *, limit: int = 200) -> list[tuple[str, str]]:
    """Team and lane of what the team can be shown now and no courier has, what waits longest first."""
    free = or_(lanes.c.lane.is_(None), and_(lanes.c.leased_until <= now, _resumed(now)))
    rows = tx.execute(
        select(messages.c.team, messages.c.lane)
        .select_from(
            messages.outerjoin(
                lanes, and_(lanes.c.team == messages.c.team, lanes.c.lane == messages.c.lane)
            )
        )
        .where(messages.c.team == tx.team, messages.c.pending, _due(now), free)
        .group_by(messages.c.team, messages.c.lane)
        .order_by(func.min(messages.c.id))
        .limit(limit)
    )
    return [(row.team, row.lane) for row in rows]


@prepared
def _lease(insert: Insert) -> Executable:
    lease = insert(lanes)
    free = or_(lanes.c.leased_until <= MOMENT, lanes.c.owner == bindparam("taker"))
    return lease.on_conflict_do_update(
        index_elements=[lanes.c.team, lanes.c.lane],
        set_={"owner": lease.excluded.owner, "leased_until": lease.excluded.leased_until},
        where=and_(free, _resumed(MOMENT)),
    ).returning(lanes.c.lane)


def take(tx: Transaction, lane: str, *, owner: str, now: datetime) -> list[Message]:
    """Lease a lane and note that its first messages are about to be tried. Empty if another has it, or nothing is due."""
    values = {
        "team": tx.team,
        "lane": lane,
        "owner": owner,
        "leased_until": now + LEASE,
        "moment": now,
        "taker": owner,
    }
    if tx.execute(_lease(tx), values).first() is None:
        return []
    found = _pending(tx, lane, now)
    fresh = [message.id for message in found if message.ts is None and message.tried_at is None]
    if fresh:
        tx.execute(_TRY, {"ids": fresh, "moment": now})
    return found


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
    rows = tx.execute(_PENDING, {"of_team": tx.team, "of_lane": lane, "moment": now})
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
        )
        for row in rows
    ]


_ROOT = select(
    messages.c.channel,
    messages.c.ts,
    messages.c.pending,
    messages.c.not_before,
    messages.c.set_aside,
).where(messages.c.team == bindparam("of_team"), messages.c.key == bindparam("of_key"))


def root(tx: Transaction, key: str) -> Root | None:
    """A thread's first message as it stands now: it may have been posted a moment ago."""
    row = tx.execute(_ROOT, {"of_team": tx.team, "of_key": key}).first()
    return None if row is None else Root(*tuple(row))


def record_shown(
    tx: Transaction, message: Message, *, channel: str, ts: str | None, digest: str
) -> None:
    """Slack shows this version. If it was changed meanwhile it stays pending."""
    _settle(tx, message, channel=channel, ts=ts, digest=digest)
    if message.kind == "post" and message.ts is None and message.under is None:
        _release_thread(tx, message)
        if ts is not None:
            unplaced.place_now(tx, channel, ts)


_RELEASE_THREAD = (
    update(messages)
    .where(
        messages.c.team == bindparam("of_team"),
        messages.c.set_aside.is_not(None),
        messages.c.address == bindparam("of_address"),
        messages.c.under == bindparam("of_root"),
    )
    .values(set_aside=None, pending=True, tries=0)
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
    _settle(tx, message, channel=None, ts=None, digest=None)


_SETTLE = (
    update(messages)
    .where(messages.c.id == bindparam("of_id"))
    .values(
        channel=bindparam("channel"),
        ts=bindparam("ts"),
        digest=bindparam("digest"),
        tried_at=None,
        tries=0,
        set_aside=None,
        pending=messages.c.wanted > bindparam("version"),
    )
)


def _settle(
    tx: Transaction, message: Message, *, channel: str | None, ts: str | None, digest: str | None
) -> None:
    values = {"channel": channel, "ts": ts, "digest": digest}
    tx.execute(_SETTLE, {"of_id": message.id, "version": message.version, **values})


def record_vanished(tx: Transaction, key: str) -> None:
    """Somebody else deleted it in Slack. It is still wanted, so it is to be posted anew."""
    tx.execute(
        update(messages)
        .where(messages.c.team == tx.team, messages.c.key == key)
        .values(channel=None, ts=None, digest=None, tried_at=None, pending=True)
    )


def set_aside(tx: Transaction, message: Message, reason: str, *, certain: bool = True) -> bool:
    """It can't be delivered as things are: keep it with the reason, out of the lane's way. False if it was changed
    meanwhile, and so is tried again. Unless it is `certain` that nothing was posted, the next try looks for it first."""
    values: dict[str, object] = {"set_aside": reason, "pending": False, "tries": 0}
    if certain:
        values["tried_at"] = None
    unchanged = (messages.c.id == message.id, messages.c.wanted == message.version)
    return tx.execute(update(messages).where(*unchanged).values(values)).rowcount == 1


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


def renew(tx: Transaction, *, owner: str, now: datetime) -> None:
    """Keep the lanes that this courier is working, of every team."""
    tx.execute(
        update(lanes)
        .where(lanes.c.owner == owner, lanes.c.leased_until > EPOCH)
        .values(leased_until=now + LEASE)
    )


_LEAVE = (
    update(lanes)
    .where(
        lanes.c.team == bindparam("of_team"),
        lanes.c.lane == bindparam("of_lane"),
        lanes.c.owner == bindparam("of_owner"),
    )
    .values(leased_until=EPOCH, resume_at=bindparam("resume_at"))
)


def leave(tx: Transaction, lane: str, *, owner: str, resume_at: datetime | None = None) -> None:
    """Give the lane back; nobody works it before `resume_at`."""
    values = {"of_team": tx.team, "of_lane": lane, "of_owner": owner, "resume_at": resume_at}
    tx.execute(_LEAVE, values)


def leave_all(tx: Transaction, *, owner: str) -> None:
    """Give back every lane this courier still has, of every team."""
    tx.execute(
        update(lanes)
        .where(lanes.c.owner == owner, lanes.c.leased_until > EPOCH)
        .values(leased_until=EPOCH)
    )
