"""Who takes a week of duty in somebody else's place."""

from collections.abc import Iterable

from sqlalchemy import select

from storage.schema import swaps
from storage.transaction import Transaction


def put(tx: Transaction, department: str, week: str, user: str) -> None:
    """Somebody takes a week, whoever had it."""
    insert = tx.insert(swaps).values(team=tx.team, department=department, week=week, user=user)
    key = [swaps.c.team, swaps.c.department, swaps.c.week]
    tx.execute(insert.on_conflict_do_update(index_elements=key, set_={"user": user}))


def of(tx: Transaction, department: str, weeks: Iterable[str]) -> dict[str, str]:
    """Who took which of these weeks."""
    wanted = list(weeks)
    rows = tx.execute(
        select(swaps.c.week, swaps.c.user).where(
            swaps.c.team == tx.team, swaps.c.department == department, swaps.c.week.in_(wanted)
        )
    )
    return {row.week: row.user for row in rows}
