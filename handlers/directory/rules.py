"""Who belongs to a department. Asked at the action, from what the organisation file says and Slack last told."""

from collections.abc import Iterable

from config.departments import Department
from config.organisation import Organisation
from storage import directory
from storage.transaction import Transaction


def has_left(tx: Transaction, user: str) -> bool:
    """Whether somebody whom we knew was deactivated."""
    person = directory.person(tx, user)
    return person is not None and not person.active


def is_colleague(tx: Transaction, user: str) -> bool:
    """Whether somebody is of our own company, and still there."""
    person = directory.person(tx, user)
    return person is not None and person.active and person.own


def is_stranger(tx: Transaction, user: str) -> bool:
    """Whether somebody is of another company, and here in a channel that is shared with it. Guests are our own."""
    person = directory.person(tx, user)
    return person is not None and not person.own


def may_ask_in(tx: Transaction, organisation: Organisation, user: str, channel: str | None) -> bool:
    """Whether somebody may ask in a channel, or in private (None): everybody of our own anywhere, others only where the
    operator opened the channel for partners."""
    if not is_stranger(tx, user):
        return True
    return channel is not None and organisation.is_for_partners(*channel_names(tx, channel))


def channel_names(tx: Transaction, channel: str) -> list[str]:
    """What an organisation file may call a channel: its id, and its `#name` now."""
    known = directory.channel(tx, channel)
    return [channel, *([f"#{known.name}"] if known else [])]


def is_member(tx: Transaction, department: Department, user: str) -> bool:
    """Whether an active person of our own is a member or the head of a department."""
    return not _named(department).isdisjoint(_names(tx, user))


def is_among(tx: Transaction, named: Iterable[str], user: str) -> bool:
    """Whether an active person of our own is one of those, or in one of the groups, that the organisation file names."""
    return not _as_written(named).isdisjoint(_names(tx, user))


def _named(department: Department) -> set[str]:
    """Whom the organisation file names: people by id or e-mail, user groups by id or `@handle`."""
    return _as_written((department.head, *department.members))


def _as_written(named: Iterable[str]) -> set[str]:
    return {name.lower() if _is_email(name) else name for name in named}


def _is_email(name: str) -> bool:
    return "@" in name[1:]


def _names(tx: Transaction, user: str) -> set[str]:
    """What an organisation file may call somebody, or a group they are in. Nobody else is a member of anything."""
    person = directory.person(tx, user)
    if person is None or not person.active or not person.own:
        return set()
    return {user, *([person.email] if person.email else []), *directory.groups_of(tx, user)}


def members_of(tx: Transaction, department: Department) -> dict[str, str]:
    """Names of a department's active members, its head among them, by id."""
    named = _named(department)
    users = {name for name in named if "@" not in name}
    users.update(directory.by_email(tx, filter(_is_email, named)))
    found = directory.persons(tx, users) | directory.in_groups(tx, named)
    return {
        person.user: person.name for person in found.values() if person.active and not person.is_bot
    }


def departments_of(tx: Transaction, organisation: Organisation, user: str) -> list[Department]:
    """The departments somebody works for, triage among them."""
    names = _names(tx, user)
    return [each for each in organisation.all if not _named(each).isdisjoint(names)]


def user_named(tx: Transaction, name: str) -> str | None:
    """The active person that the organisation file means by an id or an e-mail."""
    if "@" in name:
        return directory.with_email(tx, name)
    person = directory.person(tx, name)
    return name if person and person.active and person.own else None


def name_of(tx: Transaction, user: str) -> str:
    """A person's name for reading."""
    return names_of(tx, [user])[user]


def names_of(tx: Transaction, ids: Iterable[str]) -> dict[str, str]:
    """Names for reading, of people, and of user groups and channels that a text mentions; the id itself for strangers."""
    wanted = set(ids)
    named = {user: person.name for user, person in directory.persons(tx, wanted).items()}
    if groups := [each for each in wanted if each.startswith("S")]:
        named |= directory.handles(tx, groups)
    for each in wanted:
        if each.startswith(("C", "G")) and (channel := directory.channel(tx, each)):
            named[each] = channel.name
    return {each: named.get(each) or each for each in wanted}
