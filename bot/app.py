"""The composition root: everything is built here, once, and nowhere else."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot import unsaved
from bot.calendars import web_calendars
from bot.clock import Alarm, SystemClock
from bot.courier import Courier
from bot.directory_sync import DirectorySync, stop
from bot.errors import ErrorBoundary
from bot.health import Health
from bot.learning import keep_learning
from bot.listening import ListeningApp
from bot.manifest import CUSTOMIZE
from bot.metrics import Metrics
from bot.organised import OrganisationFile
from bot.patiently import until_answered
from bot.rate_limits import RateLimits
from bot.slack import SDK_LOG, Identity, SlackReader, identify, web_client
from bot.slack_time import SlackTime
from bot.unsaved import Unsaved
from config.organisation import Organisation
from config.settings import Settings
from handlers.capability import Capability, merged
from handlers.desk import Calendars, Clock, Desk
from storage.database import Database, open_database
from storage.patience import DELIVERY, PROBE, Patience
from storage.round_keys import RoundKeys
from storage.transaction import ServerClock

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Frontdesk:
    """The parts of a running Frontdesk, for the transports, the command line and the tests."""

    desk: Desk
    app: AsyncApp
    signing_secret: str
    client: AsyncWebClient
    database: Database
    courier: Courier
    alarm: Alarm
    directory_sync: DirectorySync
    health: Health
    metrics: Metrics
    # How long a delivery may wait for the database.
    patience: Patience
    # The same for whoever looks whether we are well.
    probe: Patience
    unsaved: Unsaved


# Seconds. The database's threads and the loop take turns: who waits for a turn that the other doesn't end gets it after so
# long. Python's own 5 ms would be longer than most of what either does.
TURN = 0.0005


@asynccontextmanager
async def built(
    settings: Settings,
    organisation: Organisation,
    *,
    clock: Clock | None = None,
    rate_limits: RateLimits | None = None,
    database: Database | None = None,
    database_clock: ServerClock | None = None,
    patience: Patience = DELIVERY,
    probe: Patience = PROBE,
    unsaved_after: float = unsaved.SECONDS,
    capabilities: Sequence[Capability] = handlers.CAPABILITIES,
    calendars: Calendars | None = None,
    sentences: handlers.Sentences | None = None,
) -> AsyncIterator[Frontdesk]:
    """Connect to Slack and the database and put the parts together; nothing runs yet. Raises `SlackApiError` for a token
    that doesn't work, `SchemaError` or the driver's error for a database that can't be used."""
    sys.setswitchinterval(TURN)
    token = settings.slack_bot_token.get_secret_value()
    # Listeners have connections of their own: however many lanes wait for Slack, a form opens in time.
    async with (
        web_client(token, settings.slack_api_url) as client,
        web_client(token, settings.slack_api_url) as listening,
        web_calendars() as of_people,
    ):
        identity = await until_answered("auth.test", partial(identify, client))
        await asyncio.to_thread(handlers.study, organisation)
        database = database or open_database(settings.database_url)
        database.clock = database_clock
        await database.open()
        try:
            frontdesk = _put_together(
                settings,
                organisation,
                client,
                listening,
                identity,
                database,
                clock or SystemClock(),
                rate_limits or RateLimits(),
                patience,
                probe,
                unsaved_after,
                capabilities,
                calendars or of_people,
                sentences,
            )
            try:
                yield frontdesk
            finally:
                await frontdesk.unsaved.close()
        finally:
            await database.close()


def _put_together(
    settings: Settings,
    organisation: Organisation,
    client: AsyncWebClient,
    listening: AsyncWebClient,
    identity: Identity,
    database: Database,
    clock: Clock,
    rate_limits: RateLimits,
    patience: Patience,
    probe: Patience,
    unsaved_after: float,
    capabilities: Sequence[Capability],
    calendars: Calendars,
    sentences: handlers.Sentences | None,
) -> Frontdesk:
    reloaded = asyncio.Event()
    file = OrganisationFile(settings.frontdesk_config, organisation, reloaded=reloaded.set)
    desk = Desk(
        database=database,
        organised=file,
        clock=clock,
        slack=SlackReader(listening),
        team=identity.team,
        enterprise=identity.enterprise,
        workspace_url=identity.url,
        bot_user=identity.bot_user,
        offers=merged(capabilities),
        keys=_keys_of(settings),
        calendars=calendars,
        learnt=handlers.Learnt(sentences),
    )
    health, metrics = Health(), Metrics()
    slack_time = SlackTime(clock.now, rate_limits.now)
    slack_time.heard({"Date": identity.date})
    courier = Courier(
        desk,
        client,
        rate_limits=rate_limits,
        health=health,
        metrics=metrics,
        slack_time=slack_time,
        customizes=CUSTOMIZE in (identity.scopes or ()),
    )
    database.listen(lambda woken: courier.wake() if "messages" in woken else None)
    dms = Unsaved(desk, listening, seconds=unsaved_after, probe=probe)
    secret = settings.slack_signing_secret
    return Frontdesk(
        desk=desk,
        signing_secret=secret.get_secret_value() if secret else "",
        app=bolt_app(listening, identity, desk, capabilities, metrics, health, dms),
        unsaved=dms,
        client=client,
        database=database,
        courier=courier,
        alarm=Alarm(desk, health=health, metrics=metrics, steady=rate_limits.now),
        directory_sync=DirectorySync(desk, client, wanted=reloaded),
        health=health,
        metrics=metrics,
        patience=patience,
        probe=probe,
    )


def _keys_of(settings: Settings) -> RoundKeys:
    secret = settings.frontdesk_secret
    return RoundKeys(settings.keys_folder, secret.get_secret_value() if secret else "")


def bolt_app(
    client: AsyncWebClient,
    identity: Identity,
    desk: Desk,
    capabilities: Sequence[Capability],
    metrics: Metrics,
    health: Health,
    dms: Unsaved,
) -> AsyncApp:
    """Bolt, set up so that the acknowledgement follows the commit: listeners run first, and answer with their result."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team,
            bot_token=client.token,
            bot_id=identity.bot_id,
            bot_user_id=identity.bot_user,
        )

    app = ListeningApp(
        dms,
        # Left to itself Bolt reads its callers' source files to find a name.
        name="frontdesk",
        # Left to itself Bolt takes the root's level and handlers for its own, and logs bodies at INFO.
        logger=logging.getLogger("slack_bolt"),
        # Without a token: `authorize` gives it to the client of each request.
        client=AsyncWebClient(
            base_url=client.base_url, session=client.session, retry_handlers=[], logger=SDK_LOG
        ),
        authorize=authorize,
        # `bot/transports.py` lets nothing in that is not signed: before it is parsed, and before anything answers it.
        request_verification_enabled=False,
        process_before_response=True,
        # What no listener matches goes through the error boundary too, which acknowledges it.
        raise_error_for_unhandled_request=True,
    )
    app.error(ErrorBoundary(desk, metrics).handle)
    handlers.register(app, desk, capabilities)

    async def uninstalled(body: dict[str, object]) -> None:  # noqa: ARG001 # Bolt wants the argument's name
        health.trouble("token", "the app was removed from the workspace")
        log.error("app_uninstalled", remedy="reinstall it, then restart with the new token")

    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(uninstalled)
    app.listen()
    return app


@asynccontextmanager
async def working(frontdesk: Frontdesk) -> AsyncIterator[None]:
    """Run courier, clock and directory until the block ends, then let them finish their current work."""
    if first_start := await frontdesk.directory_sync.is_empty():
        await frontdesk.directory_sync.read_all()
    await frontdesk.database.write(
        frontdesk.desk.team, lambda tx: handlers.prepare(tx, frontdesk.desk)
    )
    learning = asyncio.create_task(keep_learning(frontdesk.desk))
    directory_sync = asyncio.create_task(frontdesk.directory_sync.run(at_once=not first_start))
    courier = asyncio.create_task(frontdesk.courier.run())
    frontdesk.alarm.start()
    try:
        yield
    finally:
        await frontdesk.alarm.stop()
        await stop(directory_sync)
        await stop(learning)
        frontdesk.courier.stop()
        await courier
