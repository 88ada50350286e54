"""`/frontdesk reload`: read the organisation file again. It works in the operations channel, for whoever is in it."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Mrkdwn, Words, escape
from config.faults import ConfigurationError
from handlers.answers import answer_command
from handlers.desk import Desk
from handlers.directory.rules import channel_names, is_colleague
from handlers.errors import UserError
from handlers.offers import Subcommand
from handlers.operations.views import refused, reloaded
from handlers.payloads import Command
from storage import lessons
from storage.transaction import Transaction


async def reload(
    desk: Desk,
    ack: AsyncAck,
    body: dict[str, Any],
    client: AsyncWebClient,  # noqa: ARG001 # a subcommand's shape
) -> None:
    """A file with faults changes nothing; the answer lists them."""
    _ = await desk.read(_as_operator, Command.parse(body))
    try:
        organisation = await desk.organised.reload(desk)
        taught = await desk.read(lambda tx, _desk: lessons.by_department(tx))
        answer = reloaded(_, organisation, taught)
    except ConfigurationError as error:
        answer = refused(_, error.faults)
    await answer_command(ack, answer)


def _as_operator(tx: Transaction, desk: Desk, command: Command) -> Words:
    """The words for a colleague in the operations channel. Raises `UserError` for anyone else, and anywhere else."""
    _ = desk.words_for(tx, command.user)
    operations = desk.organisation.operations
    if not is_colleague(tx, command.user) or operations not in channel_names(tx, command.channel):
        place = escape(operations) if operations.startswith("#") else Mrkdwn(f"<#{operations}>")
        raise UserError(
            _.mrkdwn("This only works in {channel}. Type `/frontdesk reload` there.", channel=place)
        )
    return _


RELOAD = Subcommand(
    run=reload,
    help=lambda _: _.mrkdwn("• `/frontdesk reload` reads the organisation file again"),
    for_operators=True,
)
