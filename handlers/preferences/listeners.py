"""`/frontdesk preferences`, the button on Home, and the form that both open."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.offers import Subcommand
from handlers.payloads import Click, Command, Form
from handlers.preferences.ids import PreferencesAction, PreferencesForm
from handlers.preferences.rules import shares_unknown_phone
from handlers.preferences.service import Choice, choose
from handlers.preferences.views import preferences_form
from storage import preferences
from storage.transaction import Transaction


class PreferencesListeners:
    """The form opens with what is chosen now."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def pressed(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """From Home."""
        click = Click.parse(body)
        await open_preferences(self.desk, client, click.user, click.trigger)
        await ack()

    async def sent(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Slack is asked for the phone number of whoever shares it, and of nobody else."""
        form = Form.parse(body)
        told = await self._phone_of(form.user) if shares_unknown_phone(form.values) else ""
        choice = Choice(
            team=self.desk.team, actor=form.user, key=form.key, values=form.values, told=told
        )
        await self.desk.transact(choose, choice)
        await ack()

    async def _phone_of(self, user: str) -> str:
        told = await self.desk.slack.person(user)
        profile = (told or {}).get("profile")
        return str(profile.get("phone") or "") if isinstance(profile, dict) else ""


async def open_preferences(desk: Desk, client: AsyncWebClient, user: str, trigger: str) -> None:
    """Open the form."""

    def drawn(tx: Transaction, desk: Desk) -> dict[str, Any]:
        return preferences_form(desk.words_for(tx, user), preferences.of(tx, user))

    await client.views_open(trigger_id=trigger, view=await desk.read(drawn))


async def commanded(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
) -> None:
    """`/frontdesk preferences`."""
    command = Command.parse(body)
    await open_preferences(desk, client, command.user, command.trigger)
    await ack()


OPEN = Subcommand(
    run=commanded,
    help=lambda _: _.mrkdwn(
        "• `/frontdesk preferences` – your language, working hours, and how much reaches you when"
    ),
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the button and to the form."""
    listeners = PreferencesListeners(desk)
    app.action(PreferencesAction.OPEN)(listeners.pressed)
    app.view(PreferencesForm.CHOOSE)(listeners.sent)
