"""Places and groups of the workspace as a test sees and changes them. Reads are live."""

from collections.abc import Sequence

from sandbox.acting.context import Context, Identified
from sandbox.state.conversations import Conversation
from sandbox.state.messages import Message


class LiveConversation:
    """A channel or direct messages."""

    def __init__(self, context: Context, conversation: Conversation) -> None:
        self._context, self._conversation = context, conversation

    @property
    def id(self) -> str:
        return self._conversation.id

    @property
    def name(self) -> str:
        return self._conversation.name

    @property
    def topic(self) -> str:
        return self._conversation.topic

    @property
    def members(self) -> set[str]:
        return set(self._conversation.members)

    @property
    def archived(self) -> bool:
        return self._conversation.archived

    @property
    def messages(self) -> list[Message]:
        """Top level, oldest first."""
        return list(self._conversation.top)

    def thread(self, message: Message | str) -> list[Message]:
        """The replies to a message, oldest first."""
        ts = message if isinstance(message, str) else message.ts
        parent = self._conversation.by_ts.get(ts)
        return list(parent.replies) if parent else []

    def archive(self) -> None:
        self._context.workspace.set_archived(self._conversation, archived=True)

    def unarchive(self) -> None:
        self._context.workspace.set_archived(self._conversation, archived=False)

    def rename(self, name: str) -> None:
        self._context.workspace.rename(self._conversation, name)

    def add(self, person: Identified | str) -> None:
        user = self._context.user(person)
        self._context.workspace.join(self._conversation, user.id)

    def remove(self, person: Identified | str) -> None:
        user = self._context.user(person)
        self._context.workspace.leave(self._conversation, user.id)

    def add_bot(self) -> None:
        workspace = self._context.workspace
        workspace.join(self._conversation, workspace.app.user_id)

    def remove_bot(self) -> None:
        workspace = self._context.workspace
        workspace.leave(self._conversation, workspace.app.user_id)


class LiveGroup:
    """A user group."""

    def __init__(self, context: Context, group_id: str) -> None:
        self._context, self.id = context, group_id

    @property
    def members(self) -> list[str]:
        return list(self._context.workspace.groups[self.id].members)

    def set_members(self, people: Sequence[Identified | str]) -> None:
        ids = [self._context.user(person).id for person in people]
        self._context.workspace.set_group(self._context.workspace.groups[self.id], ids)

    def disable(self) -> None:
        self._context.workspace.switch_group(self._context.workspace.groups[self.id], on=False)

    def enable(self) -> None:
        self._context.workspace.switch_group(self._context.workspace.groups[self.id], on=True)
