"""What a capability is: its listeners, what it arms at a start, and what it offers to the others. They are merged here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers.desk import Desk
from handlers.offers import Offered, Offers
from storage.transaction import Transaction


def _nothing(*_: object) -> None:
    """For a capability without listeners, or without anything to arm."""


@dataclass(frozen=True, kw_only=True)
class Capability(Offered):
    """A piece of behaviour: one file while it is small, a folder later. It edits no other, it offers."""

    name: str
    register: Callable[[AsyncApp, Desk], None] = _nothing
    # Runs at every start and reload: arms what must always be armed, refuses an organisation it can't go on with.
    prepare: Callable[[Transaction, Desk], None] = _nothing


def merged(capabilities: Iterable[Capability]) -> Offers:
    """All that is offered, in the order of the capabilities, or by `order` where it has one. Raises `ValueError` if two claim
    the same."""
    each = tuple(capabilities)
    offered = {
        field.name: _merged(field.name, [getattr(one, field.name) for one in each])
        for field in fields(Offered)
    }
    return Offers(**offered, prepares=tuple(one.prepare for one in each))


def _merged(name: str, offered: Sequence[Any]) -> Any:
    if not all(isinstance(one, Mapping) for one in offered):
        return tuple(sorted(chain(*offered), key=lambda one: getattr(one, "order", 0)))
    together: dict[object, object] = {}
    for one in offered:
        if twice := together.keys() & one.keys():
            raise ValueError(f"two capabilities claim {name} {sorted(map(str, twice))}")
        together |= one
    return dict(sorted(together.items(), key=lambda pair: getattr(pair[1], "order", 0)))
