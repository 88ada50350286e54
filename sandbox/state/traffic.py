"""The traffic between the app and the workspace, for assertions and for the page's inspector."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sandbox.state.changes import Changes, TrafficRecorded

Json = dict[str, Any]

KEPT = 50_000
"""So many records stay; a bench that makes more keeps the newest."""


@dataclass(eq=False, slots=True)
class ApiCall:
    """The app called a method. `at` is the workspace's time, `seconds` real time."""

    id: int
    method: str
    args: Json
    at: float
    ok: bool = False
    error: str | None = None
    seconds: float = 0.0


@dataclass(eq=False, slots=True)
class Attempt:
    """One time that a delivery was sent. `acked` is None while it is in flight."""

    number: int
    acked: bool | None = None
    error: str | None = None


@dataclass(eq=False, slots=True)
class AppDelivery:
    """Something sent to the app: `kind` is `events_api`, `slash_commands` or `interactive`.

    `name` is more specific: the event type, the command, or the type of interaction.
    """

    id: int
    kind: str
    name: str
    payload: Json
    at: float
    envelope_id: str
    attempts: list[Attempt] = field(default_factory=list)
    answer: Json | None = None
    seconds: float = 0.0

    @property
    def acked(self) -> bool:
        return any(attempt.acked for attempt in self.attempts)

    @property
    def tried(self) -> bool:
        """Whether the first attempt has ended, either way."""
        return bool(self.attempts) and self.attempts[0].acked is not None

    @property
    def error(self) -> str | None:
        return None if self.acked or not self.attempts else self.attempts[-1].error


class TrafficLog:
    def __init__(self, changes: Changes) -> None:
        self.calls: list[ApiCall] = []
        self.deliveries: list[AppDelivery] = []
        self.counts: Counter[str] = Counter()
        self._changes = changes
        self._ids = count(1)

    def next_id(self) -> int:
        return next(self._ids)

    def called(self, call: ApiCall) -> None:
        """Records a call once its answer is known."""
        self.counts[call.method] += 1
        self.calls.append(call)
        _forget(self.calls)
        self._changes.publish(TrafficRecorded(call))

    def sent(self, delivery: AppDelivery) -> None:
        self.counts[delivery.name] += 1
        self.deliveries.append(delivery)
        _forget(self.deliveries)

    def answered(self, delivery: AppDelivery) -> None:
        self._changes.publish(TrafficRecorded(delivery))

    def after(self, number: int) -> Iterator[ApiCall | AppDelivery]:
        """Both directions, in the order in which they began."""
        entries: list[ApiCall | AppDelivery] = [*self.calls, *self.deliveries]
        newer = [entry for entry in entries if entry.id > number]
        yield from sorted(newer, key=lambda entry: entry.id)

    def clear(self) -> None:
        self.calls.clear()
        self.deliveries.clear()
        self.counts.clear()


def _forget(records: list[Any]) -> None:
    if len(records) > KEPT:
        del records[: KEPT // 2]
