"""Make Slack show one message as it should be. Every way it can end is an `Outcome`; nothing is raised but surprises."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.outcomes import Failure, Trouble, failure
from bot.slack import EVENT_TYPE, TROUBLE, error_code, key_of
from handlers.desk import Desk
from handlers.kit import Body
from storage import directory, lanes
from storage.lanes import Message, Root
from storage.transaction import Transaction

# Clocks differ: an earlier try is looked for from a little before it.
SKEW = timedelta(minutes=2)
# Pages of history in which an earlier try is looked for, 200 messages each.
LOOKED_AT = 10

Call = Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Shown:
    """Slack shows it, at this place."""

    channel: str
    ts: str
    digest: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Slack does not show it, as wanted."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Its thread's first message is still to come; at a moment, if that is known."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Orphaned:
    """Its thread's first message is not to come, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """Somebody deleted the message of this key in Slack: its own, or its thread's first."""

    key: str


Outcome = Shown | Gone | Waits | Orphaned | Vanished | Failure


class Delivery:
    """Post, update, delete, react or publish. `paced` is awaited before each call, with method and channel."""

    def __init__(self, desk: Desk, client: AsyncWebClient, paced: Call) -> None:
        self._desk = desk
        self._client = client
        self._paced = paced

    async def deliver(self, message: Message) -> Outcome:
        """Do what is left to do about a message."""
        try:
            match message.kind:
                case "mark":
                    return await self._mark(message)
                case "home":
                    return await self._home(message)
                case _:
                    return await self._message(message)
        except TROUBLE as error:
            return failure(error)

    async def _message(self, message: Message) -> Outcome:
        rendered, address, root = await self._desk.database.read(
            message.team, lambda tx: self._facts(tx, message)
        )
        channel, ts = message.channel, message.ts
        if rendered is None and ts is None and message.tried_at is None:
            return Gone()
        if ts is None and message.under is not None and (root is None or root.ts is None):
            return _without(root)
        thread_ts = root.ts if root else message.thread_ts
        if ts is None and message.tried_at is not None:
            channel, ts = await self._look_for(message, address, thread_ts)
        if rendered is None:
            return await self._delete(channel, ts)
        digest = fingerprint(rendered)
        if channel is not None and ts is not None:
            return await self._update(message, channel, ts, rendered, digest)
        return await self._post(message, address, thread_ts, rendered, digest)

    def _facts(self, tx: Transaction, message: Message) -> tuple[Body | None, str, Root | None]:
        rendered = None if message.dropped else handlers.render(tx, self._desk, message.key)
        root = lanes.root(tx, message.under) if message.under else None
        # A thread is where its first message is, whatever its channel is called by now.
        known = root.channel if root else None
        return rendered, known or _address(tx, message.address), root

    async def _post(
        self, message: Message, address: str, thread_ts: str | None, rendered: Body, digest: str
    ) -> Outcome:
        await self._paced("chat.postMessage", message.address)
        try:
            posted = await self._client.chat_postMessage(
                channel=address,
                thread_ts=thread_ts,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": message.key}},
                unfurl_links=False,
                unfurl_media=False,
                **_content(rendered),
            )
        except SlackApiError as error:
            # Once only: if the thread's start is there and Slack still refuses, it would be posted again and again.
            if error_code(error) != "thread_not_found" or not message.under or message.tries:
                raise
            return Vanished(message.under)
        return Shown(posted["channel"], posted["ts"], digest)

    async def _update(
        self, message: Message, channel: str, ts: str, rendered: Body, digest: str
    ) -> Outcome:
        if digest == message.digest:
            return Shown(channel, ts, digest)
        await self._paced("chat.update", channel)
        try:
            await self._client.chat_update(channel=channel, ts=ts, **_content(rendered))
        except SlackApiError as error:
            if error_code(error) != "message_not_found":
                raise
            return Vanished(message.key)
        return Shown(channel, ts, digest)

    async def _delete(self, channel: str | None, ts: str | None) -> Outcome:
        if channel is None or ts is None:
            return Gone()
        await self._paced("chat.delete", channel)
        return await _unless_missing(self._client.chat_delete(channel=channel, ts=ts), Gone())

    async def _mark(self, message: Message) -> Outcome:
        place = {
            "channel": message.address,
            "timestamp": message.target_ts or "",
            "name": message.emoji or "",
        }
        if message.dropped:
            await self._paced("reactions.remove", message.address)
            return await _unless_missing(self._client.reactions_remove(**place), Gone())
        await self._paced("reactions.add", message.address)
        shown = Shown(message.address, "", "")
        return await _unless_missing(self._client.reactions_add(**place), shown)

    async def _home(self, message: Message) -> Outcome:
        team = message.team
        rendered = await self._desk.database.read(
            team, lambda tx: handlers.render(tx, self._desk, message.key)
        )
        if rendered is None:
            return Gone()
        await self._paced("views.publish", message.address)
        view = {"type": "home", "blocks": list(rendered.blocks)}
        await self._client.views_publish(user_id=message.address, view=view)
        return Shown(message.address, "", fingerprint(rendered))

    async def _look_for(
        self, message: Message, address: str, thread_ts: str | None
    ) -> tuple[str | None, str | None]:
        """Our key in the metadata of what Slack shows since the earlier try: then that try succeeded."""
        assert message.tried_at is not None
        channel = await self._channel_of(address)
        oldest = str((message.tried_at - SKEW).timestamp())
        method = "conversations.replies" if thread_ts else "conversations.history"
        params: dict[str, Any] = {
            "channel": channel,
            "oldest": oldest,
            "limit": 200,
            "include_all_metadata": "true",
        }
        if thread_ts:
            params["ts"] = thread_ts
        for _ in range(LOOKED_AT):
            await self._paced(method, channel)
            page = await self._client.api_call(method, http_verb="GET", params=params)
            for found in page.get("messages") or ():
                if key_of(found) == message.key:
                    return channel, str(found["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
            params["cursor"] = cursor
        return None, None

    async def _channel_of(self, address: str) -> str:
        if not address.startswith(("U", "W")):
            return address
        await self._paced("conversations.open", address)
        opened = await self._client.conversations_open(users=address)
        return str(opened["channel"]["id"])


def _without(root: Root | None) -> Outcome:
    """What a message of a thread can do while the thread has no start."""
    if root is not None and root.pending:
        return Waits(root.not_before)
    return Orphaned((root and root.set_aside) or "thread_not_there")


async def _unless_missing(call: Awaitable[Any], outcome: Outcome) -> Outcome:
    """What should vanish and is not there, or should be there and is, is as wanted."""
    try:
        await call
    except TROUBLE as error:
        found = failure(error)
        if found.trouble is not Trouble.MISSING and found.reason != "already_reacted":
            return found
    return outcome


def _content(rendered: Body) -> dict[str, Any]:
    # `parse` must be said each time: an update falls back to a default that links names.
    return {
        "text": str(rendered.text),
        "blocks": list(rendered.blocks),
        "parse": "none",
    }


def _address(tx: Transaction, address: str) -> str:
    if not address.startswith("#"):
        return address
    channel = directory.channel_named(tx, address[1:])
    return channel.channel if channel else address


def fingerprint(rendered: Body) -> str:
    """Changes exactly when what is shown changes."""
    content = json.dumps([str(rendered.text), list(rendered.blocks)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]
