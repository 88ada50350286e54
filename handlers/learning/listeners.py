"""`/frontdesk learnt`, and the button that forgets."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from handlers.answers import answer_click, answer_command
from handlers.desk import Desk
from handlers.learning.ids import LearningAction
from handlers.learning.service import Forget, forget, learnt_lately
from handlers.offers import Subcommand
from handlers.payloads import Click, Command
from handlers.requests.ids import RequestValue


async def learnt(
    desk: Desk,
    ack: AsyncAck,
    body: dict[str, Any],
    client: AsyncWebClient,  # noqa: ARG001 # a subcommand's shape
) -> None:
    """What was learnt in the last week."""
    command = Command.parse(body)
    await answer_command(ack, await desk.read(learnt_lately, command.user, command.channel))


LEARNT = Subcommand(
    run=learnt,
    help=lambda _: _.mrkdwn(
        "• `/frontdesk learnt` shows what requests taught Frontdesk in the last week"
    ),
    for_operators=True,
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the button."""

    async def pressed(ack: AsyncAck, respond: AsyncRespond, body: dict[str, Any]) -> None:
        click = Click.parse(body)
        act = Forget(
            team=desk.team,
            actor=click.user,
            key=click.key,
            number=RequestValue.unpack(click.value).number,
            channel=click.message[0] if click.message else "",
        )
        await answer_click(ack, respond, click, await desk.transact(forget, act))

    app.action(LearningAction.FORGET)(pressed)
