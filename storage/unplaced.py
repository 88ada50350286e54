"""What people wrote that no request holds yet: replies whose thread is not known to be ours so far, and edits and deletions
that came before what they change. A row keeps the newest version of one message, until it finds its place."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Executable, bindparam, delete, select, update

from storage.records import Records
from storage.schema import EPOCH, Moment, messages, timers, unplaced
from storage.statements import Insert, prepared
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One message of a person. `text` is None once it was deleted; `event_ts` tells which version this is; `arrived` is false
    while only edits or a deletion of it came; `begun_by_us` is whom Slack named as the author of its thread's first message, if
    it named one. `after_entry` is the newest history entry when it was first heard: clocks differ, history is one."""

    channel: str
    ts: str
    thread_ts: str | None
    author: str
    private: bool
    mentions: bool
    begun_by_us: bool | None
    text: str | None
    files: Sequence[Mapping[str, str]]
    event_ts: str
    arrived: bool
    at: datetime
    after_entry: int


_record = Records(Unplaced, unplaced)
COLUMNS = _record.columns


@prepared
def _keep(insert: Insert) -> Executable:
    row = insert(unplaced)
    return row.on_conflict_do_update(
        index_elements=[unplaced.c.team, unplaced.c.channel, unplaced.c.ts],
        set_={"text": row.excluded.text, "event_ts": row.excluded.event_ts},
        where=unplaced.c.event_ts < row.excluded.event_ts,
    )


def keep(tx: Transaction, message: Unplaced) -> None:
    """Store a message, or the version of it if that is the newest."""
    tx.run(_keep, {"team": tx.team} | asdict(message))


def take(tx: Transaction, channel: str, ts: str) -> Unplaced | None:
    """What is known of a message, which is forgotten here: whoever takes it finds its place."""
    row = tx.execute(
        delete(unplaced)
        .where(unplaced.c.team == tx.team, unplaced.c.channel == channel, unplaced.c.ts == ts)
        .returning(*COLUMNS)
    ).first()
    return None if row is None else _record(row)


def waiting_in(tx: Transaction, channel: str, thread_ts: str) -> list[Unplaced]:
    """The messages of a thread that arrived and have no place yet, in the order in which they were written."""
    rows = tx.execute(
        select(*COLUMNS)
        .where(unplaced.c.team == tx.team, unplaced.c.channel == channel)
        .where(unplaced.c.thread_ts == thread_ts, unplaced.c.arrived)
        .order_by(unplaced.c.ts)
    )
    return [_record(row) for row in rows]


def timer(channel: str, thread_ts: str) -> str:
    """The timer that looks for the place of what waits in a thread."""
    return f"place/{channel}/{thread_ts}"


_PLACE_NOW = prepared(
    lambda _insert: (
        update(timers)
        .where(timers.c.team == bindparam("of_team"), timers.c.key == bindparam("of_key"))
        .values(due_at=bindparam("now", type_=Moment))
    )
)


def place_now(tx: Transaction, channel: str, thread_ts: str) -> None:
    """A thread's first message turned out to be ours: the timer of what waits there, if anything does, is due."""
    tx.run(_PLACE_NOW, {"of_team": tx.team, "of_key": timer(channel, thread_ts), "now": EPOCH})


def root_found(tx: Transaction, key: str, channel: str, ts: str) -> None:
    """Slack says where it shows the message of this key, of which we did not know that it is shown."""
    tx.execute(
        update(messages)
        .where(messages.c.team == tx.team, messages.c.key == key, messages.c.part == 0)
        .where(messages.c.ts.is_(None))
        .values(channel=channel, ts=ts)
    )


_UNSURE = (
    select(messages.c.id)
    .where(messages.c.team == bindparam("of_team"), messages.c.kind == "post")
    .where(messages.c.under.is_(None), messages.c.ts.is_(None), messages.c.tried_at.is_not(None))
    .limit(1)
)
_ADDRESSES: BindParameter[str] = bindparam("addresses", expanding=True)
# Each has an index that holds little else.
_UNSURES = (
    _UNSURE.where(messages.c.pending, messages.c.lane.in_(_ADDRESSES)),
    _UNSURE.where(messages.c.set_aside.is_not(None), messages.c.address.in_(_ADDRESSES)),
)


def may_become_ours(tx: Transaction, addresses: Sequence[str]) -> bool:
    """Whether Slack may already show a first message of ours at one of these addresses that we do not know to be shown."""
    values = {"of_team": tx.team, "addresses": list(addresses)}
    return any(tx.execute(unsure, values).first() is not None for unsure in _UNSURES)


def purge(tx: Transaction, *, before: datetime) -> None:
    """Forget edits and deletions of what never came. What did come is never forgotten here."""
    tx.execute(
        delete(unplaced).where(
            unplaced.c.team == tx.team, unplaced.c.at < before, ~unplaced.c.arrived
        )
    )
