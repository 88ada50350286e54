"""How Slack reaches us: Socket Mode or HTTP. Both count the payloads being handled, so that a stop can wait for them."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.app import Frontdesk
from bot.directory_sync import stop
from bot.errors import kind_of
from bot.health import troubles_of
from bot.metrics import Backlog
from bot.patiently import until_answered
from bot.payload import MalformedError, bolt_request_of, checked, read_bytes
from storage import messages, timers
from storage.patience import TROUBLE, held_to

log = structlog.get_logger(__name__)

PATH = "/slack/events"
STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
# What is in hand has three seconds to be acknowledged, or Slack no longer listens.
DRAIN = 3.0


class _Counted(AsyncSocketModeHandler):
    """Socket Mode that knows what it has in hand, until the acknowledgement is sent."""

    def __init__(self, frontdesk: Frontdesk, app_token: str, ping: float) -> None:
        super().__init__(frontdesk.app, app_token, web_client=frontdesk.client, ping_interval=ping)
        self._frontdesk = frontdesk
        self._idle = asyncio.Event()
        self._idle.set()
        self._in_hand = 0

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        arrived = time.monotonic()
        self._in_hand += 1
        self._idle.clear()
        try:
            req.payload = checked(req.payload)
            bolt_request_of(req.payload, {})
            with held_to(self._frontdesk.patience.since(arrived)):
                await super().handle(client, req)  # type: ignore[arg-type] # the base names the concrete client
            self._frontdesk.metrics.acknowledged(kind_of(req.payload), time.monotonic() - arrived)
        except MalformedError as error:
            # Acknowledged, because to send it again would be in vain.
            log.warning("payload_invalid", reason=str(error))
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()

    async def drain(self) -> None:
        """Wait until every payload being handled is acknowledged."""
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN):
                await self._idle.wait()


@dataclass(frozen=True, slots=True)
class Watch:
    """How often to look whether we are connected, and after how long without a connection to fetch a new address: the
    SDK retries a stale one for ever."""

    every: float = 1.0
    stuck_after: float = 6.0
    # Seconds between the SDK's pings, and between its tries to connect.
    ping: float = 5.0


@asynccontextmanager
async def socket_mode(
    frontdesk: Frontdesk, app_token: str, watch: Watch = Watch()
) -> AsyncIterator[None]:
    """Connected while the block runs. Raises `SlackApiError` for an app token that does not work."""
    frontdesk.health.trouble("socket", "not connected")
    # The SDK would retry a refused token for ever, in silence.
    opened = await until_answered(
        "apps.connections.open",
        partial(frontdesk.client.apps_connections_open, app_token=app_token),
    )
    handler = _Counted(frontdesk, app_token, watch.ping)
    handler.client.wss_uri = opened["url"]
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
        frontdesk.health.well("socket")
        watchdog = asyncio.create_task(_watch(frontdesk, handler, watch))
        try:
            yield
        finally:
            await stop(watchdog)
            await handler.drain()
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # as above


async def _watch(frontdesk: Frontdesk, handler: _Counted, watch: Watch) -> None:
    """Tell readiness whether we are connected, and rescue the SDK from an address that no longer works."""
    lost_since: float | None = None
    while True:
        await asyncio.sleep(watch.every)
        if await handler.client.is_connected():
            lost_since = None
            frontdesk.health.well("socket")
            continue
        now = time.monotonic()
        lost_since = lost_since or now
        frontdesk.health.trouble("socket", "not connected")
        if now - lost_since >= watch.stuck_after:
            log.warning("socket_reconnect_failed", remedy="fetching a new address")
            handler.client.wss_uri = None
            lost_since = now


def is_from_slack(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether Slack signed this in the last five minutes.

    Slack signs only text, with a time that is a number: on anything else the SDK raises, and whoever sends it is told no.
    """
    try:
        return SignatureVerifier(secret).is_valid(body, headers.get(STAMP), headers.get(SIGNATURE))
    except (ValueError, TypeError, OverflowError):
        return False


def web_app(frontdesk: Frontdesk, *, events: bool) -> web.Application:
    """`/healthz`, `/readyz`, `/metrics`, and with `events` Slack's own path."""

    async def slack(request: web.Request) -> web.Response:
        arrived = time.monotonic()
        if not is_from_slack(frontdesk.signing_secret, request.headers, await request.read()):
            log.warning(
                "signature_invalid", remedy="if it came from Slack, check SLACK_SIGNING_SECRET"
            )
            return web.Response(status=401)
        try:
            body = checked(read_bytes(await request.read()))
            bolt_request = bolt_request_of(body, request.headers)
        except MalformedError as error:
            # Signed, but nothing that Slack sends; to send it again would be in vain.
            log.warning("payload_invalid", reason=str(error), bytes=request.content_length)
            return web.Response(status=400, headers={"X-Slack-No-Retry": "1"})
        with held_to(frontdesk.patience.since(arrived)):
            answer = await frontdesk.app.async_dispatch(bolt_request)
        frontdesk.metrics.acknowledged(kind_of(body), time.monotonic() - arrived)
        return await to_aiohttp_response(answer)

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_request: web.Request) -> web.Response:
        troubles = await troubles_of(frontdesk.health, frontdesk.database, frontdesk.probe)
        status = 503 if troubles else 200
        return web.json_response(
            {"status": "not ready" if troubles else "ready", "troubles": troubles}, status=status
        )

    async def metrics(_request: web.Request) -> web.Response:
        page = frontdesk.metrics.page(await _backlog(frontdesk))
        return web.Response(
            body=page, headers={"content-type": "text/plain; version=0.0.4; charset=utf-8"}
        )

    app = web.Application(client_max_size=4 * 1024 * 1024)
    app.add_routes(
        [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
    )
    if events:
        app.add_routes([web.post(PATH, slack)])
    return app


async def _backlog(frontdesk: Frontdesk) -> Backlog | None:
    """What is to be done; None while the database does not tell."""
    now = frontdesk.desk.clock.now()
    try:
        with held_to(frontdesk.probe.from_now()):
            return await frontdesk.desk.read(
                lambda tx, _: Backlog(messages.waiting(tx), timers.overdue(tx, now))
            )
    except TROUBLE:
        return None


@asynccontextmanager
async def http(frontdesk: Frontdesk, host: str, port: int, *, events: bool) -> AsyncIterator[int]:
    """Listen while the block runs; gives the port. Raises `OSError` for a port in use."""
    runner = web.AppRunner(
        web_app(frontdesk, events=events), access_log=None, shutdown_timeout=DRAIN
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, reuse_address=True)
        await site.start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
