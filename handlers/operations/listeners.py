"""`/frontdesk reload`: read the organisation file again. It works in the operations channel, for whoever is in it."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from config.catalogue import Mrkdwn, Words, escape
from config.faults import ConfigurationError
from handlers.answers import answer_command
from handlers.desk import Desk
from handlers.directory.rules import channel_names
from handlers.errors import UserError
from handlers.operations.views import refused, reloaded
from handlers.payloads import Command
from storage import directory
from storage.transaction import Transaction

COMMAND = "/frontdesk"
WORD = "reload"


async def is_reload(body: dict[str, Any]) -> bool:
    """Whether this `/frontdesk` is for us; with any other word it is for the guide."""
    text = body.get("text")
    return isinstance(text, str) and text.strip().casefold() == WORD


class OperationsListeners:
    """An operator's commands."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def reload(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A file with faults changes nothing; the answer lists them."""
        command = Command.parse(body)
        _ = await self.desk.read(_as_operator, command)
        try:
            answer = reloaded(_, await self.desk.organised.reload(self.desk))
        except ConfigurationError as error:
            answer = refused(_, error.faults)
        await answer_command(ack, answer)


def _as_operator(tx: Transaction, desk: Desk, command: Command) -> Words:
    """The words for a colleague in the operations channel. Raises `UserError` for anyone else, and anywhere else."""
    _ = desk.words_for(tx, command.user)
    person, operations = directory.person(tx, command.user), desk.organisation.operations
    is_ours = person is not None and person.active and person.own
    if not is_ours or operations not in channel_names(tx, command.channel):
        place = escape(operations) if operations.startswith("#") else Mrkdwn(f"<#{operations}>")
        raise UserError(
            _.mrkdwn("This only works in {channel}. Type `/frontdesk reload` there.", channel=place)
        )
    return _


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the one word."""
    app.command(COMMAND, matchers=[is_reload])(OperationsListeners(desk).reload)
