"""The behaviour: one folder per capability, the same few file names in each. Importing this does nothing."""

from collections.abc import Callable, Iterable

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
from handlers.capability import Capability
from handlers.desk import Desk
from handlers.offers import Prepared
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


def register(app: AsyncApp, desk: Desk, capabilities: Iterable[Capability]) -> None:
    """Listen to all that Slack may send."""
    for capability in capabilities:
        capability.register(app, desk)


def prepare(tx: Transaction, desk: Desk) -> None:
    """At every start, and under a new organisation: arm what must always be armed, refuse what can't go on."""
    for each in desk.offers.prepares:
        each(tx, desk)


def render(tx: Transaction, desk: Desk, key: str) -> Body | None:
    """What the message of this key shows now; None if it has nothing to show (any more)."""
    found = desk.offers.show_of.find(key)
    if found is None:
        return None
    show, variable = found
    return show(tx, desk.held(), *variable)


async def promised(desk: Desk, key: str) -> Callable[[Transaction], None]:
    """What the timer of this key promised, prepared so far that the rest is a transaction. A key that nobody knows is of
    another version: nothing to do."""
    found = desk.offers.timer_of.find(key)
    if found is None:
        return lambda _tx: None
    timer, variable = found
    if isinstance(timer, Prepared):
        prepared = await timer.prepare(desk, *variable)
        return lambda tx: timer.due(tx, desk.held(), *variable, prepared)
    return lambda tx: timer(tx, desk.held(), *variable)
