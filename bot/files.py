"""Show a file where a part of a message is one: once, whatever becomes of a call.

Its bytes are with Slack before it is shown, and its id is stored in between: from then on Slack itself tells whether it is
shown (`files.info`), and an upload that was never shown is seen by nobody.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot.calls import CallFailedError, Calls, text_in
from bot.drawing import NotDrawnError, drawn
from bot.endings import Delivered, Gone, Outcome, Waits
from bot.outcomes import Trouble
from bot.transfer import RefusedError, Transfer
from handlers.files import LARGEST, Attachment, Made, Refusal
from storage.lanes import Message

log = structlog.get_logger(__name__)

# So begins what identifies a message that shows a file, and one that says why it is missing; the file's id follows.
SHOWN, MISSING = "file:", "without:"
INFO, START, FINISH = "files.info", "files.getUploadURLExternal", "files.completeUploadExternal"
GONE = {"file_not_found", "file_deleted"}
# Seconds: Slack may show a file a moment after it says that all is done.
LOOKS = (0.0, 0.5, 1.0, 2.0)
# What can't be had after so many tries is named with the reason.
TRIES = 4
LONGEST_NAME, LONGEST_ALT = 200, 1000
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]+")
# Stores the id of the file that a message is to show, or that there is none. Raises if the message is no longer ours.
Keep = Callable[[Message, str | None], Awaitable[None]]


def safe(name: str) -> str:
    """A name that is one, and reads from left to right."""
    return UNPRINTABLE.sub("_", name).strip(" .")[:LONGEST_NAME] or "file"


class Files:
    """Of one lane."""

    def __init__(self, calls: Calls, transfer: Transfer, keep: Keep) -> None:
        self._calls, self._transfer, self._keep = calls, transfer, keep

    async def show(
        self, message: Message, attachment: Attachment, channel: str, thread_ts: str | None
    ) -> Outcome:
        """In a channel or DM by its id. Raises `RefusedError` if it can't be shown, and `CallFailedError`."""
        digest = f"{SHOWN}{attachment.source}"
        file = message.file
        ts = await self._shown(file, channel, message.ts) if file else None
        if file and not ts:
            ts = await self._finish(message, file, attachment, channel, thread_ts)
        if ts is None:
            file = await self._upload(message, attachment, channel)
            ts = await self._finish(message, file, attachment, channel, thread_ts)
        return Delivered(channel, ts, digest) if ts else Waits(None)

    async def _finish(
        self,
        message: Message,
        file: str,
        attachment: Attachment,
        channel: str,
        thread_ts: str | None,
    ) -> str | None:
        """Show what was uploaded. None if Slack has forgotten it, empty if it is still to be seen."""
        title = [{"id": file, "title": safe(attachment.name)}]
        place = {"channel_id": channel, "thread_ts": thread_ts}
        try:
            await self._calls.post(FINISH, channel, files=title, **place)
        except CallFailedError as error:
            if error.failure.reason in GONE:
                # It may have been shown by an earlier try just now.
                return await self._shown(file, channel, None)
            if error.failure.trouble is not Trouble.REFUSED:
                raise
            await self._keep(message, None)
            raise RefusedError(Refusal.NOT_ALLOWED) from error
        for pause in LOOKS:
            await asyncio.sleep(pause)
            if ts := await self._shown(file, channel, None):
                return ts
        return ""

    async def _shown(self, file: str, channel: str, known: str | None) -> str | None:
        return await self._one(await self._info(file, channel), channel, known)

    async def take_away(self, message: Message) -> Outcome:
        """The file, and with it what shows it."""
        if message.file is None:
            return Gone()
        try:
            await self._calls.post("files.delete", message.address, file=message.file)
        except CallFailedError as error:
            if error.failure.reason not in GONE:
                raise
        return Gone()

    async def _info(self, file: str, channel: str) -> Mapping[str, Any]:
        """What Slack knows of it; nothing if it knows no such file."""
        try:
            info = (await self._calls.get(INFO, channel, file=file)).get("file")
        except CallFailedError as error:
            if error.failure.reason not in GONE:
                raise
            return {}
        return info if isinstance(info, Mapping) else {}

    async def _one(self, info: Mapping[str, Any], channel: str, known: str | None) -> str | None:
        """Where it is shown; of several messages that show it, those we don't know are taken away."""
        found = sorted(_shown_in(info, channel))
        kept = known if known in found else next(iter(found), None)
        for ts in found:
            if ts != kept:
                log.warning("duplicate_deleted", key="file")
                await self._calls.post("chat.delete", channel, channel=channel, ts=ts)
        return kept

    async def _upload(self, message: Message, attachment: Attachment, channel: str) -> str:
        try:
            if isinstance(attachment, Made):
                file = await self._give(attachment, channel)
            else:
                file = await self._copy(attachment, channel)
        except CallFailedError as error:
            found = error.failure
            if found.reason == "missing_scope":
                log.error("file_scope_missing", reason=found.reason, remedy="run `frontdesk check`")
            if found.trouble is Trouble.REFUSED:
                raise RefusedError(Refusal.NOT_ALLOWED) from error
            if found.trouble is Trouble.UNKNOWN and message.tries + 1 >= TRIES:
                raise RefusedError(Refusal.UNREADABLE) from error
            raise
        await self._keep(message, file)
        return file

    async def _copy(self, attachment: Attachment, channel: str) -> str:
        source = await self._source(attachment, channel)
        size, kind = int(source["size"]), str(source.get("mimetype") or "")
        file, url = await self._begin(attachment, size, channel)
        await self._transfer.copy(str(source["url_private"]), size, kind, to=url)
        return file

    async def _give(self, made: Made, channel: str) -> str:
        """What is ours is made only now, off the loop."""
        try:
            content = await asyncio.to_thread(_content, made)
        except NotDrawnError as error:
            raise RefusedError(Refusal.UNREADABLE) from error
        file, url = await self._begin(made, len(content), channel, alt_txt=made.alt[:LONGEST_ALT])
        await self._transfer.give(content, to=url)
        return file

    async def _begin(
        self, attachment: Attachment, size: int, channel: str, **more: str
    ) -> tuple[str, str]:
        given = {"filename": safe(attachment.name), "length": size, **more}
        begun = await self._calls.get(START, channel, **given)
        return text_in(begun, START, "file_id"), text_in(begun, START, "upload_url")

    async def _source(self, attachment: Attachment, channel: str) -> Mapping[str, Any]:
        info = await self._info(attachment.source, channel)
        if not info or info.get("mode") in ("tombstone", "hidden_by_limit"):
            raise RefusedError(Refusal.DELETED)
        if info.get("is_external") or info.get("mode") == "external":
            raise RefusedError(Refusal.EXTERNAL)
        size = info.get("size")
        if not isinstance(size, int) or not info.get("url_private"):
            raise RefusedError(Refusal.UNREADABLE)
        if size <= 0:
            raise RefusedError(Refusal.EMPTY)
        if size > LARGEST:
            raise RefusedError(Refusal.TOO_LARGE)
        return info


def _content(made: Made) -> bytes:
    """A text begins so that spreadsheets read it as what it is."""
    return (
        made.content.encode("utf-8-sig") if isinstance(made.content, str) else drawn(made.content)
    )


def _shown_in(info: Mapping[str, Any], channel: str) -> list[str]:
    """The messages of a channel that show a file."""
    shares = info.get("shares")
    kinds = shares.values() if isinstance(shares, Mapping) else ()
    found = [
        each for kind in kinds if isinstance(kind, Mapping) for each in kind.get(channel) or ()
    ]
    return [str(each["ts"]) for each in found if isinstance(each, Mapping) and each.get("ts")]
