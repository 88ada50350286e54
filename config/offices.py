"""Offices: where people work, so that of departments of one kind theirs answers."""

import pydantic

from config.configured import Configured
from config.texts import Name
from config.values import Key, Member, Zone


class Office(Configured):
    """Who belongs to it: whoever is named, alone or in a user group; else whose time zone in Slack is one of these."""

    key: Key
    name: Name
    members: tuple[Member, ...] = ()
    zones: tuple[Zone, ...] = pydantic.Field(default=(), max_length=50)
