"""Alembic's entry: run the migrations on the database that `storage.upgrade` names."""

from alembic import context
from sqlalchemy import NullPool, create_engine

from storage.schema import metadata

engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
