"""The demo: a local Slack workspace with an example company, and Frontdesk in it, unmodified, by Socket Mode."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console

import config
from bot.cli.company import acme
from bot.cli.story import STORY
from bot.cli.telling import Teller
from bot.manifest import manifest
from bot.pace import Pace
from bot.run import running, with_signals
from config.organisation import load_organisation
from config.settings import Settings, load_settings
from sandbox import Sandbox

CONFIG = Path(config.__file__).parent / "frontdesk.yaml"


@asynccontextmanager
async def workspace(port: int) -> AsyncIterator[Sandbox]:
    """The workspace with Frontdesk at work in it. What happens there is forgotten at the end."""
    slack = Sandbox(manifest=manifest(), company=acme(), story=STORY, port=port)
    async with slack:
        with tempfile.TemporaryDirectory(prefix="frontdesk-demo-") as folder:
            settings = _settings(slack, Path(folder))
            organisation = load_organisation(CONFIG)
            # The workspace sets no rates, and nobody should wait for a demonstration.
            async with running(settings, organisation, pace=Pace(limited=False)):
                yield slack


def _settings(slack: Sandbox, folder: Path) -> Settings:
    environ = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
        "PORT": "0",
    }
    return load_settings(environ, None)


async def demo(port: int) -> None:
    """Run until stopped; print the one address to open."""
    console = Console(highlight=False)
    stopped = asyncio.Event()
    with_signals(stopped.set)
    async with workspace(port) as slack:
        console.print("\nFrontdesk is at work in a local Slack workspace, with an example company.")
        console.print(f"\n  Open  [bold]{slack.page_url}[/bold]\n")
        console.print("Act as anybody there, or play the tour. Ctrl-C ends it; nothing is kept.\n")
        await stopped.wait()


async def tour() -> None:
    """Play the story and print what each person sees. Raises `ImpossibleError` if a step does not go as told."""
    names = {person.handle: person.name for person in acme().people}
    teller = Teller(Console(highlight=False), STORY, names)
    started = time.perf_counter()
    async with workspace(0) as slack:
        player = slack.play(STORY)
        teller.open()
        while not player.done:
            teller.tell(await player.next())
    teller.close(time.perf_counter() - started)
