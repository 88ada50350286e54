"""What was said in a request, by either side. Entry 0 is the request's own text: this is the only place that keeps it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from storage import searchable
from storage.records import Records
from storage.requests import Request
from storage.schema import entries, requests
from storage.statements import prepared
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Entry:
    """One utterance. `text` is as Slack gave it (escaped, with its control tokens); `channel`/`ts` is where it was said, and
    `event_ts` tells which version of it this is."""

    number: int
    seq: int
    author: str
    party: str
    internal: bool
    text: str
    files: Sequence[Mapping[str, str]]
    channel: str | None
    ts: str | None
    at: datetime
    taken_back: bool
    event_ts: str | None = None

    @property
    def key(self) -> str:
        """What its copies on the other side are filed under."""
        return f"request/{self.number}/entry/{self.seq}"


_record = Records(Entry, entries)
COLUMNS = _record.columns

_ADD = prepared(lambda insert: insert(entries))


def add_first(
    tx: Transaction, request: Request, entry: Entry, earlier: Sequence[Entry] = ()
) -> None:
    """Store a new request's text, and what stood before it in its thread."""
    said = (entry, *earlier)
    tx.run(_ADD, [_values(tx, each) for each in said])
    marks = searchable.whose(request.requester, request.recorded_by, request.department)
    texts = (
        [] if request.confidential else [*request.fields.values(), *(each.text for each in said)]
    )
    searchable.add(tx, request.number, marks, texts)


def add(tx: Transaction, request: Request, **said: Any) -> Entry:
    """Append to a request that this transaction has locked; give the entry with its place in the row."""
    entry = Entry(number=request.number, seq=request.entries, taken_back=False, **said)
    tx.run(_ADD, _values(tx, entry))
    tx.execute(
        update(requests)
        .where(requests.c.team == tx.team, requests.c.number == request.number)
        .values(entries=request.entries + 1)
    )
    if not request.confidential:
        searchable.said(tx, request.number, entry.text, internal=entry.internal)
    return entry


def _values(tx: Transaction, entry: Entry) -> dict[str, Any]:
    return {"team": tx.team} | {column.name: getattr(entry, column.name) for column in COLUMNS}


_GET = prepared(
    lambda _: select(*COLUMNS).where(
        entries.c.team == bindparam("of_team"),
        entries.c.number == bindparam("of_number"),
        entries.c.seq == bindparam("of_seq"),
    )
)


def get(tx: Transaction, number: int, seq: int = 0) -> Entry | None:
    """One entry of a request; by default its text."""
    values = {"of_team": tx.team, "of_number": number, "of_seq": seq}
    row = tx.run(_GET, values).first()
    return None if row is None else _record(row)


def said_at(tx: Transaction, channel: str, ts: str) -> list[Entry]:
    """The entries that a Slack message became: several people may pass on the same one."""
    rows = tx.execute(
        select(*COLUMNS)
        .where(entries.c.team == tx.team, entries.c.channel == channel, entries.c.ts == ts)
        .order_by(entries.c.number, entries.c.seq)
    )
    return [_record(row) for row in rows]


_TEXTS = prepared(
    lambda _: select(*COLUMNS).where(
        entries.c.team == bindparam("of_team"),
        entries.c.number.in_(bindparam("numbers", expanding=True)),
        entries.c.seq == 0,
    ),
    lists=("numbers",),
)


def texts(tx: Transaction, numbers: Sequence[int]) -> dict[int, Entry]:
    """The own texts of several requests, for lists."""
    rows = tx.run(_TEXTS, {"of_team": tx.team, "numbers": list(numbers)})
    return {row.number: _record(row) for row in rows}


def all_of(tx: Transaction, number: int, *, before: int, limit: int) -> list[Entry]:
    """The newest `limit` entries of a request that came before one, in order; the request's own text is not among them."""
    rows = tx.execute(
        select(*COLUMNS)
        .where(entries.c.team == tx.team, entries.c.number == number)
        .where(entries.c.seq > 0, entries.c.seq < before)
        .order_by(entries.c.seq.desc())
        .limit(limit)
    )
    return _as_said(_record(row) for row in reversed(rows.all()))


def of_party(tx: Transaction, number: int, party: str) -> list[Entry]:
    """All that one side said in a request, in order."""
    rows = tx.execute(
        select(*COLUMNS)
        .where(entries.c.team == tx.team, entries.c.number == number, entries.c.party == party)
        .order_by(entries.c.seq)
    )
    return _as_said(_record(row) for row in rows)


def _as_said(arrived: Iterable[Entry]) -> list[Entry]:
    """In the order in which each conversation said it: events of one thread may arrive in another. What comes from
    elsewhere keeps its place among them, because clocks that differ cannot be compared."""
    row = list(arrived)
    in_order: dict[str, Iterator[Entry]] = {}
    for channel in {entry.channel for entry in row if entry.channel and entry.ts}:
        there = [entry for entry in row if entry.channel == channel and entry.ts]
        in_order[channel] = iter(sorted(there, key=lambda entry: (entry.ts or "", entry.seq)))
    return [next(in_order[entry.channel]) if entry.channel and entry.ts else entry for entry in row]


def written_by(tx: Transaction, user: str) -> bool:
    """Whether somebody ever wrote something that was kept."""
    return tx.run(_WRITTEN_BY, {"of_team": tx.team, "of_user": user}).first() is not None


_WRITTEN_BY = prepared(
    lambda _: (
        select(entries.c.seq)
        .where(entries.c.team == bindparam("of_team"), entries.c.author == bindparam("of_user"))
        .limit(1)
    )
)


def internal_to(tx: Transaction, number: int) -> set[int]:
    """Which entries of a request are for the department only."""
    rows = tx.execute(
        select(entries.c.seq).where(
            entries.c.team == tx.team, entries.c.number == number, entries.c.internal
        )
    )
    return {int(row.seq) for row in rows}


def replace(tx: Transaction, entry: Entry) -> None:
    """Keep an entry as it is now, at its place in the row."""
    tx.execute(
        update(entries)
        .where(
            entries.c.team == tx.team, entries.c.number == entry.number, entries.c.seq == entry.seq
        )
        .values(_values(tx, entry))
    )
    searchable.make_anew(tx, entry.number)


def rewrite(
    tx: Transaction,
    entry: Entry,
    *,
    text: str,
    internal: bool,
    event_ts: str,
    taken_back: bool = False,
) -> None:
    """Replace what an entry says and for whom, everywhere at once, since it is said here only."""
    tx.execute(
        update(entries)
        .where(
            entries.c.team == tx.team, entries.c.number == entry.number, entries.c.seq == entry.seq
        )
        .values(text=text, internal=internal, event_ts=event_ts, taken_back=taken_back)
    )
    searchable.make_anew(tx, entry.number)
