"""Frontdesk in a process of its own, as an operator runs it, or freed of Slack's rates (`python -m tests.child`)."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp

from bot import logs
from bot.cli import configuration
from bot.clock import SystemClock
from bot.rate_limits import RateLimits
from bot.run import until_stopped
from sandbox import Sandbox
from tests.office import ROOT

AS_AN_OPERATOR = ("-c", "from bot.cli import main; main()", "run")
FREED_OF_RATES = ("-m", "tests.child")


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


@dataclass
class Child:
    """A running process. `words` is what it had to say, once it has ended."""

    process: asyncio.subprocess.Process
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

    async def says(self, word: str, seconds: float = 20) -> None:
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
        async with asyncio.timeout(seconds):
            _, words = await self.process.communicate()
        self.words += words.decode()
        assert self.process.returncode is not None
        return self.process.returncode


@asynccontextmanager
async def started(
    environ: Mapping[str, str],
    *,
    program: tuple[str, ...] = AS_AN_OPERATOR,
    within: tuple[str, ...] = (),
) -> AsyncIterator[Child]:
    """A child that does not outlive the block; `within` is a command that runs it. Python's warnings are errors in it."""
    process = await asyncio.create_subprocess_exec(
        *within,
        sys.executable,
        "-W",
        "error",
        *program,
        env=environ,
        cwd="/",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    child = Child(process, int(environ.get("PORT", "0")))
    try:
        yield child
    finally:
        if process.returncode is None:
            process.kill()
            await child.ended()


class Ahead(SystemClock):
    """The machine's clock, so many seconds ahead."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self._ahead


def main() -> None:
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


if __name__ == "__main__":
    main()
