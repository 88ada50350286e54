"""What whoever makes pulses, or looks at results, sends: `/pulse`, the list, the form."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from config.calendars import local_date
from config.catalogue import Words
from handlers.blocks import form, section
from handlers.desk import Desk
from handlers.payloads import Click, Command, Form
from handlers.pulse import lists
from handlers.pulse.filled import given
from handlers.pulse.filled import plan_of as plan_in_form
from handlers.pulse.forms import make_form
from handlers.pulse.ids import LeadAction, PulseCommand, PulseForm, PulseValue, PulseView
from handlers.pulse.making import (
    Live,
    Make,
    OnPulse,
    bank_choices,
    change_life,
    end_now,
    make,
    require_lead,
)
from handlers.pulse.messages import result_bodies
from handlers.pulse.model import Audience
from handlers.pulse.polls import poll_in
from handlers.text import unescape
from storage import directory
from storage.transaction import Transaction

Json = dict[str, Any]


class LeadListeners:
    """For whoever makes pulses, and whoever looks at results."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def commanded(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """`/pulse`, or `/pulse results`."""
        command = Command.parse(body)
        if command.word == "poll":
            await self._poll(ack, command)
            return
        if command.word == "results":
            view = await self.desk.read(lists.results_view, command.user)
        else:
            await self.desk.read(require_lead, command.user)
            view = await self.desk.read(lists.lead_view, command.user)
        await client.views_open(trigger_id=command.trigger, view=view)
        await ack()

    async def _poll(self, ack: AsyncAck, command: Command) -> None:
        """`/pulse poll "Lunch?" "Pizza" "Salad"`, in the channel where it is typed."""
        desk = self.desk
        _ = await desk.read(lambda tx, held: held.words_for(tx, command.user))
        plan = poll_in(_, unescape(command.rest), command.channel)
        members = await desk.slack.channel_members(command.channel)
        wanted = Make(
            team=desk.team,
            actor=command.user,
            key=f"command:{command.trigger}",
            plan=plan,
            members=members,
        )
        await desk.transact(make, wanted)
        await ack()

    async def new(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """The form for a new pulse, above the list."""
        click = Click.parse(body)
        view = await self.desk.read(_make_view, click.user, Audience.CHANNEL)
        await client.views_push(trigger_id=click.trigger, view=view)
        await ack()

    async def audience_chosen(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Another kind of audience has another field."""
        click = Click.parse(body)
        view = await self.desk.read(_make_view, click.user, Audience(click.value))
        await client.views_update(view_id=click.view_id, view=view)
        await ack()

    async def made(self, ack: AsyncAck, body: Json) -> None:
        """The form, checked field by field."""
        sent = Form.parse(body)
        said = given(body["view"]["state"]["values"])
        _ = await self.desk.read(lambda tx, desk: desk.words_for(tx, sent.user))
        today = local_date(self.desk.clock.now(), self.desk.organisation.zone)
        plan = plan_in_form(_, said, bank_choices(self.desk), today)
        members = None
        if plan.audience == Audience.CHANNEL:
            members = await self.desk.slack.channel_members(plan.who[0])
        wanted = Make(
            team=self.desk.team, actor=sent.user, key=sent.key, plan=plan, members=members
        )
        await self.desk.transact(make, wanted)
        await ack(response_action="update", view=_made(_, plan.name))

    async def end(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """The running round ends now."""
        click = Click.parse(body)
        value = PulseValue.unpack(click.value)
        wanted = OnPulse(team=self.desk.team, actor=click.user, key=click.key, pulse=value.pulse)
        await self.desk.transact(end_now, wanted)
        view = await self.desk.read(lists.lead_view, click.user)
        await client.views_update(view_id=click.view_id, view=view)
        await ack()

    async def more(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Pause, resume, skip, stop, or ask again."""
        click = Click.parse(body)
        value = PulseValue.unpack(click.value)
        wanted = Live(
            team=self.desk.team, actor=click.user, key=click.key, pulse=value.pulse, to=value.to
        )
        await self.desk.transact(change_life, wanted)
        view = await self.desk.read(lists.lead_view, click.user)
        await client.views_update(view_id=click.view_id, view=view)
        await ack()

    async def results(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """What came out, in a window: figures as text, since a window has no pictures."""
        click = Click.parse(body)
        value = PulseValue.unpack(click.value)
        view = await self.desk.read(_results_of, click.user, value.pulse)
        await client.views_push(trigger_id=click.trigger, view=view)
        await ack()


def _make_view(tx: Transaction, desk: Desk, user: str, audience: Audience) -> Json:
    require_lead(tx, desk, user)
    _ = desk.words_for(tx, user)
    return make_form(_, desk, bank_choices(desk), directory.handles(tx), audience)


def _made(_: Words, name: str) -> Json:
    text = _.mrkdwn(
        "*{name}* is on its way. People are asked in their working hours, and you get the results as soon as it closes.",
        name=name,
    )
    return form(_("Sent"), PulseView.MADE, [section(text)], close=_("Close"))


def _results_of(tx: Transaction, desk: Desk, user: str, pulse: int) -> Json:
    _ = desk.words_for(tx, user)
    found = [each for each in lists.visible_to(tx, desk, user) if each[0].pulse == pulse]
    blocks: list[Any] = [section(_.mrkdwn("There are no results here that you can see."))]
    for _pulse, round_ in found:
        bodies = result_bodies(tx, desk, round_.round if round_ else "", user)
        blocks = [
            block
            for body in bodies
            for block in body.blocks
            if block["type"] != "data_visualization"
        ]
    return form(_("Results"), PulseView.RESULTS, blocks[:100], close=_("Close"))


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command, the list and the forms."""
    leads = LeadListeners(desk)
    app.command(PulseCommand.PULSE)(leads.commanded)
    app.action(LeadAction.NEW)(leads.new)
    app.action(LeadAction.AUDIENCE)(leads.audience_chosen)
    app.action(LeadAction.END)(leads.end)
    app.action(LeadAction.MORE)(leads.more)
    app.action(LeadAction.RESULTS)(leads.results)
    app.view(PulseForm.MAKE)(leads.made)
