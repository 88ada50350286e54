"""Who is away, and who stands in: asked wherever work, a prompt or an escalation is for somebody. The absences themselves are
kept by `handlers/absence`."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from config.calendars import local_date
from config.catalogue import Words
from config.departments import Department
from handlers.desk import Desk
from handlers.directory.rules import departments_of, has_left, is_member, name_of, user_named
from handlers.duty import on_duty
from handlers.errors import UserError
from storage import absences, directory
from storage.absences import Absence
from storage.transaction import Transaction

# Whose cover is away too has a cover of their own, and so on: nobody follows further than that.
STEPS = 5
MOMENT, NOON = timedelta(microseconds=1), time(12)


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


def head_or_cover(tx: Transaction, desk: Desk, department: Department) -> str | None:
    """Who reads what is for a department's head: the head, or who stands in. With nobody there, it waits for the head."""
    head = user_named(tx, department.head)
    return (stand_in(tx, desk, head, department) or head) if head else None


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


def require_present(
    tx: Transaction, desk: Desk, department: Department, user: str, actor: str, *, field: str
) -> None:
    """Refuse new work for somebody who is away, and say who covers. Whoever takes it on themself while away may."""
    absence = absence_of(tx, desk, user)
    if absence is None or user == actor:
        return
    _ = desk.words_for(tx, actor)
    given = {"who": name_of(tx, user), "day": day(_, last_day(tx, desk, absence))}
    cover = stand_in(tx, desk, user, department)
    if cover is None:
        raise UserError(
            _.mrkdwn("{who} is away until {day}. Choose someone else.", **given), field=field
        )
    raise UserError(
        _.mrkdwn(
            "{who} is away until {day}. Choose {cover}, who covers, or someone else.",
            cover=name_of(tx, cover),
            **given,
        ),
        field=field,
    )


def marked(tx: Transaction, desk: Desk, _: Words, people: Mapping[str, str]) -> dict[str, str]:
    """People's names by id, where they are chosen from: it says of each who is away until when."""
    away = absences.now_of(tx, people, desk.clock.now())
    return {
        user: _("{who} (away until {day})", who=name, day=day(_, last_day(tx, desk, away[user])))
        if user in away
        else name
        for user, name in people.items()
    }


def zone_of(tx: Transaction, desk: Desk, user: str) -> str:
    """The zone in which somebody's days begin."""
    person = directory.person(tx, user)
    return person.zone if person else desk.organisation.zone


def last_day(tx: Transaction, desk: Desk, absence: Absence) -> date:
    """The last day of it, where they are."""
    return local_date(absence.ends_at - MOMENT, zone_of(tx, desk, absence.user))


def day(_: Words, shown: date) -> str:
    """A day of the calendar, whatever the reader's zone."""
    return _.date(datetime.combine(shown, NOON, _.zone))
