"""When turns change: whose week begins reads so, and what names who is on duty is shown anew."""

from handlers.desk import Desk
from handlers.duty import on_duty
from handlers.notify import notify
from handlers.rota import keys
from handlers.rota.service import shown_anew
from handlers.rota.weeks import weeks
from handlers.topics import Topic
from storage import timers
from storage.transaction import Transaction

TURN = "rota/{department}/turn"


def prepare(tx: Transaction, desk: Desk) -> None:
    """Arm each department's next change. One that came due while the process was down stays due, and fires once."""
    for department in desk.organisation.all:
        if shown := weeks(tx, desk, department):
            first = shown[0].turn
            now = desk.clock.now()
            next_change = first.begins_at if first.begins_at > now else first.ends_at
            timers.arm_no_later(tx, f"rota/{department.key}/turn", next_change)


def turn(tx: Transaction, desk: Desk, department: str) -> None:
    """Another week has begun, unless the file says otherwise by now."""
    found = desk.organisation.department(department)
    shown = weeks(tx, desk, found) if found else ()
    if found is None or not shown:
        return
    now, present = desk.clock.now(), shown[0]
    if present.turn.begins_at > now:
        timers.arm(tx, {f"rota/{department}/turn": present.turn.begins_at})
        return
    timers.arm(tx, {f"rota/{department}/turn": present.turn.ends_at})
    user = on_duty(tx, desk, found)
    if user is not None:
        key = keys.begins(department, present.key, user)
        notify(tx, desk, user, key, topic=Topic.DUTY, passing=True)
    shown_anew(tx, desk, found, *{each.whose for each in shown})
