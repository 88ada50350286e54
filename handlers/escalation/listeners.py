"""What is pressed on the message to a step of the ladder."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.escalation.ids import LadderAction, LadderField, LadderForm
from handlers.escalation.service import SNOOZES, Reasoned, SnoozeStep, may_answer, snooze, take
from handlers.escalation.views import snooze_form, take_form
from handlers.packed import StaleValueError
from handlers.payloads import Click, Form
from handlers.requests.forms import about, on_form, open_form, typed
from handlers.requests.ids import RequestValue

MINUTES = {str(minutes): minutes for minutes in SNOOZES}


class LadderListeners:
    """A button opens its form; the form is one use case."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def take(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """I have it."""
        await open_form(self.desk, ack, body, client, about(may_answer), take_form)

    async def snooze(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Not now."""
        await open_form(self.desk, ack, body, client, about(may_answer), snooze_form)

    async def choose(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """One or the other, of one in a list."""
        choice = RequestValue.unpack(Click.parse(body).value).choice
        await (self.take if choice == LadderAction.TAKE else self.snooze)(ack, body, client)

    async def taken(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """With or without what they do about it."""
        form = Form.parse(body)
        act = Reasoned(**on_form(self.desk, form), reason=typed(form, LadderField.REASON))
        await self.desk.transact(take, act)
        await ack()

    async def snoozed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """For how long, and why."""
        form = Form.parse(body)
        chosen = form.values.get(LadderField.FOR, "")
        if chosen not in MINUTES:
            raise StaleValueError(chosen)
        reason, minutes = typed(form, LadderField.REASON), MINUTES[chosen]
        act = SnoozeStep(**on_form(self.desk, form), reason=reason, minutes=minutes)
        await self.desk.transact(snooze, act)
        await ack()


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons and forms of a ladder."""
    listeners = LadderListeners(desk)
    app.action(LadderAction.TAKE)(listeners.take)
    app.action(LadderAction.SNOOZE)(listeners.snooze)
    app.action(LadderAction.CHOOSE)(listeners.choose)
    app.view(LadderForm.TAKE)(listeners.taken)
    app.view(LadderForm.SNOOZE)(listeners.snoozed)
