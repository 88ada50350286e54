"""Fixtures that all tests share. Every test of storage and of the front door runs on SQLite and on PostgreSQL."""

import gc
import io
import logging
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import URL, make_url

from bot import logs
from storage import upgrade
from storage.schema import metadata
from tests.clock import FakeClock
from tests.office import Office, opened
from tests.postgresql import Postgresql, administer, in_full, keeping, postgresql, renew

# A busy machine is no fault.
settings.register_profile("frontdesk", deadline=None)
settings.load_profile("frontdesk")

# Where nothing else is said, keys of rounds are kept in the state folder: nothing of a test stays there.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="frontdesk-state-")

# These wait long and compute little.
LONGEST = ("test_restart.py", "test_starting.py", "test_demo.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that at the end no worker is alone with it."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Postgresql]:
    """One for all workers of a run. What is tested is Frontdesk, not whether PostgreSQL survives a power cut."""
    with postgresql(os.environ.get("PYTEST_XDIST_TESTRUNUID"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Postgresql) -> URL:
    """A migrated database that nobody uses: others are copied from it."""
    return postgresql_server.migrated()


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: Postgresql, postgresql_template: URL) -> Iterator[str]:
    """This worker's database, emptied after each test."""
    address = in_full(postgresql_server.copy(postgresql_template))
    with keeping(address):
        yield address


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file: others are copied from it."""
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    upgrade.upgrade(URL.create("sqlite", database=str(path)))
    return path


# A folder in memory, as Linux has it, and how much room it must have for all workers.
MEMORY, ROOM = Path("/dev/shm"), 1 << 30


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """Where nobody waits for a disk, if there is such a place: SQLite does at each commit. What outlives a process outlives
    it there, too; power cuts are not tested."""
    usable = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(
        prefix="frontdesk-tests-", dir=MEMORY if usable else None
    ) as folder:
        yield Path(folder)


@pytest.fixture
def sqlite_url(sqlite_template: Path, quick_folder: Path) -> Iterator[str]:
    """An empty database of this version's schema in a file."""
    with tempfile.TemporaryDirectory(dir=quick_folder) as folder:
        yield f"sqlite:///{shutil.copy(sqlite_template, Path(folder) / 'frontdesk.db')}"


# For few rows this costs the server far less than TRUNCATE, which makes new files.
DELETE = "; ".join(f'DELETE FROM "{table}"' for table in reversed(metadata.sorted_tables))
EMPTY = f"""
-- A test that failed may have left a process behind that holds a lock.
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle';
{DELETE};
SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences;
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of this version's schema, on either engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def postgresql_url(postgresql_database: str, empty: Callable[[], None]) -> Iterator[str]:
    """The same for what only PostgreSQL does."""
    yield postgresql_database
    empty()


@pytest.fixture(scope="session")
def empty(postgresql_database: str) -> Iterator[Callable[[], None]]:
    """Empty this worker's database, by a connection that is kept, unless a test cut it."""
    address = in_full(make_url(postgresql_database).set(drivername="postgresql"))
    connect = partial(psycopg.connect, address, autocommit=True)
    kept = connect()

    def now() -> None:
        nonlocal kept
        try:
            kept.execute(EMPTY)
        except psycopg.OperationalError:
            kept.close()
            renew(postgresql_database)
            kept = connect()
            kept.execute(EMPTY)

    yield now
    kept.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The same for a test that changes the schema, which no other may meet."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: Postgresql = request.getfixturevalue("postgresql_server")
    copy = server.copy(request.getfixturevalue("postgresql_template"))
    yield in_full(copy)
    administer(server.address, f"DROP DATABASE {copy.database} WITH (FORCE)")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process writes to its log at the most talkative level: `log.getvalue()`."""
    root, written = logging.getLogger(), io.StringIO()
    level = root.level
    logs.configure("DEBUG", "json")
    [ours] = root.handlers
    assert isinstance(ours, logging.StreamHandler)
    ours.setStream(written)
    yield written
    root.removeHandler(ours)
    root.setLevel(level)


@pytest.fixture
def clock() -> FakeClock:
    """A Wednesday morning."""
    return FakeClock()


@pytest.fixture
async def office(database_url: str, clock: FakeClock) -> AsyncIterator[Office]:
    """Acme at work."""
    async with opened(database_url, clock=clock) as office:
        yield office
