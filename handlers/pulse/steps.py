"""The steps in which a pulse is made: each is checked and kept as it is sent, and leads to the next in the same window."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Mrkdwn, Words
from handlers.answers import renew_window
from handlers.blocks import form, section
from handlers.desk import Desk
from handlers.errors import UserError
from handlers.payloads import Click
from handlers.pulse import drafts
from handlers.pulse.checking import check_form
from handlers.pulse.drafts import DraftStep, KeepStep, SendDraft
from handlers.pulse.filled import given, one
from handlers.pulse.forms import questions_form, who_form
from handlers.pulse.ids import DraftValue, LeadAction, MakeField, PulseForm, PulseView
from handlers.pulse.making import OnPulse, bank_choices, mine
from handlers.pulse.model import Audience, Plan, Scale
from handlers.pulse.terms import day_in_words, terms_form
from storage import directory
from storage.transaction import Transaction

Json = dict[str, Any]
FORMS = {
    PulseForm.WHO: DraftStep.WHO,
    PulseForm.QUESTIONS: DraftStep.QUESTIONS,
    PulseForm.TERMS: DraftStep.TERMS,
    PulseForm.CHECK: DraftStep.CHECK,
}
ORDER = tuple(DraftStep)
SCALE = re.compile(rf"^{LeadAction.SCALE}:")


class StepListeners:
    """For whoever makes a pulse."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def begun(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """A new one, or one that was begun before, above the list."""
        click = Click.parse(body)
        draft = DraftValue.unpack(click.value)
        view = await self.desk.read(view_of, click.user, DraftStep.WHO, draft)
        await client.views_push(trigger_id=click.trigger, view=view)
        await ack()

    async def audience_chosen(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Another kind of audience has another field."""
        click = Click.parse(body)
        draft, audience = DraftValue.unpack(click.metadata), Audience(click.value)
        view = await self.desk.read(_with_audience, click.user, draft, audience)
        await renew_window(client, view, view_id=click.view_id)
        await ack()

    async def scale_chosen(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """A question with options has a field for them."""
        click = Click.parse(body)
        draft, scale = DraftValue.unpack(click.metadata), Scale(click.value)
        view = await self.desk.read(_with_scale, click.user, draft, scale)
        await renew_window(client, view, view_id=click.view_id)
        await ack()

    async def sent(self, ack: AsyncAck, body: Json) -> None:
        """A step is through: the next one."""
        step = FORMS[PulseForm(body["view"]["callback_id"])]
        draft = await self._keep(body, half=False)
        following = ORDER[ORDER.index(step) + 1]
        user = body["user"]["id"]
        view = await self.desk.read(view_of, user, following, draft)
        await ack(response_action="update", view=view)

    async def back(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """To the step before."""
        step = FORMS[PulseForm(body["view"]["callback_id"])]
        draft = await self._keep(body, half=True)
        await self._show(ack, body, client, ORDER[ORDER.index(step) - 1], draft)

    async def added(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """The question that is written there is taken in, and there is room for another."""
        draft = await self._keep(body, half=True, remove=-1)
        await self._show(ack, body, client, DraftStep.QUESTIONS, draft)

    async def removed(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """One of its own questions goes."""
        at = DraftValue.unpack(Click.parse(body).value).at
        draft = await self._keep(body, half=True, remove=at)
        await self._show(ack, body, client, DraftStep.QUESTIONS, draft)

    async def _show(
        self, ack: AsyncAck, body: Json, client: AsyncWebClient, step: DraftStep, draft: DraftValue
    ) -> None:
        click = Click.parse(body)
        view = await self.desk.read(view_of, click.user, step, draft)
        await renew_window(client, view, view_id=click.view_id)
        await ack()

    async def _keep(self, body: Json, *, half: bool, remove: int | None = None) -> DraftValue:
        view, user = body["view"], body["user"]["id"]
        draft = DraftValue.unpack(view.get("private_metadata") or "")
        said = given((view.get("state") or {}).get("values") or {})
        plan = await self.desk.read(_plan_of, user, draft)
        channel = one(said, MakeField.CHANNEL)
        if not channel and plan.audience == Audience.CHANNEL:
            channel = next(iter(plan.who), "")
        wanted = KeepStep(
            team=self.desk.team,
            actor=user,
            # A view is the same through all its steps.
            key=f"view:{view['id']}:{view.get('hash')}:{body['trigger_id']}",
            pulse=draft.pulse,
            step=FORMS[PulseForm(view["callback_id"])],
            said=said,
            members=await self._members(channel, half=half),
            half=half,
            remove=remove,
        )
        answer = await self.desk.transact(drafts.keep_step, wanted)
        return DraftValue(pulse=answer.number or 0)

    async def _members(self, channel: str, *, half: bool) -> tuple[str, ...] | None:
        if half or not channel:
            return None
        members = await self.desk.slack.channel_members(channel)
        return None if members is None else tuple(members)

    async def tried(self, ack: AsyncAck, body: Json) -> None:
        """To its maker first."""
        click = Click.parse(body)
        pulse = DraftValue.unpack(click.value).pulse
        wanted = OnPulse(team=self.desk.team, actor=click.user, key=click.key, pulse=pulse)
        await self.desk.transact(drafts.try_out, wanted)
        await ack()

    async def done(self, ack: AsyncAck, body: Json) -> None:
        """It is sent; or what is wrong with it by now is said in the same window."""
        view, user = body["view"], body["user"]["id"]
        draft = DraftValue.unpack(view.get("private_metadata") or "")
        key = f"view:{view['id']}:{view.get('hash')}"
        before = await self.desk.answered(key)
        if before is not None:  # pressed twice
            shown = await self.desk.read(_made_before, user, before.number or 0)
            await ack(response_action="update", view=shown)
            return
        plan = await self.desk.read(_plan_of, user, draft)
        channel = plan.who[0] if plan.audience == Audience.CHANNEL and plan.who else ""
        wanted = SendDraft(
            team=self.desk.team,
            actor=user,
            key=key,
            pulse=draft.pulse,
            members=await self._members(channel, half=False),
        )
        try:
            await self.desk.transact(drafts.send, wanted)
        except UserError as error:
            shown = await self.desk.read(view_of, user, DraftStep.CHECK, draft, error.message)
        else:
            shown = await self.desk.read(_made, user, plan)
        await ack(response_action="update", view=shown)


def view_of(
    tx: Transaction,
    desk: Desk,
    user: str,
    step: DraftStep,
    draft: DraftValue,
    wrong: Mrkdwn | None = None,
) -> Json:
    """A step of a draft, filled in."""
    plan = _plan_of(tx, desk, user, draft)
    _, groups = desk.words_for(tx, user), directory.handles(tx)
    match step:
        case DraftStep.WHO:
            return who_form(_, desk, groups, plan, draft)
        case DraftStep.QUESTIONS:
            return questions_form(_, bank_choices(desk), plan, draft)
        case DraftStep.TERMS:
            return terms_form(_, groups, plan, draft)
        case DraftStep.CHECK:
            return check_form(tx, desk, _, plan, draft, wrong)


def _plan_of(tx: Transaction, desk: Desk, user: str, draft: DraftValue) -> Plan:
    return drafts.plan_in(drafts.draft_of(tx, desk, user, draft.pulse))


def _with_audience(
    tx: Transaction, desk: Desk, user: str, draft: DraftValue, audience: Audience
) -> Json:
    plan = _plan_of(tx, desk, user, draft).model_copy(update={"audience": audience, "who": ()})
    return who_form(desk.words_for(tx, user), desk, directory.handles(tx), plan, draft)


def _with_scale(tx: Transaction, desk: Desk, user: str, draft: DraftValue, scale: Scale) -> Json:
    plan = _plan_of(tx, desk, user, draft)
    return questions_form(desk.words_for(tx, user), bank_choices(desk), plan, draft, scale)


def _made_before(tx: Transaction, desk: Desk, user: str, pulse: int) -> Json:
    plan = Plan.model_validate(mine(tx, desk, user, pulse).plan)
    return _made(tx, desk, user, plan.coming or plan)


def _made(tx: Transaction, desk: Desk, user: str, plan: Plan) -> Json:
    _ = desk.words_for(tx, user)
    text = _said_at_the_end(_, plan)
    return form(_("Sent"), PulseView.MADE, [section(text)], close=_("Close"))


def _said_at_the_end(_: Words, plan: Plan) -> Mrkdwn:
    if plan.edits:
        return _.mrkdwn("*{name}* is changed from its next round on.", name=plan.name)
    if plan.first is None:
        return _.mrkdwn(
            "*{name}* is on its way. People are asked in their working hours, and you get the results as soon as it closes.",
            name=plan.name,
        )
    return _.mrkdwn(
        "*{name}* begins on {day}. `/pulse` shows when it runs.",
        name=plan.name,
        day=day_in_words(_, plan.first),
    )


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the steps."""
    steps = StepListeners(desk)
    for action in (LeadAction.NEW, LeadAction.CONTINUE):
        app.action(action)(steps.begun)
    app.action(LeadAction.AUDIENCE)(steps.audience_chosen)
    app.action(SCALE)(steps.scale_chosen)
    app.action(LeadAction.BACK)(steps.back)
    app.action(LeadAction.ADD)(steps.added)
    app.action(LeadAction.REMOVE)(steps.removed)
    app.action(LeadAction.TRY)(steps.tried)
    for step in (PulseForm.WHO, PulseForm.QUESTIONS, PulseForm.TERMS):
        app.view(step)(steps.sent)
    app.view(PulseForm.CHECK)(steps.done)
