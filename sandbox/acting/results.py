"""What a person sees after acting."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CommandResult:
    """`error` is Slack's word for what went wrong; `text` and `blocks` answer in the request."""

    ok: bool
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    error: str | None = None
    ack_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ClickResult:
    ok: bool
    error: str | None = None
    ack_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """`errors` by block_id; `action` became of the modal: close, errors, update, push or clear.

    `action` is None when Slack's client did not even send it, or the app did not answer.
    """

    ok: bool
    errors: dict[str, str] = field(default_factory=dict)
    action: str | None = None
    error: str | None = None
    ack_seconds: float = 0.0


class ImpossibleError(AssertionError):
    """No one could do this in Slack: the button is not there, the person is not in the channel."""
