"""What whoever makes pulses, or looks at results, sends: `/pulse`, and what is pressed in its list. The steps of making one are
in `steps.py`."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.answers import renew_window
from handlers.blockkit import IN_VIEW
from handlers.blocks import actions, button, form, section
from handlers.desk import Desk
from handlers.payloads import Click, Command, Form
from handlers.pulse import corrections, drafts, lists, steps
from handlers.pulse.corrections import Correct
from handlers.pulse.filled import given
from handlers.pulse.home import lead_view
from handlers.pulse.ids import (
    DraftValue,
    LeadAction,
    PulseCommand,
    PulseForm,
    PulseValue,
    PulseView,
)
from handlers.pulse.making import Live, Make, OnPulse, change_life, end_now, make, require_lead
from handlers.pulse.messages import result_bodies
from handlers.pulse.model import Plan
from handlers.pulse.poll_form import plan_in, poll_form
from handlers.pulse.polls import poll_in
from handlers.pulse.say_listeners import SayListeners
from handlers.text import unescape
from storage.transaction import Transaction

Json = dict[str, Any]


# Slack draws these in messages, and nowhere else; what they show stands beside them as text.
MESSAGES_ONLY = ("data_visualization", "data_table")


class LeadListeners:
    """For whoever makes pulses, and whoever looks at results."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def commanded(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """`/pulse` by itself, or with a word."""
        command = Command.parse(body)
        if command.word == "poll":
            await self._poll(ack, command, client)
            return
        if command.word == "say":
            await SayListeners(self.desk).wanted(ack, command, client)
            return
        if command.word == "replies":
            await SayListeners(self.desk).replies(ack, command, client)
            return
        if command.word == "results":
            view = await self.desk.read(lists.results_view, command.user)
        else:
            await self.desk.read(require_lead, command.user)
            view = await self.desk.read(lead_view, command.user)
        await client.views_open(trigger_id=command.trigger, view=view)
        await ack()

    async def _poll(self, ack: AsyncAck, command: Command, client: AsyncWebClient) -> None:
        """`/pulse poll "Lunch?" "Pizza" "Salad"`, in the channel where it is typed; with nothing behind it, a form."""
        _ = await self.desk.read(lambda tx, held: held.words_for(tx, command.user))
        if command.rest:
            plan = poll_in(_, unescape(command.rest), command.channel)
            await self._send_poll(command.user, f"command:{command.trigger}", plan)
        else:
            now = self.desk.clock.now()
            view = poll_form(_, command.channel, now)
            await client.views_open(trigger_id=command.trigger, view=view)
        await ack()

    async def _send_poll(self, user: str, key: str, plan: Plan) -> None:
        members = await self.desk.slack.channel_members(plan.who[0])
        wanted = Make(team=self.desk.team, actor=user, key=key, plan=plan, members=members)
        await self.desk.transact(make, wanted)

    async def poll_filled(self, ack: AsyncAck, body: Json) -> None:
        """The form of a poll."""
        sent = Form.parse(body)
        _ = await self.desk.read(lambda tx, held: held.words_for(tx, sent.user))
        said = given(body["view"]["state"]["values"])
        plan = plan_in(_, said, sent.metadata, self.desk.clock.now())
        await self._send_poll(sent.user, sent.key, plan)
        await ack()

    async def end(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """The running round ends now."""
        click = Click.parse(body)
        await self.desk.transact(end_now, self._on(click))
        await self._list_again(ack, click, client)

    async def more(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Pause, resume, skip, stop, ask again; copy; delete a draft."""
        click = Click.parse(body)
        value = PulseValue.unpack(click.value)
        on = self._on(click)
        if value.to == "copy":
            await self._draft(ack, click, client, drafts.copy)
            return
        if value.to == "discard":
            await self.desk.transact(drafts.discard, on)
        else:
            wanted = Live(**on.model_dump(), to=value.to)
            await self.desk.transact(change_life, wanted)
        await self._list_again(ack, click, client)

    async def edit(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Change it from its next round on, in the steps in which it was made."""
        await self._draft(ack, Click.parse(body), client, drafts.edit)

    async def _draft(self, ack: AsyncAck, click: Click, client: AsyncWebClient, begin: Any) -> None:
        answer = await self.desk.transact(begin, self._on(click))
        draft = DraftValue(pulse=answer.number or 0)
        view = await self.desk.read(steps.view_of, click.user, drafts.DraftStep.WHO, draft)
        await client.views_push(trigger_id=click.trigger, view=view)
        await ack()

    async def correct(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """The form with its own questions."""
        click = Click.parse(body)
        value = PulseValue.unpack(click.value)
        view = await self.desk.read(corrections.correct_form, click.user, value.pulse)
        await client.views_push(trigger_id=click.trigger, view=view)
        await ack()

    async def corrected(self, ack: AsyncAck, body: Json) -> None:
        """A typo is put right."""
        sent = Form.parse(body)
        pulse = PulseValue.unpack(sent.metadata).pulse
        wanted = Correct(
            team=self.desk.team, actor=sent.user, key=sent.key, pulse=pulse, texts=sent.values
        )
        await self.desk.transact(corrections.correct, wanted)
        await ack()

    async def results(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """What came out, in a window: figures as text, since a window has no pictures."""
        click = Click.parse(body)
        value = PulseValue.unpack(click.value)
        view = await self.desk.read(_results_of, click.user, value.pulse)
        await client.views_push(trigger_id=click.trigger, view=view)
        await ack()

    def _on(self, click: Click) -> OnPulse:
        pulse = PulseValue.unpack(click.value).pulse
        return OnPulse(team=self.desk.team, actor=click.user, key=click.key, pulse=pulse)

    async def _list_again(self, ack: AsyncAck, click: Click, client: AsyncWebClient) -> None:
        view = await self.desk.read(lead_view, click.user)
        await renew_window(client, view, view_id=click.view_id)
        await ack()


def _results_of(tx: Transaction, desk: Desk, user: str, pulse: int) -> Json:
    _ = desk.words_for(tx, user)
    found = [each for each in lists.visible_to(tx, desk, user) if each[0].pulse == pulse]
    blocks: list[Any] = [section(_.mrkdwn("There are no results here that you can see."))]
    for _pulse, round_ in found:
        bodies = result_bodies(tx, desk, round_.round if round_ else "", user)
        blocks = [
            block for body in bodies for block in body.blocks if block["type"] not in MESSAGES_ONLY
        ]
    if found:
        value = PulseValue(pulse=pulse).pack()
        export = actions(button(_("Export as CSV"), LeadAction.EXPORT, value))
        blocks = [*blocks[: IN_VIEW - 1], export]
    return form(_("Results"), PulseView.RESULTS, blocks, close=_("Close"))


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command, the list and the forms."""
    leads = LeadListeners(desk)
    app.command(PulseCommand.PULSE)(leads.commanded)
    app.action(LeadAction.END)(leads.end)
    app.action(LeadAction.MORE)(leads.more)
    app.action(LeadAction.EDIT)(leads.edit)
    app.action(LeadAction.CORRECT)(leads.correct)
    app.action(LeadAction.RESULTS)(leads.results)
    app.view(PulseForm.CORRECT)(leads.corrected)
    app.view(PulseForm.POLL)(leads.poll_filled)
    steps.register(app, desk)
