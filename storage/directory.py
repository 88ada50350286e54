"""People, user groups and channels as Slack last told us, so that nobody has to ask Slack on the way of a request."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Table, and_, bindparam, delete, func, select

from storage.records import Records
from storage.schema import channels, group_members, groups, people, preferences
from storage.statements import prepared
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody Slack told us of. `zone` is an IANA name, `locale` like `en-US`; `name` is for reading, never identity.
    `updated` is when Slack last changed the profile, in seconds since 1970; `own` tells whether they are of this team, or of
    its enterprise, and not of another company that shares a channel. `image` is the address of their picture; a `guest` is
    in some channels only; `joined_at` is unknown of whoever was there before Frontdesk. The last are what they chose
    themselves: in which `language` they read, how to `reach` them, the `phone` number that they share."""

    user: str
    name: str
    email: str | None
    zone: str
    locale: str
    is_bot: bool
    active: bool
    kept_at: datetime
    updated: int = 0
    own: bool = True
    image: str | None = None
    guest: bool = False
    joined_at: datetime | None = None
    language: str | None = None
    reach: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A user group; `handle` without the @."""

    group: str
    handle: str
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel; `name` without the #. `joined` tells whether the bot is in it."""

    channel: str
    name: str
    archived: bool
    joined: bool


_person = Records(Person, people, preferences)
_channel = Records(Channel, channels)


def keep_people(tx: Transaction, kept: Iterable[Person]) -> None:
    """Store people, new or changed; what is older than what is known stays out."""
    tx.people.clear()
    told = [name for name in _person.names if name in people.c]
    rows = [{name: getattr(person, name) for name in told} for person in kept]
    _keep(tx, people, ["team", "user"], rows, order="updated")


def keep_groups(tx: Transaction, kept: Iterable[Group]) -> None:
    """Store user groups, new or changed."""
    tx.people.clear()
    known = list(kept)
    rows = [{"group": each.group, "handle": each.handle} for each in known]
    _keep(tx, groups, ["team", "group"], rows)
    for group in known:
        _keep_members(tx, group)


_MEMBERS = select(group_members.c.user).where(
    group_members.c.team == bindparam("of_team"), group_members.c.group == bindparam("of_group")
)
_LEAVE = delete(group_members).where(
    group_members.c.team == bindparam("of_team"),
    group_members.c.group == bindparam("of_group"),
    group_members.c.user == bindparam("of_user"),
)


def _keep_members(tx: Transaction, group: Group) -> None:
    """Write the difference only: of a large group it is small."""
    of_group = {"of_team": tx.team, "of_group": group.group}
    before, now = set(tx.execute(_MEMBERS, of_group).scalars()), set(group.members)
    if gone := before - now:
        tx.execute(_LEAVE, [{**of_group, "of_user": user} for user in sorted(gone)])
    if new := now - before:
        row = {"team": tx.team, "group": group.group}
        joined = tx.insert(group_members).on_conflict_do_nothing()
        tx.execute(joined, [{**row, "user": user} for user in sorted(new)])


def keep_channels(tx: Transaction, kept: Iterable[Channel]) -> None:
    """Store channels, new or changed."""
    _keep(tx, channels, ["team", "channel"], [asdict(channel) for channel in kept])


def _keep(
    tx: Transaction,
    table: Table,
    key: list[str],
    rows: list[dict[str, Any]],
    *,
    order: str | None = None,
) -> None:
    if not rows:
        return
    insert = tx.insert(table)
    newer = insert.excluded[order] >= table.c[order] if order else None
    changed: dict[str, ColumnElement[Any]] = {
        column.name: insert.excluded[column.name] for column in table.c if column.name not in key
    }
    if table is people:  # said once, when they join
        joined = func.coalesce(insert.excluded.joined_at, people.c.joined_at)
        changed["joined_at"] = joined
    tx.execute(
        insert.on_conflict_do_update(index_elements=key, set_=changed, where=newer),
        [row | {"team": tx.team} for row in rows],
    )


def forget_group(tx: Transaction, group: str) -> None:
    """A user group was disabled."""
    tx.people.clear()
    for table in (group_members, groups):
        tx.execute(delete(table).where(table.c.team == tx.team, table.c.group == group))


def person(tx: Transaction, user: str) -> Person | None:
    """Somebody by id."""
    return persons(tx, [user]).get(user)


_WITH_CHOICES = people.outerjoin(
    preferences,
    and_(preferences.c.team == people.c.team, preferences.c.user == people.c.user),
)
_PERSONS = prepared(
    lambda _: (
        select(*_person.columns)
        .select_from(_WITH_CHOICES)
        .where(
            people.c.team == bindparam("of_team"),
            people.c.user.in_(bindparam("users", expanding=True)),
        )
    ),
    lists=("users",),
)


def persons(tx: Transaction, users: Iterable[str]) -> dict[str, Person]:
    """People by id; the unknown are left out."""
    wanted = set(users)
    known: dict[str, Person | None] = tx.people
    if missing := list(wanted - known.keys()):
        rows = tx.run(_PERSONS, {"of_team": tx.team, "users": missing})
        known.update(dict.fromkeys(missing))
        known.update((row.user, _person(row)) for row in rows)
    return {user: found for user in wanted if (found := known[user]) is not None}


_BY_EMAIL = prepared(
    lambda _: select(people.c.user).where(
        people.c.team == bindparam("of_team"),
        people.c.email.in_(bindparam("emails", expanding=True)),
        people.c.active,
        people.c.own,
    ),
    lists=("emails",),
)


def by_email(tx: Transaction, emails: Iterable[str]) -> list[str]:
    """Ids of active people of our own with these addresses, which are compared in lower case."""
    wanted = [email.lower() for email in emails]
    return [row.user for row in tx.run(_BY_EMAIL, {"of_team": tx.team, "emails": wanted})]


def with_email(tx: Transaction, email: str) -> str | None:
    """The active person of our own with this address."""
    known: dict[str, str | None] = tx.people
    if email not in known:
        known[email] = next(iter(by_email(tx, [email])), None)
    return known[email]


def handles(tx: Transaction, ids: Iterable[str] | None = None) -> dict[str, str]:
    """The handles of these user groups, or of all, by their ids; the unknown are left out."""
    wanted = [] if ids is None else [groups.c.group.in_(list(ids))]
    rows = tx.execute(
        select(groups.c.group, groups.c.handle).where(groups.c.team == tx.team, *wanted)
    )
    return {row.group: row.handle for row in rows}


_GROUPS_OF = prepared(
    lambda _: (
        select(groups.c.group, groups.c.handle)
        .join(
            group_members,
            and_(group_members.c.team == groups.c.team, group_members.c.group == groups.c.group),
        )
        .where(
            group_members.c.team == bindparam("of_team"), group_members.c.user == bindparam("who")
        )
    )
)


def groups_of(tx: Transaction, user: str) -> set[str]:
    """The user groups somebody is in, by each of their names: the id, and `@` with the handle."""
    known: dict[str, set[str]] = tx.people
    key = f"groups/{user}"
    if key not in known:
        rows = tx.run(_GROUPS_OF, {"of_team": tx.team, "who": user})
        known[key] = {name for row in rows for name in (row.group, f"@{row.handle}")}
    return known[key]


_IN_GROUPS = (
    select(*_person.columns)
    .select_from(_WITH_CHOICES)
    .join(
        group_members,
        and_(group_members.c.team == people.c.team, group_members.c.user == people.c.user),
    )
    .join(
        groups,
        and_(groups.c.team == group_members.c.team, groups.c.group == group_members.c.group),
    )
    .where(groups.c.team == bindparam("of_team"))
)
_NAMES: BindParameter[str] = bindparam("names", expanding=True)
_BY_NAME = (
    _IN_GROUPS.where(groups.c.group.in_(_NAMES)),
    _IN_GROUPS.where(groups.c.handle.in_(_NAMES)),
)


def in_groups(tx: Transaction, names: Iterable[str]) -> dict[str, Person]:
    """The people in any of these user groups, named by id or by `@` with the handle, by their ids."""
    named = list(names)
    ids = [name for name in named if not name.startswith("@")]
    by_handle = [name[1:] for name in named if name.startswith("@")]
    found: dict[str, Person] = {}
    for statement, wanted in zip(_BY_NAME, (ids, by_handle), strict=True):
        if wanted:
            rows = tx.execute(statement, {"of_team": tx.team, "names": wanted})
            found |= {row.user: _person(row) for row in rows}
    return found


def channel(tx: Transaction, channel_id: str) -> Channel | None:
    """A channel by id."""
    row = tx.execute(
        select(*_channel.columns).where(
            channels.c.team == tx.team, channels.c.channel == channel_id
        )
    ).first()
    return None if row is None else _channel(row)


_NAMED = prepared(
    lambda _insert: (
        select(*_channel.columns)
        .where(channels.c.team == bindparam("of_team"), channels.c.name == bindparam("of_name"))
        .order_by(channels.c.archived, channels.c.joined.desc())
        .limit(1)
    )
)


def channel_named(tx: Transaction, name: str) -> Channel | None:
    """The channel that now has this name; one that is not archived before one that is."""
    row = tx.run(_NAMED, {"of_team": tx.team, "of_name": name}).first()
    return None if row is None else _channel(row)


# As many values as one statement is given.
AT_ONCE = 1000


def many(tx: Transaction, users: Iterable[str]) -> list[Person]:
    """People by id, however many; the unknown are left out."""
    wanted = list(dict.fromkeys(users))
    found: list[Person] = []
    for first in range(0, len(wanted), AT_ONCE):
        found += persons(tx, wanted[first : first + AT_ONCE]).values()
    return found


def everybody(tx: Transaction) -> list[str]:
    """Ids of all active people of our own."""
    of_ours = (people.c.team == tx.team, people.c.active, people.c.own, people.c.is_bot.is_(False))
    return list(tx.execute(select(people.c.user).where(*of_ours).order_by(people.c.user)).scalars())
