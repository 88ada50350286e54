"""One fault that was asked for."""

from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class FaultRule:
    """What happens to the next `times` calls of `method` (in `channel`, if given)."""

    method: str
    times: int
    channel: str | None = None
    status: int = 200
    error: str | None = None
    retry_after: int | None = None
    drop: str | None = None
    """`before` or `after` the effect."""
    seconds: float = 0.0
    late: bool = False
    """The effect comes at once, and only the answer after `seconds`."""
    body: str | None = None
    """What is answered instead of JSON, as `content_type`."""
    content_type: str = "text/html"

    def matches(self, method: str, channel: str) -> bool:
        return self.method in (method, "*") and self.channel in (None, channel)
