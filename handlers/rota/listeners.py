"""`/frontdesk duty`, and what is pressed there."""

from collections.abc import Iterator
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.answers import renew_window
from handlers.desk import Desk
from handlers.directory.rules import departments_of, names_of
from handlers.offers import Subcommand
from handlers.payloads import Click, Command
from handlers.rota.ids import RotaAction, SwapValue, WeekValue
from handlers.rota.service import OnSwap, OnWeek, answer, ask, pending, take
from handlers.rota.views import Weeks, weeks_view
from handlers.rota.weeks import weeks
from storage.transaction import Transaction

# A week takes two blocks, and a window a hundred.
DEPARTMENTS = 9


async def duty(desk: Desk, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """The next four weeks."""
    command = Command.parse(body)
    view = await desk.read(weeks_for, command.user)
    await client.views_open(trigger_id=command.trigger, view=view)
    await ack()


def weeks_for(tx: Transaction, desk: Desk, user: str) -> dict[str, Any]:
    """One's own departments first."""
    shown = list(_rotas(tx, desk, user))[:DEPARTMENTS]
    return weeks_view(desk.words_for(tx, user), shown)


def _rotas(tx: Transaction, desk: Desk, user: str) -> Iterator[Weeks]:
    own = departments_of(tx, desk.organisation, user)
    for department in (*own, *(each for each in desk.organisation.all if each not in own)):
        found = weeks(tx, desk, department)
        if found:
            people = {each for week in found for each in (week.whose, week.steps_in) if each}
            names = names_of(tx, people)
            asked = pending(tx, department, user)
            member = department in own
            yield Weeks(department, found, names, user, member=member, asked=asked)


class RotaListeners:
    """A press is one use case; the window is shown as it is then."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def opened(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """From Home."""
        click = Click.parse(body)
        view = await self.desk.read(weeks_for, click.user)
        await client.views_open(trigger_id=click.trigger, view=view)
        await ack()

    async def take(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Take this week."""
        click = Click.parse(body)
        await self.desk.transact(take, self._week(click))
        await self._again(ack, client, click)

    async def swap(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Ask to swap."""
        click = Click.parse(body)
        await self.desk.transact(ask, self._week(click))
        await self._again(ack, client, click)

    async def accept(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Swap."""
        await self.desk.transact(answer, self._swap(Click.parse(body), accepts=True))
        await ack()

    async def decline(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Keep the week."""
        await self.desk.transact(answer, self._swap(Click.parse(body), accepts=False))
        await ack()

    async def _again(self, ack: AsyncAck, client: AsyncWebClient, click: Click) -> None:
        view = await self.desk.read(weeks_for, click.user)
        await renew_window(client, view, view_id=click.view_id)
        await ack()

    def _week(self, click: Click) -> OnWeek:
        value = WeekValue.unpack(click.value)
        given = value.model_dump(exclude={"v"})
        return OnWeek(team=self.desk.team, actor=click.user, key=click.key, **given)

    def _swap(self, click: Click, *, accepts: bool) -> OnSwap:
        value = SwapValue.unpack(click.value)
        return OnSwap(
            team=self.desk.team,
            actor=click.user,
            key=click.key,
            department=value.department,
            asked=value.asked,
            accepts=accepts,
        )


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to them."""
    listeners = RotaListeners(desk)
    app.action(RotaAction.OPEN)(listeners.opened)
    app.action(RotaAction.TAKE)(listeners.take)
    app.action(RotaAction.SWAP)(listeners.swap)
    app.action(RotaAction.ACCEPT)(listeners.accept)
    app.action(RotaAction.DECLINE)(listeners.decline)


DUTY = Subcommand(
    run=duty,
    help=lambda _: _.mrkdwn("• `/frontdesk duty` shows who is on duty, and lets you swap weeks"),
)
