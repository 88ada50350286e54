"""Error answers of the Web API."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """A refusal: `code` is Slack's error code, `messages` become `response_metadata.messages`."""

    def __init__(self, code: str, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.messages = tuple(messages)
        self.extra = extra

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in self.messages]}
        return answer


class RateLimitedError(SlackError):
    """HTTP 429 with `Retry-After`; the method is refused, other methods go on."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after
