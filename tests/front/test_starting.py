"""`frontdesk run` where it can't: one clear sentence, what to do, exit code 1, and no traceback."""

import asyncio
import json
import os
import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.cli.company import acme
from bot.manifest import manifest
from sandbox import Sandbox
from storage import upgrade
from tests.child import environment, free_port, started, started_by_python
from tests.postgresql import Postgresql


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    address = "https://frontdesk.acme.example"
    async with Sandbox(manifest=manifest(http_url=address), company=acme()) as workspace:
        yield workspace


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """A database of this version in a folder where nothing may be written."""
    folder = tmp_path / "fixed"
    folder.mkdir()
    upgrade.upgrade(make_url(f"sqlite:///{folder / 'f.db'}"))
    (folder / "f.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder / "f.db"
    folder.chmod(0o755)


@pytest.fixture
def bound() -> tuple[str, ...]:
    """A command that holds a child to the rights that files have: root is above them."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv to hold it back")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


async def refused(environ: dict[str, str], *, within: tuple[str, ...] = ()) -> str:
    """Its words, where it can't start."""
    start = partial(started_by_python, within=within) if within else started
    async with start(environ) as child:
        assert await child.ended() == 1, child.words
    assert "Traceback" not in child.words
    assert "Warning" not in child.words
    assert "✗" in child.words
    assert "xoxb-sandbox" not in child.words
    return child.words


async def test_a_token_that_was_revoked(tmp_path: Path, slack: Sandbox) -> None:
    slack.faults.revoke_token()
    words = await refused(environment(slack, f"sqlite:///{tmp_path / 'f.db'}", free_port()))
    assert "Slack refused: token_revoked." in words
    assert "frontdesk check" in words


async def test_an_app_token_that_slack_does_not_know(tmp_path: Path, slack: Sandbox) -> None:
    more = {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-1-wrong"}
    database = f"sqlite:///{tmp_path / 'f.db'}"
    words = await refused(environment(slack, database, free_port(), **more))
    assert "Slack refused: invalid_auth." in words


async def test_slack_in_trouble_is_waited_for(tmp_path: Path, slack: Sandbox) -> None:
    """Whatever the start asks may fail for a while; the log says what it waits for."""
    methods = ("auth.test", "users.list", "conversations.list", "usergroups.list")
    for method in (*methods, "apps.connections.open"):
        slack.faults.refuse(method, status=500)
        slack.faults.refuse(method, retry_after=1)
    slack.faults.drop("auth.test")
    more = {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": slack.app_token}
    environ = environment(slack, f"sqlite:///{tmp_path / 'f.db'}", free_port(), **more)
    async with started(environ) as child:
        await child.ready(120)
        assert await child.stop() == 0
    waited = [json.loads(line) for line in child.words.splitlines() if "waiting_for_slack" in line]
    for method in (*methods, "apps.connections.open"):
        reasons = [line["reason"] for line in waited if line["method"] == method]
        assert reasons[:2] == ["500", "ratelimited"], waited
    assert "Traceback" not in child.words


async def test_slack_out_of_reach_is_waited_for_until_told_to_stop(
    tmp_path: Path, slack: Sandbox
) -> None:
    came = asyncio.Event()

    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.set()
        writer.transport.abort()

    nobody = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = nobody.sockets[0].getsockname()[1]
    away = {"SLACK_API_URL": f"http://127.0.0.1:{port}/api/"}
    environ = environment(slack, f"sqlite:///{tmp_path / 'f.db'}", free_port(), **away)
    async with started(environ) as child:
        await came.wait()
        # It may still be reading what came; then the signal ends the wait that follows.
        assert await child.stop() == 0
    nobody.close()
    assert "stopped" in child.words
    assert "Traceback" not in child.words


async def test_a_port_in_use(tmp_path: Path, slack: Sandbox) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        words = await refused(environment(slack, f"sqlite:///{tmp_path / 'f.db'}", port))
    assert "address already in use" in words.lower()
    assert "PORT" in words


async def test_a_database_of_a_newer_version(tmp_path: Path, slack: Sandbox) -> None:
    file = tmp_path / "f.db"
    upgrade.upgrade(make_url(f"sqlite:///{file}"))
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    words = await refused(environment(slack, f"sqlite:///{file}", free_port()))
    assert "newer release of Frontdesk (schema 9999)" in words
    assert "Nothing was changed" in words


async def test_a_server_that_was_not_migrated(
    postgresql_server: Postgresql, slack: Sandbox
) -> None:
    url = make_url(postgresql_server.address).set(
        drivername="postgresql+psycopg", database="postgres"
    )
    address = url.render_as_string(hide_password=False)
    words = await refused(environment(slack, address, free_port()))
    assert "frontdesk migrate" in words


async def test_a_server_that_is_not_there(slack: Sandbox) -> None:
    address = f"postgresql+psycopg://ann:hidden@127.0.0.1:{free_port()}/frontdesk"
    words = await refused(environment(slack, address, free_port()))
    assert "The database can't be used" in words
    assert "hidden" not in words


async def test_a_file_that_is_locked(tmp_path: Path, slack: Sandbox) -> None:
    file = tmp_path / "f.db"
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    words = await refused(environment(slack, f"sqlite:///{file}", free_port()))
    holder.close()
    assert "database is locked" in words


async def test_a_file_that_may_only_be_read(
    file: Path, slack: Sandbox, bound: tuple[str, ...]
) -> None:
    os.chmod(file.parent, 0o755)
    words = await refused(environment(slack, f"sqlite:///{file}", free_port()), within=bound)
    assert "isn't readable and writable" in words
    assert "DATABASE_URL" in words


async def test_a_folder_that_may_only_be_read(
    file: Path, slack: Sandbox, bound: tuple[str, ...]
) -> None:
    words = await refused(environment(slack, f"sqlite:///{file}", free_port()), within=bound)
    assert "isn't writable" in words
    assert "DATABASE_URL" in words


async def test_a_folder_that_is_not_there(tmp_path: Path, slack: Sandbox) -> None:
    address = f"sqlite:///{tmp_path / 'new' / 'f.db'}"
    words = await refused(environment(slack, address, free_port()))
    assert "doesn't exist" in words


async def test_a_file_that_is_no_database(tmp_path: Path, slack: Sandbox) -> None:
    file = tmp_path / "f.db"
    file.write_text("some text that is long enough to be looked at " * 50)
    words = await refused(environment(slack, f"sqlite:///{file}", free_port()))
    assert "file is not a database" in words


async def test_all_faults_of_the_settings_at_once(tmp_path: Path, slack: Sandbox) -> None:
    faulty = {
        "SLACK_BOT_TOKEN": "",
        "SLACK_SIGNING_SECRET": "",
        "FRONTDESK_CONFIG": "/nowhere.yaml",
    }
    words = await refused(
        environment(slack, f"sqlite:///{tmp_path / 'f.db'}", free_port(), **faulty)
    )
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "/nowhere.yaml"):
        assert name in words


async def test_a_start_warns_of_nothing(tmp_path: Path, slack: Sandbox) -> None:
    """The tokens are in the environment, where Bolt would look for them by itself."""
    environ = environment(slack, f"sqlite:///{tmp_path / 'f.db'}", free_port())
    async with started_by_python(environ) as child:
        await child.ready()
        assert await child.stop() == 0
    lines = [json.loads(line) for line in child.words.splitlines()]
    assert [line for line in lines if line["level"] not in ("debug", "info")] == []
    assert any(line["event"] == "ready" for line in lines)
