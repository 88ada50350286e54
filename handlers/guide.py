"""Guide: what to type where. Answers `/frontdesk`, and every command word that no command knows; what it says is offered by
others."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Mrkdwn, Words
from config.organisation import Organisation
from handlers.answers import answer_command
from handlers.blocks import paragraphs
from handlers.capability import Capability
from handlers.desk import Answer, Desk
from handlers.directory.rules import channel_names
from handlers.offers import Offers
from handlers.payloads import Command
from handlers.text import plain, shorten
from storage.transaction import Transaction

COMMAND = "/frontdesk"
HELP_WORDS = frozenset({"help", "?"})


class GuideListeners:
    """Help, unless a word is somebody's."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def asked(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The first word decides; whatever nobody knows is answered with what can be typed."""
        command = Command.parse(body)
        known = self.desk.offers.subcommands.get(command.word)
        if known is not None:
            await known.run(self.desk, ack, body, client)
            return
        unknown = "" if command.text.casefold() in ("", *HELP_WORDS) else command.text
        await answer_command(ack, await self.desk.read(helped, command, unknown))


def helped(tx: Transaction, desk: Desk, command: Command, unknown: str = "") -> Answer:
    """The help, for whoever typed a command."""
    _ = desk.words_for(tx, command.user)
    operator = desk.organisation.operations in channel_names(tx, command.channel)
    return help_for(_, desk.organisation, desk.offers, unknown=unknown, operator=operator)


def help_for(
    _: Words,
    organisation: Organisation,
    offers: Offers,
    *,
    unknown: str = "",
    operator: bool = False,
) -> Answer:
    """What one can do. It begins with the words that were not understood, as Slack gave them, if there were any."""
    lines = [
        *([_unknown(_, unknown)] if unknown else []),
        *(line for help_ in offers.help for line in help_(_, organisation)),
    ]
    words = [each for each in offers.subcommands.values() if operator or not each.for_operators]
    if words:
        lines += [_.mrkdwn("*More*"), *(each.help(_) for each in words)]
    return Answer(text="\n".join(lines[:3]), blocks=tuple(paragraphs(lines)))


def _unknown(_: Words, words: str) -> Mrkdwn:
    return _.mrkdwn(
        "I don't know “{words}”. Here's what you can type:",
        words=shorten(plain(words, {}), 60),
    )


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command."""
    app.command(COMMAND)(GuideListeners(desk).asked)


CAPABILITY = Capability(name="guide", register=register)
