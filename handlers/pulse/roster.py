"""Who is asked in a round: found when it opens, and frozen then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.cover import absence_of
from handlers.desk import Desk
from handlers.directory.rules import departments_of, members_of
from handlers.pulse.model import Audience, Plan
from storage import directory
from storage.pulses import Invited
from storage.transaction import Transaction

DEPARTMENT = "department:"


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is asked, and how many are left out because they are away all the time."""

    invited: Sequence[Invited]
    left_out: int = 0


def roster(
    tx: Transaction,
    desk: Desk,
    plan: Plan,
    members: Sequence[str] | None,
    until: datetime | None = None,
) -> Roster:
    """Everybody in the audience who is there; `members` are those of a channel, as Slack tells them."""
    people = candidates(tx, desk, plan, members)
    there = [each for each in people if plan.poll or not _is_away(tx, desk, each, until)]
    invited = [Invited(person, _groups(tx, desk, plan, person)) for person in there]
    return Roster(invited, len(people) - len(there))


def candidates(tx: Transaction, desk: Desk, plan: Plan, members: Sequence[str] | None) -> list[str]:
    """Active people of our own, in the order of their ids."""
    match plan.audience:
        case Audience.CHANNEL:
            named: Iterable[str] = members or ()
        case Audience.GROUP:
            named = directory.in_groups(tx, plan.who)
        case Audience.DEPARTMENT:
            department = desk.organisation.department(plan.who[0])
            named = members_of(tx, department) if department else ()
        case Audience.EVERYONE:
            named = directory.everybody(tx)
        case Audience.PEOPLE:
            named = plan.who
    known = directory.persons(tx, named).values()
    return sorted(each.user for each in known if each.active and each.own and not each.is_bot)


def _groups(tx: Transaction, desk: Desk, plan: Plan, person: str) -> list[str]:
    """The shown sets somebody is in."""
    if not plan.cuts:
        return []
    return [f"{DEPARTMENT}{each.key}" for each in departments_of(tx, desk.organisation, person)]


def _is_away(tx: Transaction, desk: Desk, person: str, until: datetime | None) -> bool:
    """For as long as the round is open."""
    absence = absence_of(tx, desk, person)
    return absence is not None and (until is None or absence.ends_at >= until)
