"""Finding requests: by words, by state, by people, and only what somebody may see. The newest come first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, or_, select, table, text

from storage.requests import BY_NUMBER, COLUMNS, LIVE, Page, record_of
from storage.schema import requests, searchable
from storage.searchable import BY, NOTE, OF, mark
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for, and by whom. `words` are folded (`storage.words`); each begins a word of the request, or is one if it
    is a single letter. A `reader` finds what they asked or recorded, and what is with their `departments`. `people` must each
    have to do with it."""

    reader: str
    departments: Sequence[str] = ()
    words: Sequence[str] = ()
    states: Collection[str] = ()
    of: Collection[str] = ()
    people: Sequence[str] = ()


def find(tx: Transaction, query: Query, *, index: int, size: int) -> Page:
    """A page of what is found."""
    found = _found(tx, query, select(*COLUMNS))
    rows = tx.execute(found.offset(index * size).limit(size + 1)).all()
    return Page([record_of(row) for row in rows[:size]], index, len(rows) > size)


_index = table("search", column("rowid"))
_SAME = and_(requests.c.team == searchable.c.team, requests.c.number == searchable.c.number)
_IN_FTS5 = text("search MATCH :looked_for")
_IN_GIN = text(
    "array_to_tsvector(string_to_array(searchable.words, ' ')) @@ CAST(:looked_for AS tsquery)"
)


def _order(tx: Transaction) -> ColumnElement[Any]:
    """Requests get their row as they come. FTS5 can walk backwards through its own rows, and so need not see all of them; asked
    for them in another order, or in none, SQLite would ask it for every row there is."""
    return _index.c.rowid if _is_sqlite(tx) else searchable.c.id


def _found(tx: Transaction, query: Query, wanted: Select[Any]) -> Select[Any]:
    if not query.words and query.states and LIVE.issuperset(query.states):
        return _unresolved(tx, query, wanted)
    if _is_sqlite(tx):
        found = wanted.select_from(
            _index.join(searchable, searchable.c.id == _index.c.rowid).join(requests, _SAME)
        ).where(_IN_FTS5.bindparams(looked_for=_match(query, _FTS5)))
    else:
        found = wanted.select_from(searchable.join(requests, _SAME)).where(
            _IN_GIN.bindparams(looked_for=_match(query, _TSQUERY))
        )
    ordered = found.order_by(_order(tx).desc())
    return ordered.where(searchable.c.team == tx.team, *_filters(query))


def _unresolved(tx: Transaction, query: Query, wanted: Select[Any]) -> Select[Any]:
    """Of what is not done yet there is so little that its own index is the shorter way."""
    theirs = or_(
        requests.c.requester == query.reader,
        requests.c.recorded_by == query.reader,
        requests.c.department.in_(query.departments),
    )
    live = wanted.where(requests.c.team == tx.team, requests.c.live, theirs, *_filters(query))
    return live.order_by(BY_NUMBER.desc())


def _is_sqlite(tx: Transaction) -> bool:
    return tx.driver.dialect == "sqlite"


def _filters(query: Query) -> list[ColumnElement[bool]]:
    filters = [
        or_(
            requests.c.requester == person,
            requests.c.recorded_by == person,
            requests.c.assignee == person,
        )
        for person in query.people
    ]
    if query.states:
        filters.append(requests.c.state.in_(sorted(query.states)))
    if query.of:
        filters.append(requests.c.department.in_(sorted(query.of)))
    return filters


@dataclass(frozen=True, slots=True)
class _Syntax:
    """How an index is asked for a word, for one that begins so, and for several. Words are letters and digits only."""

    word: str
    begins: str
    both: str
    either: str

    def any_of(self, asked: Sequence[str]) -> str:
        return f"({self.either.join(asked)})"

    def all_of(self, asked: Sequence[str]) -> str:
        return f"({self.both.join(asked)})"


_FTS5 = _Syntax('"{}"', '"{}"*', " AND ", " OR ")
_TSQUERY = _Syntax("'{}'", "'{}':*", " & ", " | ")


def _match(query: Query, syntax: _Syntax) -> str:
    """One's own by what was said; those of one's departments by that and by their notes."""
    whole = syntax.word.format

    def begins(word: str, marked: str = "") -> str:
        return (syntax.begins if len(word) > 1 else syntax.word).format(marked + word)

    own = syntax.all_of([whole(mark(BY, query.reader)), *(begins(each) for each in query.words)])
    if not query.departments:
        return own
    with_them = syntax.any_of([whole(mark(OF, each)) for each in query.departments])
    said = [syntax.any_of([begins(each), begins(each, NOTE)]) for each in query.words]
    return syntax.any_of([own, syntax.all_of([with_them, *said])])
