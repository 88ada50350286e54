"""The log says everything once, and of what repeats itself how often."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import logs
from bot.logs import Counting
from tests.clock import FakeClock

log = structlog.get_logger("test")


class Written:
    """What a process has written so far."""

    def __init__(self, handler: Counting, stream: io.StringIO) -> None:
        self._handler, self._stream = handler, stream

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._stream.getvalue().splitlines()]

    def end(self) -> None:
        """The process ends."""
        self._handler.close()


@pytest.fixture
def written(clock: FakeClock) -> Iterator[Written]:
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    logs.configure("INFO", "json")
    [ours] = root.handlers
    stream = io.StringIO()
    counting = Counting(stream, now=clock.time)
    counting.setFormatter(ours.formatter)
    root.handlers = [counting]
    yield Written(counting, stream)
    root.handlers = before


def fail(about: str, *, kind: type[Exception] = ValueError, **more: str) -> None:
    try:
        raise kind(about)
    except Exception:
        log.exception("delivery_failed", lane=about, **more)


def test_a_hundred_failures_are_one_line_and_a_count(written: Written, clock: FakeClock) -> None:
    for n in range(103):
        fail(f"lane {n}")
    [line] = written.lines
    assert (line["event"], line["lane"]) == ("delivery_failed", "lane 0")
    assert "ValueError" in line["exception"]
    clock.forward(seconds=61)
    fail("lane 200")
    _, counted, again = written.lines
    assert (counted["event"], counted["repeated"]) == ("delivery_failed", 102)
    assert "exception" not in counted
    assert "exception" in again


def test_what_is_left_to_count_is_told_at_the_end(written: Written) -> None:
    for _ in range(3):
        log.error("courier_write_failed", error="OperationalError")
    written.end()
    assert [line.get("repeated") for line in written.lines] == [None, 2]


def test_what_differs_is_told_each_time(written: Written) -> None:
    for key in ("a", "b"):
        log.error("message_undeliverable", key=key)
        fail("the same", reference=key)
    fail("the same", kind=KeyError)
    assert len(written.lines) == 5


def test_a_librarys_lines_are_counted_too(written: Written, clock: FakeClock) -> None:
    library = logging.getLogger("slack_bolt")
    for _ in range(4):
        library.warning("retrying %s", "connection")
    clock.forward(seconds=61)
    library.warning("retrying %s", "something else")
    assert [line["event"] for line in written.lines] == [
        "retrying connection",
        "retrying connection (repeated 3 times)",
        "retrying something else",
    ]
