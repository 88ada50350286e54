"""What people did, each act with a word of its own, and which of it Frontdesk has acknowledged."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox import Message, Sandbox
from sandbox.state.changes import Change, TrafficRecorded
from sandbox.state.traffic import AppDelivery

Event = tuple[str, str, str]
"""Kind, conversation and ts of the message an event tells of."""


@dataclass(eq=False)
class Act:
    """Something that somebody did. `word` is in its text and in no other; a later edit or deletion is an act of its own."""

    what: str
    word: str
    told_by: tuple[Event, ...] = ()
    answered: bool = False
    edited: "Act | None" = None
    deleted: "Act | None" = None


@dataclass(eq=False)
class Conversation:
    """About a request, from the question to the answer; `home` and `thread` are where the requester has it."""

    ask: Act
    home: str
    thread: str | None = None
    said_by_requester: list[Act] = field(default_factory=list)
    said_by_department: list[Act] = field(default_factory=list)
    claimed: Act | None = None
    handed_over: Act | None = None
    # What the department said before, and Frontdesk had not acknowledged by then.
    late: list[Act] = field(default_factory=list)
    resolved: Act | None = None

    def acts(self) -> Iterator[Act]:
        """Everything that was tried."""
        said = [*self.said_by_requester, *self.said_by_department]
        changes = [change for act in said for change in (act.edited, act.deleted)]
        steps = (self.claimed, self.handed_over, self.resolved, *changes)
        yield from (self.ask, *said, *filter(None, steps))


class Record:
    """All conversations, and the events that were acknowledged."""

    def __init__(self, slack: Sandbox) -> None:
        self.conversations: list[Conversation] = []
        self.events: set[Event] = set()
        self._numbers = itertools.count(1)
        slack.workspace.changes.listen(self._hear)

    def act(self, what: str) -> Act:
        """With a word nobody has used."""
        return Act(what, f"word-{next(self._numbers)}")

    def acknowledged(self, act: Act | None) -> bool:
        """By the answer to a command, click or form, or by that to every event that told of it."""
        if act is None:
            return False
        return act.answered or bool(act.told_by and self.events.issuperset(act.told_by))

    @property
    def acknowledged_acts(self) -> int:
        """So many."""
        return sum(
            self.acknowledged(act)
            for conversation in self.conversations
            for act in conversation.acts()
        )

    def _hear(self, change: Change) -> None:
        if isinstance(change, TrafficRecorded) and isinstance(change.entry, AppDelivery):
            delivery = change.entry
            if delivery.kind == "events_api" and delivery.acked:
                self.events.add(_event(delivery.payload["event"]))


def said(message: Message) -> Event:
    """The event of a new message."""
    return ("message", message.channel, message.ts)


def mentioned(message: Message) -> Event:
    """The other event of a message that mentions Frontdesk."""
    return ("app_mention", message.channel, message.ts)


def edited(message: Message) -> Event:
    """The event of an edit."""
    return ("message_changed", message.channel, message.ts)


def deleted(message: Message) -> Event:
    """The event of a deletion."""
    return ("message_deleted", message.channel, message.ts)


def _event(inner: dict[str, Any]) -> Event:
    changed = inner.get("message") or {}
    ts = inner.get("deleted_ts") or changed.get("ts") or inner.get("ts") or ""
    return (inner.get("subtype") or inner["type"], str(inner.get("channel") or ""), str(ts))
