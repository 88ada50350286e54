"""Upgrades the database schema, and refuses a database that is newer than this release, or not upgraded yet."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, NullPool, create_engine

HERE = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database schema doesn't match this release; the message says what to do."""


def upgrade(url: URL, to: str = "head") -> None:
    """Run the missing migrations, up to a revision. Raises `SchemaError` if the database is newer than this release."""
    if (found := current(url)) == head():
        return
    _refuse_newer(found)
    command.upgrade(_config(url), to)


def require_current(where: URL | Engine) -> None:
    """Raise `SchemaError` unless the schema matches this release."""
    found = current(where)
    if found == head():
        return
    _refuse_newer(found)
    state = "is empty" if found is None else f"is at schema {found}; this release needs {head()}"
    raise SchemaError(f"The database {state}. Run `frontdesk migrate` first.")


def current(where: URL | Engine) -> str | None:
    """The revision the database is at; None for an empty one."""
    engine = create_engine(where, poolclass=NullPool) if isinstance(where, URL) else where
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str:
    """The revision this release needs. To know it all migrations are read, which takes longer than the rest of opening."""
    found = ScriptDirectory(str(HERE)).get_current_head()
    assert found is not None
    return found


def _refuse_newer(found: str | None) -> None:
    known = {script.revision for script in ScriptDirectory(str(HERE)).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaError(
            f"The database was upgraded by a newer release of Frontdesk (schema {found}). Nothing was changed. "
            "Run that release, or restore a backup from before the upgrade."
        )


def _config(url: URL) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = url
    return config
