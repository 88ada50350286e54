"""Learns regularly what requests have taught, whichever replica they came to."""

import asyncio

import structlog

import handlers
from bot.slack import error_code
from handlers.desk import Desk

log = structlog.get_logger(__name__)

# New knowledge counts within a minute.
EVERY = 20.0


async def keep_learning(desk: Desk) -> None:
    """Look for something new again and again; in between, find out what the examples mean."""
    while True:
        try:
            await handlers.learn(desk)
            if await handlers.understand(desk):
                continue
        except Exception as error:  # noqa: BLE001 # a database in trouble must not end the learning
            log.warning("learning_failed", reason=error_code(error))
        await asyncio.sleep(EVERY)
