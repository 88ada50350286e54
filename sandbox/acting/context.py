"""Shared by actors and the page: the workspace, its deliveries, and how names find things."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.acting.interactions import Interactions
from sandbox.acting.results import ImpossibleError
from sandbox.delivery.dispatcher import Dispatcher
from sandbox.state.clock import SandboxClock
from sandbox.state.conversations import Conversation
from sandbox.state.messages import Message
from sandbox.state.users import WorkspaceUser
from sandbox.state.views import View
from sandbox.state.workspace import Workspace

Json = dict[str, Any]


class Identified(Protocol):
    """An actor or a place."""

    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Context:
    workspace: Workspace
    dispatcher: Dispatcher
    interactions: Interactions
    clock: SandboxClock

    def user(self, who: Identified | str) -> WorkspaceUser:
        return self.workspace.users[self.workspace.id_of(who if isinstance(who, str) else who.id)]

    def conversation(self, which: Identified | str) -> Conversation:
        return self.workspace.conversation_named(which if isinstance(which, str) else which.id)

    def resolve(self, kind: str, named: Any) -> str:
        """The id of a person or channel that a test names by handle, name, id or object."""
        if kind == "user":
            return self.user(named).id
        return self.conversation(named).id

    def find(self, user: WorkspaceUser, ts: str) -> Message | View:
        """A message or view this person can see, by its ts or id."""
        for view in (*self.workspace.views.stack(user.id), self.workspace.views.home(user.id)):
            if view is not None and view.id == ts:
                return view
        for channel in self.workspace.conversations.values():
            if user.id in channel.members and ts in channel.by_ts:
                return channel.by_ts[ts]
        if message := self.workspace.ephemeral(user.id, ts):
            return message
        raise ImpossibleError(f"{user.name} can't see anything with the ID {ts}.")

    def share(self, user: WorkspaceUser, channel: Conversation, file: Mapping[str, Any]) -> Json:
        """Attaches a file; returns its object for the message."""
        content = file.get("content", b"")
        raw = content.encode() if isinstance(content, str) else content
        stored = self.workspace.files.attach(
            str(file["name"]),
            raw,
            user.id,
            size=file.get("size"),
            mode=str(file.get("mode") or "hosted"),
        )
        stored.shared_in = (channel.id,)
        return stored.payload(self.workspace.files.base_url)
