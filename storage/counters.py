"""Numbers that never repeat, such as a request's."""

from storage.schema import counters
from storage.statements import prepared
from storage.transaction import Transaction

_FOLLOWING = prepared(
    lambda insert: (
        insert(counters)
        .on_conflict_do_update(
            index_elements=[counters.c.team, counters.c.name],
            set_={"value": counters.c.value + 1},
        )
        .returning(counters.c.value)
    )
)


def following(tx: Transaction, name: str) -> int:
    """The next number of this name, from 1. A rolled back transaction gives its number back."""
    first = {"team": tx.team, "name": name, "value": 1}
    value: int = tx.run(_FOLLOWING, first).scalar()
    return value
