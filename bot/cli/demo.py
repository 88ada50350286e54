"""The demo: a local Slack workspace with a sample company and an unmodified Frontdesk, connected by Socket Mode."""

import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

import config
import handlers
from bot.app import Frontdesk
from bot.cli.company import acme
from bot.cli.tour_printer import TourPrinter
from bot.cli.tour_scripts import tour_script
from bot.manifest import manifest
from bot.rate_limits import RateLimits
from bot.run import found_sentences, running, with_signals
from config.calendars import local_date
from config.organisation import Organisation, load_organisation
from config.settings import Settings, load_settings
from sandbox import Sandbox
from sandbox.state.clock import JUMPS
from sandbox.tour.witness import Witness
from storage import timers
from storage.patience import DELIVERY, Patience

CONFIG = Path(config.__file__).parent / "frontdesk.yaml"
# While time passes, messages held until somebody's working hours are looked for this often.
LONGEST_STEP = timedelta(hours=4)
TEN, DAY, WEDNESDAY = time_of_day(10), timedelta(days=1), 2
# Slack waits for an acknowledgement so many seconds.
SLACK_WAITS = 3.0
# A message may cause another, and that one a third; no chain is longer than this.
ROUNDS = 10


@dataclass(frozen=True)
class WorkspaceClock:
    """Frontdesk's time is the workspace's."""

    time: Callable[[], float]

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time(), UTC)


@dataclass(frozen=True)
class Demo:
    """A workspace and the Frontdesk in it, which share one clock."""

    slack: Sandbox
    frontdesk: Frontdesk

    async def settle(self) -> None:
        """Wait until every event is handled and every resulting message is shown."""
        for _ in range(ROUNDS):
            calls = len(self.slack.calls)
            await self.slack.idle()
            await self.frontdesk.courier.drain()
            if len(self.slack.calls) == calls:
                return

    async def pass_until(self, moment: float) -> None:
        """Go from one due moment to the next, so that each thing happens at its own time."""
        until = datetime.fromtimestamp(moment, UTC)
        while (now := self.frontdesk.desk.clock.now()) < until:
            self.slack.clock.set((await self._next_stop(now, until)).timestamp())
            while await self.frontdesk.alarm.ring():
                pass
            await self.settle()
        # What happens every few seconds happens in the time that passes, too.
        await handlers.learn(self.frontdesk.desk)

    async def _next_stop(self, now: datetime, until: datetime) -> datetime:
        team, database = self.frontdesk.desk.team, self.frontdesk.database
        due = await database.read(team, lambda tx: timers.due(tx, until, limit=1))
        stops = [until, now + LONGEST_STEP, *(timer.due_at for timer in due)]
        # A failing timer stays due; time passes all the same.
        return max(min(stops), now + timedelta(seconds=1))


@asynccontextmanager
async def workspace(
    port: int,
    *,
    patience: Patience = DELIVERY,
    sentences: handlers.Sentences | None = None,
) -> AsyncIterator[Demo]:
    """A workspace with a running Frontdesk. Nothing is kept at the end."""
    organisation = load_organisation(CONFIG)
    ahead = _beginning(organisation, datetime.now(UTC)).timestamp() - time.time()
    slack = Sandbox(
        manifest=manifest(),
        now=lambda: time.time() + ahead,
        company=acme(),
        tours=tour_script,
        port=port,
        ack_deadline=max(SLACK_WAITS, patience.end),
    )
    async with slack:
        with tempfile.TemporaryDirectory(prefix="frontdesk-demo-") as folder:
            settings = _settings(slack, Path(folder))
            clock = WorkspaceClock(slack.clock)
            # The workspace limits no rates, and no one should have to wait for a demo.
            rate_limits = RateLimits(limited=False)
            async with running(
                settings,
                organisation,
                clock=clock,
                rate_limits=rate_limits,
                patience=patience,
                sentences=sentences,
            ) as (frontdesk, _):
                demo = Demo(slack, frontdesk)
                slack.clock.host = demo.pass_until
                yield demo


def _beginning(organisation: Organisation, now: datetime) -> datetime:
    """The demo begins at ten, on a day early in the week on which everybody works, as on the next and on the Monday after: at
    night and on days off nobody would be there to answer."""
    day = local_date(now, organisation.zone)
    while not _is_ordinary(organisation, day):
        day += DAY
    return datetime.combine(day, TEN, ZoneInfo(organisation.zone))


def _is_ordinary(organisation: Organisation, day: date) -> bool:
    monday = day + (7 - day.weekday()) * DAY
    hours = {organisation.hours(department) for department in organisation.departments}
    works = (each.is_working_day(on) for each in hours for on in (day, day + DAY, monday))
    return day.weekday() <= WEDNESDAY and all(works)


def _settings(slack: Sandbox, folder: Path) -> Settings:
    database = folder / "database"
    database.mkdir()
    environ = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite:///{database / 'demo.db'}",
        "FRONTDESK_KEYS": str(folder / "keys"),
        "PORT": "0",
        "FRONTDESK_CONFIG": str(CONFIG),
    }
    return load_settings(environ, None)


async def demo(port: int) -> None:
    """Run until stopped; print the one address to open."""
    console = Console(highlight=False)
    stopped = asyncio.Event()
    with_signals(stopped.set)
    async with workspace(port, sentences=found_sentences()) as demo:
        console.print("\nFrontdesk is running in a local Slack workspace with a sample company.")
        console.print(f"\n  Open  [bold]{demo.slack.page_url}[/bold]\n")
        console.print("Act as anyone, or play the tour. Press Ctrl-C to stop; nothing is saved.\n")
        await stopped.wait()


async def tour() -> None:
    """Play the tour and print what each person sees; then, at a terminal, offer to let time pass.
    Raises `ImpossibleError` if a step can't be played."""
    console, company, played = Console(highlight=False), acme(), tour_script(0)
    names = {person.handle: person.name for person in company.people}
    printer = TourPrinter(console, played, names, company.tz)
    started = time.perf_counter()
    async with workspace(0, sentences=found_sentences()) as demo:
        player = demo.slack.play(played)
        printer.open()
        while not player.done:
            printer.tell(await player.next())
        printer.close(time.perf_counter() - started)
        if console.is_terminal and sys.stdin.isatty():
            await let_time_pass(demo.slack, printer, console)


async def let_time_pass(slack: Sandbox, printer: TourPrinter, console: Console) -> None:
    """Ask how much time should pass and print what happened meanwhile, until nothing is chosen."""
    keys = {str(number): to for number, to in enumerate(JUMPS, start=1)}
    offer = " · ".join(f"{key} {JUMPS[to][0].lower()}{JUMPS[to][1:]}" for key, to in keys.items())
    while to := keys.get((await _typed(console, f"Let time pass: {offer}. Enter ends. ")).strip()):
        witness = Witness(slack.context)
        await slack.clock.jump(to)
        witness.leave()
        printer.passed(slack.clock(), witness.all)


async def _typed(console: Console, prompt: str) -> str:
    """Read a line from the terminal, without keeping the process from ending."""
    loop = asyncio.get_running_loop()
    line: asyncio.Future[str] = loop.create_future()

    def heard(said: str) -> None:
        if not line.done():
            line.set_result(said)

    def read() -> None:
        said = ""
        with suppress(EOFError):
            said = console.input(prompt)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(heard, said)

    threading.Thread(target=read, daemon=True).start()
    return await line
