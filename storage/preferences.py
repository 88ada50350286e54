"""What each person chose: their language, their hours, how much may reach them, how they are reached."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, select

from storage.records import Records
from storage.schema import preferences
from storage.statements import prepared
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's choices; without any, what everybody begins with. `days` are of the week, Monday being 0; times are of the
    clock on their wall. Of `budget` notices a day, None is no limit. `unwanted` names topics. A `phone` is shared."""

    language: str | None = None
    days: Sequence[int] = (0, 1, 2, 3, 4)
    opens: str = "07:00"
    closes: str = "20:00"
    digest_at: str = "16:00"
    budget: int | None = 6
    unwanted: Sequence[str] = ()
    reach: str = ""
    phone: str | None = None


DEFAULT = Preferences()
_preferences = Records(Preferences, preferences)
_OF = prepared(
    lambda _: select(*_preferences.columns).where(
        preferences.c.team == bindparam("of_team"), preferences.c.user == bindparam("who")
    )
)


def of(tx: Transaction, user: str) -> Preferences:
    """What somebody chose."""
    known: dict[str, Preferences] = tx.people
    key = f"preferences/{user}"
    if key not in known:
        row = tx.run(_OF, {"of_team": tx.team, "who": user}).first()
        known[key] = DEFAULT if row is None else _preferences(row)
    return known[key]


def of_all(tx: Transaction) -> dict[str, Preferences]:
    """What everybody chose who chose something."""
    found = select(preferences.c.user, *_preferences.columns).where(preferences.c.team == tx.team)
    return {row[0]: _preferences(row[1:]) for row in tx.execute(found)}


def keep(tx: Transaction, user: str, chosen: Preferences) -> None:
    """Keep what somebody chose, in place of what they chose before."""
    values = asdict(chosen) | {"days": list(chosen.days), "unwanted": list(chosen.unwanted)}
    tx.people.clear()
    insert = tx.insert(preferences)
    changed = {name: insert.excluded[name] for name in values}
    tx.execute(
        insert.on_conflict_do_update(index_elements=["team", "user"], set_=changed),
        {"team": tx.team, "user": user, **values},
    )
