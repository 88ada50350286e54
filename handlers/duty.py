"""Who is on duty for a department: its rota's weekly turns, swaps, and who steps in for somebody who is not there."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from config.departments import Department
from config.rota import Turn
from handlers.desk import Desk
from handlers.directory.rules import is_member, user_named
from storage import absences, swaps
from storage.transaction import Transaction


def on_duty(
    tx: Transaction, desk: Desk, department: Department, at: datetime | None = None
) -> str | None:
    """Who is on duty at a moment, now if none is given; None without a rota, before it starts, or if nobody of it is there."""
    moment = at or desk.clock.now()
    turn = department.rota.turn(moment, department.zone) if department.rota else None
    if turn is None:
        return None
    return next(
        (user for user in in_turn(tx, department, turn) if is_there(tx, user, moment)), None
    )


def in_turn(tx: Transaction, department: Department, turn: Turn) -> Iterator[str]:
    """Whose week it is, after swaps, then who would step in: those that follow in the rota. Who left the department is none
    of them. Mostly the first is all that anybody asks for."""
    if department.rota is None:
        return
    week, seen = turn.week.isoformat(), set[str]()
    taken = swaps.of(tx, department.key, [week]).get(week)
    named = (user_named(tx, name) for name in department.rota.in_order(turn.index))
    for user in chain([taken], named):
        if user and user not in seen and is_member(tx, department, user):
            seen.add(user)
            yield user


def is_there(tx: Transaction, user: str, at: datetime) -> bool:
    """Whether somebody is not away at a moment."""
    return not absences.now_of(tx, [user], at)
