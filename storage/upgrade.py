"""Bring a database to this version's schema, and refuse one that is newer or not brought there yet."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, NullPool, create_engine

HERE = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database's schema isn't this version's; the message says what to do."""


def upgrade(url: URL, to: str = "head") -> None:
    """Run the migrations that are missing, up to a revision. Raises `SchemaError` if the database is of a newer version."""
    if current(url) == head():
        return
    _refuse_newer(url)
    command.upgrade(_config(url), to)


def require_current(url: URL) -> None:
    """Raise `SchemaError` unless the database is at this version's schema."""
    found = current(url)
    if found == head():
        return
    _refuse_newer(url)
    raise SchemaError(
        f"The database is at schema {found or 'none'}, this version needs {head()}. Run `frontdesk migrate` first."
    )


def current(url: URL) -> str | None:
    """The revision the database is at; None for an empty one."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision this version needs."""
    found = ScriptDirectory(str(HERE)).get_current_head()
    assert found is not None
    return found


def _refuse_newer(url: URL) -> None:
    found = current(url)
    known = {script.revision for script in ScriptDirectory(str(HERE)).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaError(
            f"The database was made by a newer version of Frontdesk (schema {found}). Nothing was changed. "
            "Run that version, or restore a backup from before it."
        )


def _config(url: URL) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = url
    return config
