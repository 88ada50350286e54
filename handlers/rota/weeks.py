"""The weeks of a rota as they are now: whose each is, and who steps in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.departments import Department
from config.rota import Turn
from handlers.desk import Desk
from handlers.duty import in_turn, is_there
from storage.transaction import Transaction

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Week:
    """A turn, whose it is, and who does it instead if they are away when it begins, or now if it has begun."""

    turn: Turn
    whose: str | None
    steps_in: str | None

    @property
    def key(self) -> str:
        return self.turn.week.isoformat()


def weeks(tx: Transaction, desk: Desk, department: Department) -> Sequence[Week]:
    """The present week and those that follow."""
    if department.rota is None:
        return ()
    turns = department.rota.turns(desk.clock.now(), department.zone, SHOWN)
    return [_week(tx, desk, department, turn) for turn in turns]


def week_of(tx: Transaction, desk: Desk, department: Department, day: str) -> Week | None:
    """The week that begins on a day, unless it is over or the rota has none that does."""
    if department.rota is None:
        return None
    turn = department.rota.on(date.fromisoformat(day), department.zone)
    if turn is None or turn.ends_at <= desk.clock.now():
        return None
    return _week(tx, desk, department, turn)


def _week(tx: Transaction, desk: Desk, department: Department, turn: Turn) -> Week:
    begins_at = max(turn.begins_at, desk.clock.now())
    whose, there = None, None
    for user in in_turn(tx, department, turn):
        whose = whose or user
        if is_there(tx, user, begins_at):
            there = user
            break
    return Week(turn, whose, there if there != whose else None)
