"""The words by which requests are found. Each request has one row: what was said, its title and fields; what only its
department may read, marked; and whose it is, so that nobody finds what they may not see.

SQLite looks them up in an FTS5 index, PostgreSQL in a GIN index of the same words (`storage/word_index.py`). Both are told the
words one by one, not a text, so that they find the same.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, func, select, update

from storage.schema import entries, requests, searchable
from storage.statements import prepared
from storage.transaction import Transaction
from storage.words import words_of

# What only its department may read, whose a request is, and which department has it. No word of anybody's has an underscore.
NOTE, BY, OF = "n_", "by_", "of_"
# More than anybody writes in a request; what comes after it is not found.
MOST_WORDS = 5_000
MOST_LETTERS = 100_000
# What of a request itself decides by which words it is found, and by whom.
SAID_OF_A_REQUEST = frozenset(
    {"requester", "recorded_by", "department", "title", "fields", "confidential"}
)


_PUT = prepared(lambda insert: insert(searchable))


def add(tx: Transaction, number: int, whose: Iterable[str], texts: Iterable[str]) -> None:
    """A new request's words."""
    words = [*whose, *words_of(*texts)[:MOST_WORDS]]
    tx.run(_PUT, {"team": tx.team, "number": number, "words": " ".join(words), "notes_from": 0})


def whose(requester: str, recorded_by: str, department: str | None) -> list[str]:
    """The marks of those who find a request."""
    by = dict.fromkeys((requester, recorded_by))
    return [*(mark(BY, user) for user in by), *([mark(OF, department)] if department else [])]


_SAID = prepared(
    lambda _: (
        update(searchable)
        .where(
            searchable.c.team == bindparam("of_team"), searchable.c.number == bindparam("of_number")
        )
        .where(func.length(searchable.c.words) < MOST_LETTERS)
        .values(words=searchable.c.words + bindparam("more"))
    )
)


def said(tx: Transaction, number: int, words: str, *, internal: bool) -> None:
    """Something more was said in a request."""
    found = _marked(words_of(words)[:MOST_WORDS], internal=internal)
    if found:
        more = "".join(f" {word}" for word in found)
        tx.run(_SAID, {"of_team": tx.team, "of_number": number, "more": more})


def make_anew(tx: Transaction, number: int, *, handed_over: bool = False) -> None:
    """A request's words as they are now: of a confidential one, none. Once it is `handed_over`, the notes of who had it are
    found by nobody."""
    of_it = {"of_team": tx.team, "of_number": number}
    row = tx.execute(_FACTS, of_it).first()
    if row is None:
        return
    notes_from = row.entries if handed_over else row.notes_from
    found = [] if row.confidential else _words(row, tx.execute(_ENTRIES, of_it).all(), notes_from)
    marks = whose(row.requester, row.recorded_by, row.department)
    kept = " ".join([*marks, *found[:MOST_WORDS]])
    tx.execute(_REPLACE, {**of_it, "now": kept, "from_entry": notes_from})


def _words(row: Any, said: Sequence[Any], notes_from: int) -> list[str]:
    fields = (str(value) for value in dict(row.fields or {}).values())
    to_all = (entry.text for entry in said if not entry.internal)
    notes = (entry.text for entry in said if entry.internal and entry.seq >= notes_from)
    found = words_of(row.title or "", *fields, *to_all)
    return [*found, *_marked(words_of(*notes), internal=True)]


_FACTS = (
    select(
        requests.c.requester,
        requests.c.recorded_by,
        requests.c.department,
        requests.c.title,
        requests.c.fields,
        requests.c.entries,
        requests.c.confidential,
        searchable.c.notes_from,
    )
    .join(
        searchable,
        and_(searchable.c.team == requests.c.team, searchable.c.number == requests.c.number),
    )
    .where(requests.c.team == bindparam("of_team"), requests.c.number == bindparam("of_number"))
)
_ENTRIES = (
    select(entries.c.seq, entries.c.text, entries.c.internal)
    .where(entries.c.team == bindparam("of_team"), entries.c.number == bindparam("of_number"))
    .where(~entries.c.taken_back)
    .order_by(entries.c.seq)
)
_REPLACE = (
    update(searchable)
    .where(searchable.c.team == bindparam("of_team"), searchable.c.number == bindparam("of_number"))
    .values(words=bindparam("now"), notes_from=bindparam("from_entry"))
)


def _marked(words: Sequence[str], *, internal: bool) -> list[str]:
    return [NOTE + word for word in words] if internal else list(words)


def mark(kind: str, name: str) -> str:
    """An id or a key as one word, whatever is in it."""
    return kind + "".join(
        each if each.isascii() and each.isalnum() else f"_{ord(each)}_" for each in name.casefold()
    )
