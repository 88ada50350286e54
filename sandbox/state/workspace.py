"""The state of a workspace. It knows nothing of HTTP or deliveries; it publishes what happens to `changes`."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.blockkit import mentions
from sandbox.state import changes, founding
from sandbox.state.changes import Changes
from sandbox.state.company import Company, Person, UserGroup
from sandbox.state.conversations import Conversation
from sandbox.state.files import Files
from sandbox.state.founding import SLACKBOT
from sandbox.state.manifest import App
from sandbox.state.messages import Message
from sandbox.state.response_urls import ResponseUrls
from sandbox.state.stamps import Stamps
from sandbox.state.triggers import Triggers
from sandbox.state.users import WorkspaceGroup, WorkspaceUser
from sandbox.state.views import Views

__all__ = ["SLACKBOT", "Draft", "Workspace"]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a new message consists of, besides its place and time."""

    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    icon_url: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    link_names: bool = False
    unfurl_links: bool = True
    unfurl_media: bool = True
    client_msg_id: str | None = None


class Workspace:
    def __init__(self, app: App, company: Company, now: Callable[[], float]) -> None:
        self.app, self.company, self.now = app, company, now
        self.run = secrets.token_hex(4)
        """Identifies this run: what a page keeps for one workspace means nothing in the next."""
        self.changes = Changes()
        self.stamps = Stamps(now)
        self.users: dict[str, WorkspaceUser] = {}
        self.conversations: dict[str, Conversation] = {}
        self.groups: dict[str, WorkspaceGroup] = {}
        self.ephemerals: dict[str, list[Message]] = {}
        self.reads: dict[tuple[str, str], str] = {}
        """Up to which ts a person has read a conversation."""
        self.files = Files(self.stamps)
        self.triggers = Triggers(self.stamps, now)
        self.response_urls = ResponseUrls(self.stamps, now, company.team_id)
        self.views = Views(app, company.team_id, self.stamps, self.changes, self.name_of)
        for user in founding.users(app, company, int(now())):
            self._admit(user)
        for channel in company.channels:
            made = founding.channel(channel, company, app, int(now()))
            self.conversations[made.id] = made
        for group in company.groups:
            self.groups[group.id] = founding.group(group, company, int(now()))

    def _admit(self, user: WorkspaceUser) -> None:
        """Everybody but bots and people of other workspaces has direct messages with the app."""
        self.users[user.id] = user
        if not (user.person.is_bot or user.person.is_stranger) and user.id != SLACKBOT:
            dm = founding.direct_messages(user, self.app, int(self.now()))
            self.conversations[dm.id] = dm

    # -- finding ------------------------------------------------------------------------------

    def id_of(self, who: str) -> str:
        """A user id from a handle, a full name or an id; KeyError if there is no such person."""
        if who in self.users:
            return who
        wanted = who.removeprefix("@").casefold()
        for user in self.users.values():
            if wanted in (user.handle.casefold(), user.name.casefold()):
                return user.id
        raise KeyError(f"nobody is called {who!r}: {', '.join(sorted(self.handles()))}")

    def handles(self) -> Iterable[str]:
        return (user.handle for user in self.users.values())

    def conversation_named(self, which: str) -> Conversation:
        """A conversation from its id or name; KeyError when there is none."""
        if which in self.conversations:
            return self.conversations[which]
        wanted = which.removeprefix("#")
        for conversation in self.conversations.values():
            if conversation.name == wanted and conversation.kind != "im":
                return conversation
        names = sorted(c.name for c in self.conversations.values() if c.name)
        raise KeyError(f"no channel is called {which!r}: {', '.join(names)}")

    def is_shared(self, channel: Conversation) -> bool:
        """Whether people of another company are in it."""
        return any(self.users[member].person.is_stranger for member in channel.members)

    def dm_of(self, user: str) -> Conversation:
        return self.conversations[user.replace("U", "D", 1)]

    def name_of(self, item: str) -> str:
        """What Slack shows for the id of a user, channel or user group; the id when unknown."""
        if item in self.users:
            return self.users[item].person.display_name or self.users[item].name
        if item in self.conversations:
            return self.conversations[item].name
        if item in self.groups:
            return self.groups[item].handle
        return item

    # -- messages -----------------------------------------------------------------------------

    def post(self, channel: Conversation, draft: Draft) -> Message:
        """Raises KeyError when the thread does not exist."""
        message = self._message(channel, draft)
        message.notified = self.notified(channel, message, link_names=draft.link_names)
        channel.add(message)
        if draft.user in self.users:
            self.reads[draft.user, channel.id] = message.ts
        self.changes.publish(changes.MessagePosted(message))
        return message

    def _message(self, channel: Conversation, draft: Draft) -> Message:
        return Message(
            ts=self.stamps.ts(),
            channel=channel.id,
            user=draft.user,
            text=draft.text,
            namer=self.name_of,
            blocks=draft.blocks,
            thread_ts=draft.thread_ts,
            parent_user_id=channel.by_ts[draft.thread_ts].user if draft.thread_ts else None,
            bot_id=draft.bot_id,
            app_id=draft.app_id,
            username=draft.username,
            icon_url=draft.icon_url,
            subtype=draft.subtype,
            metadata=draft.metadata,
            attachments=draft.attachments,
            files=draft.files,
            unfurl_links=draft.unfurl_links,
            unfurl_media=draft.unfurl_media,
            client_msg_id=draft.client_msg_id,
        )

    def edit(self, message: Message, *, mark_edited: bool, **fields: Any) -> None:
        """Sets attributes of the message. Block updates by an app show no "(edited)"."""
        before = message.payload()
        link_names = bool(fields.pop("link_names", False))
        for name, value in fields.items():
            setattr(message, name, value)
        if mark_edited:
            message.edited = self.stamps.ts()
        channel = self.conversations[message.channel]
        message.notified |= self.notified(channel, message, link_names=link_names)
        self.changes.publish(changes.MessageEdited(message, before))

    def delete(self, message: Message) -> None:
        """A parent with replies stays as a tombstone, as in Slack."""
        before = message.payload()
        message.deleted = True
        if message.replies:
            message.subtype, message.user = "tombstone", SLACKBOT
            message.text, message.blocks, message.files = "This message was deleted.", [], []
            message.metadata, message.reactions = None, {}
        else:
            self.conversations[message.channel].remove(message)
        self.changes.publish(changes.MessageDeleted(message, before))

    def react(self, message: Message, user: str, name: str) -> bool:
        """False when the user has reacted so already."""
        users = message.reactions.setdefault(name, [])
        if user in users:
            return False
        users.append(user)
        self.changes.publish(changes.ReactionChanged(message, user, name, added=True))
        return True

    def unreact(self, message: Message, user: str, name: str) -> bool:
        """False when there was no such reaction."""
        users = message.reactions.get(name, [])
        if user not in users:
            return False
        users.remove(user)
        if not users:
            del message.reactions[name]
        self.changes.publish(changes.ReactionChanged(message, user, name, added=False))
        return True

    def show_ephemeral(self, channel: Conversation, to: str, draft: Draft) -> Message:
        message = self._message(channel, draft)
        message.ephemeral_to = to
        message.notified = self.notified(channel, message, link_names=False) & {to}
        self.ephemerals.setdefault(to, []).append(message)
        self.changes.publish(changes.EphemeralChanged(message))
        return message

    def replace_ephemeral(self, message: Message, draft: Draft) -> None:
        message.text, message.blocks = draft.text, draft.blocks
        message.attachments = draft.attachments
        self.changes.publish(changes.EphemeralChanged(message))

    def remove_ephemeral(self, message: Message) -> None:
        message.deleted = True
        self.ephemerals[message.ephemeral_to or ""].remove(message)
        self.changes.publish(changes.EphemeralChanged(message))

    def message(self, channel: str, ts: str) -> Message | None:
        conversation = self.conversations.get(channel)
        return conversation.by_ts.get(ts) if conversation else None

    def ephemeral(self, user: str, ts: str) -> Message | None:
        return next((m for m in self.ephemerals.get(user, ()) if m.ts == ts), None)

    def notified(
        self, channel: Conversation, message: Message, *, link_names: bool
    ) -> frozenset[str]:
        """The members a mention reaches: no one outside the conversation, and no one who has left."""
        found = mentions.targets(message.text, message.blocks, link_names=link_names)
        reached: set[str] = set()
        for target in found:
            reached |= self._reached(channel, target)
        here = (reached & channel.members) - {message.user}
        return frozenset(user for user in here if not self.users[user].person.deleted)

    def _reached(self, channel: Conversation, target: str) -> set[str]:
        if target in ("here", "channel", "everyone"):
            return channel.members - {self.app.user_id}
        if target.startswith("@"):
            named = target.removeprefix("@")
            target = self.group_named(named) or self.user_named(named) or ""
        if target in self.groups:
            return set(self.groups[target].members)
        return {target}

    def user_named(self, name: str) -> str | None:
        wanted = name.casefold()
        for user in self.users.values():
            shown = (user.handle, user.name.replace(" ", "."), user.person.display_name)
            if wanted in map(str.casefold, shown):
                return user.id
        return None

    def group_named(self, handle: str) -> str | None:
        return next((g.id for g in self.groups.values() if g.handle == handle), None)

    # -- channels, people, groups ---------------------------------------------------------------

    def join(self, channel: Conversation, user: str) -> None:
        if user not in channel.members:
            channel.members.add(user)
            self.changes.publish(changes.MemberJoined(channel, user))

    def leave(self, channel: Conversation, user: str) -> None:
        if user in channel.members:
            channel.members.remove(user)
            self.changes.publish(changes.MemberLeft(channel, user))

    def set_archived(self, channel: Conversation, *, archived: bool) -> None:
        channel.archived = archived
        kind = "archive" if archived else "unarchive"
        self.changes.publish(changes.ChannelUpdated(channel, kind))

    def rename(self, channel: Conversation, name: str) -> None:
        channel.name = name
        self.changes.publish(changes.ChannelUpdated(channel, "rename"))

    def change_person(self, user: WorkspaceUser, **fields: Any) -> None:
        user.change(self.now(), **fields)
        self.changes.publish(changes.UserUpdated(user))

    def hire(self, person: Person) -> WorkspaceUser:
        user = founding.user(person, self.company, int(self.now()))
        self._admit(user)
        self.changes.publish(changes.UserUpdated(user, joined=True))
        return user

    def set_group(self, group: WorkspaceGroup, members: list[str]) -> None:
        before, after = set(group.members), set(members)
        group.members, group.updated = list(members), int(self.now())
        added, removed = tuple(sorted(after - before)), tuple(sorted(before - after))
        self.changes.publish(changes.GroupUpdated(group, added, removed))

    def found_group(self, definition: UserGroup) -> WorkspaceGroup:
        """A new group, whose members come in after it."""
        group = founding.group(definition, self.company, int(self.now()))
        members, group.members = group.members, []
        self.groups[group.id] = group
        self.changes.publish(changes.GroupUpdated(group, (), (), created=True))
        self.set_group(group, members)
        return group

    def switch_group(self, group: WorkspaceGroup, *, on: bool) -> None:
        """Disabled it keeps its members, and nobody is in it."""
        group.updated = int(self.now())
        group.disabled_at = 0 if on else group.updated
        self.changes.publish(changes.GroupUpdated(group, (), ()))

    def mark_read(self, user: str, channel: str, ts: str) -> None:
        self.reads[user, channel] = max(ts, self.reads.get((user, channel), ""))
        self.changes.publish(changes.ConversationRead(user, channel))
