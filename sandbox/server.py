"""Runs a sandbox by itself, for programs that use it from another process."""

import asyncio
import json
from collections.abc import Callable

from sandbox.sandbox import Sandbox


def _print(line: str) -> None:
    print(line, flush=True)  # the reader at the other end of a pipe is waiting for it


async def serve(slack: Sandbox, announce: Callable[[str], None] = _print) -> None:
    """Runs until cancelled. Announces one line of JSON, its addresses and tokens, when it listens.

    A bench starts this in a child process, reads the line and goes on through /control.
    """
    async with slack:
        addresses = {
            "base_url": slack.base_url,
            "api_url": slack.api_url,
            "page_url": slack.page_url,
            "bot_token": slack.bot_token,
            "app_token": slack.app_token,
            "signing_secret": slack.signing_secret,
        }
        announce(json.dumps(addresses))
        await asyncio.get_running_loop().create_future()
