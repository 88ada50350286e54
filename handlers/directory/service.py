"""Keep what Slack says about people, groups and channels; what could not be delivered before may be deliverable now."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from handlers.desk import Answer, Desk, Incoming
from storage import directory, timers
from storage.transaction import Transaction


class People(Incoming):
    """Some people as they are now."""

    people: tuple[directory.Person, ...]


class Groups(Incoming):
    """User groups as they are now; `gone` are disabled."""

    groups: tuple[directory.Group, ...] = ()
    gone: tuple[str, ...] = ()


class Channels(Incoming):
    """Channels as they are now."""

    channels: tuple[directory.Channel, ...]


def keep_people(tx: Transaction, desk: Desk, read: People) -> Answer:
    """Store people; send what waits for those who are back, and look after the requests of those who left. What waits for the
    hours of somebody who moved is looked after, too."""
    tx.hold("people")
    before = directory.persons(tx, [person.user for person in read.people])
    directory.keep_people(tx, read.people)
    changed = [
        person
        for person in read.people
        if person.user in before and _is_news(before[person.user], person)
    ]
    back = [person.user for person in changed if person.active]
    if back:
        _reached_again(tx, desk, back)
    now = desk.clock.now()
    moved = [person.user for person in read.people if _has_moved(before.get(person.user), person)]
    timers.arm(tx, {f"left/{person.user}": now for person in changed if not person.active})
    timers.arm(tx, {f"moved/{user}": now for user in {*back, *moved}})
    return Answer()


def _reached_again(tx: Transaction, desk: Desk, addresses: Iterable[str]) -> None:
    for each in desk.offers.reachable:
        each(tx, addresses)


def _has_moved(before: directory.Person | None, now: directory.Person) -> bool:
    """Whether somebody's day begins at another moment than before."""
    return before is not None and before.zone != now.zone and now.updated >= before.updated


def _is_news(before: directory.Person, now: directory.Person) -> bool:
    """Whether somebody left or is back: an event that a newer one overtook says nothing."""
    return before.active != now.active and now.updated >= before.updated


def keep_groups(tx: Transaction, desk: Desk, read: Groups) -> Answer:  # noqa: ARG001 # every use case has this shape
    """Store user groups, forget the disabled."""
    directory.keep_groups(tx, read.groups)
    for group in read.gone:
        directory.forget_group(tx, group)
    return Answer()


def keep_channels(tx: Transaction, desk: Desk, read: Channels) -> Answer:
    """Store channels; send what was set aside for those that can be reached (again)."""
    directory.keep_channels(tx, read.channels)
    open_now = [channel for channel in read.channels if channel.joined and not channel.archived]
    if open_now:
        addresses = {address for each in open_now for address in (each.channel, f"#{each.name}")}
        _reached_again(tx, desk, addresses)
    return Answer()


def person_from(profile: Mapping[str, object], desk: Desk) -> directory.Person:
    """A person as `users.list`, `users.info` and `user_change` give them."""
    inner = profile.get("profile")
    details: dict[str, object] = inner if isinstance(inner, dict) else {}
    name = (
        details.get("display_name")
        or details.get("real_name")
        or profile.get("real_name")
        or profile.get("name")
    )
    email = details.get("email")
    return directory.Person(
        user=str(profile["id"]),
        name=str(name or profile["id"])[:80],
        email=str(email).lower() if email else None,
        zone=str(profile.get("tz") or "UTC"),
        locale=str(profile.get("locale") or "en"),
        is_bot=bool(profile.get("is_bot")),
        active=not profile.get("deleted"),
        kept_at=desk.clock.now(),
        updated=_whole(profile.get("updated")),
        own=_is_own(profile, details, desk),
        image=str(details.get("image_72") or "") or None,
        guest=bool(profile.get("is_restricted") or profile.get("is_ultra_restricted")),
    )


def nobody_of_ours(user: str, at: datetime) -> directory.Person:
    """Somebody of another team, of whom Slack did not tell more."""
    return directory.Person(
        user=user,
        name=user,
        email=None,
        zone="UTC",
        locale="en",
        is_bot=False,
        active=True,
        kept_at=at,
        own=False,
    )


def is_looked_up(tx: Transaction, desk: Desk, user: str) -> bool:  # noqa: ARG001 # a question's shape
    """Whether Slack told us of somebody."""
    person = directory.person(tx, user)
    return person is not None and person.updated > 0


def _whole(number: object) -> int:
    return number if isinstance(number, int) else 0


def _is_own(profile: Mapping[str, object], details: Mapping[str, object], desk: Desk) -> bool:
    """Whether somebody is of this team or, on Enterprise Grid, of its enterprise. In a channel that is shared with another
    company Slack tells of its people too."""
    if profile.get("is_stranger"):
        return False
    home = profile.get("team_id") or details.get("team") or desk.team
    if home == desk.team:
        return True
    grid = profile.get("enterprise_user")
    enterprise = grid.get("enterprise_id") if isinstance(grid, dict) else None
    return bool(desk.enterprise) and desk.enterprise in (home, enterprise)
