"""Direct messages that could not be saved: their writers are told, in the DM itself.

The one place where something is posted that storage can't hold. So it is in memory and best effort: whoever saw the first
delivery promises, after a few seconds in which Slack's first repetition may have succeeded; whoever sees the last one fail
says so.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.health import reason_of
from bot.slack import TROUBLE, error_code
from config.catalogue import Mrkdwn, Words
from handlers.desk import Desk
from handlers.payloads import SPOKEN
from storage.patience import Patience, held_to

log = structlog.get_logger(__name__)

# Slack repeats at once, and gives us three seconds for it.
SECONDS = 5.0
# Slack repeats at once, after one minute and after five more.
LAST_REPETITION = 3
# The boundary's answer to an event whose commit is in doubt.
IN_DOUBT = 503
Json = dict[str, Any]
Key = tuple[str, str]
Say = Callable[[Words], Mrkdwn]


class Unsaved:
    """What waits to be said, by the message's channel and ts."""

    def __init__(
        self, desk: Desk, client: AsyncWebClient, *, seconds: float, probe: Patience
    ) -> None:
        self._desk = desk
        self._client = client
        self._seconds = seconds
        self._probe = probe
        self._waiting: dict[Key, asyncio.Task[None]] = {}

    @property
    def waiting(self) -> int:
        """So many words are not said yet, and may be withdrawn."""
        return len(self._waiting)

    def answered(self, request: AsyncBoltRequest, response: BoltResponse) -> None:
        """A delivery has its answer: was it a DM, and is it saved?"""
        event = request.body.get("event")
        if not isinstance(event, dict) or not _is_spoken_to_us(event):
            return
        key = (str(event["channel"]), str(event["ts"]))
        repetition = _repetition(request.headers)
        if response.status < 500:
            self._withdraw(key)
        elif repetition >= LAST_REPETITION:
            self._withdraw(key)
            last = _unsure if response.status == IN_DOUBT else _not_saved
            self._say(key, event, 0.0, last)
        elif repetition == 0 and key not in self._waiting:
            self._say(key, event, self._seconds, _not_yet)

    async def close(self) -> None:
        """Say nothing more."""
        tasks = list(self._waiting.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _withdraw(self, key: Key) -> None:
        if (waiting := self._waiting.pop(key, None)) is not None:
            waiting.cancel()

    def _say(self, key: Key, event: Json, seconds: float, what: Say) -> None:
        self._waiting[key] = task = asyncio.create_task(self._told(key, event, seconds, what))
        task.add_done_callback(lambda done: self._forget(key, done))

    def _forget(self, key: Key, task: "asyncio.Task[None]") -> None:
        if self._waiting.get(key) is task:
            del self._waiting[key]

    async def _told(self, key: Key, event: Json, seconds: float, what: Say) -> None:
        await asyncio.sleep(seconds)
        saved, _ = await self._asked(key, str(event["user"]))
        if saved:  # by another replica
            return
        channel, _ts = key
        thread = event.get("thread_ts")
        try:
            await self._client.chat_postMessage(
                channel=channel, thread_ts=thread, text=what(_), parse="none"
            )
        except TROUBLE as error:
            log.warning("error_not_shown", error=error_code(error))

    async def _asked(self, key: Key, user: str) -> tuple[bool, Words]:
        """Whether it is saved after all, and the person's language, as far as the database tells."""
        try:
            with held_to(self._probe.from_now()):
                saved = await self._desk.answered(":".join(("message", *key))) is not None
                return saved, await self._desk.read(lambda tx, desk: desk.words_for(tx, user))
        except Exception as error:  # noqa: BLE001 # without a database there are still words
            log.error("language_read_failed", error=reason_of(error))
            return False, self._desk.words_here()


def _is_spoken_to_us(event: Json) -> bool:
    """Just those that the conversation hears."""
    return (
        event.get("type") == "message"
        and event.get("channel_type") == "im"
        and event.get("subtype") in SPOKEN
        and not event.get("bot_id")
        and all(isinstance(event.get(name), str) for name in ("user", "channel", "ts"))
    )


def _repetition(headers: Mapping[str, Sequence[str]]) -> int:
    """0 is the first delivery."""
    number = next(iter(headers.get("x-slack-retry-num") or ()), "0")
    return int(number) if number.isdecimal() else 0


def _not_yet(_: Words) -> Mrkdwn:
    return _.mrkdwn("I couldn't save this yet and will keep trying for a few minutes.")


def _not_saved(_: Words) -> Mrkdwn:
    return _.mrkdwn("Not saved. Please send it again.")


def _unsure(_: Words) -> Mrkdwn:
    return _.mrkdwn("I'm not sure this was saved. If it was, your receipt comes within a minute.")
