"""Alembic's entry: run the migrations on the database that `storage.upgrade` names, all of them or none.

Two processes may start at once on an empty database: the second waits for the first, and finds nothing left to do.
"""

import sqlite3

from alembic import context
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text

from storage.schema import metadata

# Any number that nobody else uses for an advisory lock in this database.
MIGRATING = 7_240_142


def engine_for(url: URL) -> Engine:
    """SQLite's driver would begin no transaction for what changes the schema; here it begins none, and we do."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, poolclass=NullPool)
    return create_engine(
        url,
        poolclass=NullPool,
        creator=lambda: sqlite3.connect(url.database or "", isolation_level=None),
    )


def begin(connection: Connection) -> None:
    """Take the lock that lets one process migrate at a time."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("BEGIN IMMEDIATE"))
    else:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))


with engine_for(context.config.attributes["url"]).begin() as connection:
    begin(connection)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    context.run_migrations()
