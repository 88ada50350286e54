"""What a timer promised, by its key: found, prepared if need be, and left as a transaction."""

import asyncio
import inspect
from collections.abc import Callable, Sequence

from handlers.desk import Desk
from handlers.offers import Prepared
from storage.transaction import Transaction

Promise = Callable[[Transaction], None]


class FactsChangedError(Exception):
    """What a timer prepared is of yesterday: it is to be prepared again."""


def must_prepare(desk: Desk, key: str) -> bool:
    """Whether `promised` takes its time."""
    found = desk.offers.timer_of.find(key)
    return found is not None and isinstance(found[0], Prepared)


async def promised(desk: Desk, key: str) -> Promise:
    """What the timer of this key promised, prepared so far that the rest is a transaction. A key that nobody knows is of
    another version: nothing to do."""
    found = desk.offers.timer_of.find(key)
    if found is None:
        return lambda _tx: None
    timer, parts = found
    if isinstance(timer, Prepared):
        return await _prepared(desk, timer, parts)
    return lambda tx: timer(tx, desk.held(), *parts)


async def _prepared(desk: Desk, timer: Prepared, parts: Sequence[str]) -> Promise:
    """The transaction raises `FactsChangedError` if what was prepared is of other facts."""
    facts = await desk.read(timer.facts, *parts)
    if inspect.iscoroutinefunction(timer.prepare):
        prepared = await timer.prepare(desk, facts, *parts)
    else:
        prepared = await asyncio.to_thread(timer.prepare, desk, facts, *parts)

    def rest(tx: Transaction) -> None:
        held = desk.held()
        if timer.facts(tx, held, *parts) != facts:
            raise FactsChangedError
        timer.due(tx, held, *parts, prepared)

    return rest
