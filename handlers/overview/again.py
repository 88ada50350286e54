"""A request that is open in a window, drawn anew after something was done there."""

import asyncio
from contextlib import suppress
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.errors import UserError
from handlers.overview.details import details_modal
from handlers.overview.ids import ListView
from handlers.overview.service import details

# What was done is saved: its acknowledgement must not wait long for the window.
PATIENCE = 1.0


async def draw_again(desk: Desk, client: AsyncWebClient, body: dict[str, Any], number: int) -> None:
    """After a press in the window, or a form that was opened from there. At its best: opening it again shows the same."""
    view = body.get("view") or {}
    pressed = view.get("callback_id") == ListView.DETAILS
    window = view.get("id") if pressed else view.get("previous_view_id")
    if not window:
        return
    with suppress(SlackApiError, ClientError, TimeoutError, UserError):
        async with asyncio.timeout(PATIENCE):
            found = await desk.read(details, body["user"]["id"], number)
            await client.views_update(view_id=window, view=details_modal(found))
