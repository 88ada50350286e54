"""The only error boundary. What the person sees:

| came as            | a user error, or a database in trouble        | a surprise                                        |
|--------------------|-----------------------------------------------|---------------------------------------------------|
| slash command      | the answer, to the actor only                 | the same, with a reference                        |
| form               | beside its field; nothing entered is lost     | beside its first field, with a reference          |
| click in a message | below it, to the actor only                   | the same, with a reference                        |
| click in a view    | a small modal                                 | the same, with a reference                        |
| shortcut           | a small modal                                 | the same, with a reference                        |
| event              | in the actor's DM                             | not acknowledged, so that Slack redelivers it     |

An event that can't be saved is not acknowledged either. A payload that nobody listens to is acknowledged, so that Slack
does not repeat it; a press of an old button says so.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Mapping
from typing import Any

import structlog
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.health import reason_of
from bot.metrics import Metrics
from bot.slack import TROUBLE, error_code
from bot.unsaved import IN_DOUBT
from config.catalogue import Mrkdwn, Words
from handlers.blocks import form, section
from handlers.desk import Desk
from handlers.errors import UserError
from handlers.packed import StaleValueError
from handlers.payloads import from_elsewhere
from storage.patience import TROUBLE as DATABASE_TROUBLE
from storage.patience import InDoubtError, Patience, held_to, limit

log = structlog.get_logger(__name__)

# Without the letters and digits that are mistaken for each other when read aloud.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
Json = dict[str, Any]
# In which language to say that the database is in trouble is worth so many seconds.
HASTE = Patience(0.1, 0.1)


class ErrorBoundary:
    """Turns a listener's exception into words for the person and an acknowledgement for Slack."""

    def __init__(self, desk: Desk, metrics: Metrics) -> None:
        self._desk = desk
        self._metrics = metrics
        self._telling: set[asyncio.Task[None]] = set()

    async def handle(self, error: Exception, body: Json, client: AsyncWebClient) -> BoltResponse:
        """Called by Bolt for every exception in a listener, and for every payload without one."""
        kind = kind_of(body)
        unheard = isinstance(error, BoltUnhandledRequestError)
        if unheard and kind == "event":
            return BoltResponse(status=200, body="")
        if isinstance(error, DATABASE_TROUBLE):
            # It has taken its time, and may hang still.
            with held_to(HASTE.from_now()):
                _ = await self._words(body)
        else:
            _ = await self._words(body)
        refusal = self._read(_, error, kind)
        if not isinstance(error, UserError) and not unheard and kind == "event":
            # Nothing was recorded, as far as we know: let Slack deliver it again.
            return BoltResponse(
                status=IN_DOUBT if isinstance(error, InDoubtError) else 500, body=""
            )
        return await self._tell(kind, body, client, _, refusal)

    def _read(self, _: Words, error: Exception, kind: str) -> UserError:
        """What the person reads."""
        if isinstance(error, UserError):
            return error
        if isinstance(error, (BoltUnhandledRequestError, StaleValueError)):
            return UserError(
                _.mrkdwn(
                    "This button is out of date. Start again with `/ask`, or open the Home tab."
                ),
                title=_("Out of date"),
            )
        if isinstance(error, DATABASE_TROUBLE):
            self._metrics.surprised(kind)
            log.error("database_error", kind=kind, reason=reason_of(error))
            return _unsaved(_, error, kind)
        reference = "".join(secrets.choice(ALPHABET) for _i in range(6))
        self._metrics.surprised(kind)
        if isinstance(error, TROUBLE):
            log.error("slack_call_failed", reference=reference, kind=kind, error=error_code(error))
        else:
            log.error("listener_failed", reference=reference, kind=kind, exc_info=error)
        return UserError(
            _.mrkdwn(
                "Something went wrong and nothing was saved. Try again in a minute; "
                "if it keeps happening, send your admin this code: {reference}",
                reference=reference,
            ),
            title=_("Something went wrong"),
        )

    async def _tell(
        self,
        kind: str,
        body: Json,
        client: AsyncWebClient,
        _: Words,
        refusal: UserError,
    ) -> BoltResponse:
        message = refusal.message
        match kind:
            case "command":
                return _json({"response_type": "ephemeral", "text": message})
            case "form":
                return _json(
                    {
                        "response_action": "errors",
                        "errors": {_block(body, refusal.field): _plain(message)},
                    }
                )
            case "click" if body.get("response_url") and body.get("channel"):
                await self._quietly(_ephemeral(client, body, message))
            case "click" | "shortcut":
                await self._quietly(_modal(client, body, _, refusal))
            case "event":
                await self._quietly(
                    client.chat_postMessage(**self._place(body), text=message, parse="none")
                )
        return BoltResponse(status=200, body="")

    def _place(self, body: Json) -> Json:
        """Privately; people of other companies, who have no direct messages with us, in the thread where they wrote."""
        event = body.get("event") or {}
        if from_elsewhere(body, self._desk.team) and event.get("channel"):
            return {
                "channel": event["channel"],
                "thread_ts": event.get("thread_ts") or event.get("ts"),
            }
        return {"channel": _actor(body)}

    async def _quietly(self, call: Awaitable[Any]) -> None:
        """Telling is the best one can do. If Slack takes long over it, the acknowledgement goes ahead."""
        telling = asyncio.create_task(self._tried(call))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)
        await asyncio.wait({telling}, timeout=max(0.0, limit().end - time.monotonic()))

    async def _tried(self, call: Awaitable[Any]) -> None:
        """If Slack refuses that too, the log has it."""
        try:
            await call
        except TROUBLE as error:
            log.warning("error_not_shown", error=error_code(error))

    async def _words(self, body: Json) -> Words:
        try:
            return await self._desk.read(lambda tx, desk: desk.words_for(tx, _actor(body)))
        except Exception as error:  # noqa: BLE001 # without a database there are still words
            log.error("language_read_failed", error=reason_of(error))
            return self._desk.words_here()


def _unsaved(_: Words, error: Exception, kind: str) -> UserError:
    title = _("Not saved")
    if not isinstance(error, InDoubtError):
        said = _.mrkdwn(
            "I can't save anything right now, so nothing has changed. Try again in a few minutes."
        )
    elif kind in ("command", "form"):
        title = _("Not sure")
        said = _.mrkdwn(
            "I'm not sure this was saved. If it was, your receipt comes within a minute."
        )
    else:
        title = _("Not sure")
        said = _.mrkdwn("I'm not sure this was saved. If it was, you'll see it within a minute.")
    return UserError(said, title=title)


def kind_of(body: Mapping[str, Any]) -> str:
    """The kind of payload, in the terms of the table above."""
    if "command" in body:
        return "command"
    kinds = {
        "view_submission": "form",
        "block_actions": "click",
        "shortcut": "shortcut",
        "message_action": "shortcut",
    }
    return kinds.get(str(body.get("type")), "event")


def _actor(body: Mapping[str, Any]) -> str:
    user = body.get("user")
    if isinstance(user, dict):
        return str(user.get("id", ""))
    event = body.get("event") or {}
    return str(body.get("user_id") or event.get("user") or "")


def _block(body: Json, field: str | None) -> str:
    blocks = list((body["view"].get("state") or {}).get("values") or ())
    return str(field if field in blocks else (blocks or ["text"])[0])


def _plain(message: Mrkdwn) -> str:
    """Errors next to a field are plain text."""
    return (
        message.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace("`", "")
        .replace("*", "")
    )


def _json(answer: Json) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(answer), headers={"content-type": ["application/json"]}
    )


async def _ephemeral(client: AsyncWebClient, body: Json, message: Mrkdwn) -> None:
    container = body.get("container") or {}
    await client.chat_postEphemeral(
        channel=body["channel"]["id"],
        user=_actor(body),
        text=message,
        blocks=[section(message)],
        thread_ts=container.get("thread_ts"),
        parse="none",
    )


async def _modal(client: AsyncWebClient, body: Json, _: Words, refusal: UserError) -> None:
    title = refusal.title or _("Can't do that")
    view = form(title, "note", [section(refusal.message)], close=_("Close"))
    in_modal = (body.get("view") or {}).get("type") == "modal"
    show = client.views_push if in_modal else client.views_open
    await show(trigger_id=body["trigger_id"], view=view)
