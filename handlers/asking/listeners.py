"""Every way to ask, parsed into one value for one use case."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Words
from config.organisation import TRIAGE
from handlers.answers import answer_click, answer_command
from handlers.asking.forms import asked_in_form
from handlers.asking.ids import AskAction, AskForm, Command, FormState, Shortcut
from handlers.asking.rules import HELP_WORDS, spelled
from handlers.asking.service import Ask, Choose, choose, mention, names_in, open_request
from handlers.asking.views import ask_form
from handlers.desk import Answer, Desk
from handlers.guide.views import help_for
from handlers.payloads import Click, Form, field_values
from handlers.payloads import Command as SlashCommand
from handlers.requests.ids import AskerAction, OnRequest
from handlers.requests.rules import Via
from handlers.requests.service import is_conversation
from handlers.text import plain


class AskingListeners:
    """Parse, call the use case, acknowledge."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def commanded(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """`/ask`: a request, a department and a request, a form, or help."""
        command = SlashCommand.parse(body)
        if command.text.casefold() in HELP_WORDS:
            await answer_command(
                ack, Answer(text=help_for(await self._words(command.user), self.desk.organisation))
            )
            return
        named = spelled(command.text, self.desk.organisation)
        if not named.text:
            _ = await self._words(command.user)
            await client.views_open(
                trigger_id=command.trigger,
                view=ask_form(_, self.desk.organisation, department=named.department),
            )
            await ack()
            return
        ask = Ask(
            team=self.desk.team,
            actor=command.user,
            key=f"command:{command.trigger}",
            requester=command.user,
            text=named.text,
            via=Via.COMMAND,
            department=named.department.key if named.department else None,
        )
        await answer_command(ack, await self.desk.transact(open_request, ask))

    async def form_wanted(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The global shortcut, or a button that says "New request"."""
        _ = await self._words(body["user"]["id"])
        await client.views_open(
            trigger_id=body["trigger_id"], view=ask_form(_, self.desk.organisation)
        )
        await ack()

    async def message_chosen(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The shortcut on a message: asked by one person on behalf of whoever wrote it."""
        message, actor = body["message"], body["user"]["id"]
        author = actor if message.get("bot_id") else message.get("user") or actor
        names = await self.desk.read(names_in, message.get("text") or "")
        state = FormState(requester=author, channel=body["channel"]["id"], ts=body["message_ts"])
        _ = await self._words(actor)
        view = ask_form(
            _,
            self.desk.organisation,
            text=plain(message.get("text") or "", names)[:3000],
            state=state,
        )
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def form_changed(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """Another department or type was chosen: show what it asks."""
        click = Click.parse(body)
        values = field_values(body["view"]["state"]["values"])
        department = self.desk.organisation.department(values.get(AskForm.DEPARTMENT, TRIAGE))
        if department is not None and department.key == TRIAGE:
            department = None
        kind = department.request_type(values.get(AskForm.TYPE, "")) if department else None
        _ = await self._words(click.user)
        view = ask_form(
            _,
            self.desk.organisation,
            department=department,
            request_type=kind,
            text=values.get(AskForm.TEXT),
            state=FormState.unpack(click.metadata),
        )
        await client.views_update(view_id=click.view_id, hash=click.view_hash, view=view)
        await ack()

    async def form_submitted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The form, checked field by field."""
        form = Form.parse(body)
        _ = await self._words(form.user)
        await self.desk.transact(open_request, asked_in_form(_, self.desk, form))
        await ack()

    async def chosen(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """Whom it is for, or: please sort it for me."""
        click = Click.parse(body)
        value = OnRequest.unpack(click.value)
        chosen = Choose(
            team=self.desk.team,
            actor=click.user,
            key=click.key,
            number=value.number,
            department=value.choice or None,
        )
        await answer_click(ack, respond, click, await self.desk.transact(choose, chosen))

    async def mentioned(self, event: dict[str, Any]) -> None:
        """`@Frontdesk` in a channel: the thread is the conversation, and what stood in it comes along."""
        if event.get("bot_id") or not event.get("user"):
            return
        channel, ts, thread = event["channel"], event["ts"], event.get("thread_ts")
        if thread and await self.desk.read(is_conversation, channel, thread):
            return  # said in a request's own thread: the conversation carries it
        earlier = await self.desk.slack.thread(channel, thread, before=ts) if thread else ()
        text = re.sub(rf"<@{self.desk.bot_user}(\|[^>]*)?>", "", event.get("text") or "").strip()
        ask = Ask(
            team=self.desk.team,
            actor=event["user"],
            key=f"mention:{channel}:{ts}",
            requester=event["user"],
            text=text or (earlier[0].text if earlier else ""),
            via=Via.MENTION,
            origin=(channel, ts),
            thread=(channel, thread or ts),
            earlier=earlier,
        )
        await self.desk.transact(mention, ask)

    async def _words(self, user: str) -> Words:
        return await self.desk.read(lambda tx, desk: desk.words_for(tx, user))


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to every way to ask but messages, which `conversation` reads."""
    listeners = AskingListeners(desk)
    app.command(Command.ASK)(listeners.commanded)
    app.shortcut(Shortcut.NEW)(listeners.form_wanted)
    app.shortcut(Shortcut.ASK_DEPARTMENT)(listeners.message_chosen)
    app.action(AskAction.OPEN_FORM)(listeners.form_wanted)
    app.action(AskAction.DEPARTMENT)(listeners.form_changed)
    app.action(AskAction.TYPE)(listeners.form_changed)
    app.view(AskForm.ASK)(listeners.form_submitted)
    app.action(re.compile(rf"^{AskerAction.CHOOSE}:"))(listeners.chosen)
    app.event("app_mention")(listeners.mentioned)
