"""Who takes a week of duty in somebody else's place."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from storage.schema import swaps
from storage.statements import prepared
from storage.transaction import Transaction


def put(tx: Transaction, department: str, week: str, user: str) -> None:
    """Somebody takes a week, whoever had it."""
    insert = tx.insert(swaps).values(team=tx.team, department=department, week=week, user=user)
    key = [swaps.c.team, swaps.c.department, swaps.c.week]
    tx.execute(insert.on_conflict_do_update(index_elements=key, set_={"user": user}))


_OF = prepared(
    lambda _: select(swaps.c.week, swaps.c.user).where(
        swaps.c.team == bindparam("of_team"),
        swaps.c.department == bindparam("of_department"),
        swaps.c.week.in_(bindparam("weeks", expanding=True)),
    ),
    lists=("weeks",),
)


def of(tx: Transaction, department: str, weeks: Iterable[str]) -> dict[str, str]:
    """Who took which of these weeks."""
    wanted = {"of_team": tx.team, "of_department": department, "weeks": list(weeks)}
    return {row.week: row.user for row in tx.run(_OF, wanted)}
