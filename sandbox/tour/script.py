"""The script of a tour: data that a host program writes, in words a person would use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Find:
    """The newest message of a conversation that contains `text` and has a button `button` (its label or action_id)."""

    text: str = ""
    button: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True)
class TourStep:
    """`do` is one of the verbs of `sandbox.tour.performer`; what it needs is among the other fields.

    `channel` is a name, or None for the person's direct messages with the app. `expect` is a text
    that has to appear to this person afterwards: in the conversation, a modal or the Home tab; or
    a message to be found. Of those who do the same `also`, no more is told. `button` and `option`
    may be ids, which survive a change of wording.
    """

    caption: str
    as_: str
    do: str
    channel: str | None = None
    text: str = ""
    command: str = ""
    message: Find | None = None
    button: str = ""
    option: Any = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    callback_id: str = ""
    emoji: str = ""
    also: tuple[str, ...] = ()
    expect: str | Find = ""


@dataclass(frozen=True, slots=True)
class Try:
    """A suggestion for after the tour: as which person, in which channel, with which draft; or to let `time` pass."""

    text: str
    as_: str = ""
    channel: str | None = None
    draft: str = ""
    time: bool = False


@dataclass(frozen=True, slots=True)
class TourScript:
    title: str
    steps: tuple[TourStep, ...]
    tries: tuple[Try, ...] = ()
