"""`/frontdesk replay`: a window that says what the organisation file, as it is on the server now, would have done."""

import asyncio
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Words
from config.faults import ConfigurationError
from handlers.answers import renew_window
from handlers.desk import Desk
from handlers.learning.service import require_operator
from handlers.offers import Subcommand
from handlers.payloads import Click, Command
from handlers.rehearsal.ids import HowMany, RehearsalAction
from handlers.rehearsal.reading import past_requests
from handlers.rehearsal.rules import Rehearsal, RehearsedRequest, Replayed, report
from handlers.rehearsal.views import asked, faulty, found, under_way
from storage.transaction import Transaction

# The window says how far it is so many times.
STEPS = 10
PRESSED = re.compile(rf"^{RehearsalAction.REPLAY}:")
# What runs now: a window waits for each. It does not outlive the process, and need not.
RUNNING: set[asyncio.Task[None]] = set()


def _as_operator(tx: Transaction, desk: Desk, user: str, channel: str) -> Words:
    require_operator(tx, desk, user, channel, command="replay")
    return desk.words_for(tx, user)


async def replay(desk: Desk, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """How many requests?"""
    command = Command.parse(body)
    _ = await desk.read(_as_operator, command.user, command.channel)
    await client.views_open(trigger_id=command.trigger, view=asked(_, command.channel))
    await ack()


REPLAY = Subcommand(
    run=replay,
    help=lambda _: _.mrkdwn(
        "• `/frontdesk replay` tries the changed organisation file on past requests, before you reload it"
    ),
    for_operators=True,
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons of the window."""

    async def pressed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        click = Click.parse(body)
        wanted = HowMany.unpack(click.value)
        _ = await desk.read(_as_operator, click.user, wanted.channel)
        await renew_window(client, under_way(_, 0, wanted.most), view_id=click.view_id)
        await ack()
        task = asyncio.create_task(_replay(desk, client, click.view_id, _, wanted.most))
        RUNNING.add(task)
        task.add_done_callback(RUNNING.discard)

    app.action(PRESSED)(pressed)


async def _replay(
    desk: Desk, client: AsyncWebClient, window: str | None, _: Words, most: int
) -> None:
    """In a thread, step by step, so that nobody waits for it."""
    present = desk.organisation
    try:
        changed = await desk.organised.draft()
    except ConfigurationError as error:
        await renew_window(client, faulty(_, error.faults), view_id=window)
        return
    past = await desk.read(lambda tx, _desk: past_requests(tx, most))
    sentences = desk.learnt.router(present).sentences
    rehearsal = await asyncio.to_thread(Rehearsal, present, changed, sentences)
    replayed: list[Replayed] = []
    size = max(1, -(-len(past) // STEPS))
    for at in range(0, len(past), size):
        replayed += await asyncio.to_thread(_some, rehearsal, past[at : at + size])
        await renew_window(client, under_way(_, len(replayed), len(past)), view_id=window)
    told = report(replayed, past, present, changed)
    await renew_window(client, found(_, told, changed), view_id=window)


def _some(rehearsal: Rehearsal, past: list[RehearsedRequest]) -> list[Replayed]:
    return [rehearsal.replay(each) for each in past]
