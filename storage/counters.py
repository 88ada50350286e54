"""Numbers that never repeat, such as a request's."""

from storage.schema import counters
from storage.transaction import Transaction


def following(tx: Transaction, name: str) -> int:
    """The next number of this name, from 1. A rolled back transaction gives its number back."""
    insert = tx.insert(counters)
    statement = insert.on_conflict_do_update(
        index_elements=[counters.c.team, counters.c.name], set_={"value": counters.c.value + 1}
    ).returning(counters.c.value)
    value: int = tx.execute(statement, {"team": tx.team, "name": name, "value": 1}).scalar_one()
    return value
