"""Structured logs, without anything people wrote and without secrets."""

import logging
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog
from structlog.typing import EventDict

# Bolt logs raw bodies at INFO and payloads at DEBUG; the SDK logs requests at DEBUG.
NEVER_BELOW_WARNING = (
    "slack_bolt",
    "slack_sdk",
    "aiohttp.access",
    "apscheduler",
    "aiosqlite",
    "alembic",
)
# Of these the message says what is wrong with the machine, and never quotes a value. Any other may: a parser names
# what it could not read, a database the row that it refused.
TELLING = (OSError, sqlite3.Error, ImportError, NotImplementedError)


def configure(level: str = "INFO", style: str = "console") -> None:
    """Everything, our own and the libraries', goes to standard error in one shape: `console` or `json`."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_ending(style))
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in NEVER_BELOW_WARNING:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def _ending(style: str) -> list[Any]:
    ending = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, where_it_failed]
    if style == "json":
        return [*ending, structlog.processors.JSONRenderer()]
    return [*ending, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]


def where_it_failed(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by the places it came through: no values, and messages only of those that quote none."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_lines(error))
    return event


def _lines(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _lines(cause)
        yield "which led to"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    yield f"{name}: {error}" if isinstance(error, TELLING) else name
