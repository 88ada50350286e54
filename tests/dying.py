"""A process that is killed in the middle of a batch of timers: `python -m tests.dying database`."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock
from bot.firing import Firing
from bot.metrics import Metrics
from handlers.desk import Desk, Fixed
from handlers.offers import Offers
from storage import history, timers
from storage.database import open_database
from storage.transaction import Transaction
from tests.bench.sizes import Nobody
from tests.office import organisation

TEAM = "T1"
DIES = 10


def fire(tx: Transaction, desk: Desk, number: str) -> None:
    """Leave a trace; in this process, the tenth is the last."""
    history.record(tx, "fired", number, at=desk.clock.now())
    if int(number) == DIES and __name__ == "__main__":
        os.kill(os.getpid(), signal.SIGKILL)


async def _main(url: str) -> None:
    database = open_database(url)
    await database.open()
    offers = Offers(timers={"{number}": fire})
    desk = Desk(database, Fixed(organisation()), SystemClock(), Nobody(), TEAM, offers=offers)
    firing = Firing(desk, metrics=Metrics(), steady=lambda: 0.0)
    ever = datetime.now(UTC) + timedelta(days=10_000)
    await firing.fire(await database.read(TEAM, lambda tx: timers.due(tx, ever)))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
