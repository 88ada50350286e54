"""The people, channels and user groups of a workspace, as its host defines them. Never changes."""

import re
from dataclasses import dataclass


def identifier(letter: str, name: str) -> str:
    """`identifier("U", "ann")` is `U0ANN`: ids that a reader of a failing test recognises."""
    return f"{letter}0{re.sub('[^A-Z0-9]', '', name.upper())}"


@dataclass(frozen=True, slots=True)
class Person:
    """`handle` is the name after the @. `tz` is an IANA name, `locale` like `de-DE`. Somebody with a `team_id` of their own is
    of another workspace, and here in channels that are shared with it; with the company's `enterprise_id`, of another
    workspace of the same Enterprise Grid."""

    handle: str
    name: str
    title: str = ""
    tz: str = "UTC"
    locale: str = "en-US"
    email: str = ""
    is_bot: bool = False
    deleted: bool = False
    is_guest: bool = False
    is_admin: bool = False
    display_name: str = ""
    phone: str = ""
    team_id: str = ""
    enterprise_id: str = ""

    @property
    def id(self) -> str:
        return identifier("U", self.handle)

    @property
    def is_stranger(self) -> bool:
        return bool(self.team_id) and not self.enterprise_id

    @property
    def dm(self) -> str:
        """The id of this person's direct messages with the app."""
        return identifier("D", self.handle)


@dataclass(frozen=True, slots=True)
class Channel:
    """`members` are handles; None means everyone. `bot_in` puts the app's bot into the channel."""

    name: str
    private: bool = False
    members: tuple[str, ...] | None = None
    topic: str = ""
    bot_in: bool = False
    purpose: str = ""
    archived: bool = False

    @property
    def id(self) -> str:
        return identifier("C", self.name)


@dataclass(frozen=True, slots=True)
class UserGroup:
    """`members` are handles of people."""

    handle: str
    name: str
    members: tuple[str, ...] = ()
    description: str = ""

    @property
    def id(self) -> str:
        return identifier("S", self.handle)


@dataclass(frozen=True, slots=True)
class Company:
    team_id: str = "T0ACME"
    name: str = "Acme"
    domain: str = "acme"
    enterprise_id: str = ""
    people: tuple[Person, ...] = ()
    channels: tuple[Channel, ...] = ()
    groups: tuple[UserGroup, ...] = ()
    tz: str = "UTC"
    """Where its mornings begin."""

    def __post_init__(self) -> None:
        ids = [person.id for person in self.people] + [place.id for place in self._places()]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"two entries of the company share the id {', '.join(twice)}")
        self._check_members()

    def _places(self) -> "list[Channel | UserGroup]":
        return [*self.channels, *self.groups]

    def _check_members(self) -> None:
        handles = {person.handle for person in self.people}
        for place in self._places():
            strangers = set(place.members or ()) - handles
            if strangers:
                where = place.name
                raise ValueError(
                    f"{where} has members nobody knows: {', '.join(sorted(strangers))}"
                )
