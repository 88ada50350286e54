"""Messages: what people write to us or in a request's thread, and what they change or delete of it."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Mrkdwn
from handlers.asking.reading import read_and_transact
from handlers.asking.rules import called
from handlers.conversation import added
from handlers.conversation.carrying import Heard
from handlers.conversation.corrections import edit
from handlers.conversation.ids import TalkAction, TalkField, TalkForm
from handlers.conversation.permission import may_add, may_reply
from handlers.conversation.service import Say, hear, is_for_us, say_in_form
from handlers.conversation.views import add_form, reply_form
from handlers.desk import Desk
from handlers.errors import UserError
from handlers.overview.again import draw_again
from handlers.payloads import SPOKEN, Form, files_of, words_of, written
from handlers.placing import Edited, Written, concerns_what_we_keep
from handlers.requests.forms import about, on_form, open_form, typed


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
        heard = Heard(
            **written(event, event, self.desk),
            key=f"message:{event['channel']}:{event['ts']}",
            event_ts=event["ts"],
            text=self._words(event),
            files=files_of(event),
        )
        if refusal := await self._unheard(heard):
            raise UserError(refusal)
        await read_and_transact(self.desk, hear, heard, concerns_us=is_for_us)

    async def _unheard(self, said: Written) -> Mrkdwn | None:
        """What is not for us to keep is not even written down as seen."""
        if said.private:
            for each in self.desk.offers.unheard:
                told: Mrkdwn | None = await each(self.desk, said)
                if told is not None:
                    return told
        return None

    def _words(self, message: Mapping[str, Any]) -> str:
        """What it says, without calling us."""
        return called(words_of(message), self.desk.bot_user)

    async def _changed(self, event: Mapping[str, Any]) -> None:
        message, before = event["message"], event.get("previous_message") or {}
        if message.get("subtype") == "tombstone":  # deleted, but its thread stays
            await self._edit(event, before, None)
        elif message.get("text") != before.get("text"):  # else an unfurl, or a file's preview
            await self._edit(event, message, self._words(message))

    async def _deleted(self, event: Mapping[str, Any]) -> None:
        before = event.get("previous_message") or {}
        await self._edit(event, {**before, "ts": event["deleted_ts"]}, None)

    async def _edit(
        self, event: Mapping[str, Any], message: Mapping[str, Any], text: str | None
    ) -> None:
        if message.get("bot_id") or not message.get("user"):
            return
        event_ts = event.get("event_ts") or event["ts"]
        where = written(event, message, self.desk)
        key = f"edit:{where['channel']}:{where['ts']}:{event_ts}"
        edited = Edited(**where, key=key, event_ts=event_ts, text=text)
        if await self._unheard(edited):
            return
        if await self.desk.read(concerns_what_we_keep, edited):
            await self.desk.transact(edit, edited)


class FormListeners:
    """What is said in a form and not in a thread."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def reply(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The card's Reply."""
        await open_form(self.desk, ack, body, client, about(may_reply), reply_form)

    async def add(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The receipt's Add something."""
        await open_form(self.desk, ack, body, client, about(may_add), add_form)

    async def replied(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """To the requester, or to colleagues only."""
        form = Form.parse(body)
        internal = form.values.get(TalkField.INTERNAL) == "yes"
        say = Say(**on_form(self.desk, form), text=typed(form, TalkField.TEXT), internal=internal)
        await self.desk.transact(say_in_form, say)
        await ack()
        await draw_again(self.desk, client, body, say.number)

    async def added(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """To the department."""
        form = Form.parse(body)
        say = Say(**on_form(self.desk, form), text=typed(form, TalkField.TEXT), as_requester=True)
        await self.desk.transact(say_in_form, say)
        await ack()
        await draw_again(self.desk, client, body, say.number)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to messages, to the forms that stand for them, and to where they belong."""
    added.register(app, desk)
    app.event("message")(MessageListeners(desk).said)
    forms = FormListeners(desk)
    app.action(TalkAction.REPLY)(forms.reply)
    app.action(TalkAction.ADD)(forms.add)
    app.view(TalkForm.REPLY)(forms.replied)
    app.view(TalkForm.ADD)(forms.added)
