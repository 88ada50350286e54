"""The courier's side of the messages: take a lane, record what became of each message, leave the lane.

A lane is one channel, one DM or one home. One courier works it at a time, by a lease that outlives a crash only briefly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, update

from storage.schema import EPOCH, lanes, messages
from storage.transaction import Transaction

LEASE = timedelta(seconds=60)
TAKEN_AT_ONCE = 20

root = messages.alias("root")


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
    root_set_aside: str | None


def with_work(tx: Transaction, now: datetime, *, limit: int = 200) -> list[tuple[str, str]]:
    """Team and lane of what can be delivered now, and that no other courier has."""
    free = or_(lanes.c.lane.is_(None), and_(lanes.c.leased_until <= now, _resumed(now)))
    rows = tx.execute(
        select(messages.c.team, messages.c.lane)
        .distinct()
        .select_from(
            messages.outerjoin(
                lanes, and_(lanes.c.team == messages.c.team, lanes.c.lane == messages.c.lane)
            )
        )
        .where(messages.c.pending, _due(now), free)
        .limit(limit)
    )
    return [(row.team, row.lane) for row in rows]


def take(tx: Transaction, lane: str, *, owner: str, now: datetime) -> list[Message]:
    """Lease a lane and note that its first messages are about to be tried. Empty if another has it, or nothing is due."""
    insert = tx.insert(lanes)
    leased = tx.execute(
        insert.on_conflict_do_update(
            index_elements=[lanes.c.team, lanes.c.lane],
            set_={"owner": insert.excluded.owner, "leased_until": insert.excluded.leased_until},
            where=and_(or_(lanes.c.leased_until <= now, lanes.c.owner == owner), _resumed(now)),
        ),
        {"team": tx.team, "lane": lane, "owner": owner, "leased_until": now + LEASE},
    )
    if leased.rowcount == 0:
        return []
    found = _pending(tx, lane, now)
    fresh = [message.id for message in found if message.ts is None and message.tried_at is None]
    if fresh:
        tx.execute(update(messages).where(messages.c.id.in_(fresh)).values(tried_at=now))
    return found


def _pending(tx: Transaction, lane: str, now: datetime) -> list[Message]:
    rows = tx.execute(
        select(
            messages,
            root.c.channel.label("root_channel"),
            root.c.ts.label("root_ts"),
            root.c.set_aside.label("root_set_aside"),
        )
        .select_from(
            messages.outerjoin(
                root, and_(root.c.team == messages.c.team, root.c.key == messages.c.under)
            )
        )
        .where(messages.c.team == tx.team, messages.c.lane == lane, messages.c.pending, _due(now))
        .order_by(messages.c.id)
        .limit(TAKEN_AT_ONCE)
    )
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
            thread_ts=row.thread_ts or row.root_ts,
            target_ts=row.target_ts,
            emoji=row.emoji,
            channel=row.channel or row.root_channel,
            ts=row.ts,
            digest=row.digest,
            tries=row.tries,
            tried_at=row.tried_at,
            root_set_aside=row.root_set_aside,
        )
        for row in rows
    ]


def root_ts(tx: Transaction, key: str) -> tuple[str, str] | None:
    """Channel and ts of a thread's first message, once it is shown: it may have been posted a moment ago."""
    row = tx.execute(
        select(messages.c.channel, messages.c.ts).where(
            messages.c.team == tx.team, messages.c.key == key
        )
    ).first()
    return None if row is None or row.ts is None else (row.channel, row.ts)


def record_shown(
    tx: Transaction, message: Message, *, channel: str, ts: str | None, digest: str
) -> None:
    """Slack shows this version. If it was changed meanwhile it stays pending."""
    _settle(tx, message, channel=channel, ts=ts, digest=digest)


def record_gone(tx: Transaction, message: Message) -> None:
    """Slack no longer shows it. Wanted again meanwhile, it will be posted anew."""
    tx.execute(
        delete(messages).where(
            messages.c.id == message.id, messages.c.wanted == message.version, messages.c.dropped
        )
    )
    tx.execute(
        update(messages)
        .where(messages.c.id == message.id)
        .values(ts=None, channel=None, digest=None, tried_at=None, tries=0)
    )


def set_aside(tx: Transaction, message: Message, reason: str) -> None:
    """It can't be delivered as things are: keep it with the reason, out of the lane's way."""
    _settle(tx, message, set_aside=reason)


def _settle(tx: Transaction, message: Message, **values: object) -> None:
    tx.execute(
        update(messages)
        .where(messages.c.id == message.id)
        .values(tried_at=None, tries=0, pending=messages.c.wanted > message.version, **values)
    )


def forget_tries(tx: Transaction, forgotten: Sequence[Message]) -> None:
    """Slack refused them for now, or they were not tried: it is certain that nothing was posted."""
    ids = [message.id for message in forgotten]
    tx.execute(update(messages).where(messages.c.id.in_(ids)).values(tried_at=None))


def count_failure(tx: Transaction, message: Message) -> None:
    """The outcome is unknown or Slack is in trouble: count it, keep `tried_at` as it is."""
    tx.execute(
        update(messages).where(messages.c.id == message.id).values(tries=messages.c.tries + 1)
    )


def leave(tx: Transaction, lane: str, *, owner: str, resume_at: datetime | None = None) -> None:
    """Give the lane back; nobody works it before `resume_at`."""
    tx.execute(
        update(lanes)
        .where(lanes.c.team == tx.team, lanes.c.lane == lane, lanes.c.owner == owner)
        .values(leased_until=EPOCH, resume_at=resume_at)
    )


def _due(now: datetime):  # type: ignore[no-untyped-def] # SQLAlchemy's expression types say nothing here
    return or_(messages.c.not_before.is_(None), messages.c.not_before <= now)


def _resumed(now: datetime):  # type: ignore[no-untyped-def] # as above
    return or_(lanes.c.resume_at.is_(None), lanes.c.resume_at <= now)
