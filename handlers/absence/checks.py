"""What is refused of an absence, each with what to do instead."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.catalogue import Mrkdwn, Words
from handlers.absence.ids import AbsenceField
from handlers.absence.rules import LONGEST
from handlers.absence.words import days_of
from handlers.desk import Desk
from handlers.directory.rules import (
    departments_of,
    is_member,
    is_stranger,
    members_of,
    name_of,
    user_named,
)
from handlers.errors import UserError
from storage import absences, directory
from storage.absences import Absence
from storage.transaction import Transaction

AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An absence as it is wanted, in moments; `today` is when the day began where that person is; `absence` is what it was."""

    actor: str
    user: str
    begins_at: datetime
    ends_at: datetime
    today: datetime
    cover: str | None
    note: str
    absence: Absence | None


def may_say_for(tx: Transaction, desk: Desk, actor: str, user: str) -> None:
    """Everybody for themself; the head of a department for its people."""
    if actor == user and not is_stranger(tx, actor):
        return
    if user in people_of(tx, desk, actor):
        return
    _ = desk.words_for(tx, actor)
    raise UserError(
        _.mrkdwn(
            "Only {who} and the head of their department can say when {who} is away.",
            who=name_of(tx, user),
        ),
        field=AbsenceField.WHO,
    )


def people_of(tx: Transaction, desk: Desk, head: str) -> dict[str, str]:
    """The people of the departments that somebody heads, by id."""
    headed = [each for each in desk.organisation.all if user_named(tx, each.head) == head]
    return {user: name for each in headed for user, name in members_of(tx, each).items()}


def require_days(tx: Transaction, desk: Desk, wanted: Wanted, now: datetime) -> None:
    """Not in the past, in order, not for years, not years ahead."""
    _ = desk.words_for(tx, wanted.actor)
    begun = wanted.absence is not None and wanted.absence.begins_at <= now
    if wanted.begins_at < wanted.today and not begun:
        raise UserError(
            _.mrkdwn("That day has passed. Choose today or later."), field=AbsenceField.FIRST
        )
    if wanted.ends_at <= wanted.begins_at or wanted.ends_at <= wanted.today:
        raise UserError(_last_day(_, wanted), field=AbsenceField.LAST)
    if wanted.ends_at - wanted.begins_at > LONGEST:
        raise UserError(
            _.mrkdwn("An absence can last a year at most. For longer, hand the requests over."),
            field=AbsenceField.LAST,
        )
    if wanted.begins_at > now + AHEAD:
        raise UserError(
            _.mrkdwn("That's more than a year ahead. Enter it closer to the date."),
            field=AbsenceField.FIRST,
        )


def _last_day(_: Words, wanted: Wanted) -> Mrkdwn:
    if wanted.ends_at <= wanted.begins_at:
        return _.mrkdwn("The last day is before the first. Choose the same day or a later one.")
    return _.mrkdwn("That day has passed. Choose today or later.")


def require_room(tx: Transaction, desk: Desk, wanted: Wanted) -> None:
    """Two absences of one person don't overlap."""
    own = wanted.absence.id if wanted.absence else None
    others = absences.overlapping(tx, wanted.user, wanted.begins_at, wanted.ends_at)
    other = next((each for each in others if each.id != own), None)
    if other is None:
        return
    _ = desk.words_for(tx, wanted.actor)
    raise UserError(
        _.mrkdwn(
            "{who} is already entered as away {days}. Change that absence instead.",
            who=name_of(tx, wanted.user),
            days=days_of(tx, desk, _, other),
        ),
        field=AbsenceField.FIRST,
    )


def require_cover(tx: Transaction, desk: Desk, wanted: Wanted, cover: str) -> None:
    """Somebody else who can work the requests, and is there all the time."""
    _ = desk.words_for(tx, wanted.actor)
    problem = _unfit(tx, desk, _, wanted.user, cover) or _away(tx, desk, _, wanted, cover)
    if problem:
        raise UserError(problem, field=AbsenceField.COVER)


def _unfit(tx: Transaction, desk: Desk, _: Words, user: str, cover: str) -> Mrkdwn | None:
    who = {"who": name_of(tx, cover), "absent": name_of(tx, user)}
    if cover == user:
        return _.mrkdwn("{who} can't cover for themselves. Choose someone else.", **who)
    person = directory.person(tx, cover)
    if person is None or not person.active or not person.own or person.is_bot:
        return _.mrkdwn("{who} isn't an active colleague. Choose someone else.", **who)
    theirs = departments_of(tx, desk.organisation, user)
    if theirs and not any(is_member(tx, each, cover) for each in theirs):
        names = ", ".join(_.own(each.name) for each in theirs)
        return _.mrkdwn(
            "{who} isn't in {departments} and couldn't work on {absent}'s requests. Choose someone who is.",
            departments=names,
            **who,
        )
    return None


def _away(tx: Transaction, desk: Desk, _: Words, wanted: Wanted, cover: str) -> Mrkdwn | None:
    away = absences.overlapping(tx, cover, wanted.begins_at, wanted.ends_at)
    if not away:
        return None
    given = {
        "who": name_of(tx, cover),
        "absent": name_of(tx, wanted.user),
        "days": days_of(tx, desk, _, away[0]),
    }
    if any(each.cover == wanted.user for each in away):
        return _.mrkdwn(
            "{who} is away {days}, and {absent} covers then: no one would be there. Choose someone else.",
            **given,
        )
    return _.mrkdwn(
        "{who} is away {days}. Choose someone else, or leave it empty for whoever is on duty.",
        **given,
    )
