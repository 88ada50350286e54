"""Make Slack show one message as it should be. Every way it can end is an `Outcome`; nothing is raised but surprises."""

import hashlib
import json
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

import structlog

import handlers
from bot.calls import CallFailedError, Calls, Json, text_in
from bot.copies import copies, metadata, next_look, to_keep
from bot.outcomes import UNREADABLE_BLOCKS, Failure, Trouble
from bot.plain import as_sections, as_text
from handlers.blocks import Body
from handlers.desk import Desk
from storage import directory, lanes, settling, timers
from storage.lanes import Message, Root
from storage.transaction import Transaction

log = structlog.get_logger(__name__)

# So begins what identifies a message that stands under its speaker's name.
SPEAKS = "speaks:"


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
    """Its thread's first message is still to come; at a moment, if that is known."""

    label: ClassVar[str] = "waits"
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Orphaned:
    """Its thread's first message is not to come, for this reason."""

    label: ClassVar[str] = "orphaned"
    reason: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """Somebody deleted the message of this key in Slack: its own, or its thread's first."""

    label: ClassVar[str] = "vanished"
    key: str


Outcome = Delivered | Gone | Waits | Orphaned | Vanished | Failure


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a message when it is delivered."""

    body: Body | None
    address: str
    root: Root | None
    thread_ts: str | None
    # There may be a second copy, and now is the time to look.
    look: bool


class Delivery:
    """Post, update, delete, react or publish."""

    def __init__(self, desk: Desk, calls: Calls, *, customizes: bool = False) -> None:
        """`customizes`: we may post under the names and pictures of those whose words we carry."""
        self._desk = desk
        self._calls = calls
        self._customizes = customizes

    async def deliver(self, message: Message) -> Outcome:
        """Do what is left to do about a message."""
        try:
            match message.kind:
                case "mark":
                    return await self._mark(message)
                case "home":
                    return await self._home(message)
                case "ephemeral":
                    return await self._whisper(message)
                case _:
                    return await self._message(message)
        except CallFailedError as error:
            return error.failure

    async def _message(self, message: Message) -> Outcome:
        facts = await self._desk.database.read(message.team, lambda tx: self._facts(tx, message))
        if facts.body is None and message.ts is None and message.tried_at is None:
            return Gone()
        if message.ts is None and message.under and (facts.root is None or not facts.root.ts):
            return _without(facts.root)
        message, copied = await self._found(message, facts)
        outcome = await self._reconciled(message, facts)
        return self._doubt(message, outcome, looked=copied or facts.look)

    def _facts(self, tx: Transaction, message: Message) -> _Facts:
        rendered = None if message.dropped else handlers.render(tx, self._desk, message.key)
        root = lanes.root(tx, message.under) if message.under else None
        doubted = message.ts is not None and message.tried_at is not None
        return _Facts(
            rendered,
            # A thread is where its first message is, whatever its channel is called by now.
            (root.channel if root else None) or _address(tx, message.address),
            root,
            root.ts if root else message.thread_ts,
            look=doubted and timers.due_at(tx, settling.look_timer(message)) is None,
        )

    async def _found(self, message: Message, facts: _Facts) -> tuple[Message, bool]:
        """The message with the place where Slack shows it, if an earlier try succeeded; and whether that was to be found out.
        Of two copies one is taken away."""
        since = message.tried_at
        if since is None or (message.ts is not None and not facts.look):
            return message, False
        channel = message.channel or await self._channel_of(facts.address)
        thread_ts = facts.thread_ts
        found = await copies(
            self._calls, message.key, channel=channel, thread_ts=thread_ts, since=since
        )
        kept = to_keep(found, message.ts or "")
        if kept is None:
            return message, True
        for copy in found:
            if copy.ts != kept.ts and not copy.replies:
                log.warning("second_copy_deleted", key=message.key)
                await self._delete(channel, copy.ts)
        digest = message.digest if kept.ts == message.ts else None
        return replace(message, channel=channel, ts=kept.ts, digest=digest), True

    async def _reconciled(self, message: Message, facts: _Facts) -> Outcome:
        if facts.body is None:
            return await self._delete(message.channel, message.ts)
        if message.channel is not None and message.ts is not None:
            # An update cannot change under whose name it stands.
            shown = _voiced(facts.body, speaks=(message.digest or "").startswith(SPEAKS))
            return await self._update(message, message.channel, message.ts, shown)
        # A root must be recognisably ours, and under a person's id it would go to Slackbot's DM.
        speaks = self._customizes and facts.thread_ts and facts.address.startswith(("C", "D", "G"))
        return await self._post(message, facts, _voiced(facts.body, speaks=bool(speaks)))

    def _doubt(self, message: Message, outcome: Outcome, *, looked: bool) -> Outcome:
        """While an earlier try may still take effect, whoever looks too early sees nothing: look again later."""
        if not isinstance(outcome, Delivered) or message.tried_at is None:
            return outcome
        if not looked:
            return replace(outcome, doubted=True)
        after = next_look(outcome.ts, self._calls.time.now())
        return replace(outcome, doubted=after is not None, look_after=after)

    async def _post(self, message: Message, facts: _Facts, rendered: Body) -> Outcome:
        method = "chat.postMessage"
        try:
            posted = await self._show(
                method,
                message,
                rendered,
                channel=facts.address,
                thread_ts=facts.thread_ts,
                metadata=metadata(message.key),
                unfurl_links=False,
                unfurl_media=False,
                **_as_speaker(rendered),
            )
        except CallFailedError as error:
            reason = error.failure.reason
            if reason == "missing_scope" and rendered.speaker:
                # It was taken from us since the start.
                self._customizes = False
                return await self._reconciled(message, facts)
            # Once only: if the thread's start is there and Slack still refuses, it would be posted again and again.
            if reason != "thread_not_found" or not message.under or message.tries:
                raise
            return Vanished(message.under)
        channel, ts = text_in(posted, method, "channel"), text_in(posted, method, "ts")
        return Delivered(channel, ts, fingerprint(rendered))

    async def _update(self, message: Message, channel: str, ts: str, rendered: Body) -> Outcome:
        digest = fingerprint(rendered)
        if digest == message.digest:
            return Delivered(channel, ts, digest)
        try:
            await self._show("chat.update", message, rendered, channel=channel, ts=ts)
        except CallFailedError as error:
            if error.failure.reason != "message_not_found":
                raise
            return Vanished(message.key)
        return Delivered(channel, ts, digest)

    async def _show(self, method: str, message: Message, rendered: Body, **place: Any) -> Json:
        """With its blocks; as text if Slack can't read them: what people wrote must arrive."""
        try:
            return await self._calls.post(method, message.address, **place, **_content(rendered))
        except CallFailedError as error:
            self._tell_refused(message, error.failure)
        plain = {"text": as_text(rendered), "parse": "none", "blocks": []}
        return await self._calls.post(method, message.address, **place, **plain)

    def _tell_refused(self, message: Message, found: Failure) -> None:
        """Blocks that Slack can't read are a fault of ours. Raises the failure if it is any other."""
        if found.reason not in UNREADABLE_BLOCKS:
            raise CallFailedError(found)
        log.error("blocks_refused", key=message.key, reason=found.reason)

    async def _publish(self, user: str, blocks: list[dict[str, Any]]) -> None:
        view = {"type": "home", "blocks": blocks}
        await self._calls.post("views.publish", user, user_id=user, view=view)

    async def _delete(self, channel: str | None, ts: str | None) -> Outcome:
        if channel is None or ts is None:
            return Gone()
        gone = self._calls.post("chat.delete", channel, channel=channel, ts=ts)
        return await _unless_missing(gone, Gone())

    async def _mark(self, message: Message) -> Outcome:
        method = "reactions.remove" if message.dropped else "reactions.add"
        marked = self._calls.post(
            method,
            message.address,
            channel=message.address,
            timestamp=message.target_ts or "",
            name=message.emoji or "",
        )
        shown = Gone() if message.dropped else Delivered(message.address, "", "")
        return await _unless_missing(marked, shown)

    async def _whisper(self, message: Message) -> Outcome:
        """To one person in a channel, and once: Slack does not promise to show it, and nobody waits for it."""
        rendered = await self._desk.database.read(
            message.team, lambda tx: handlers.render(tx, self._desk, message.key)
        )
        if rendered is None or message.dropped or message.tried_at is not None:
            return Gone()
        channel, _, user = message.address.partition("/")
        method = "chat.postEphemeral"
        try:
            await self._calls.post(
                method, channel, channel=channel, user=user, **_content(rendered)
            )
        except CallFailedError as error:
            if error.failure.trouble in (Trouble.RATE_LIMITED, Trouble.REVOKED):
                raise
        return Gone()

    async def _home(self, message: Message) -> Outcome:
        team = message.team
        rendered = await self._desk.database.read(
            team, lambda tx: handlers.render(tx, self._desk, message.key)
        )
        if rendered is None:
            return Gone()
        try:
            await self._publish(message.address, list(rendered.blocks))
        except CallFailedError as error:
            self._tell_refused(message, error.failure)
            await self._publish(message.address, as_sections(rendered))
        return Delivered(message.address, "", fingerprint(rendered))

    async def _channel_of(self, address: str) -> str:
        if not address.startswith(("U", "W")):
            return address
        method = "conversations.open"
        opened = await self._calls.post(method, address, users=address)
        return text_in(opened, method, "channel", "id")


def _without(root: Root | None) -> Outcome:
    """What a message of a thread can do while the thread has no start."""
    if root is not None and root.pending:
        return Waits(root.not_before)
    return Orphaned((root and root.set_aside) or "thread_not_there")


async def _unless_missing(call: Awaitable[Json], outcome: Outcome) -> Outcome:
    """What should vanish and is not there, or should be there and is, is as wanted."""
    try:
        await call
    except CallFailedError as error:
        found = error.failure
        if found.trouble is not Trouble.MISSING and found.reason != "already_reacted":
            return found
    return outcome


def _voiced(body: Body, *, speaks: bool) -> Body:
    """Under the name of whose words it carries, if it may; else with their name in it."""
    if body.speaker is None or not speaks:
        return replace(body, speaker=None)
    return replace(body, blocks=body.speaker.blocks)


def _as_speaker(rendered: Body) -> dict[str, Any]:
    if rendered.speaker is None:
        return {}
    return {"username": rendered.speaker.name, "icon_url": rendered.speaker.image}


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
    found = hashlib.sha256(content.encode()).hexdigest()[:32]
    return f"{SPEAKS}{found}" if rendered.speaker else found
