"""At nine on working days, in the department's own zone. Re-arms itself in the transaction that fires it."""

from datetime import datetime

from config.calendars import local_date, next_daily
from config.departments import Department
from handlers.desk import Desk
from storage import messages, timers
from storage.transaction import Transaction


def prepare(tx: Transaction, desk: Desk) -> None:
    """Arm what is not armed: one that came due while the process was down stays due, and fires once."""
    for department in desk.organisation.departments:
        timers.arm_if_missing(tx, _key(department), _next(desk, department))


def morning(tx: Transaction, desk: Desk, key: str) -> None:
    """Declare today's line, and the next morning."""
    department = desk.organisation.department(key)
    if department is None:
        return
    timers.arm(tx, {_key(department): _next(desk, department)})
    date = local_date(desk.clock.now(), department.zone)
    # Keyed by the day: fired twice in a day for whatever reason, it is one message.
    messages.put(
        tx, {f"digest/{department.key}/{date}": messages.at(department.channel)}, refresh=False
    )


def _next(desk: Desk, department: Department) -> datetime:
    return next_daily(
        desk.clock.now(),
        department.digest_at,
        department.zone,
        frozenset(desk.organisation.holidays),
    )


def _key(department: Department) -> str:
    return f"digest/{department.key}"
