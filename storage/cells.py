"""The sealed answers of a round: a cell for each who is asked, all of one size, from its opening to its close.

Whoever answers, changes an answer, skips or is away has one cell overwritten, and nothing else in the database. Which cell is
whose, and what it says, is not to be found here.
"""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, insert, select, update

from storage.schema import pulse_cells
from storage.statements import prepared
from storage.transaction import Transaction

_OF_ROUND = (
    pulse_cells.c.team == bindparam("of_team"),
    pulse_cells.c.round == bindparam("of_round"),
)
_ONE = (*_OF_ROUND, pulse_cells.c.slot == bindparam("of_slot"))
_GET = prepared(lambda _: select(pulse_cells.c.sealed).where(*_ONE))
# Of two who write at once the second one finds that it read what is no longer there.
_REPLACE = prepared(
    lambda _: (
        update(pulse_cells)
        .where(*_ONE, pulse_cells.c.sealed == bindparam("before"))
        .values(sealed=bindparam("after"))
    )
)


def fill(tx: Transaction, round_: str, cells: Mapping[bytes, bytes]) -> None:
    """All of a round at once, in the order of the slots, which is no order of people."""
    rows = [
        {"team": tx.team, "round": round_, "slot": slot, "sealed": cells[slot]}
        for slot in sorted(cells)
    ]
    if rows:
        tx.execute(insert(pulse_cells), rows)


def get(tx: Transaction, round_: str, slot: bytes) -> bytes | None:
    """A cell; None if there is none, or none any more."""
    found = tx.run(_GET, {"of_team": tx.team, "of_round": round_, "of_slot": slot}).scalar()
    return None if found is None else bytes(found)


def replace(tx: Transaction, round_: str, slot: bytes, *, before: bytes, after: bytes) -> bool:
    """Overwrite a cell; False if it is no longer what was read, or gone."""
    values = {"of_team": tx.team, "of_round": round_, "of_slot": slot}
    return tx.run(_REPLACE, {**values, "before": before, "after": after}).rowcount == 1


def all_of(tx: Transaction, round_: str) -> dict[bytes, bytes]:
    """Every cell of a round, by its slot. Within a transaction that writes, nobody overwrites one until that ends."""
    found = select(pulse_cells.c.slot, pulse_cells.c.sealed).where(
        pulse_cells.c.team == tx.team, pulse_cells.c.round == round_
    )
    found = found.with_for_update() if tx.writing else found
    return {bytes(row.slot): bytes(row.sealed) for row in tx.execute(found)}


def forget(tx: Transaction, round_: str) -> None:
    """The cells of a round are gone."""
    of_round = {"of_team": tx.team, "of_round": round_}
    tx.execute(delete(pulse_cells).where(*_OF_ROUND), of_round)
