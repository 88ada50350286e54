"""The schema has one history: one head, and a database that went through it equals one that is made new."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import URL, Inspector, MetaData, NullPool, create_engine, inspect

from storage import upgrade
from storage.schema import metadata

Shape = dict[str, Any]


def check() -> Iterator[str]:
    """On SQLite; the tests do the same on PostgreSQL."""
    yield from head_faults(ScriptDirectory(str(upgrade.HERE)).get_heads())
    with tempfile.TemporaryDirectory(prefix="frontdesk-checks-") as folder:
        migrated, fresh = (_sqlite(Path(folder) / name) for name in ("migrated.db", "fresh.db"))
        upgrade.upgrade(migrated)
        create(fresh, metadata)
        yield from differences(shape(migrated), shape(fresh))


def head_faults(heads: Sequence[str]) -> Iterator[str]:
    """Two heads are two histories, of which a database can follow only one."""
    if len(heads) != 1:
        found = ", ".join(sorted(heads)) or "none"
        yield f"The migrations have {len(heads)} heads ({found}). Let one follow the other."


def create(url: URL, tables: MetaData) -> None:
    """A new database, made of the tables as the code has them."""
    engine = create_engine(url, poolclass=NullPool)
    tables.create_all(engine)


def shape(url: URL) -> Shape:
    """All tables, columns, keys and indexes of a database, in words that compare."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        inspector = inspect(connection)
        names = set(inspector.get_table_names()) - {"alembic_version"}
        return {name: _table(inspector, name) for name in sorted(names)}


def _table(inspector: Inspector, name: str) -> Shape:
    columns = {
        f"column {each['name']}": (str(each["type"]), each["nullable"], each["default"])
        for each in inspector.get_columns(name)
    }
    indexes = {
        f"index {each['name']}": (
            each["column_names"],
            bool(each["unique"]),
            {key: str(value) for key, value in each.get("dialect_options", {}).items()},
        )
        for each in inspector.get_indexes(name)
    }
    keys = {"primary key": inspector.get_pk_constraint(name)["constrained_columns"]}
    return columns | indexes | keys


def differences(migrated: Shape, fresh: Shape) -> Iterator[str]:
    """Where the two are not the same."""
    for table in sorted(migrated.keys() | fresh.keys()):
        if table not in migrated or table not in fresh:
            where = "the migrations" if table not in migrated else "storage/schema.py"
            yield f"The table {table} is missing in {where}."
            continue
        old, new = migrated[table], fresh[table]
        for part in sorted(old.keys() | new.keys()):
            if old.get(part) != new.get(part):
                yield (
                    f"{table}, {part}: the migrations make {old.get(part)}, "
                    f"storage/schema.py says {new.get(part)}."
                )


def _sqlite(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))
