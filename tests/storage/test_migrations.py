"""The schema that migrations make is the schema that the code declares, and no other database is touched."""

import asyncio
import multiprocessing
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, inspect, make_url, select, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import ReflectedIndex

from storage import upgrade
from storage.database import open_database
from storage.schema import EPOCH, metadata, requests
from storage.upgrade import SchemaError


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path, own_database_url: str) -> URL:
    """A database in which nothing is yet, on either engine."""
    url = make_url(own_database_url)
    if url.get_backend_name() == "sqlite":
        return url.set(database=str(tmp_path / "empty.db"))
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return url


def shape(url: URL) -> dict[str, object]:
    """Tables with their columns, keys and indexes, as the database itself tells them."""
    found = inspect(create_engine(url, poolclass=NullPool))
    tables = set(found.get_table_names()) - {"alembic_version"}
    return {
        table: (
            [
                (each["name"], str(each["type"]), each["nullable"])
                for each in found.get_columns(table)
            ],
            found.get_pk_constraint(table)["constrained_columns"],
            sorted(_index(each) for each in found.get_indexes(table)),
        )
        for table in tables
    }


def _index(found: ReflectedIndex) -> tuple[str, list[str | None], bool, str]:
    options = {name: str(value) for name, value in found.get("dialect_options", {}).items()}
    return str(found["name"]), found["column_names"], bool(found["unique"]), str(options)


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(upgrade.HERE)).get_heads()) == 1


# Only PostgreSQL has an index of an expression.
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
def test_a_migrated_database_is_what_the_code_declares(empty_url: URL) -> None:
    upgrade.upgrade(empty_url)
    with create_engine(empty_url, poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_declared})
        assert compare_metadata(context, metadata) == []


def _is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """FTS5 makes tables of its own for its index."""
    return not (kind == "table" and (name or "").startswith("search_")) and name != "search"


def test_migrated_equals_fresh(empty_url: URL) -> None:
    """Autogenerate does not look at partial indexes; the database does."""
    upgrade.upgrade(empty_url)
    migrated = shape(empty_url)
    engine = create_engine(empty_url, poolclass=NullPool)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    assert shape(empty_url) == migrated


def test_upgrading_again_changes_nothing(empty_url: URL) -> None:
    upgrade.upgrade(empty_url)
    before = shape(empty_url)
    upgrade.upgrade(empty_url)
    assert shape(empty_url) == before
    assert upgrade.current(empty_url) == upgrade.head()


def test_two_processes_upgrade_at_once(empty_url: URL) -> None:
    spawned = multiprocessing.get_context("spawn")
    with spawned.Pool(2) as pool:
        pool.map(upgrade.upgrade, [empty_url, empty_url])
    assert upgrade.current(empty_url) == upgrade.head()


def test_a_migration_broken_off_leaves_nothing_behind(empty_url: URL) -> None:
    """A table in the way breaks it off in the middle; without the table it starts from the beginning."""
    in_the_way = max(metadata.tables)
    with create_engine(empty_url, poolclass=NullPool).begin() as connection:
        connection.execute(text(f"CREATE TABLE {in_the_way} (a INTEGER)"))
    with pytest.raises(Exception, match="exists"):
        upgrade.upgrade(empty_url)
    assert list(shape(empty_url)) == [in_the_way]
    with create_engine(empty_url, poolclass=NullPool).begin() as connection:
        connection.execute(text(f"DROP TABLE {in_the_way}"))
    upgrade.upgrade(empty_url)
    assert upgrade.current(empty_url) == upgrade.head()


def test_what_earlier_versions_called_otherwise_is_found_by_its_new_name(empty_url: URL) -> None:
    """States, parties and keys of 0001 in the words of today."""
    upgrade.upgrade(empty_url, "0001")
    message = (
        "INSERT INTO messages (team, key, kind, lane, address, wanted, dropped, pending, tries) "
        "VALUES ('T', :key, 'post', 'C', 'C', 1, false, true, 0)"
    )
    keys = [
        "request/1/told/asker/7",
        "request/1/told/department/8",
        "request/1/story/3/0",
        "digest/it/told",
    ]
    with create_engine(empty_url, poolclass=NullPool).begin() as connection:
        connection.execute(text(message), [{"key": key} for key in keys])
        connection.execute(
            text(
                "INSERT INTO entries (team, number, seq, author, side, internal, text, files, at, taken_back) "
                "VALUES ('T', 1, 0, 'U', 'asker', false, 'x', '[]', 0, false)"
            )
        )
    upgrade.upgrade(empty_url)
    with create_engine(empty_url, poolclass=NullPool).connect() as connection:
        found = set(connection.execute(text("SELECT key FROM messages")).scalars())
        parties = connection.execute(text("SELECT party FROM entries")).scalars().all()
    assert found == {
        "request/1/notice/requester/7", "request/1/notice/department/8", "request/1/transcript/3", "digest/it/told",
    }  # fmt: skip
    assert parties == ["requester"]


def test_members_of_groups_are_moved_to_rows_of_their_own(empty_url: URL) -> None:
    upgrade.upgrade(empty_url, "0010")
    groups = [
        {"team": "T", "group": "S1", "members": '["U1", "U2", "U1"]'},
        {"team": "T", "group": "S2", "members": "[]"},
        {"team": "T2", "group": "S1", "members": '["U1"]'},
    ]
    with create_engine(empty_url, poolclass=NullPool).begin() as connection:
        stored = "INSERT INTO groups (team, \"group\", handle, members) VALUES (:team, :group, 'it', :members)"
        connection.execute(text(stored), groups)
    upgrade.upgrade(empty_url)
    with create_engine(empty_url, poolclass=NullPool).connect() as connection:
        rows = connection.execute(text('SELECT team, "group", "user" FROM group_members'))
        assert sorted(map(tuple, rows)) == [
            ("T", "S1", "U1"),
            ("T", "S1", "U2"),
            ("T2", "S1", "U1"),
        ]


def test_the_parts_of_a_message_are_found_by_its_key(empty_url: URL) -> None:
    """Until 0011 each had a key of its own; what Slack shows of them stays where it is."""
    upgrade.upgrade(empty_url, "0011")
    message = (
        "INSERT INTO messages (team, key, kind, lane, address, wanted, dropped, pending, tries, channel, ts) "
        "VALUES (:team, :key, 'post', 'C', 'C', 1, false, :pending, 0, :channel, :ts)"
    )
    expected = {
        "request/1/card/1": ("request/1/card/1", 0),
        "request/1/card/1/rest/2": ("request/1/card/1", 2),
        "request/1/card/1/rest/1": ("request/1/card/1", 1),
        "request/1/entry/4": ("request/1/entry/4", 0),
        "request/1/entry/4/rest/1": ("request/1/entry/4", 1),
        "request/1/entry/4/here": ("request/1/entry/4/here", 0),
        "request/1/entry/4/here/rest/1": ("request/1/entry/4/here", 1),
        "request/1/transcript/3/1": ("request/1/transcript/3", 1),
        "request/1/transcript/3/0": ("request/1/transcript/3", 0),
        "request/1/earlier/0": ("request/1/earlier", 0),
        "request/1/earlier/1": ("request/1/earlier", 1),
        "request/2/card/1/rest/1": ("request/2/card/1", 1),  # whose first is no longer there
        "request/1/unsent/moved/U1/1.0": ("request/1/unsent/moved/U1/1.0", 0),
        "talk/U1/thanks/1.0": ("talk/U1/thanks/1.0", 0),
    }
    with create_engine(empty_url, poolclass=NullPool).begin() as connection:
        for team in ("T1", "T2"):
            rows = [
                {"team": team, "key": key, "pending": at % 2 == 0}
                | {"channel": f"C{key}", "ts": f"{at}.0"}
                for at, key in enumerate(expected)
            ]
            connection.execute(text(message), rows)
    upgrade.upgrade(empty_url)
    with create_engine(empty_url, poolclass=NullPool).connect() as connection:
        asked = text("SELECT id, team, key, part, first, channel, ts, pending FROM messages")
        found = connection.execute(asked).all()
    firsts = {(row.team, row.key): row.id for row in found if row.part == 0}
    assert len(found) == 2 * len(expected)
    for row in found:
        before = str(row.channel).removeprefix("C")
        assert (row.key, row.part) == expected[before]
        assert row.ts == f"{list(expected).index(before)}.0"
        assert bool(row.pending) == (list(expected).index(before) % 2 == 0)
        if row.part:
            assert row.first == firsts.get((row.team, row.key), row.id)
        else:
            assert row.first is None


REQUEST_OF_0010 = (
    "INSERT INTO requests (team, number, requester, recorded_by, via, department, request_type, fields, urgency, state, "
    "assignee, routing_reason, likely, entries, custody_number, created_at, changed_at, spoken_at, added_at, resolved_at, live) "
    "VALUES ('T', :number, 'U', 'U', 'dm', :department, 'general', '{}', 1, :state, "
    ":assignee, '{}', '[]', 1, 1, 100, 100, :spoken, 100, :resolved, true)"
)


def test_facts_and_promises_are_taken_over(empty_url: URL) -> None:
    """Since when each term runs is read from history, and until when from the timers."""
    upgrade.upgrade(empty_url, "0010")
    rows: list[dict[str, object]] = [
        {"number": 1, "department": "it", "state": "open", "assignee": None, "spoken": 300, "resolved": None},
        {"number": 2, "department": "it", "state": "open", "assignee": None, "spoken": 100, "resolved": None},
        {"number": 3, "department": "it", "state": "resolved", "assignee": "V", "spoken": 500, "resolved": 500},
        {"number": 4, "department": None, "state": "open", "assignee": None, "spoken": 100, "resolved": None},
    ]  # fmt: skip
    events = [
        (1, "asked", 100),
        (1, "unclaimed", 200),
        (1, "handed_over", 300),
        (2, "asked", 100),
        (2, "unclaimed", 200),
    ]
    due = [
        (1, "unclaimed", 900),
        (1, "silence", 950),
        (2, "silence", 960),
        (3, "close", 970),
        (4, "sort", 110),
    ]
    with create_engine(empty_url, poolclass=NullPool).begin() as connection:
        connection.execute(text(REQUEST_OF_0010), rows)
        connection.execute(
            text(
                "INSERT INTO history (team, subject, event, at, data) VALUES ('T', :subject, :event, :at, '{}')"
            ),
            [
                {"subject": f"request/{number}", "event": event, "at": at}
                for number, event, at in events
            ],
        )
        connection.execute(
            text("INSERT INTO timers (team, key, due_at, tries) VALUES ('T', :key, :at, 0)"),
            [{"key": f"request/{number}/{name}", "at": at} for number, name, at in due]
            + [{"key": "digest/it", "at": 1}],
        )
    upgrade.upgrade(empty_url)
    with create_engine(empty_url, poolclass=NullPool).connect() as connection:
        columns = "number, with_department_since, reminded_at, waiting_since, promised"
        found = {
            row.number: row
            for row in connection.execute(
                select(*(requests.c[name] for name in columns.split(", "))).order_by(
                    requests.c.number
                )
            )
        }
    assert [(row.with_department_since, row.reminded_at) for row in found.values()] == [
        (at(300), None), (at(100), at(200)), (at(100), None), (at(100), None),
    ]  # fmt: skip
    assert found[1].promised == {
        "unclaimed": [at(300).isoformat(), "it", at(900).isoformat()],
        "next_update": [at(300).isoformat(), "it", at(950).isoformat()],
    }
    assert found[2].promised == {"next_update": [at(100).isoformat(), "it", at(960).isoformat()]}
    assert found[3].promised == {"close": [at(500).isoformat(), "it", at(970).isoformat()]}
    assert found[4].promised == {"sort": [at(100).isoformat(), "", at(110).isoformat()]}


def at(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def test_what_waited_for_an_hour_is_held_and_what_waited_a_moment_waits(empty_url: URL) -> None:
    upgrade.upgrade(empty_url, "0013")
    message = (
        "INSERT INTO messages (team, key, kind, lane, address, wanted, dropped, pending, tries, not_before, sort) "
        "VALUES ('T', :key, 'post', 'C', 'C', 1, false, :pending, 0, :until, :sort)"
    )
    rows = [
        {"key": "hour", "pending": True, "until": 9, "sort": None},
        {"key": "moment", "pending": True, "until": 9, "sort": "1.0"},
        {"key": "shown", "pending": False, "until": 9, "sort": "1.0"},
        {"key": "now", "pending": True, "until": None, "sort": None},
    ]
    with create_engine(empty_url, poolclass=NullPool).begin() as connection:
        connection.execute(text(message), rows)
    upgrade.upgrade(empty_url)
    with create_engine(empty_url, poolclass=NullPool).connect() as connection:
        found = connection.execute(
            text("SELECT key, pending, not_before, waits_until FROM messages")
        )
        after = {row.key: (bool(row.pending), row.not_before, row.waits_until) for row in found}
    assert after == {
        "hour": (False, 9, None),
        "moment": (True, None, 9),
        "shown": (False, None, None),
        "now": (True, None, None),
    }


async def test_a_newer_database_is_refused_untouched(empty_url: URL) -> None:
    await asyncio.to_thread(upgrade.upgrade, empty_url)
    with create_engine(empty_url, poolclass=NullPool).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database = open_database(empty_url.render_as_string(hide_password=False))
    with pytest.raises(SchemaError, match=r"newer release of Frontdesk \(schema 9999\)"):
        await database.open()
    with pytest.raises(SchemaError, match="Nothing was changed"):
        upgrade.upgrade(empty_url)
    assert upgrade.current(empty_url) == "9999"


async def test_the_first_start_makes_the_file_and_a_server_wants_a_command(empty_url: URL) -> None:
    database = open_database(empty_url.render_as_string(hide_password=False))
    if empty_url.get_backend_name() == "sqlite":
        await database.open()
        await database.ping()
        await database.close()
    else:
        with pytest.raises(SchemaError, match="Run `frontdesk migrate` first"):
            await database.open()
    made = upgrade.current(empty_url) is not None
    assert made == (empty_url.get_backend_name() == "sqlite")


async def test_the_folder_is_made(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new' / 'deep' / 'frontdesk.db'}")
    await database.open()
    await database.close()


def test_a_file_held_by_another_process_is_not_half_migrated(tmp_path: Path) -> None:
    url = make_url(f"sqlite:///{tmp_path / 'held.db'}")
    holder = sqlite3.connect(tmp_path / "held.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Exception, match="locked"):
        upgrade.upgrade(url)
    holder.execute("ROLLBACK")
    holder.close()
    upgrade.upgrade(url)
