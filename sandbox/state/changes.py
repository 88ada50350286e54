"""Everything that can change in a workspace, and the one place that notifies listeners."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.state.conversations import Conversation
from sandbox.state.messages import Message
from sandbox.state.users import WorkspaceGroup, WorkspaceUser

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MessagePosted:
    message: Message


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The clock moved forward."""


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """`before` is the message as it was, in Slack's form."""

    message: Message
    before: Json


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    message: Message
    before: Json


@dataclass(frozen=True, slots=True)
class ReactionChanged:
    message: Message
    user: str
    name: str
    added: bool


@dataclass(frozen=True, slots=True)
class EphemeralChanged:
    """Shown, replaced or removed (`message.deleted`)."""

    message: Message


@dataclass(frozen=True, slots=True)
class ChannelUpdated:
    """`kind` is `archive`, `unarchive`, `rename` or `topic`."""

    channel: Conversation
    kind: str


@dataclass(frozen=True, slots=True)
class MemberJoined:
    channel: Conversation
    user: str


@dataclass(frozen=True, slots=True)
class MemberLeft:
    channel: Conversation
    user: str


@dataclass(frozen=True, slots=True)
class UserUpdated:
    user: WorkspaceUser
    joined: bool = False


@dataclass(frozen=True, slots=True)
class GroupUpdated:
    group: WorkspaceGroup
    added: tuple[str, ...]
    removed: tuple[str, ...]
    created: bool = False


@dataclass(frozen=True, slots=True)
class ModalsChanged:
    user: str


@dataclass(frozen=True, slots=True)
class HomeShown:
    user: str


@dataclass(frozen=True, slots=True)
class TabOpened:
    """`tab` is `home` or `messages`."""

    user: str
    tab: str


@dataclass(frozen=True, slots=True)
class ConversationRead:
    user: str
    channel: str


@dataclass(frozen=True, slots=True)
class TrafficRecorded:
    """A call by the app or a delivery to it was recorded or got its result."""

    entry: Any


Change = (
    MessagePosted
    | TimePassed
    | MessageEdited
    | MessageDeleted
    | ReactionChanged
    | EphemeralChanged
    | ChannelUpdated
    | MemberJoined
    | MemberLeft
    | UserUpdated
    | GroupUpdated
    | ModalsChanged
    | HomeShown
    | TabOpened
    | ConversationRead
    | TrafficRecorded
)


class Changes:
    """Calls every listener immediately, in order, and wakes tasks that wait for a condition."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Change], None]] = []
        self._waiting: list[asyncio.Future[None]] = []

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Returns a function that removes the listener."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)
        self.wake()

    def wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def next(self, timeout: float) -> bool:
        """True at the next change; False after `timeout` real seconds without one."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        done, _ = await asyncio.wait([future], timeout=timeout)
        return bool(done)

    async def until(self, condition: Callable[[], object], timeout: float) -> bool:
        """True once the condition holds; False after `timeout` real seconds without one."""
        try:
            async with asyncio.timeout(timeout):
                while not condition():
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    await future
        except TimeoutError:
            return bool(condition())
        return True
