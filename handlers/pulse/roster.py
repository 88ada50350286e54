"""Who is asked in a round: found when it opens, and frozen then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import Desk
from handlers.directory.rules import members_of
from handlers.pulse.model import Audience, Plan
from storage import absences, directory
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
    away = set() if plan.poll else _away(tx, desk, people, until)
    groups = _groups(tx, desk) if plan.cuts else {}
    invited = [Invited(each, groups.get(each, [])) for each in people if each not in away]
    return Roster(invited, len(away))


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
    known = directory.many(tx, named)
    return sorted(each.user for each in known if each.active and each.own and not each.is_bot)


def _groups(tx: Transaction, desk: Desk) -> dict[str, list[str]]:
    """The shown sets people are in, by person."""
    found: dict[str, list[str]] = defaultdict(list)
    for department in desk.organisation.all:
        for person in members_of(tx, department):
            found[person].append(f"{DEPARTMENT}{department.key}")
    return found


def _away(tx: Transaction, desk: Desk, people: Sequence[str], until: datetime | None) -> set[str]:
    """Those who are away for as long as the round is open."""
    found, now = set(), desk.clock.now()
    for first in range(0, len(people), directory.AT_ONCE):
        some = absences.now_of(tx, people[first : first + directory.AT_ONCE], now)
        found |= {user for user, each in some.items() if until is None or each.ends_at >= until}
    return found
