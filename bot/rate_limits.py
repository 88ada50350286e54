"""Slack's rate limits: how long to wait before a call, so that Slack won't refuse it. Source: Slack's rate limits page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.steady import steady

# Calls a minute, by method. Posts have a rate of their own for each channel besides.
PER_MINUTE = {
    "chat.postMessage": 600,
    "chat.update": 50,
    "chat.delete": 50,
    "conversations.open": 50,
    "conversations.history": 50,
    "conversations.replies": 50,
    "reactions.add": 50,
    "reactions.remove": 20,
    "views.publish": 100,
    "files.info": 100,
    "files.getUploadURLExternal": 100,
    "files.completeUploadExternal": 100,
    "files.delete": 50,
}
POSTS_A_SECOND = 1.0
# Slack allows short bursts without saying how long; an idle channel may take this many at once.
POST_BURST = 4
# Whoever must wait longer than this should do something else meanwhile.
PATIENCE = 20.0


@dataclass(slots=True)
class _Allowance:
    size: float
    rate: float
    level: float
    at: float

    def refill(self, now: float) -> None:
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now

    def wait(self) -> float:
        """Seconds until there is room for one more call, after everything booked."""
        return max(0.0, (1 - self.level) / self.rate)


class RateLimits:
    """Token buckets for methods and channels. After a refusal, a method or channel is closed for as long as Slack asks."""

    def __init__(
        self,
        *,
        limited: bool = True,
        patience: float = PATIENCE,
        now: Callable[[], float] = steady,
    ) -> None:
        self.patience = patience
        self.now = now
        self._limited = limited
        self._buckets: dict[str, _Allowance] = {}
        self._blocked: dict[str, float] = {}

    def book(self, method: str, channel: str) -> float:
        """Seconds to wait before this call. It is booked, first come first served, unless that would take too long."""
        now = self.now()
        buckets = list(self._of(method, channel, now)) if self._limited else []
        wait = max([bucket.wait() for bucket in buckets] + [self.blocked(method, channel)])
        if wait <= self.patience:
            for bucket in buckets:
                bucket.level -= 1
        return wait

    def blocked(self, method: str, channel: str) -> float:
        """Seconds for which Slack asked to wait, also with what was booked before."""
        now = self.now()
        return max(0.0, *(self._blocked.get(key, now) - now for key in _keys(method, channel)))

    def refused(self, method: str, channel: str, seconds: float) -> None:
        """Slack asks us to wait: with the channel of a post, or with the whole method."""
        key = _keys(method, channel)[-1]
        self._blocked[key] = self.now() + seconds

    def _of(self, method: str, channel: str, now: float) -> Iterable[_Allowance]:
        rates = (
            {method: (float(PER_MINUTE[method]), PER_MINUTE[method] / 60)}
            if method in PER_MINUTE
            else {}
        )
        if method == "chat.postMessage":
            rates[f"#{channel}"] = (float(POST_BURST), POSTS_A_SECOND)
        for key, (size, rate) in rates.items():
            bucket = self._buckets.setdefault(key, _Allowance(size, rate, size, now))
            bucket.refill(now)
            yield bucket


def _keys(method: str, channel: str) -> list[str]:
    return [method, f"#{channel}"] if method == "chat.postMessage" else [method]
