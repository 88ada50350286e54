"""Messages: what people write to us or in a request's thread, and what they change or delete of it."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.asking.rules import called
from handlers.conversation.corrections import Edited, edit, is_kept
from handlers.conversation.ids import TalkField, TalkForm
from handlers.conversation.service import Heard, Say, hear, say_in_form
from handlers.conversation.views import add_form, reply_form
from handlers.desk import Desk
from handlers.payloads import Form
from handlers.requests.forms import may_add, may_reply, on_form, open_form, typed
from handlers.requests.ids import CardAction, RequesterAction
from handlers.requests.service import is_conversation

# A message that says something. Joins, topic changes and the like carry other subtypes and are nobody's words.
SPOKEN = (None, "file_share", "thread_broadcast", "me_message")


class MessageListeners:
    """Most messages of a channel are none of our business: those are let go before anything is written."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def said(self, event: dict[str, Any]) -> None:
        """Any message event that a person caused."""
        match event.get("subtype"):
            case "message_changed":
                await self._changed(event)
            case "message_deleted":
                await self._deleted(event)
            case subtype if subtype in SPOKEN:
                await self._spoken(event)

    async def _spoken(self, event: Mapping[str, Any]) -> None:
        if event.get("bot_id") or not event.get("user"):
            return
        private, thread = event.get("channel_type") == "im", event.get("thread_ts")
        if not private and not (
            thread and await self.desk.read(is_conversation, event["channel"], thread)
        ):
            return
        heard = Heard(
            team=self.desk.team,
            actor=event["user"],
            key=f"message:{event['channel']}:{event['ts']}",
            channel=event["channel"],
            ts=event["ts"],
            text=self._words(event),
            thread_ts=thread,
            private=private,
            files=tuple(_file(file) for file in event.get("files") or ()),
        )
        await self.desk.transact(hear, heard)

    def _words(self, message: Mapping[str, Any]) -> str:
        """What it says, without calling us."""
        return called(message.get("text") or "", self.desk.bot_user)

    async def _changed(self, event: Mapping[str, Any]) -> None:
        message, before = event["message"], event.get("previous_message") or {}
        gone = message.get("subtype") == "tombstone"  # deleted, but its thread stays
        # What is left of it is Slackbot's; who deleted it is whoever wrote it before.
        user = (before if gone else message).get("user")
        if message.get("bot_id") or not user:
            return
        if not gone and message.get("text") == before.get("text"):
            return  # an unfurl, or a file's preview
        await self._edit(event, message["ts"], user, None if gone else self._words(message))

    async def _deleted(self, event: Mapping[str, Any]) -> None:
        before = event.get("previous_message") or {}
        if before.get("user") and not before.get("bot_id"):
            await self._edit(event, event["deleted_ts"], before["user"], None)

    async def _edit(self, event: Mapping[str, Any], ts: str, user: str, text: str | None) -> None:
        channel = event["channel"]
        if not await self.desk.read(is_kept, channel, ts):
            return
        key = f"edit:{channel}:{ts}:{event.get('event_ts') or event.get('ts')}"
        edited = Edited(team=self.desk.team, actor=user, key=key, channel=channel, ts=ts, text=text)
        await self.desk.transact(edit, edited)


def _file(file: Mapping[str, Any]) -> dict[str, str]:
    return {"name": str(file.get("name") or "file")[:200], "url": str(file.get("permalink") or "")}


class FormListeners:
    """What is said in a form and not in a thread."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def reply(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The card's Reply."""
        await open_form(self.desk, ack, body, client, may_reply, reply_form)

    async def add(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The receipt's Add something."""
        await open_form(self.desk, ack, body, client, may_add, add_form)

    async def replied(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """To the requester, or to colleagues only."""
        form = Form.parse(body)
        internal = form.values.get(TalkField.INTERNAL) == "yes"
        say = Say(**on_form(self.desk, form), text=typed(form, TalkField.TEXT), internal=internal)
        await self.desk.transact(say_in_form, say)
        await ack()

    async def added(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """To the department."""
        form = Form.parse(body)
        say = Say(**on_form(self.desk, form), text=typed(form, TalkField.TEXT), as_requester=True)
        await self.desk.transact(say_in_form, say)
        await ack()


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to messages, and to the forms that stand for them."""
    app.event("message")(MessageListeners(desk).said)
    forms = FormListeners(desk)
    app.action(CardAction.REPLY)(forms.reply)
    app.action(RequesterAction.ADD)(forms.add)
    app.view(TalkForm.REPLY)(forms.replied)
    app.view(TalkForm.ADD)(forms.added)
