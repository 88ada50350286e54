"""Every way in which the delivery of a message can end, but for a failure of a call (`bot/outcomes.py`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from bot.outcomes import Failure


@dataclass(frozen=True, slots=True)
class Delivered:
    """Slack shows it, at this place. While it is `doubted`, there may be a second copy, to be looked for after a time."""

    label: ClassVar[str] = "shown"
    channel: str
    ts: str
    digest: str
    doubted: bool = False
    look_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """Slack does not show it, as wanted."""

    label: ClassVar[str] = "gone"


@dataclass(frozen=True, slots=True)
class Waits:
    """Its thread's first message is still to come; not before a moment, if it is held."""

    label: ClassVar[str] = "waits"
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Orphaned:
    """Its thread's first message is not to come, for this reason."""

    label: ClassVar[str] = "orphaned"
    reason: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """Somebody deleted this part of the message of this key in Slack: its own, or its thread's first."""

    label: ClassVar[str] = "vanished"
    key: str
    part: int


Outcome = Delivered | Gone | Waits | Orphaned | Vanished | Failure
