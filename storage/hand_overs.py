"""How often departments handed requests to each other, by month: counted when it happens, so that reading it costs the same at
any number of requests."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.schema import hand_overs
from storage.statements import prepared
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Flow:
    """How often one department handed over to another; `returned` of these came back to one that had had them."""

    origin: str
    receiver: str
    handed_over: int
    returned: int


_COUNT = prepared(
    lambda insert: insert(hand_overs).on_conflict_do_update(
        index_elements=[
            hand_overs.c.team,
            hand_overs.c.month,
            hand_overs.c.origin,
            hand_overs.c.receiver,
        ],
        set_={
            "handed_over": hand_overs.c.handed_over + 1,
            "returned": hand_overs.c.returned + insert(hand_overs).excluded.returned,
        },
    )
)


def month_of(at: datetime) -> str:
    """A month as it is kept: `2026-11`, in UTC."""
    return at.strftime("%Y-%m")


def count(tx: Transaction, *, at: datetime, origin: str, receiver: str, returned: bool) -> None:
    """One more."""
    first = {"team": tx.team, "month": month_of(at), "origin": origin, "receiver": receiver}
    tx.run(_COUNT, first | {"handed_over": 1, "returned": int(returned)})


def flows(tx: Transaction, *, since: datetime) -> list[Flow]:
    """From whom to whom, since the month of a moment."""
    table = hand_overs.c
    rows = tx.execute(
        select(
            table.origin,
            table.receiver,
            func.sum(table.handed_over).label("many"),
            func.sum(table.returned).label("back"),
        )
        .where(table.team == tx.team, table.month >= month_of(since))
        .group_by(table.origin, table.receiver)
        .order_by(table.origin, table.receiver)
    )
    return [Flow(row.origin, row.receiver, int(row.many), int(row.back)) for row in rows]
