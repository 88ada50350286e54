"""The lanes that this process has, and how long it may still act for them by a clock that nobody can put back."""

from collections.abc import Callable, Iterable

from storage.leases import LENGTH as IN_DATABASE
from storage.leases import Lease

LENGTH = IN_DATABASE.total_seconds()
# Renewed while two thirds of it are left.
RENEW_EVERY = LENGTH / 3


class Leases:
    """A lease counts from before it was asked for, so that it ends here before it ends in the database."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._until: dict[Lease, float] = {}

    @property
    def all(self) -> list[Lease]:
        """What we have."""
        return list(self._until)

    @property
    def need_renewal(self) -> bool:
        """Whether a third of any has passed."""
        soon = self._now() + LENGTH - RENEW_EVERY
        return any(until <= soon for until in self._until.values())

    def taken(self, lease: Lease, asked_at: float) -> None:
        """A lane is ours."""
        self._until[lease] = asked_at + LENGTH

    def renewed(self, kept: Iterable[Lease], asked_at: float) -> None:
        """These were written anew. What was to be renewed and is not among them is lost, and ends when it would have."""
        for lease in kept:
            if lease in self._until:
                self._until[lease] = asked_at + LENGTH

    def left(self, lease: Lease) -> None:
        """It is no longer ours."""
        self._until.pop(lease, None)

    def has_time(self, lease: Lease) -> bool:
        """Whether we may still act for its lane."""
        return self._now() < self._until.get(lease, 0.0)
