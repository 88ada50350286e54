"""`/requests`, and what can be pressed in a list."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.answers import answer_command, renew_window
from handlers.blocks import form, section
from handlers.desk import Answer, Desk
from handlers.guide import HELP_WORDS, helped
from handlers.overview.details import details_modal
from handlers.overview.exporting import export
from handlers.overview.ids import ListAction, Listed, ListView, Opened, Scope
from handlers.overview.saved import SavedSearch, remove, save
from handlers.overview.searching import LONGEST
from handlers.overview.service import answered, details, listed
from handlers.overview.views import first_page, heading, list_modal, nothing
from handlers.payloads import Click, Command
from handlers.requests.ids import RequestValue
from storage.transaction import Transaction

COMMAND = "/requests"
NUMBER = re.compile(r"#?(\d{1,9})")
PAGES = re.compile(rf"^{ListAction.PAGE}:")
FOUND = re.compile(rf"^{ListAction.FOUND}:")
TALK = re.compile(rf"^{ListAction.TALK}:")


class OverviewListeners:
    """Lists open in the answer, in a modal, or on the home tab; pages turn in the modal."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def commanded(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """`/requests`: mine; `/requests it`: a department's; `/requests 142`: one in detail."""
        command = Command.parse(body)
        if named := NUMBER.fullmatch(command.text):
            one = await self.desk.read(details, command.user, int(named[1]))
            await client.views_open(trigger_id=command.trigger, view=details_modal(one))
            await ack()
            return
        if command.text.casefold() in HELP_WORDS:
            await answer_command(ack, await self.desk.read(helped, command))
            return
        wanted = self._wanted(command.text)
        first, *more = await self.desk.read(answered, command.user, wanted)
        text = heading(first._, first) if first.lines else nothing(first._, first)
        blocks = [block for found in (first, *more) for block in first_page(found)]
        await answer_command(ack, Answer(text=text, blocks=tuple(blocks)))

    def _wanted(self, text: str) -> Listed:
        """One's own, a department's queue, or what is found for the text."""
        if not text:
            return Listed(scope=Scope.MINE)
        if department := self.desk.organisation.named(text):
            return Listed(scope=Scope.QUEUE, department=department.key)
        return Listed(scope=Scope.SEARCH, text=text[: LONGEST + 1])

    async def show_all(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The whole list, in a modal."""
        click = Click.parse(body)
        found = await self.desk.read(listed, click.user, Listed.unpack(click.value))
        await client.views_open(trigger_id=click.trigger, view=list_modal(found))
        await ack()

    async def turn(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The next page, or the one before."""
        click = Click.parse(body)
        found = await self.desk.read(listed, click.user, Listed.unpack(click.value))
        # Pressed twice, the page is the same: no hash, so that the second press does not fail.
        await renew_window(client, list_modal(found), view_id=click.view_id)
        await ack()

    async def turn_talk(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """What was said before, or after."""
        click = Click.parse(body)
        opened = Opened.unpack(click.value)
        found = await self.desk.read(details, click.user, opened.number, opened.page)
        await renew_window(client, details_modal(found), view_id=click.view_id)
        await ack()

    async def save(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """What was looked for is kept on Home."""
        await self._kept(save, ack, body, client)

    async def remove(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """And is kept there no longer."""
        await self._kept(remove, ack, body, client)

    async def _kept(
        self,
        use_case: Callable[[Transaction, Desk, SavedSearch], Answer],
        ack: AsyncAck,
        body: dict[str, Any],
        client: AsyncWebClient,
    ) -> None:
        click = Click.parse(body)
        wanted = Listed.unpack(click.value)
        act = SavedSearch(team=self.desk.team, actor=click.user, key=click.key, text=wanted.text)
        await self.desk.transact(use_case, act)
        found = await self.desk.read(listed, click.user, wanted)
        await renew_window(client, list_modal(found), view_id=click.view_id)
        await ack()

    async def export(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The file comes as a direct message; that is said at once."""
        click = Click.parse(body)
        text = Listed.unpack(click.value).text
        act = SavedSearch(team=self.desk.team, actor=click.user, key=click.key, text=text)
        await self.desk.transact(export, act)
        _ = await self.desk.read(lambda tx, desk: desk.words_for(tx, click.user))
        said = section(_.mrkdwn("The file is on its way, in your direct messages with me."))
        view = form(_("Requests"), ListView.EXPORTED, [said], close=_("Close"))
        await client.views_push(trigger_id=click.trigger, view=view)
        await ack()

    async def open_one(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """One request in detail, over the list if it was in a modal."""
        click = Click.parse(body)
        found = await self.desk.read(details, click.user, RequestValue.unpack(click.value).number)
        in_modal = (body.get("view") or {}).get("type") == "modal"
        show = client.views_push if in_modal else client.views_open
        await show(trigger_id=click.trigger, view=details_modal(found))
        await ack()


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command and to the lists' buttons."""
    listeners = OverviewListeners(desk)
    app.command(COMMAND)(listeners.commanded)
    app.action(ListAction.ALL)(listeners.show_all)
    app.action(FOUND)(listeners.show_all)
    app.action(ListAction.SAVE)(listeners.save)
    app.action(ListAction.REMOVE)(listeners.remove)
    app.action(ListAction.EXPORT)(listeners.export)
    app.action(PAGES)(listeners.turn)
    app.action(TALK)(listeners.turn_talk)
    app.action(ListAction.OPEN)(listeners.open_one)
    app.action(ListAction.DETAILS)(listeners.open_one)
