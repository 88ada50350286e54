"""Past requests with what was asked in them, for whoever tries out a changed organisation file."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from storage.requests import BY_NUMBER, COLUMNS, Request, record_of
from storage.schema import entries, requests
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PastRequest:
    """One of them, and its own text."""

    request: Request
    text: str


def teams(tx: Transaction) -> Sequence[str]:
    """The workspaces that have any, in order."""
    return tx.execute(select(requests.c.team).distinct().order_by(requests.c.team)).scalars().all()


def newest(tx: Transaction, *, most: int) -> list[PastRequest]:
    """The newest whose texts can still be read, oldest first. Confidential ones are nobody's to read."""
    same = (entries.c.team == requests.c.team) & (entries.c.number == requests.c.number)
    found = (
        select(*COLUMNS, entries.c.text.label("said"))
        .join(entries, same & (entries.c.seq == 0))
        .where(requests.c.team == tx.team, ~requests.c.confidential, ~entries.c.taken_back)
        .order_by(BY_NUMBER.desc())
        .limit(most)
    )
    return [PastRequest(record_of(row[:-1]), row.said) for row in reversed(tx.execute(found).all())]
