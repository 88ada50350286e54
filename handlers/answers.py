"""How a use case's answer reaches the actor: in the acknowledgement, where Slack allows it."""

from slack_bolt.async_app import AsyncAck, AsyncRespond

from handlers.desk import Answer
from handlers.payloads import Click


async def answer_command(ack: AsyncAck, answer: Answer) -> None:
    """Only the person who wrote the command sees it."""
    await ack(text=answer.text, blocks=list(answer.blocks) or None, response_type="ephemeral")


async def answer_click(ack: AsyncAck, respond: AsyncRespond, click: Click, answer: Answer) -> None:
    """A click is acknowledged without words. What was clicked on is shown anew by the courier, except for what only the
    clicker sees: that is no durable message, and is replaced by its answer."""
    await ack()
    if click.ephemeral and answer.text:
        await respond(
            text=answer.text,
            blocks=list(answer.blocks) or None,
            replace_original=True,
            response_type="ephemeral",
        )
