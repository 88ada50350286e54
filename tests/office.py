"""A working day at Acme: the sandbox as Slack, the real Bolt app in front of a real database, time in the test's hand."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from sqlalchemy import func, select

import handlers
from bot.app import Frontdesk, built
from bot.cli.company import acme
from bot.manifest import manifest
from bot.rate_limits import RateLimits
from bot.transports import http
from config.organisation import Organisation, load_organisation
from config.settings import Settings, load_settings
from handlers.capability import Capability
from handlers.conversation.carrying import UNDER_WAY
from handlers.desk import Calendars, NoCalendars
from sandbox import Actor, Company, Limits, Message, Sandbox
from sandbox.acting.live import LiveConversation
from storage.database import open_database
from storage.patience import Patience
from storage.schema import messages
from tests.clock import FakeClock
from tests.hanging import UNHURRIED
from tests.postgresql import kept

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "config" / "frontdesk.yaml"
# A test of what happens when time runs out gives limits of its own.
NEVER = 3600.0


@cache
def organisation() -> Organisation:
    """The example organisation, as an operator first gets it; frozen, so it is read once."""
    return load_organisation(EXAMPLE)


def settings_for(slack: Sandbox, database_url: str, **more: str) -> Settings:
    """Settings as an operator would give them for HTTP."""
    environ = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "PORT": "0",
    }
    return load_settings(environ | more, None)


@dataclass
class Office:
    """What a test holds in hand."""

    slack: Sandbox
    frontdesk: Frontdesk
    clock: FakeClock
    settings: Settings
    port: int

    def person(self, handle: str) -> Actor:
        """Somebody of Acme."""
        return self.slack.person(handle)

    def channel(self, name: str) -> LiveConversation:
        """A channel of Acme."""
        return self.slack.channel(name)

    async def readiness(self) -> dict[str, str]:
        """What `/readyz` says is wrong."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}/readyz") as answer,
        ):
            troubles: dict[str, str] = (await answer.json())["troubles"]
            assert answer.status == (503 if troubles else 200)
            return troubles

    async def settle(self) -> None:
        """Until Slack has delivered, and the courier has shown, all there is."""
        for _ in range(20):
            await self.slack.idle()
            await self.frontdesk.courier.drain()
            calls = len(self.slack.calls)
            await self.slack.idle()
            await self.frontdesk.courier.drain()
            if len(self.slack.calls) == calls and not await self._a_moment_later():
                return
        raise AssertionError("it never becomes quiet")

    async def _a_moment_later(self) -> bool:
        """Time passes until a message is due that waits for others that may be under way."""
        now = self.clock.now()
        waits = (messages.c.pending, messages.c.sort.is_not(None), messages.c.waits_until > now)
        due: datetime | None = await self.frontdesk.desk.read(
            lambda tx, _: tx.execute(
                select(func.min(messages.c.waits_until)).where(*waits)
            ).scalar()
        )
        if due is None or due - now > UNDER_WAY:
            return False
        self.clock.to(due)
        return True

    async def later(self, **span: float) -> None:
        """Time passes; what came due is done and shown."""
        self.clock.forward(**span)
        while await self.frontdesk.alarm.ring():
            pass
        await self.settle()

    async def ask(self, who: str, text: str) -> Message:
        """Ask by command and give the card, which is the newest in any department's channel."""
        before = {message.ts for message in self._tops()}
        answer = await self.person(who).command("/ask", text)
        assert answer.ok, answer
        await self.settle()
        cards = [message for message in self._tops() if message.ts not in before]
        assert len(cards) == 1, cards
        return cards[0]

    def _tops(self) -> list[Message]:
        names = ("it-help", "hr-help", "finance-help", "facilities-help", "frontdesk-triage")
        return [message for name in names for message in self.channel(name).messages]

    def talk(self, channel: str, root: Message) -> list[Message]:
        """What stands in the thread of a card, without the hint that each begins with."""
        thread = self.channel(channel).thread(root)
        return [
            message
            for message in thread
            if not message.plain.startswith(("Replies go", "Replies are"))
        ]

    async def press(self, who: str, where: Message, button: dict[str, Any]) -> None:
        """Press a button as it was, of a message that has changed since."""
        result = await self.person(who).press(where, button)
        assert result.ok, result
        await self.settle()

    async def submit(self, who: str, **fields: object) -> None:
        """Fill the open form and send it; it must be taken."""
        actor = self.person(who)
        actor.fill(fields)
        result = await actor.submit()
        assert result.ok, result
        await self.settle()


@asynccontextmanager
async def opened(
    database_url: str,
    *,
    clock: FakeClock | None = None,
    company: Company | None = None,
    organised: Organisation | None = None,
    limits: Limits | None = None,
    ack_deadline: float = 60.0,
    retry_delays: tuple[float, ...] = (),
    slack: Sandbox | None = None,
    file: Path = EXAMPLE,
    patience: Patience = UNHURRIED,
    probe: Patience = UNHURRIED,
    unsaved_after: float = NEVER,
    capabilities: Sequence[Capability] = handlers.CAPABILITIES,
    keys: Path | None = None,
    secret: str = "",
    calendars: Calendars | None = None,
    sentences: handlers.Sentences | None = None,
) -> AsyncIterator[Office]:
    """An office that is open: Slack runs, Frontdesk listens over HTTP, everybody is known. Without `sentences`, requests are
    routed by words and letters alone, whatever is installed."""
    clock = clock or FakeClock()
    workspace = slack or Sandbox(
        manifest=manifest(http_url="https://frontdesk.acme.example"),
        company=company or acme(),
        now=clock.time,
        limits=limits or Limits.none(),
        ack_deadline=ack_deadline,
        retry_delays=retry_delays,
        control=False,
    )
    with TemporaryDirectory(prefix="frontdesk-keys-") as folder:
        async with workspace:
            where = {"FRONTDESK_CONFIG": str(file), "FRONTDESK_KEYS": str(keys or folder)}
            where["FRONTDESK_SECRET"] = secret
            settings = settings_for(workspace, database_url, **where)
            # Whoever has to wait for Slack waits in the test's time.
            rate_limits = RateLimits(limited=False, patience=0, now=clock.time)
            async with (
                built(
                    settings,
                    organised or organisation(),
                    clock=clock,
                    rate_limits=rate_limits,
                    database=open_database(database_url, kept(database_url)),
                    database_clock=clock.now,
                    patience=patience,
                    probe=probe,
                    unsaved_after=unsaved_after,
                    capabilities=capabilities,
                    calendars=calendars or NoCalendars(),
                    sentences=sentences,
                ) as frontdesk,
                http(frontdesk, "127.0.0.1", 0, events=True) as port,
            ):
                workspace.deliver_to(f"http://127.0.0.1:{port}/slack/events")
                await frontdesk.directory_sync.read_all()
                await frontdesk.database.write(
                    frontdesk.desk.team, lambda tx: handlers.prepare(tx, frontdesk.desk)
                )
                yield Office(workspace, frontdesk, clock, settings, port)
