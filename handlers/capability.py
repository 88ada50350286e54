"""What a capability is: its listeners, what its messages show, what its timers do, found by the keys it chose."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from slack_bolt.async_app import AsyncApp

from handlers.blocks import Body
from handlers.desk import Desk
from storage.transaction import Transaction

# Called with (tx, desk, *the variable parts of the key). A message of which nothing is (or remains) to show gives None.
Show = Callable[..., Body | None]
Due = Callable[..., None]
T = TypeVar("T")


@dataclass(frozen=True)
class Prepared:
    """A timer that must ask Slack, or compute for long, before its transaction. `prepare` is called with (desk, *parts);
    what it gives is the last argument of `due`."""

    prepare: Callable[..., Awaitable[object]]
    due: Due


def _nothing(*_: object) -> None:
    """For a capability without listeners, or without anything to arm."""


@dataclass(frozen=True)
class Capability:
    """One folder of behaviour. Keys of messages and timers are written like `request/{number}/receipt`."""

    name: str
    register: Callable[[AsyncApp, Desk], None] = _nothing
    shows: Mapping[str, Show] = field(default_factory=dict)
    timers: Mapping[str, Due | Prepared] = field(default_factory=dict)
    # Runs at every start and reload: arms what must always be armed, refuses an organisation it can't go on with.
    prepare: Callable[[Transaction, Desk], None] = _nothing


class KeyTable(Generic[T]):
    """Finds what belongs to a key, and gives the variable parts of it."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        self._by_shape: dict[tuple[str, ...], T] = {}
        for pattern, target in patterns:
            shape = tuple("*" if part.startswith("{") else part for part in pattern.split("/"))
            if shape in self._by_shape:
                raise ValueError(f"two capabilities claim the key {pattern}")
            self._by_shape[shape] = target

    def find(self, key: str) -> tuple[T, list[str]] | None:
        """What belongs to the key; None for a key that a later version wrote."""
        parts = key.split("/")
        for shape, target in self._by_shape.items():
            if len(shape) == len(parts) and all(
                expected in ("*", part) for expected, part in zip(shape, parts, strict=True)
            ):
                return target, [
                    part for expected, part in zip(shape, parts, strict=True) if expected == "*"
                ]
        return None
