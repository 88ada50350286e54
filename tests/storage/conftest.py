"""A database on either engine, and a second process's view of it."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database, open_database


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Open, and empty."""
    found = open_database(database_url)
    await found.open()
    yield found
    await found.close()


@pytest.fixture
async def other(database: Database, database_url: str) -> AsyncIterator[Database]:
    """The same database, as another process has it open."""
    found = open_database(database_url)
    await found.open()
    yield found
    await found.close()
