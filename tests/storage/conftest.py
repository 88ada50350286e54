"""A database on either engine, and a second process's view of it."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database, open_database
from tests.clock import FakeClock
from tests.postgresql import kept


@pytest.fixture
async def database(database_url: str, clock: FakeClock) -> AsyncIterator[Database]:
    """Open, and empty. Its own clock is the test's."""
    found = open_database(database_url, kept(database_url))
    found.clock = clock.now
    await found.open()
    yield found
    await found.close()


@pytest.fixture
async def other(database: Database, database_url: str, clock: FakeClock) -> AsyncIterator[Database]:
    """The same database, as another process has it open."""
    found = open_database(database_url)
    found.clock = clock.now
    await found.open()
    yield found
    await found.close()
