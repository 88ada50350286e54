"""Slack's published rates, as token buckets on the workspace's clock."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.errors import RateLimitedError

MINUTE = 60.0

_TIERS = {2: 20.0, 3: 50.0, 4: 100.0}
_BY_TIER = {
    2: (
        "conversations.list users.conversations users.list reactions.remove usergroups.list "
        "usergroups.users.list"
    ),
    3: (
        "chat.update chat.delete conversations.open conversations.info conversations.join "
        "conversations.history conversations.replies users.lookupByEmail reactions.add "
        "reactions.get team.info bots.info files.delete"
    ),
    4: (
        "chat.postEphemeral views.open views.push views.update views.publish "
        "conversations.members users.info files.getUploadURLExternal "
        "files.completeUploadExternal files.info"
    ),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Calls per minute by method; posts per second and their burst in one channel."""

    per_minute: Mapping[str, float] = field(default_factory=dict)
    posts_per_second: float | None = None
    post_burst: int = 10

    @staticmethod
    def none() -> "Limits":
        return Limits()

    @staticmethod
    def slack() -> "Limits":
        """Tier 1 is left out: Slack's sources disagree about apps.connections.open."""
        per_minute = {
            method: _TIERS[tier] for tier, methods in _BY_TIER.items() for method in methods.split()
        }
        per_minute |= {"chat.postMessage": 600.0, "auth.test": 600.0}
        return Limits(per_minute, posts_per_second=1.0)


@dataclass(eq=False, slots=True)
class _Bucket:
    """Holds up to `size` calls and refills at `rate` per second."""

    size: float
    rate: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until there is room for one call; 0 when there is."""
        self.level = min(self.size, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.level >= 1 else (1 - self.level) / self.rate


class Buckets:
    """One bucket per method, and one per channel for posts."""

    def __init__(self, limits: Limits, now: Callable[[], float]) -> None:
        self._limits, self._now = limits, now
        self._buckets: dict[str, _Bucket] = {}

    def take(self, method: str, channel: str) -> None:
        """Raises RateLimitedError; a refused call uses nothing up."""
        buckets = list(self._of(method, channel))
        now = self._now()
        wait = max((bucket.wait(now) for bucket in buckets), default=0.0)
        if wait > 0:
            raise RateLimitedError(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.level -= 1

    def _of(self, method: str, channel: str) -> list[_Bucket]:
        found = []
        if rate := self._limits.per_minute.get(method):
            found.append(self._bucket(method, rate, rate / MINUTE))
        if method == "chat.postMessage" and (per_second := self._limits.posts_per_second):
            found.append(self._bucket(f"#{channel}", self._limits.post_burst, per_second))
        return found

    def _bucket(self, key: str, size: float, rate: float) -> _Bucket:
        if key not in self._buckets:
            self._buckets[key] = _Bucket(size, rate, size, self._now())
        return self._buckets[key]
