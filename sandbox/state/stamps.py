"""Message timestamps and ids: unique, increasing, readable."""

import secrets
from collections.abc import Callable
from itertools import count

MICROSECOND = 1_000_000


class Stamps:
    """Issues `1700000000.000100` from the given clock.

    A clock that stands still (tests) or goes back still yields a greater ts than the one before,
    because Slack's ts is both the time and the identity of a message.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self._last = 0
        self._numbers = count(1)

    def ts(self) -> str:
        self._last = max(self._last + 1, int(self.now() * MICROSECOND))
        return f"{self._last // MICROSECOND}.{self._last % MICROSECOND:06d}"

    def id(self, letter: str) -> str:
        """`V0000001`-like ids in the order they were given."""
        return f"{letter}{next(self._numbers):07d}"

    def trigger_id(self) -> str:
        return f"{next(self._numbers)}.{int(self.now())}.{secrets.token_hex(10)}"

    def hash(self) -> str:
        return f"{int(self.now())}.{secrets.token_hex(4)}"
