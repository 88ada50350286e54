"""What Slack should show, declared and not commanded: the side that handlers write.

A message has a key its handler chose and a place. What it says is not kept here: it is rendered from the facts when the
courier delivers it, so it is never older than the facts, and what people wrote is stored in one place only. A long one goes
on in parts of the same key (`storage/parts.py`), which are the courier's business.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Executable, String, bindparam, cast, func, literal, select, update

from storage.records import Records
from storage.schema import Moment, messages
from storage.statements import Insert, PreparedStatement, prepared
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs. `address` is a channel id, a `#name`, or a user id (their DM, or their home)."""

    kind: str
    address: str
    under: str | None = None
    thread_ts: str | None = None
    target_ts: str | None = None
    emoji: str | None = None

    @property
    def lane(self) -> str:
        """Messages of one lane are delivered one after the other, in the order they were declared."""
        return self.address if self.kind == "post" else f"{self.kind}:{self.address}"

    def reply_to(self, key: str) -> "Place":
        """The thread under one of our own messages, which stands at this same address."""
        return replace(self, under=key)

    def in_thread(self, ts: str | None) -> "Place":
        """The thread under somebody else's message; None leaves the place as it is."""
        return replace(self, thread_ts=ts)


def at(address: str) -> Place:
    """A message in a channel, or in a person's DM."""
    return Place("post", address)


def home(user: str) -> Place:
    """A person's home tab."""
    return Place("home", user)


def mark(channel: str, ts: str, emoji: str) -> Place:
    """A reaction of ours on somebody's message."""
    return Place("mark", channel, target_ts=ts, emoji=emoji)


def whisper(channel: str, user: str) -> Place:
    """A message in a channel that only one person sees. Slack does not promise to show it, and it cannot be changed: it is
    tried once."""
    return Place("ephemeral", f"{channel}/{user}")


def each(name: str) -> Place:
    """A message to each of some people, which is one message here: who of them got it is not kept. It is sent once, and
    nothing stands below it."""
    return Place("each", name)


_WITH_KEYS = (
    messages.c.team == bindparam("of_team"),
    messages.c.key.in_(bindparam("keys", expanding=True)),
)
# Every lane and address is greater. Asked for, it has SQLite take the index of the few that wait, not that of all.
ANY = ""
CONFLICT = [messages.c.team, messages.c.key, messages.c.part]


@prepared
def _put(insert: Insert) -> Executable:
    message = insert(messages)
    return message.on_conflict_do_update(
        index_elements=CONFLICT,
        set_={
            "wanted": messages.c.wanted + 1,
            "pending": message.excluded.pending,
            "dropped": False,
            "not_before": message.excluded.not_before,
            "waits_until": message.excluded.waits_until,
            "forget_at": message.excluded.forget_at,
        },
    )


_put_if_missing = prepared(
    lambda insert: insert(messages).on_conflict_do_nothing(index_elements=CONFLICT)
)


def put(
    tx: Transaction,
    declared: dict[str, Place],
    *,
    not_before: datetime | None = None,
    waits_until: datetime | None = None,
    forget_at: datetime | None = None,
    sort: str | None = None,
    refresh: bool = True,
) -> None:
    """Create messages, or have them rendered again where they stand. `refresh=False` leaves existing ones alone.

    `not_before` holds them for a later hour: the courier does not see them until the clock releases them. `waits_until` has
    them wait a moment where they are in their lane, for what comes before them. `forget_at` is given for what belongs to
    nothing that is kept (`storage/passing.py`).

    A message that exists stays where it is: another place for it is refused. So a department's open cards stay when its
    channel changes, and what belongs below one goes where that stands. Of a thread's messages with a `sort`, which is the
    ts of what they carry, the lowest comes first.
    """
    if not declared:
        return
    statement = _put if refresh else _put_if_missing
    held = {"pending": not_before is None, "not_before": not_before}
    standing = _standing(tx, declared)
    rows = [
        _row(tx, key, place)
        | held
        | {"waits_until": waits_until, "forget_at": forget_at, "sort": sort}
        for key, place in _settled(declared, standing).items()
    ]
    tx.run(statement, rows)
    if refresh and (again := declared.keys() & standing.keys()):
        values = {"of_team": tx.team, "keys": list(again), "forget_at": forget_at, **held}
        tx.run(_REFRESH_PARTS, values)
    tx.wake("messages")


def begin(tx: Transaction, declared: dict[str, Place]) -> None:
    """Create the messages of what is just beginning: neither they nor what starts their threads can stand anywhere yet."""
    now = {
        "pending": True,
        "not_before": None,
        "waits_until": None,
        "forget_at": None,
        "sort": None,
    }
    tx.run(_put, [_row(tx, key, place) | now for key, place in declared.items()])
    tx.wake("messages")


_place = Records(Place, messages)
_STANDING = prepared(
    lambda _: select(messages.c.key, *_place.columns).where(*_WITH_KEYS, messages.c.part == 0),
    lists=("keys",),
)


def _standing(tx: Transaction, declared: dict[str, Place]) -> dict[str, Place]:
    """Where these messages stand, and those that begin their threads, as far as there are any."""
    roots = {place.under for place in declared.values() if place.under}
    rows = tx.run(_STANDING, {"of_team": tx.team, "keys": list({*declared, *roots})})
    return {row.key: _place(row[1:]) for row in rows}


def _settled(declared: dict[str, Place], standing: dict[str, Place]) -> dict[str, Place]:
    """Each message's place, after what stands already. Raises `ValueError` for a key of another kind of message."""
    settled: dict[str, Place] = {}
    for key, place in declared.items():
        stands = standing.get(key)
        if stands is not None and stands.kind != place.kind:
            raise ValueError(f"{key} is a {stands.kind}, and cannot become a {place.kind}")
        root = standing.get(place.under or "")
        below = replace(place, address=root.address) if root else place
        settled[key] = stands or below
    return settled


def _row(tx: Transaction, key: str, place: Place) -> dict[str, object]:
    return {
        "team": tx.team,
        "key": key,
        "kind": place.kind,
        "lane": place.lane,
        "address": place.address,
        "under": place.under,
        "thread_ts": place.thread_ts,
        "target_ts": place.target_ts,
        "emoji": place.emoji,
        "part": 0,
        "wanted": 1,
        "dropped": False,
        "tries": 0,
    }


# What is held stays so, whatever happens to it: it is pending once it is released.
NOT_HELD = messages.c.not_before.is_(None)
_CHANGED = {"wanted": messages.c.wanted + 1, "pending": NOT_HELD}
_REFRESH_PARTS = prepared(
    lambda _: (
        update(messages)
        .where(*_WITH_KEYS, messages.c.part > 0, messages.c.dropped.is_(False))
        .values(
            wanted=messages.c.wanted + 1,
            pending=bindparam("pending"),
            not_before=bindparam("not_before", type_=Moment),
            forget_at=bindparam("forget_at", type_=Moment),
        )
    ),
    lists=("keys",),
)
_REFRESH = prepared(
    lambda _: update(messages).where(*_WITH_KEYS, messages.c.dropped.is_(False)).values(_CHANGED),
    lists=("keys",),
)
_GONE = {"wanted": messages.c.wanted + 1, "pending": True, "not_before": None, "dropped": True}
_DROP = prepared(lambda _: update(messages).where(*_WITH_KEYS).values(_GONE), lists=("keys",))


def refresh(tx: Transaction, keys: Iterable[str]) -> None:
    """Have existing messages rendered again; those that don't exist, or no longer should, stay so."""
    _change(tx, _REFRESH, keys)


def put_away(tx: Transaction, key: str, under: str) -> None:
    """Give a message a key of its own below `under`, and have it rendered again: its old key is free for a new message."""
    own = literal(f"{under}/") + cast(func.coalesce(messages.c.first, messages.c.id), String)
    tx.execute(
        update(messages)
        .where(messages.c.team == tx.team, messages.c.key == key)
        .values(key=own, **_CHANGED)
    )
    tx.wake("messages")


def drop(tx: Transaction, keys: Iterable[str]) -> None:
    """Take messages away, from Slack too."""
    _change(tx, _DROP, keys)


def _change(tx: Transaction, statement: PreparedStatement, keys: Iterable[str]) -> None:
    if tx.run(statement, {"of_team": tx.team, "keys": list(keys)}).rowcount:
        tx.wake("messages")


def find(tx: Transaction, channel: str, ts: str) -> str | None:
    """The key of our message at this place in Slack, if it is ours."""
    return tx.execute(
        select(messages.c.key).where(
            messages.c.team == tx.team, messages.c.channel == channel, messages.c.ts == ts
        )
    ).scalar()


def newest_in(tx: Transaction, channel: str) -> tuple[str, str] | None:
    """Key and ts of the last message of ours that stands in a channel or a DM, outside its threads."""
    shown = (messages.c.team == tx.team, messages.c.channel == channel, messages.c.ts.is_not(None))
    outside = (messages.c.under.is_(None), messages.c.thread_ts.is_(None))
    found = select(messages.c.key, messages.c.ts).where(*shown, *outside)
    row = tx.execute(found.order_by(messages.c.ts.desc()).limit(1)).first()
    return None if row is None else (row.key, row.ts)


def keys_under(tx: Transaction, begin: str, *, unshown: bool = False) -> list[str]:
    """Keys of messages that begin so; of those only that Slack does not show (yet), if `unshown`."""
    wanted = [messages.c.team == tx.team, messages.c.part == 0]
    wanted += [messages.c.ts.is_(None)] if unshown else []
    under = messages.c.key.startswith(begin, autoescape=True)
    return list(tx.execute(select(messages.c.key).where(*wanted, under)).scalars())


def is_declared(tx: Transaction, key: str) -> bool:
    """Whether there is to be such a message, shown or not yet."""
    found = select(messages.c.id).where(messages.c.team == tx.team, messages.c.key == key)
    return tx.execute(found.limit(1)).first() is not None


def stands_in(tx: Transaction, channel: str) -> bool:
    """Whether any message of ours is shown in a channel or a DM."""
    return tx.run(_IN_CHANNEL, {"of_team": tx.team, "of_channel": channel}).first() is not None


_IN_CHANNEL = prepared(
    lambda _: (
        select(messages.c.id)
        .where(
            messages.c.team == bindparam("of_team"), messages.c.channel == bindparam("of_channel")
        )
        .limit(1)
    )
)


def shown_at(tx: Transaction, key: str) -> tuple[str, str] | None:
    """Channel and ts of a message that Slack shows, of its first part; None if it does not (yet)."""
    row = tx.execute(
        select(messages.c.channel, messages.c.ts).where(
            messages.c.team == tx.team,
            messages.c.key == key,
            messages.c.part == 0,
            messages.c.ts.is_not(None),
        )
    ).first()
    if row is None:
        tx.not_shown.add(key)
        return None
    return row.channel, row.ts


def reasons_set_aside(tx: Transaction, *, limit: int = 100) -> list[tuple[str, str, str]]:
    """Key, address and reason of messages that could not be delivered."""
    rows = tx.execute(
        select(messages.c.key, messages.c.address, messages.c.set_aside)
        .where(
            messages.c.team == tx.team, messages.c.set_aside.is_not(None), messages.c.address > ANY
        )
        .order_by(messages.c.id)
        .limit(limit)
    )
    return [(row.key, row.address, row.set_aside) for row in rows]


def release(tx: Transaction, addresses: Iterable[str]) -> set[tuple[str, str]]:
    """Try again what was set aside at these addresses, because the reason may be gone; give each address and reason."""
    waiting = [
        messages.c.team == tx.team,
        messages.c.set_aside.is_not(None),
        messages.c.address.in_(list(addresses)),
    ]
    found = tx.execute(select(messages.c.address, messages.c.set_aside).where(*waiting).distinct())
    reasons = {(str(row.address), str(row.set_aside)) for row in found}
    if reasons:
        again = {"set_aside": None, "pending": NOT_HELD, "tries": 0}
        tx.execute(update(messages).where(*waiting).values(again))
        tx.wake("messages")
    return reasons


def waiting(tx: Transaction) -> int:
    """How many messages are not yet as they should be, without those that are held: what metrics show."""
    return int(
        tx.execute(
            select(func.count())
            .select_from(messages)
            .where(messages.c.team == tx.team, messages.c.pending, messages.c.lane > ANY)
        ).scalar_one()
    )
