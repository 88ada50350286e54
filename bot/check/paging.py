"""Slack's lists, page after page."""

from collections.abc import Awaitable
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

# The largest page Slack gives: a large workspace is read in few calls, within its rates.
PAGE = 1000

Json = dict[str, Any]


async def pages(first: Awaitable[AsyncSlackResponse], key: str) -> list[Json]:
    return [item async for page in await first for item in page.get(key) or ()]
