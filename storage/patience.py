"""How long whoever asks the database can wait. A transport says it for all that comes of a delivery; the database obeys.

What has not begun in time is withdrawn, what has begun is broken off, and either way nothing of it is saved. Only of
a commit that is on its way nobody knows.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


class UnavailableError(Exception):
    """The database can't do this now. Nothing of it was saved, and nothing of it will be. The text is a short reason."""


class InDoubtError(Exception):
    """The connection was lost, or time ran out, while it was being committed: it may have been saved."""


# What says that the database is in trouble. A driver's own error says that what it was asked was wrong.
TROUBLE = (UnavailableError, InDoubtError)


@dataclass(frozen=True, slots=True)
class Until:
    """By when others must have answered what is asked for it, and by when a transaction must have begun, and ended. Moments
    of the monotonic clock."""

    ask: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Patience:
    """The same in seconds."""

    begin: float
    end: float

    def since(self, arrival: float) -> Until:
        """From a moment of the monotonic clock."""
        return Until(arrival + ASKING * self.begin, arrival + self.begin, arrival + self.end)

    def from_now(self) -> Until:
        """From now."""
        return self.since(time.monotonic())


# What is asked of others first may take this part of the time; the rest is for the database.
ASKING = 0.6

# Slack waits three seconds for an acknowledgement, by its own watch; what is left is for the way there and back.
DELIVERY = Patience(2.5, 2.75)
# Whoever looks whether we are well gets an answer within a second.
PROBE = Patience(0.5, 0.8)
# Nobody waits for it; still it must not hang for ever, and be noticed.
BACKGROUND = Patience(10.0, 15.0)

_until: ContextVar[Until | None] = ContextVar("until", default=None)


@contextmanager
def held_to(until: Until) -> Iterator[None]:
    """Within the block, and in the tasks it starts, transactions must keep to this."""
    token = _until.set(until)
    try:
        yield
    finally:
        _until.reset(token)


def limit() -> Until:
    """What the work at hand must keep to."""
    return _until.get() or BACKGROUND.from_now()
