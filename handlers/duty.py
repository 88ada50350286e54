"""Who is on duty for a department: its rota's weekly turns, swaps, and who steps in for somebody who is not there."""

from collections.abc import Iterator
from datetime import datetime

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
    return next(available(tx, in_turn(tx, department, turn), moment), None)


def in_turn(tx: Transaction, department: Department, turn: Turn) -> list[str]:
    """Whose week it is, after swaps, then who would step in: those that follow in the rota. Who left the department is none
    of them."""
    if department.rota is None:
        return []
    week = turn.week.isoformat()
    taken = swaps.of(tx, department.key, [week]).get(week)
    named = (user_named(tx, name) for name in department.rota.in_order(turn.index))
    order = dict.fromkeys(user for user in (taken, *named) if user)
    return [user for user in order if is_member(tx, department, user)]


def available(tx: Transaction, users: list[str], at: datetime) -> Iterator[str]:
    """Of these people, those who are there at a moment."""
    away = absences.now_of(tx, users, at)
    return (user for user in users if user not in away)
