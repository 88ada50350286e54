"""Runs Frontdesk until it is asked to stop: on SIGTERM or SIGINT it finishes its current work and exits within ten seconds."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

import handlers
from bot.app import Frontdesk, built, working
from bot.directory_sync import stop
from bot.organised import reload_when_told
from bot.rate_limits import RateLimits
from bot.transports import http, socket_mode
from config.organisation import Organisation
from config.settings import Settings
from handlers.desk import Clock
from storage.patience import DELIVERY, Patience
from storage.transaction import ServerClock

log = structlog.get_logger(__name__)


def found_sentences() -> handlers.Sentences | None:
    """The model of sentences; without it, routing goes by words and letters alone."""
    try:
        return handlers.load_sentences()
    except handlers.NoSentencesError as error:
        if error.installed:
            log.warning("sentences_unreadable", reason=str(error))
        return None


@asynccontextmanager
async def running(
    settings: Settings,
    organisation: Organisation,
    *,
    clock: Clock | None = None,
    rate_limits: RateLimits | None = None,
    database_clock: ServerClock | None = None,
    patience: Patience = DELIVERY,
    sentences: handlers.Sentences | None = None,
) -> AsyncIterator[tuple[Frontdesk, int | None]]:
    """A complete Frontdesk, with the port it listens on. With Socket Mode it listens only if the port isn't 0."""
    async with AsyncExitStack() as stack:
        frontdesk = await stack.enter_async_context(
            built(
                settings,
                organisation,
                clock=clock,
                rate_limits=rate_limits,
                database_clock=database_clock,
                patience=patience,
                sentences=sentences,
            )
        )
        await stack.enter_async_context(working(frontdesk))
        port = None
        if not settings.socket_mode or settings.port:
            events = not settings.socket_mode
            port = await stack.enter_async_context(
                http(frontdesk, settings.host, settings.port, events=events)
            )
        if settings.slack_app_token is not None:
            token = settings.slack_app_token.get_secret_value()
            await stack.enter_async_context(socket_mode(frontdesk, token))
        log.info("ready", transport="socket" if settings.socket_mode else "http", port=port)
        yield frontdesk, port
        log.info("stopping")


async def until_stopped(
    settings: Settings,
    organisation: Organisation,
    *,
    clock: Clock | None = None,
    rate_limits: RateLimits | None = None,
    database_clock: ServerClock | None = None,
    sentences: handlers.Sentences | None = None,
) -> None:
    """Run until a signal comes."""
    stopped, reload, started = asyncio.Event(), asyncio.Event(), asyncio.Event()
    with_signals(stopped.set, reload=reload.set)

    async def work() -> None:
        async with running(
            settings,
            organisation,
            clock=clock,
            rate_limits=rate_limits,
            database_clock=database_clock,
            sentences=sentences,
        ) as (frontdesk, _port):
            started.set()
            keep_what_is_loaded()
            reloading = asyncio.create_task(reload_when_told(frontdesk.desk, reload))
            await stopped.wait()
            await stop(reloading)

    working = asyncio.create_task(work())
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    await stop(stopping)
    # A start may wait for Slack without end.
    await (working if started.is_set() else stop(working))
    log.info("stopped")


def keep_what_is_loaded() -> None:
    """What is there by now stays to the end. Otherwise the garbage collector goes through all of it whenever much is computed,
    and everything else stands still for a fifth of a second."""
    gc.collect()
    gc.freeze()


def with_signals(stop: Callable[[], None], *, reload: Callable[[], None] | None = None) -> None:
    """Call `stop` on SIGTERM and SIGINT, and `reload` on SIGHUP, if the event loop can handle signals on this platform."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows: Ctrl-C raises KeyboardInterrupt instead
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    if reload is not None and hasattr(signal, "SIGHUP"):
        loop.add_signal_handler(signal.SIGHUP, reload)
