"""Make Slack show one message as it should be. Every way it can end is an `Outcome`; nothing is raised but surprises."""

from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import structlog

from bot.calls import CallFailedError, Calls, Json, text_in
from bot.content import SPEAKS, as_speaker, content, fingerprint, voiced
from bot.copies import copies, metadata, next_look, to_keep
from bot.endings import Delivered, Gone, Orphaned, Outcome, Vanished, Waits
from bot.facts import Facts
from bot.files import MISSING, SHOWN, Files
from bot.outcomes import UNREADABLE_BLOCKS, Failure, Trouble
from bot.plain import as_sections, as_text
from bot.transfer import RefusedError
from handlers.blocks import Body, Each
from handlers.files import Attachment
from storage.lanes import Message, Root

log = structlog.get_logger(__name__)

# What may be otherwise for the same person in a moment.
PASSING = (Trouble.RATE_LIMITED, Trouble.REVOKED, Trouble.UNKNOWN)


class Delivery:
    """Post, update, delete, react or publish."""

    def __init__(self, calls: Calls, files: Files, *, customizes: bool = False) -> None:
        """`customizes`: we may post under the names and pictures of those whose words we carry."""
        self._calls, self._files = calls, files
        self._customizes = customizes

    async def deliver(self, message: Message, facts: Facts) -> Outcome:
        """Do what is left to do about a message."""
        try:
            match message.kind:
                case "mark":
                    return await self._mark(message)
                case "home":
                    return await self._home(message, _words(facts))
                case "ephemeral":
                    return await self._whisper(message, _words(facts))
                case "each":
                    return await self._each(message, facts.body)
                case _:
                    return await self._message(message, facts)
        except CallFailedError as error:
            return error.failure

    async def _message(self, message: Message, facts: Facts) -> Outcome:
        untouched = message.ts is None and message.tried_at is None and message.file is None
        if facts.body is None and untouched:
            return Gone()
        if message.ts is None and message.under and (facts.root is None or not facts.root.ts):
            return _without(facts.root)
        if message.file is not None and (message.digest or SHOWN).startswith(SHOWN):
            return await self._file(message, facts)
        message, copied = await self._found(message, facts)
        outcome = await self._reconciled(message, facts)
        return self._doubt(message, outcome, looked=copied or facts.look)

    async def _found(self, message: Message, facts: Facts) -> tuple[Message, bool]:
        """The message with the place where Slack shows it, if an earlier try succeeded; and whether that was to be found out.
        Of two copies one is taken away."""
        since = message.tried_at
        if since is None or (message.ts is not None and not facts.look):
            return message, False
        channel = message.channel or await self._channel_of(facts.address)
        thread_ts = facts.thread_ts
        found = await copies(
            self._calls, message.name, channel=channel, thread_ts=thread_ts, since=since
        )
        kept = to_keep(found, message.ts or "")
        if kept is None:
            return message, True
        for copy in found:
            if copy.ts != kept.ts and not copy.replies:
                log.warning("duplicate_deleted", key=message.key)
                await self._delete(channel, copy.ts)
        digest = message.digest if kept.ts == message.ts else None
        return replace(message, channel=channel, ts=kept.ts, digest=digest), True

    async def _file(self, message: Message, facts: Facts) -> Outcome:
        """What is a file, or will be if it can be had; else it is said why it is missing."""
        wanted = facts.body
        if not isinstance(wanted, Attachment):
            return await self._files.take_away(message)
        if message.digest is not None and not message.digest.endswith(f":{wanted.source}"):
            # It took the place of another that was taken back.
            await self._files.take_away(message)
            message = replace(message, ts=None, file=None, digest=None)
        channel = message.channel or await self._channel_of(facts.address)
        if message.ts is not None and not facts.look:
            return Delivered(channel, message.ts, message.digest or SHOWN)
        try:
            outcome = await self._files.show(message, wanted, channel, facts.thread_ts)
        except RefusedError as error:
            log.info("file_not_copied", key=message.key, reason=error.refusal.value)
            told = await self._post(message, facts, wanted.instead(error.refusal))
            if isinstance(told, Delivered):
                return replace(told, digest=f"{MISSING}{wanted.source}")
            return told
        return self._doubt(message, outcome, looked=True)

    async def _reconciled(self, message: Message, facts: Facts) -> Outcome:
        if facts.body is None:
            return await self._delete(message.channel, message.ts)
        if isinstance(facts.body, Each):
            return Gone()
        if isinstance(facts.body, Attachment):
            missing = f"{MISSING}{facts.body.source}"
            if message.ts is not None and message.digest in (None, missing):
                return Delivered(message.channel or "", message.ts, missing)
            if message.ts is not None:
                await self._delete(message.channel, message.ts)
                message = replace(message, ts=None, file=None, digest=None)
            return await self._file(message, facts)
        if message.channel is not None and message.ts is not None:
            # An update cannot change under whose name it stands.
            shown = voiced(facts.body, speaks=(message.digest or "").startswith(SPEAKS))
            return await self._update(message, message.channel, message.ts, shown)
        # A root must be recognisably ours, and under a person's id it would go to Slackbot's DM.
        speaks = self._customizes and facts.thread_ts and facts.address.startswith(("C", "D", "G"))
        return await self._post(message, facts, voiced(facts.body, speaks=bool(speaks)))

    def _doubt(self, message: Message, outcome: Outcome, *, looked: bool) -> Outcome:
        """While an earlier try may still take effect, whoever looks too early sees nothing: look again later."""
        if not isinstance(outcome, Delivered) or message.tried_at is None:
            return outcome
        if not looked:
            return replace(outcome, doubted=True)
        after = next_look(outcome.ts, self._calls.time.now())
        return replace(outcome, doubted=after is not None, look_after=after)

    async def _post(self, message: Message, facts: Facts, rendered: Body) -> Outcome:
        method = "chat.postMessage"
        try:
            posted = await self._show(
                method,
                message,
                rendered,
                channel=facts.address,
                thread_ts=facts.thread_ts,
                metadata=metadata(*message.name),
                unfurl_links=False,
                unfurl_media=False,
                **as_speaker(rendered),
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
            return Vanished(message.under, 0)
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
            return Vanished(*message.name)
        return Delivered(channel, ts, digest)

    async def _show(self, method: str, message: Message, rendered: Body, **place: Any) -> Json:
        """With its blocks; as text if Slack can't read them: what people wrote must arrive."""
        try:
            return await self._calls.post(method, message.address, **place, **content(rendered))
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

    async def _whisper(self, message: Message, rendered: Body | None) -> Outcome:
        """To one person in a channel, and once: Slack does not promise to show it, and nobody waits for it."""
        if rendered is None or message.tried_at is not None:
            return Gone()
        channel, _, user = message.address.partition("/")
        method = "chat.postEphemeral"
        try:
            await self._calls.post(method, channel, channel=channel, user=user, **content(rendered))
        except CallFailedError as error:
            if error.failure.trouble in (Trouble.RATE_LIMITED, Trouble.REVOKED):
                raise
        return Gone()

    async def _each(self, message: Message, wanted: object) -> Outcome:
        """To each, at the pace at which it would go if all of them got one. Who got one is in Slack, and nowhere else."""
        called = 0
        for user, rendered in wanted.to.items() if isinstance(wanted, Each) else ():
            if rendered is None:
                await self._calls.pace("chat.postMessage", user)
                continue
            try:
                await self._once(message, user, rendered)
            except CallFailedError as error:
                if error.failure.trouble not in PASSING:
                    continue  # it is about this person
                if called:
                    # Those who have it are looked for before it is tried again.
                    raise CallFailedError(
                        replace(error.failure, trouble=Trouble.UNKNOWN)
                    ) from error
                raise
            called += 1
        return Gone()

    async def _once(self, message: Message, user: str, rendered: Body) -> None:
        if message.tried_at is not None:
            channel = await self._channel_of(user)
            there = await copies(
                self._calls, message.name, channel=channel, thread_ts=None, since=message.tried_at
            )
            if there:
                return
        await self._calls.post(
            "chat.postMessage",
            user,
            channel=user,
            metadata=metadata(*message.name),
            **content(rendered),
        )

    async def _home(self, message: Message, rendered: Body | None) -> Outcome:
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
    if root is not None and (root.pending or root.not_before):
        return Waits(root.not_before)
    return Orphaned((root and root.set_aside) or "thread_not_there")


def _words(facts: Facts) -> Body | None:
    return facts.body if isinstance(facts.body, Body) else None


async def _unless_missing(call: Awaitable[Json], outcome: Outcome) -> Outcome:
    """What should vanish and is not there, or should be there and is, is as wanted."""
    try:
        await call
    except CallFailedError as error:
        found = error.failure
        if found.trouble is not Trouble.MISSING and found.reason != "already_reacted":
            return found
    return outcome
