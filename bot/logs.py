"""Structured logs, without anything people wrote and without secrets."""

import logging
import math
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Hashable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any, TextIO

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
REPEATED_WITHIN = 60.0
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
    handler = Counting(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_ending(style))
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in NEVER_BELOW_WARNING:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


class Counting(logging.StreamHandler[TextIO]):
    """Writes a line once and counts its repetitions; a minute later, or when the process ends, it says how many there were.

    A full disk or a dead network fails the same way a hundred times a second: the log must neither fill that disk nor hide
    what else happens. A line is the same if it tells the same of the same; a failure, if it came the same way.
    """

    def __init__(self, stream: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stream)
        self._now = now
        self._seen: dict[Hashable, _Repeated] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write it, unless it was written within a minute."""
        now, key = self._now(), _sameness(record)
        self._tell(until=now)
        repeated = self._seen.get(key)
        if repeated is not None:
            repeated.times += 1
            return
        self._seen[key] = _Repeated(record, now + REPEATED_WITHIN)
        super().emit(record)

    def close(self) -> None:
        """Say what was not said yet."""
        self._tell(until=math.inf)
        super().close()

    def _tell(self, until: float) -> None:
        # The oldest come first.
        while self._seen and next(iter(self._seen.values())).until <= until:
            repeated = self._seen.pop(next(iter(self._seen)))
            if repeated.times:
                super().emit(repeated.told())


@dataclass
class _Repeated:
    """A line that was written, and how often it came again since."""

    record: logging.LogRecord
    until: float
    times: int = 0

    def told(self) -> logging.LogRecord:
        """The line, with the count beside it."""
        again = copy(self.record)
        again.exc_info = None
        if isinstance(again.msg, dict):
            again.msg = {k: v for k, v in again.msg.items() if k != "exc_info"}
            again.msg["repeated"] = self.times
        else:
            again.msg, again.args = f"{again.getMessage()} (repeated {self.times} times)", None
        return again


def _sameness(record: logging.LogRecord) -> Hashable:
    if not isinstance(record.msg, dict):
        return record.name, record.levelno, record.msg, repr(record.args), _way(record.exc_info)
    event = record.msg
    way = _way(event.get("exc_info"))
    if (
        way is not None
    ):  # what it failed on differs, the fault does not; a person was shown the reference
        return record.name, record.levelno, event.get("event"), event.get("reference"), way
    told = [(name, repr(value)) for name, value in event.items() if name != "timestamp"]
    return record.name, record.levelno, *told


def _way(found: Any) -> Hashable:
    """The kind of an exception and the places it came through."""
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if not isinstance(error, BaseException):
        return None
    frames = traceback.walk_tb(error.__traceback__)
    places = tuple((frame.f_code.co_filename, line) for frame, line in frames)
    return type(error).__qualname__, places


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
