"""How a use case's answer reaches the actor: in the acknowledgement, where Slack allows it."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Mrkdwn
from handlers.blocks import section
from handlers.desk import Answer
from handlers.errors import slack_code
from handlers.payloads import Click


async def answer_command(ack: AsyncAck, answer: Answer) -> None:
    """Only the person who typed the command sees it."""
    if not answer.text:
        await ack()
        return
    await ack(text=answer.text, blocks=_blocks(answer), response_type="ephemeral")


async def answer_click(ack: AsyncAck, respond: AsyncRespond, click: Click, answer: Answer) -> None:
    """A click is acknowledged without words. What was clicked on is shown anew by the courier, except for what only the
    clicker sees: that is no durable message, and is replaced by its answer."""
    await ack()
    if click.ephemeral and answer.text:
        await respond(
            text=answer.text,
            blocks=_blocks(answer),
            replace_original=True,
            response_type="ephemeral",
        )


async def renew_window(
    client: AsyncWebClient,
    view: dict[str, Any],
    *,
    view_id: str | None,
    view_hash: str | None = None,
) -> None:
    """Show a window that is open as it is now. Somebody who closes it meanwhile wants nothing of it any more."""
    try:
        await client.views_update(view_id=view_id, hash=view_hash, view=view)
    except SlackApiError as error:
        if slack_code(error) != "not_found":
            raise


def _blocks(answer: Answer) -> list[dict[str, Any]]:
    """Never the bare text, in which Slack would turn names and addresses into links."""
    return list(answer.blocks) or [section(Mrkdwn(answer.text))]
