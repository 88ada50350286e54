"""Turns what changed into the events the manifest subscribes to."""

from collections.abc import Iterator
from functools import singledispatchmethod
from typing import Any

from sandbox.delivery.dispatcher import Dispatcher
from sandbox.delivery.payloads import Payloads
from sandbox.state import changes
from sandbox.state.changes import Change
from sandbox.state.conversations import Conversation
from sandbox.state.messages import Message
from sandbox.state.workspace import Workspace

Json = dict[str, Any]
SubscribedEvent = tuple[str, Json]
"""The subscription that covers an event, and its inner object."""

_MESSAGES = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


class EventFeed:
    """Listens to the workspace. The bot gets events only of conversations it is in."""

    def __init__(self, workspace: Workspace, payloads: Payloads, dispatcher: Dispatcher) -> None:
        self._workspace, self._app = workspace, workspace.app
        self._payloads, self._dispatcher = payloads, dispatcher

    def hear(self, change: Change) -> None:
        for subscription, inner in self._events(change):
            if subscription in self._app.bot_events:
                inner.setdefault("event_ts", self._workspace.stamps.ts())
                payload = self._payloads.event(inner, shared=self._is_shared(inner))
                self._dispatcher.tell(inner["type"], payload)

    def _is_shared(self, inner: Json) -> bool:
        channel = inner.get("channel")
        found = self._workspace.conversations.get(channel) if isinstance(channel, str) else None
        return found is not None and self._workspace.is_shared(found)

    def _home_of(self, message: Message) -> Json:
        """Where the author of a message is from, if not from here."""
        user = self._workspace.users.get(message.user)
        if user is None or not user.person.team_id:
            return {}
        return {"team": user.team_id, "user_team": user.team_id, "source_team": user.team_id}

    @singledispatchmethod
    def _events(self, _: Change) -> Iterator[SubscribedEvent]:
        """Changes without an event of their own cause none."""
        yield from ()

    @_events.register
    def _(self, change: changes.MessagePosted) -> Iterator[SubscribedEvent]:
        message = change.message
        channel = self._heard(message)
        if channel is None:
            return
        inner = (
            message.payload(with_metadata=False)
            | {
                "channel": channel.id,
                "channel_type": channel.kind,
                "team": self._workspace.company.team_id,
                "event_ts": message.ts,
            }
            | self._home_of(message)
        )
        yield _MESSAGES[channel.kind], inner
        mentioned = f"<@{self._app.user_id}>" in message.text
        if mentioned and channel.kind != "im" and message.bot_id != self._app.bot_id:
            mention = {k: v for k, v in inner.items() if k != "channel_type"}
            yield "app_mention", mention | {"type": "app_mention"}
        for file in message.files:
            if message.bot_id is None:
                yield "file_shared", self._file_shared(message, file)

    def _file_shared(self, message: Message, file: Json) -> Json:
        return {
            "type": "file_shared",
            "file_id": file["id"],
            "user_id": message.user,
            "file": {"id": file["id"]},
            "channel_id": message.channel,
        }

    @_events.register
    def _(self, change: changes.MessageEdited) -> Iterator[SubscribedEvent]:
        message = change.message
        if channel := self._heard(message):
            inner = self._hidden(channel, "message_changed", change.before)
            changed = message.payload() | self._home_of(message)
            yield _MESSAGES[channel.kind], inner | {"message": changed}

    @_events.register
    def _(self, change: changes.MessageDeleted) -> Iterator[SubscribedEvent]:
        message = change.message
        channel = self._heard(message)
        if channel is None:
            return
        if message.subtype == "tombstone":
            inner = self._hidden(channel, "message_changed", change.before)
            yield _MESSAGES[channel.kind], inner | {"message": message.payload()}
        else:
            inner = self._hidden(channel, "message_deleted", change.before)
            yield _MESSAGES[channel.kind], inner | {"deleted_ts": message.ts}

    def _hidden(self, channel: Conversation, subtype: str, before: Json) -> Json:
        stamp = self._workspace.stamps.ts()
        return {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.kind,
            "previous_message": before,
            "ts": stamp,
            "event_ts": stamp,
        }

    @_events.register
    def _(self, change: changes.ReactionChanged) -> Iterator[SubscribedEvent]:
        message = change.message
        if self._heard(message):
            kind = "reaction_added" if change.added else "reaction_removed"
            yield (
                kind,
                {
                    "type": kind,
                    "user": change.user,
                    "reaction": change.name,
                    "item_user": message.user,
                    "item": {"type": "message", "channel": message.channel, "ts": message.ts},
                },
            )

    @_events.register
    def _(self, change: changes.ChannelUpdated) -> Iterator[SubscribedEvent]:
        channel = change.channel
        if channel.is_private and self._app.user_id not in channel.members:
            return
        kind = f"{channel.kind}_{change.kind}"
        inner: Json = {"type": kind, "channel": channel.id, "user": channel.creator}
        if change.kind == "rename":
            named = {"id": channel.id, "name": channel.name, "created": channel.created}
            inner = {"type": kind, "channel": named}
        yield kind, inner

    @_events.register
    def _(self, change: changes.MemberJoined) -> Iterator[SubscribedEvent]:
        if self._app.user_id in change.channel.members:
            yield "member_joined_channel", self._membership("member_joined_channel", change)

    @_events.register
    def _(self, change: changes.MemberLeft) -> Iterator[SubscribedEvent]:
        channel = change.channel
        if change.user == self._app.user_id:
            kind = f"{channel.kind}_left"
            yield kind, {"type": kind, "channel": channel.id}
        elif self._app.user_id in channel.members:
            yield "member_left_channel", self._membership("member_left_channel", change)

    def _membership(self, kind: str, change: changes.MemberJoined | changes.MemberLeft) -> Json:
        channel = change.channel
        return {
            "type": kind,
            "user": change.user,
            "channel": channel.id,
            "channel_type": "G" if channel.kind == "group" else "C",
            "team": self._workspace.company.team_id,
        }

    @_events.register
    def _(self, change: changes.UserUpdated) -> Iterator[SubscribedEvent]:
        kind = "team_join" if change.joined else "user_change"
        user = change.user.payload(
            self._workspace.now(),
            with_email="users:read.email" in self._app.scopes,
            with_locale=True,
        )
        yield kind, {"type": kind, "user": user, "cache_ts": int(self._workspace.now())}

    @_events.register
    def _(self, change: changes.GroupUpdated) -> Iterator[SubscribedEvent]:
        group = change.group
        shown = group.payload(with_users=True, with_count=True)
        if change.created:
            yield "subteam_created", {"type": "subteam_created", "subteam": shown}
        if change.added or change.removed:
            yield self._members_changed(change)
        if not change.created:
            yield "subteam_updated", {"type": "subteam_updated", "subteam": shown}

    def _members_changed(self, change: changes.GroupUpdated) -> SubscribedEvent:
        group = change.group
        return (
            "subteam_members_changed",
            {
                "type": "subteam_members_changed",
                "subteam_id": group.id,
                "team_id": group.team_id,
                "date_previous_update": group.updated,
                "date_update": group.updated,
                "added_users": list(change.added),
                "added_users_count": len(change.added),
                "removed_users": list(change.removed),
                "removed_users_count": len(change.removed),
            },
        )

    @_events.register
    def _(self, change: changes.TabOpened) -> Iterator[SubscribedEvent]:
        inner: Json = {
            "type": "app_home_opened",
            "user": change.user,
            "channel": self._workspace.dm_of(change.user).id,
            "tab": change.tab,
        }
        home = self._workspace.views.home(change.user)
        if home is not None and change.tab == "home":
            inner["view"] = home.payload()
        yield "app_home_opened", inner

    def _heard(self, message: Message) -> Conversation | None:
        channel = self._workspace.conversations[message.channel]
        return channel if self._app.user_id in channel.members else None
