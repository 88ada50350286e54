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
    person = directory.person(tx, user)
    if person is None or not person.active or not person.own:
        return False
    named = {department.head, *department.members}
    if user in named or (person.email or "") in {name.lower() for name in named if "@" in name[1:]}:
        return True
    return any(
        user in group.members for group in directory.all_groups(tx) if _is_named(group, named)
    )


def _is_named(group: directory.Group, named: Iterable[str]) -> bool:
    return group.group in named or f"@{group.handle}" in named


def members_of(tx: Transaction, department: Department) -> dict[str, str]:
    """Names of a department's active members, its head among them, by id."""
    named = {department.head, *department.members}
    users = {name for name in named if "@" not in name}
    users.update(directory.by_email(tx, (name for name in named if "@" in name[1:])))
    for group in directory.all_groups(tx):
        if _is_named(group, named):
            users.update(group.members)
    found = directory.persons(tx, users).values()
    return {person.user: person.name for person in found if person.active and not person.is_bot}


def departments_of(tx: Transaction, organisation: Organisation, user: str) -> list[Department]:
    """The departments somebody works for, triage among them."""
    return [department for department in organisation.all if is_member(tx, department, user)]


def user_named(tx: Transaction, name: str) -> str | None:
    """The active person that the organisation file means by an id or an e-mail."""
    if "@" in name:
        return next(iter(directory.by_email(tx, [name])), None)
    person = directory.person(tx, name)
    return name if person and person.active and person.own else None


def name_of(tx: Transaction, user: str) -> str:
    """A person's name for reading."""
    return names_of(tx, [user])[user]


def names_of(tx: Transaction, ids: Iterable[str]) -> dict[str, str]:
    """Names for reading, of people, and of user groups and channels that a text mentions; the id itself for strangers."""
    wanted = set(ids)
    named = {user: person.name for user, person in directory.persons(tx, wanted).items()}
    if any(each.startswith("S") for each in wanted):
        named |= {group.group: group.handle for group in directory.all_groups(tx)}
    for each in wanted:
        if each.startswith(("C", "G")) and (channel := directory.channel(tx, each)):
            named[each] = channel.name
    return {each: named.get(each) or each for each in wanted}
