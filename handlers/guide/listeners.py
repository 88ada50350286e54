"""`/frontdesk`, with whatever word."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from handlers.answers import answer_command
from handlers.asking.rules import HELP_WORDS
from handlers.desk import Desk
from handlers.guide.views import help_for
from handlers.payloads import Command

COMMAND = "/frontdesk"


class GuideListeners:
    """Help, always."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def asked(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Whatever the word, the answer says what can be typed."""
        command = Command.parse(body)
        _ = await self.desk.read(lambda tx, desk: desk.words_for(tx, command.user))
        unknown = "" if command.text.casefold() in ("", *HELP_WORDS) else command.text
        await answer_command(ack, help_for(_, self.desk.organisation, unknown=unknown))


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command."""
    app.command(COMMAND)(GuideListeners(desk).asked)
