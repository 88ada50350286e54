"""Every way to ask, parsed into one value for one use case."""

import asyncio
import re
from typing import Any
from weakref import WeakValueDictionary

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Mrkdwn, Words
from config.departments import Department, RequestType
from handlers.answers import answer_click, answer_command, renew_window
from handlers.asking import offering
from handlers.asking.belonging import named
from handlers.asking.forms import asked_in_form, chosen_so_far
from handlers.asking.ids import (
    AskAction,
    AskCommand,
    AskForm,
    AskShortcut,
    ChooseForm,
    FormState,
    IntakeOffer,
)
from handlers.asking.intake import accept
from handlers.asking.reading import read_and_transact
from handlers.asking.rules import (
    SmallTalk,
    called,
    small_talk,
    spelled,
    words_mark,
)
from handlers.asking.sending import Choose, choose
from handlers.asking.service import Ask, mention, open_request, whose
from handlers.asking.splitting import split
from handlers.asking.standing import stands
from handlers.asking.views import LONGEST, ask_form, asking_lines, choose_form, general
from handlers.desk import Desk
from handlers.errors import UserError
from handlers.files import MOST
from handlers.guide import HELP_WORDS, helped
from handlers.payloads import Click, Command, Form, Shortcut, files_of, words_of, written
from handlers.placing import Written, concerns_us
from handlers.requests.forms import on_form, open_form
from handlers.requests.ids import RequestValue
from handlers.requests.rules import Urgency, Via
from handlers.requests.service import OnRequest, find_as_requester
from handlers.text import has_words, plain, shorten
from storage.requests import Request

CHOICES = re.compile(rf"^{AskAction.CHOOSE}:")
HELPED = re.compile(rf"^{AskAction.HELPED}:")

# Characters of a name that a form keeps.
FILE_NAME = 60


class AskingListeners:
    """Parse, call the use case, acknowledge."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._changing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def commanded(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """`/ask`: a request, a department and a request, a form, or help."""
        command = Command.parse(body)
        if command.text.casefold() in HELP_WORDS:
            await answer_command(ack, await self.desk.read(helped, command))
            return
        about = named(command.text)
        if about is not None and about.only_its_state:
            await answer_command(ack, await self.desk.read(stands, command.user, about.number))
            return
        asked = spelled(command.text, self.desk.organisation)
        if not asked.text:
            _ = await self._words(command.user)
            kind = general(asked.department) if asked.department else None
            view = ask_form(
                _,
                self.desk.organisation,
                department=asked.department,
                lines=await self._lines(command.user, asked.department, kind),
            )
            await client.views_open(trigger_id=command.trigger, view=view)
            await ack()
            return
        ask = Ask(
            team=self.desk.team,
            actor=command.user,
            key=f"command:{command.trigger}",
            requester=command.user,
            text=asked.text,
            via=Via.COMMAND,
            typed_in=command.channel,
            department=asked.department.key if asked.department else None,
        )
        await answer_command(ack, await read_and_transact(self.desk, open_request, ask))

    async def form_wanted(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The global shortcut, or a button that says "New request"."""
        wanted = Shortcut.parse(body)
        _ = await self._words(wanted.user)
        view = ask_form(_, self.desk.organisation)
        await client.views_open(trigger_id=wanted.trigger, view=view)
        await ack()

    async def message_chosen(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """The shortcut on a message: asked by one person on behalf of whoever wrote it."""
        message = Shortcut.parse(body)
        requester, names = await self.desk.read(whose, message)
        text = plain(message.text, names)
        state = FormState(
            requester=requester,
            channel=message.channel,
            ts=message.ts,
            cut=len(text) > LONGEST,
            words=words_mark(text[:LONGEST]),
            files=_shared(message),
        )
        _ = await self._words(message.user)
        view = ask_form(_, self.desk.organisation, text=text[:LONGEST], state=state)
        await client.views_open(trigger_id=message.trigger, view=view)
        await ack()

    async def form_changed(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """Another department or type was chosen: show what it asks."""
        form = Form.parse(body)
        # Of two quick choices the later one counts: it waits for the one before, and is not refused because of it, as it
        # would be with the view's hash.
        async with self._changing.setdefault(form.id, asyncio.Lock()):
            department, kind = chosen_so_far(form, self.desk.organisation)
            _ = await self._words(form.user)
            urgency = form.values.get(AskForm.URGENCY, Urgency.NORMAL)
            view = ask_form(
                _,
                self.desk.organisation,
                department=department,
                request_type=kind,
                lines=await self._lines(form.user, department, kind, urgency),
                text=form.values.get(AskForm.TEXT),
                state=FormState.unpack(form.metadata),
            )
            await renew_window(client, view, view_id=form.id)
        await ack()

    async def form_submitted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The form, checked field by field."""
        form = Form.parse(body)
        _ = await self._words(form.user)
        ask = asked_in_form(_, self.desk, form)
        if ask.origin and FormState.unpack(form.metadata).cut:
            whole = await self.desk.slack.message(*ask.origin)
            ask = ask.model_copy(update={"earlier": (whole,) if whole else ()})
        await read_and_transact(self.desk, open_request, ask)
        await ack()

    async def chosen(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """Which team it is for, or: choose for me."""
        click = Click.parse(body)
        value = RequestValue.unpack(click.value)
        chosen = Choose(**self._pressed(click), department=value.choice or None)
        await answer_click(ack, respond, click, await self.desk.transact(choose, chosen))

    async def helped(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """An answer to somebody else answers this, too."""
        click = Click.parse(body)
        value = RequestValue.unpack(click.value)
        act = offering.Helped(**self._pressed(click), solved=int(value.choice or 0))
        await answer_click(ack, respond, click, await self.desk.transact(offering.helped, act))

    async def not_helped(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """None of them does."""
        click = Click.parse(body)
        act = OnRequest(**self._pressed(click))
        await answer_click(ack, respond, click, await self.desk.transact(offering.go_on, act))

    async def split(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """A message is about two matters."""
        click = Click.parse(body)
        act = OnRequest(**self._pressed(click))
        await answer_click(ack, respond, click, await self.desk.transact(split, act))

    def _pressed(self, click: Click) -> dict[str, Any]:
        return {
            "team": self.desk.team,
            "actor": click.user,
            "key": click.key,
            "number": RequestValue.unpack(click.value).number,
            "pressed_at": click.message,
        }

    async def all_wanted(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Which of all departments it is for."""

        def view(_: Words, request: Request) -> dict[str, Any]:
            return choose_form(_, request, self.desk.organisation)

        await open_form(self.desk, ack, body, client, find_as_requester, view)

    async def chosen_in_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The same as a press of its button."""
        form = Form.parse(body)
        department = form.values.get(ChooseForm.DEPARTMENT)
        await self.desk.transact(choose, Choose(**on_form(self.desk, form), department=department))
        await ack()

    async def offer_accepted(
        self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond
    ) -> None:
        """Make a request of one's own message. What it says, Slack is asked for: messages of channels are not kept."""
        click = Click.parse(body)
        value = IntakeOffer.unpack(click.value)
        said = await self.desk.slack.message(value.channel, value.ts)
        if said is None or said.author != click.user:
            _ = await self._words(click.user)
            raise UserError(
                _.mrkdwn("I can't read that message any more. Ask with `/ask` instead.")
            )
        ask = Ask(
            team=self.desk.team,
            actor=click.user,
            key=f"intake:{value.channel}:{value.ts}",
            requester=click.user,
            text=called(said.text, self.desk.bot_user),
            via=Via.CHANNEL,
            department=value.department,
            origin=(value.channel, value.ts),
            thread=(value.channel, value.ts),
            files=said.files,
        )
        await answer_click(ack, respond, click, await read_and_transact(self.desk, accept, ask))

    async def mentioned(self, event: dict[str, Any]) -> None:
        """`@Frontdesk` in a channel: the thread is the conversation, and what was written in it before comes along."""
        if event.get("bot_id") or not event.get("user"):
            return
        channel, ts, thread = event["channel"], event["ts"], event.get("thread_ts")
        # The same as for the `message` event that comes with it, so that only one of the two is heard.
        key = f"message:{channel}:{ts}"
        where = Written(**written(event, event, self.desk), key=key, event_ts=ts)
        if await self.desk.read(concerns_us, where):
            return  # said in a request's own thread, or what may be one: the conversation carries it
        if await self.desk.answered(key):
            return
        earlier = await self.desk.slack.thread(channel, thread, before=ts) if thread else ()
        text = called(words_of(event), self.desk.bot_user)
        if not has_words(text) or small_talk(text) == SmallTalk.HELP:
            text = next((said.text for said in earlier if has_words(said.text)), text)
        ask = Ask(
            team=self.desk.team,
            actor=event["user"],
            key=key,
            requester=event["user"],
            text=text,
            via=Via.MENTION,
            origin=(channel, ts),
            thread=(channel, thread or ts),
            earlier=earlier,
            files=files_of(event),
        )
        await read_and_transact(self.desk, mention, ask)

    async def _lines(
        self,
        user: str,
        department: Department | None,
        kind: RequestType | None,
        urgency: str = Urgency.NORMAL,
    ) -> list[Mrkdwn]:
        """What is said of a request before it is asked, once its department is chosen."""
        if department is None:
            return []
        kind = kind or general(department)
        return await self.desk.read(asking_lines, user, department, kind, urgency)

    async def _words(self, user: str) -> Words:
        return await self.desk.read(lambda tx, desk: desk.words_for(tx, user))


def _shared(message: Shortcut) -> tuple[tuple[str, str], ...]:
    """What was shared with a message, as briefly as a form can keep it."""
    found = ((file["id"], shorten(file["name"], FILE_NAME)) for file in message.files)
    return tuple(file for file in found if 0 < len(file[0]) <= FILE_NAME)[:MOST]


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to every way to ask but messages, which `conversation` reads."""
    listeners = AskingListeners(desk)
    app.command(AskCommand.ASK)(listeners.commanded)
    app.shortcut(AskShortcut.NEW)(listeners.form_wanted)
    app.shortcut(AskShortcut.ASK_DEPARTMENT)(listeners.message_chosen)
    app.action(AskAction.OPEN_FORM)(listeners.form_wanted)
    app.action(AskAction.DEPARTMENT)(listeners.form_changed)
    app.action(AskAction.TYPE)(listeners.form_changed)
    app.action(AskAction.URGENCY)(listeners.form_changed)
    app.view(AskForm.ASK)(listeners.form_submitted)
    app.action(AskAction.TAKE_IN)(listeners.offer_accepted)
    app.action(f"{AskAction.CHOOSE}:all")(listeners.all_wanted)
    app.action(CHOICES)(listeners.chosen)
    app.action(HELPED)(listeners.helped)
    app.action(AskAction.GO_ON)(listeners.not_helped)
    app.action(AskAction.SPLIT)(listeners.split)
    app.view(ChooseForm.CHOOSE)(listeners.chosen_in_form)
    app.event("app_mention")(listeners.mentioned)
