"""Ask Slack until it answers: for what can't be done without, such as at the start. A refusal is an answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.outcomes import Trouble, failure
from bot.slack import TROUBLE

T = TypeVar("T")
log = structlog.get_logger(__name__)

# In seconds. Then the same again and again.
LONGEST = 60.0


async def until_answered(
    method: str, ask: Callable[[], Awaitable[T]], *, longest: float = LONGEST
) -> T:
    """What Slack answers. Raises `SlackApiError` for what it refuses; whatever else goes wrong is waited for, and logged."""
    tries = 0
    while True:
        try:
            return await ask()
        except TROUBLE as error:
            found = failure(error, method)
            if found.answered and found.trouble is not Trouble.RATE_LIMITED:
                raise
            seconds = max(found.wait, min(2.0**tries, longest))
            log.warning(
                "waiting_for_slack",
                method=method,
                reason=found.reason,
                seconds=seconds,
                remedy="if it goes on: the network, SLACK_API_URL, status.slack.com",
            )
            await asyncio.sleep(seconds)
            tries += 1
