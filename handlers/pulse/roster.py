"""Who is asked in a round, and when each: found when it opens, and frozen then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.desk import Desk
from handlers.directory.rules import members_of
from handlers.hours import hours_of_many
from handlers.pulse.model import DEPARTMENT, TEAM, Audience, Plan
from handlers.pulse.moments import moments
from storage import absences, directory
from storage.directory import Person
from storage.pulses import Invited, Round
from storage.transaction import Transaction

# Who joined so lately can't say how the last weeks were.
NEW = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is asked, and how many are left out because they are new, or away all the time. `reaches_at` is when each is asked,
    None for at once."""

    invited: Sequence[Invited]
    left_out: int = 0
    reaches_at: Mapping[str, datetime | None] = field(default_factory=dict)


def roster(
    tx: Transaction, desk: Desk, plan: Plan, members: Sequence[str] | None, round_: Round
) -> Roster:
    """Everybody in the audience who is there; `members` are those of a channel, as Slack tells them."""
    people = in_audience(tx, desk, plan, members)
    if plan.poll:
        return Roster([Invited(each.user, []) for each in people])
    now = desk.clock.now()
    known = [each for each in people if not is_new(each, now)]
    away = absences.during(tx, now, round_.closes_at)
    at = None if plan.first is None else desk.organisation.pulses.ask_at
    when = moments(hours_of_many(tx, desk, known), now, round_.opens_at, at, away)
    there = {
        user: moment for user, moment in when.items() if moment is None or moment < round_.closes_at
    }
    groups = _groups(tx, desk, plan)
    invited = [Invited(each, groups.get(each, [])) for each in sorted(there)]
    return Roster(invited, len(people) - len(invited), there)


def candidates(tx: Transaction, desk: Desk, plan: Plan, members: Sequence[str] | None) -> list[str]:
    """Who could be asked, in the order of their ids."""
    people, now = in_audience(tx, desk, plan, members), desk.clock.now()
    return [each.user for each in people if plan.poll or not is_new(each, now)]


def is_new(person: Person, now: datetime) -> bool:
    """Whether somebody joined so lately that they aren't asked. Of whom it is unknown, they did not."""
    return person.joined_at is not None and now - person.joined_at < NEW


def in_audience(
    tx: Transaction, desk: Desk, plan: Plan, members: Sequence[str] | None
) -> list[Person]:
    """Active people of our own, without guests unless they are wanted; no bot can answer."""
    known = directory.many(tx, _named(tx, desk, plan, members))
    wanted = [each for each in known if each.active and each.own and not each.is_bot]
    return sorted(
        (each for each in wanted if plan.guests or not each.guest), key=lambda each: each.user
    )


def _named(tx: Transaction, desk: Desk, plan: Plan, members: Sequence[str] | None) -> Iterable[str]:
    match plan.audience:
        case Audience.CHANNEL:
            return members or ()
        case Audience.GROUP:
            return directory.in_groups(tx, plan.who)
        case Audience.DEPARTMENT:
            department = desk.organisation.department(plan.who[0])
            return members_of(tx, department) if department else ()
        case Audience.EVERYONE:
            return directory.everybody(tx)
        case Audience.PEOPLE:
            return plan.who


def _groups(tx: Transaction, desk: Desk, plan: Plan) -> dict[str, list[str]]:
    """The shown sets people are in, by person."""
    found: dict[str, list[str]] = defaultdict(list)
    for department in desk.organisation.all if plan.cuts else ():
        for person in members_of(tx, department):
            found[person].append(f"{DEPARTMENT}{department.key}")
    for team in plan.teams:
        for person in directory.in_groups(tx, [team]):
            found[person].append(f"{TEAM}{team}")
    return found


def group_name(desk: Desk, plan: Plan, group: str) -> str | None:
    """How a shown set is called: as it is now for a department, for a team as it was when the pulse was made."""
    if group.startswith(TEAM):
        return plan.teams.get(group.removeprefix(TEAM))
    department = desk.organisation.department(group.removeprefix(DEPARTMENT))
    return department.name if department else None
