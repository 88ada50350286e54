"""People, user groups and channels as Slack last told us, so that nobody has to ask Slack on the way of a request."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, select

from storage.schema import channels, groups, people
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody Slack told us of. `zone` is an IANA name, `locale` like `en-US`; `name` is for reading, never identity.
    `updated` is when Slack last changed the profile, in seconds since 1970; `own` tells whether they are of this team, or of
    its enterprise, and not of another company that shares a channel. `image` is the address of their picture."""

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


def keep_people(tx: Transaction, kept: Iterable[Person]) -> None:
    """Store people, new or changed; what is older than what is known stays out."""
    _keep(tx, people, ["team", "user"], [asdict(person) for person in kept], order="updated")


def keep_groups(tx: Transaction, kept: Iterable[Group]) -> None:
    """Store user groups, new or changed."""
    _keep(tx, groups, ["team", "group"], [asdict(group) for group in kept])


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
    changed = {
        column.name: insert.excluded[column.name] for column in table.c if column.name not in key
    }
    tx.execute(
        insert.on_conflict_do_update(index_elements=key, set_=changed, where=newer),
        [row | {"team": tx.team} for row in rows],
    )


def forget_group(tx: Transaction, group: str) -> None:
    """A user group was disabled."""
    tx.execute(delete(groups).where(groups.c.team == tx.team, groups.c.group == group))


def person(tx: Transaction, user: str) -> Person | None:
    """Somebody by id."""
    return persons(tx, [user]).get(user)


_PERSONS = select(people).where(
    people.c.team == bindparam("of_team"), people.c.user.in_(bindparam("users", expanding=True))
)


def persons(tx: Transaction, users: Iterable[str]) -> dict[str, Person]:
    """People by id; the unknown are left out."""
    wanted = list(set(users))
    if not wanted:
        return {}
    rows = tx.execute(_PERSONS, {"of_team": tx.team, "users": wanted})
    return {row.user: Person(*tuple(row)[1:]) for row in rows}


def by_email(tx: Transaction, emails: Iterable[str]) -> list[str]:
    """Ids of active people of our own with these addresses, which are compared in lower case."""
    wanted = [email.lower() for email in emails]
    rows = tx.execute(
        select(people.c.user).where(
            people.c.team == tx.team, people.c.email.in_(wanted), people.c.active, people.c.own
        )
    )
    return [row.user for row in rows]


def all_groups(tx: Transaction) -> list[Group]:
    """Every user group: there are few."""
    rows = tx.execute(select(groups).where(groups.c.team == tx.team))
    return [Group(*tuple(row)[1:]) for row in rows]


def channel(tx: Transaction, channel_id: str) -> Channel | None:
    """A channel by id."""
    row = tx.execute(
        select(channels).where(channels.c.team == tx.team, channels.c.channel == channel_id)
    ).first()
    return None if row is None else Channel(*tuple(row)[1:])


def channel_named(tx: Transaction, name: str) -> Channel | None:
    """The channel that now has this name; one that is not archived before one that is."""
    row = tx.execute(
        select(channels)
        .where(channels.c.team == tx.team, channels.c.name == name)
        .order_by(channels.c.archived, channels.c.joined.desc())
        .limit(1)
    ).first()
    return None if row is None else Channel(*tuple(row)[1:])
