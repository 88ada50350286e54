"""Shared by both transports: how a delivery fails."""

from typing import Any, Protocol

from sandbox.state.traffic import AppDelivery

Json = dict[str, Any]


class UnacknowledgedError(Exception):
    """The app did not acknowledge.

    `reason` is Slack's retry reason, `error` what a person sees, `final` forbids retries.
    """

    def __init__(self, reason: str, error: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.error, self.final = reason, error, final


class Transport(Protocol):
    timeout_reason: str

    async def deliver(self, delivery: AppDelivery, retry: int, reason: str) -> Json | None:
        """The app's answer, None when it only acknowledged. `retry` counts from 0."""
        ...
