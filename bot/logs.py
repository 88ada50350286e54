"""Structured logs, without anything people wrote and without secrets."""

import logging
import sys
from typing import Any

import structlog

# Bolt logs raw bodies at INFO and payloads at DEBUG; the SDK logs requests at DEBUG.
NEVER_BELOW_WARNING = (
    "slack_bolt",
    "slack_sdk",
    "aiohttp.access",
    "apscheduler",
    "aiosqlite",
    "alembic",
)


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
    drop_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if style == "json":
        return [
            drop_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    # Tracebacks without local variables: those may hold what somebody wrote.
    plain = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    return [drop_meta, plain]
