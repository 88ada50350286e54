"""What Slack sends here: `/pulse`, its forms, and the presses on a ballot, which have a door of their own."""

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from config.calendars import local_date
from config.catalogue import Mrkdwn, Words
from handlers.blocks import form, section
from handlers.desk import Desk
from handlers.payloads import Click, Command, Form
from handlers.pulse import ballot, lists
from handlers.pulse.door import Act, Response, act, plan_of, read
from handlers.pulse.forms import given, make_form, one
from handlers.pulse.forms import plan_of as plan_in_form
from handlers.pulse.ids import (
    BallotAction,
    BallotValue,
    LeadAction,
    PulseCommand,
    PulseForm,
    PulseValue,
    PulseView,
)
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
from handlers.pulse.polls import poll_in, voted
from handlers.text import unescape
from storage import directory
from storage.transaction import Transaction

Json = dict[str, Any]
GIVE = re.compile(rf"^{BallotAction.GIVE}:")
OPEN = re.compile(rf"^{BallotAction.ANSWER_ALL}")
# What begins a view's hash is the second in which it was opened.
HASH = re.compile(r"(\d{1,12})\.")


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


class BallotListeners:
    """One door (`handlers/pulse/door.py`): nothing here may be told to anything else. The acknowledgement is empty, and what
    the person reads is the same whatever they pressed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def given(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """An answer to the first question."""
        value = BallotValue.unpack(Click.parse(body).value)
        await self._done(ack, body, respond, Response.ANSWERED, {value.question: value.answer})

    async def skipped(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """Not this time."""
        await self._done(ack, body, respond, Response.SKIPPED, {})

    async def away(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """Not counted."""
        await self._done(ack, body, respond, Response.AWAY, {})

    async def _done(
        self,
        ack: AsyncAck,
        body: Json,
        respond: AsyncRespond,
        said: Response,
        answers: Mapping[int, str],
    ) -> None:
        click = Click.parse(body)
        round_ = BallotValue.unpack(click.value).round
        at = body["actions"][0].get("action_ts") or ""
        done = Act(person=click.user, round=round_, said=said, at=at, answers=answers)
        text = await self._through(done)
        await ack()
        await respond(
            text=text, blocks=[section(text)], response_type="ephemeral", replace_original=False
        )

    async def all_wanted(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Every question, filled in with what was said before."""
        click = Click.parse(body)
        round_ = BallotValue.unpack(click.value).round
        view = await self.desk.read(_ballot_view, click.user, round_)
        await client.views_open(trigger_id=click.trigger, view=view)
        await ack()

    async def sent(self, ack: AsyncAck, body: Json) -> None:
        """All of it at once."""
        sent = Form.parse(body)
        said = given(body["view"]["state"]["values"])
        found = HASH.match(str(body["view"].get("hash") or ""))
        await self._through(
            Act(
                person=sent.user,
                round=BallotValue.unpack(sent.metadata).round,
                said=Response.ANSWERED,
                at=found[1] if found else "",
                view=sent.id,
                answers=_numbered(said, "answer"),
                comments=_numbered(said, "comment"),
            )
        )
        await ack()

    async def _through(self, done: Act) -> Mrkdwn:
        """Not `transact`: that writes down who did something, and when."""
        desk = self.desk

        def write(tx: Transaction) -> Mrkdwn:
            held = desk.held()
            round_ = act(tx, held, done)
            _ = held.words_for(tx, done.person)
            until, plan = _.when(round_.closes_at, held.clock.now()), plan_of(tx, round_)
            voted(tx, plan, done.round)
            return ballot.saved(_, plan, until)

        return await desk.database.write(desk.team, write)


def _ballot_view(tx: Transaction, desk: Desk, user: str, round_: str) -> Json:
    found, plan, cell = read(tx, desk, user, round_)
    return ballot.ballot_form(desk.words_for(tx, user), plan, found, cell)


def _numbered(said: Mapping[str, tuple[str, ...]], kind: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in said:
        name, _colon, at = block.partition(":")
        text = ",".join(sorted(said[block])) if kind == "answer" else one(said, block)
        if name == kind and at.isdecimal() and text not in ("", ballot.NO_ANSWER):
            found[int(at)] = text
    return found


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command, the forms and the ballots."""
    leads, ballots = LeadListeners(desk), BallotListeners(desk)
    app.command(PulseCommand.PULSE)(leads.commanded)
    app.action(LeadAction.NEW)(leads.new)
    app.action(LeadAction.AUDIENCE)(leads.audience_chosen)
    app.action(LeadAction.END)(leads.end)
    app.action(LeadAction.MORE)(leads.more)
    app.action(LeadAction.RESULTS)(leads.results)
    app.view(PulseForm.MAKE)(leads.made)
    app.action(GIVE)(ballots.given)
    app.action(OPEN)(ballots.all_wanted)
    app.action(BallotAction.SKIP)(ballots.skipped)
    app.action(BallotAction.AWAY)(ballots.away)
    app.view(PulseForm.BALLOT)(ballots.sent)
