"""Frontdesk in a process of its own, as an operator runs it, or freed of Slack's rates."""

import asyncio
import itertools
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

import aiohttp

from bot import logs
from bot.cli import configuration, main
from bot.clock import SystemClock
from bot.rate_limits import RateLimits
from bot.run import until_stopped
from sandbox import Sandbox
from tests import forks
from tests.office import ROOT

# Below those that systems give to whoever asks for any, so that nobody gets one before its child has it. Each process
# begins somewhere else.
PORTS = range(10_000, 32_000)
_ports: Iterator[int] = itertools.cycle([*PORTS[os.getpid() * 997 % len(PORTS) :], *PORTS])


def free_port() -> int:
    """A port that nobody has just now."""
    for port in _ports:
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("they go round for ever")


def environment(slack: Sandbox, database_url: str, port: int, **more: str) -> dict[str, str]:
    """What an operator sets for HTTP; a setting given as an empty text is left out."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "FRONTDESK_CONFIG": str(ROOT / "config" / "frontdesk.yaml"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "LOG_FORMAT": "json",
        "PYTHONPATH": str(ROOT),
    }
    return inherited | {name: value for name, value in (given | more).items() if value}


class Process(Protocol):
    """What a test does with a process, however it was started."""

    @property
    def returncode(self) -> int | None: ...
    @property
    def stderr(self) -> asyncio.StreamReader | None: ...
    def send_signal(self, number: int, /) -> None: ...
    async def wait(self) -> int: ...


class Forked:
    """A `Process` from `tests.forks`."""

    def __init__(self, process: BaseProcess, stderr: asyncio.StreamReader) -> None:
        self._process = process
        self.stderr = stderr

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int, /) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    async def wait(self) -> int:
        await asyncio.to_thread(self._process.join)
        assert self._process.exitcode is not None
        return self._process.exitcode


@dataclass
class Child:
    """A running process. `words` is what it had to say, once it has ended."""

    process: Process
    port: int
    words: str = ""

    async def ready(self, seconds: float = 60) -> None:
        """Until it says so itself; fails with its words if it ends before."""
        async with asyncio.timeout(seconds), aiohttp.ClientSession() as session:
            while not await self._answers(session):
                if self.process.returncode is not None:
                    await self.ended()
                    raise AssertionError(self.words)
                await asyncio.sleep(0.05)

    async def _answers(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def says(self, word: str, seconds: float = 60) -> None:
        """Until it has said so; fails with its words if it ends before."""
        assert self.process.stderr is not None
        line = b""
        async with asyncio.timeout(seconds):
            while word not in line.decode():
                line = await self.process.stderr.readline()
                self.words += line.decode()
                assert line, self.words

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; give its exit code."""
        self.process.send_signal(number)
        return await self.ended()

    async def ended(self, seconds: float = 60) -> int:
        """Wait for its end; give its exit code."""
        assert self.process.stderr is not None
        async with asyncio.timeout(seconds):
            self.words += (await self.process.stderr.read()).decode()
            return await self.process.wait()


@asynccontextmanager
async def started(
    environ: Mapping[str, str], *, program: Callable[[], None] = main
) -> AsyncIterator[Child]:
    """A child that does not outlive the block. Python's warnings are errors in it."""
    ours, theirs = forks.pipe()
    with theirs:
        start = forks.Start(["run"], environ, Path("/"), Path(os.devnull), theirs, program)
        process = await asyncio.to_thread(forks.fork, start)
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    wire, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(ours.fileno()), "rb")
    )
    ours.close()
    try:
        async with _until_the_end(Forked(process, reader), environ) as child:
            yield child
    finally:
        wire.close()
        process.close()


@asynccontextmanager
async def started_by_python(
    environ: Mapping[str, str], *, within: Sequence[str] = ()
) -> AsyncIterator[Child]:
    """The same as an operator starts it; `within` is a command that runs it."""
    process = await asyncio.create_subprocess_exec(
        *within,
        sys.executable,
        "-W",
        "error",
        "-c",
        "from bot.cli import main; main()",
        "run",
        env=environ,
        cwd="/",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with _until_the_end(process, environ) as child:
        yield child


@asynccontextmanager
async def _until_the_end(process: Process, environ: Mapping[str, str]) -> AsyncIterator[Child]:
    child = Child(process, int(environ.get("PORT", "0")))
    try:
        yield child
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await child.ended()


class Ahead(SystemClock):
    """The machine's clock, so many seconds ahead."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self._ahead


def freed_of_rates() -> None:
    """As `frontdesk run`, as fast as the sandbox lets it. `CLOCK_AHEAD` says how many seconds the machine's clock is ahead
    of everybody else's, `DATABASE_CLOCK_AHEAD` the same of the database's."""
    settings, organisation = configuration()
    logs.configure(settings.log_level, settings.log_format)
    clocks = (Ahead(float(os.environ.get(f"{name}CLOCK_AHEAD", "0"))) for name in ("", "DATABASE_"))
    clock, database_clock = clocks
    asyncio.run(
        until_stopped(
            settings,
            organisation,
            clock=clock,
            rate_limits=RateLimits(limited=False),
            database_clock=database_clock.now,
        )
    )
