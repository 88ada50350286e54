"""`/frontdesk reload`: read the organisation file again. Whoever is in the operations channel may, and there only."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from config.catalogue import Words
from config.faults import ConfigurationError
from handlers.answers import answer_command
from handlers.desk import Desk
from handlers.errors import UserError
from handlers.operations.views import refused, reloaded
from handlers.payloads import Command
from storage import directory
from storage.transaction import Transaction

COMMAND = "/frontdesk"
WORD = "reload"


async def is_reload(body: dict[str, Any]) -> bool:
    """Whether this `/frontdesk` is ours; with any other word it is the guide's."""
    text = body.get("text")
    return isinstance(text, str) and text.strip().casefold() == WORD


class OperationsListeners:
    """What an operator asks for."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def reload(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A file with faults changes nothing, and the answer says what they are."""
        command = Command.parse(body)
        _ = await self.desk.read(_as_operator, command)
        try:
            answer = reloaded(_, await self.desk.organised.reload(self.desk))
        except ConfigurationError as error:
            answer = refused(_, error.faults)
        await answer_command(ack, answer)


def _as_operator(tx: Transaction, desk: Desk, command: Command) -> Words:
    """The words for whoever writes in the operations channel, which is told apart by its id: a name can be sent by anyone."""
    _ = desk.words_for(tx, command.user)
    known = directory.channel(tx, command.channel)
    here = {command.channel, f"#{known.name}" if known else ""}
    if desk.organisation.operations not in here:
        raise UserError(
            _.mrkdwn(
                "This only works in {channel}. Type `/frontdesk reload` there.",
                channel=desk.organisation.operations,
            )
        )
    return _


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the one word."""
    app.command(COMMAND, matchers=[is_reload])(OperationsListeners(desk).reload)
