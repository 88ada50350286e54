"""The behaviour: one folder per capability, the same few file names in each. Importing this does nothing."""

from collections.abc import Callable

from slack_bolt.async_app import AsyncApp

from handlers import (
    asking,
    conversation,
    digest,
    directory,
    guide,
    home,
    operations,
    overview,
    requests,
    working,
)
from handlers.blocks import Body
from handlers.capability import Due, KeyTable, Prepared, Show
from handlers.desk import Desk
from storage.transaction import Transaction

CAPABILITIES = (
    asking.CAPABILITY,
    conversation.CAPABILITY,
    working.CAPABILITY,
    requests.CAPABILITY,
    overview.CAPABILITY,
    home.CAPABILITY,
    directory.CAPABILITY,
    digest.CAPABILITY,
    operations.CAPABILITY,
    guide.CAPABILITY,
)

_shows: KeyTable[Show] = KeyTable(pair for each in CAPABILITIES for pair in each.shows.items())
_timers: KeyTable[Due | Prepared] = KeyTable(
    pair for each in CAPABILITIES for pair in each.timers.items()
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to all that Slack may send."""
    for capability in CAPABILITIES:
        capability.register(app, desk)


def prepare(tx: Transaction, desk: Desk) -> None:
    """At every start, and under a new organisation: arm what must always be armed, refuse what can't go on."""
    for capability in CAPABILITIES:
        capability.prepare(tx, desk)


def render(tx: Transaction, desk: Desk, key: str) -> Body | None:
    """What the message of this key shows now; None if it has nothing to show (any more)."""
    found = _shows.find(key)
    if found is None:
        return None
    show, variable = found
    return show(tx, desk.held(), *variable)


async def promised(desk: Desk, key: str) -> Callable[[Transaction], None]:
    """What the timer of this key promised, prepared so far that the rest is a transaction. A key that nobody knows is of
    another version: nothing to do."""
    found = _timers.find(key)
    if found is None:
        return lambda _tx: None
    timer, variable = found
    if isinstance(timer, Prepared):
        prepared = await timer.prepare(desk, *variable)
        return lambda tx: timer.due(tx, desk.held(), *variable, prepared)
    return lambda tx: timer(tx, desk.held(), *variable)
