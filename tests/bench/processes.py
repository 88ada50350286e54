"""The processes of a bench: Slack, Frontdesk as `frontdesk run` starts it, and empty Bolt apps."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.child import free_port

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Slack:
    """Where the sandbox is."""

    base_url: str
    api_url: str
    bot_token: str
    app_token: str
    signing_secret: str


@dataclass(frozen=True)
class Server:
    """A process that listens for Slack."""

    port: int
    pid: int
    ready_seconds: float


@asynccontextmanager
async def process(
    *arguments: str, environ: Mapping[str, str] = {}
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child that ends with the block."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


@asynccontextmanager
async def slack(*, people: int = 200, limited: bool = True) -> AsyncIterator[Slack]:
    """The sandbox in a process of its own."""
    how = "limited" if limited else "unlimited"
    async with process("-m", "tests.bench.slack", str(people), how) as child:
        assert child.stdout is not None
        received = json.loads(await child.stdout.readline())
        yield Slack(**{name: received[name] for name in Slack.__dataclass_fields__})


@asynccontextmanager
async def frontdesk(
    where: Slack,
    database_url: str,
    *,
    socket_mode: bool = False,
    organisation: Path = ROOT / "config" / "frontdesk.yaml",
) -> AsyncIterator[Server]:
    """`frontdesk run`, ready."""
    port = free_port()
    environ = {
        "SLACK_BOT_TOKEN": where.bot_token,
        "SLACK_API_URL": where.api_url,
        "DATABASE_URL": database_url,
        "FRONTDESK_CONFIG": str(organisation),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "LOG_LEVEL": "ERROR",
    }
    if socket_mode:
        environ["SLACK_APP_TOKEN"] = where.app_token
    else:
        environ["SLACK_SIGNING_SECRET"] = where.signing_secret
    started = time.perf_counter()
    async with process("-c", "from bot.cli import main; main()", "run", environ=environ) as child:
        await _ready(f"http://127.0.0.1:{port}/readyz")
        yield Server(port, child.pid, time.perf_counter() - started)


@asynccontextmanager
async def empty_app(where: Slack, *, fast: bool = False) -> AsyncIterator[Server]:
    """An empty Bolt app, listening."""
    port = free_port()
    started = time.perf_counter()
    how = ["fast"] if fast else []
    async with process("-m", "tests.bench.empty", "http", where.api_url, str(port), *how) as child:
        await _ready(f"http://127.0.0.1:{port}/")
        yield Server(port, child.pid, time.perf_counter() - started)


async def _ready(url: str) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(30):
        while True:
            try:
                async with session.get(url) as answer:
                    if answer.status in (200, 404, 405):
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.02)
