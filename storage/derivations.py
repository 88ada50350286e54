"""On which basis something was last derived from the facts, so that it is derived again only when that has changed."""

from sqlalchemy import Executable, select

from storage.schema import derivations
from storage.statements import Insert, prepared
from storage.transaction import Transaction


@prepared
def _keep(insert: Insert) -> Executable:
    kept = insert(derivations)
    return kept.on_conflict_do_update(
        index_elements=[derivations.c.team, derivations.c.name],
        set_={"basis": kept.excluded.basis},
    )


def is_new(tx: Transaction, name: str, basis: str) -> bool:
    """Whether the basis differs from the one kept under this name; the new one is kept."""
    known = tx.execute(
        select(derivations.c.basis).where(derivations.c.team == tx.team, derivations.c.name == name)
    ).scalar()
    if known == basis:
        return False
    tx.run(_keep, {"team": tx.team, "name": name, "basis": basis})
    return True
