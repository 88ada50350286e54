"""Who is away, and who stands in: asked wherever work, a prompt or an escalation is for somebody. The absences themselves are
kept by `handlers/absence`."""

from datetime import datetime

from config.departments import Department
from handlers.desk import Desk
from handlers.directory.rules import departments_of, has_left, is_member
from handlers.duty import on_duty
from storage import absences
from storage.absences import Absence
from storage.transaction import Transaction

# Whose cover is away too has a cover of their own, and so on: nobody follows further than that.
STEPS = 5


def is_absent(tx: Transaction, desk: Desk, user: str, at: datetime | None = None) -> bool:
    """Whether somebody is away at a moment, now if none is given."""
    return absence_of(tx, desk, user, at) is not None


def absence_of(
    tx: Transaction, desk: Desk, user: str, at: datetime | None = None
) -> Absence | None:
    """The absence somebody has at a moment, now if none is given."""
    return absences.now_of(tx, [user], at or desk.clock.now()).get(user)


def stand_in(
    tx: Transaction, desk: Desk, user: str, department: Department | None = None
) -> str | None:
    """Who gets what is for somebody: themself unless they are away; else their cover, or the cover's; else whoever is on duty
    in their department. None if nobody can. Of several departments, `department` says for which one it is: who stands in must
    belong to it."""
    seen = {user}
    absence = absence_of(tx, desk, user)
    if absence is None:
        return user
    for _step in range(STEPS):
        cover = absence.cover
        if cover is None or cover in seen or not may_cover(tx, cover, department):
            break
        seen.add(cover)
        theirs = absence_of(tx, desk, cover)
        if theirs is None:
            return cover
        absence = theirs
    return _on_duty_for(tx, desk, user, department)


def may_cover(tx: Transaction, user: str, department: Department | None) -> bool:
    """Whether somebody is there at all, and may work for the department."""
    if department is None:
        return not has_left(tx, user)
    return is_member(tx, department, user)


def _on_duty_for(
    tx: Transaction, desk: Desk, user: str, department: Department | None
) -> str | None:
    theirs = [department] if department else departments_of(tx, desk.organisation, user)
    on = (on_duty(tx, desk, each) for each in theirs)
    return next((found for found in on if found), None)
