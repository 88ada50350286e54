"""Actions: what was decided about what people said, who sees to it, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from storage.records import Records
from storage.schema import actions
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Action:
    """One. `refers` says which question, comment or request it came out of; `question` is asked again while it is open. `turn`
    counts its decisions, `step` whom its silence has reached since the last one. `checked` is the round that asked whether it
    worked."""

    action: int
    text: str
    origin: str
    refers: str
    made_by: str
    made_at: datetime
    owner: str
    due_on: str
    decision: str
    reason: str
    pulse: int | None = None
    round: str | None = None
    question: Mapping[str, Any] | None = None
    channel: str | None = None
    person: str | None = None
    turn: int = 1
    step: int = 0
    done_at: datetime | None = None
    outcome: str = ""
    checked: str | None = None

    @property
    def due(self) -> date:
        """The day."""
        return date.fromisoformat(self.due_on)


_action = Records(Action, actions)
_KINDS = ("do", "later", "undecided")


def keep(tx: Transaction, action: Action) -> None:
    """Store a new one."""
    tx.execute(insert(actions), asdict(action) | {"team": tx.team})


def get(tx: Transaction, action: int) -> Action | None:
    """One by its number."""
    wanted = (actions.c.team == tx.team, actions.c.action == action)
    row = tx.execute(select(*_action.columns).where(*wanted)).first()
    return None if row is None else _action(row)


def change(tx: Transaction, action: int, **values: Any) -> None:
    """Set some of its columns."""
    wanted = (actions.c.team == tx.team, actions.c.action == action)
    tx.execute(update(actions).where(*wanted).values(**values))


def board(tx: Transaction, *, channel: str | None = None, most: int) -> list[Action]:
    """The newest first, of a channel or of everybody."""
    found = select(*_action.columns).where(actions.c.team == tx.team)
    if channel is not None:
        found = found.where(actions.c.channel == channel)
    rows = tx.execute(found.order_by(actions.c.action.desc()).limit(most))
    return [_action(row) for row in rows]


def owned_by(tx: Transaction, owner: str) -> list[Action]:
    """What somebody has to see to, what is due first before the rest."""
    wanted = (actions.c.team == tx.team, actions.c.owner == owner, actions.c.done_at.is_(None))
    found = select(*_action.columns).where(*wanted, actions.c.decision.in_(_KINDS))
    return [_action(row) for row in tx.execute(found.order_by(actions.c.due_on, actions.c.action))]


def of_pulses(tx: Transaction, numbers: Iterable[int]) -> list[Action]:
    """What came out of these pulses, and is open, or done and not yet asked about."""
    wanted = (actions.c.team == tx.team, actions.c.pulse.in_(list(numbers)))
    found = select(*_action.columns).where(*wanted, actions.c.checked.is_(None))
    return _relevant(tx.execute(found.order_by(actions.c.action)))


def of_no_pulse(tx: Transaction, people: Sequence[str]) -> list[Action]:
    """The same of those that came out of no pulse, and are some people's."""
    wanted = (actions.c.team == tx.team, actions.c.pulse.is_(None), actions.c.checked.is_(None))
    found = select(*_action.columns).where(*wanted, actions.c.made_by.in_(list(people)))
    return _relevant(tx.execute(found.order_by(actions.c.action)))


def _relevant(rows: Iterable[Any]) -> list[Action]:
    return [each for each in map(_action, rows) if each.done_at or each.decision in _KINDS]
