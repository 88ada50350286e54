"""A load generator that costs little itself: signed requests over plain sockets that stay open."""

import asyncio
import hashlib
import hmac
import itertools
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

Body = Callable[[int], tuple[str, bytes]]
_count = itertools.count(1)


@dataclass(frozen=True)
class Timed:
    """What one round took."""

    seconds: tuple[float, ...]
    elapsed: float

    @property
    def median_ms(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def p99_ms(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)] * 1000

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.elapsed


def command(name: str, text: str, *, people: int = 200, user: str | None = None) -> Body:
    """A slash command, each time by the next person, or always by the same."""

    def body(_turn: int) -> tuple[str, bytes]:
        n = next(_count)
        fields = {
            "token": "legacy",
            "team_id": "T0ACME",
            "team_domain": "acme",
            "channel_id": "C0GENERAL",
            "channel_name": "general",
            "user_id": user or f"U0P{n % people}",
            "user_name": "p",
            "command": name,
            "text": text,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:9/none",
            "trigger_id": f"{time.time_ns()}.{n}",
        }
        return "application/x-www-form-urlencoded", urlencode(fields).encode()

    return body


def signed(secret: str, body: bytes) -> tuple[str, str]:
    """The time, and Slack's signature of it and a body."""
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    return stamp, "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def _request(port: int, secret: str, kind: str, body: bytes) -> bytes:
    stamp, signature = signed(secret, body)
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: {signature}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        ),
        0,
    )
    return status, await reader.readexactly(length)


async def load(
    port: int,
    secret: str,
    body: Body,
    *,
    connections: int,
    requests: int | None = None,
    pause: float = 0.0,
    until: asyncio.Event | None = None,
) -> Timed:
    """Send `requests` over so many connections, one after the other on each, with a pause after each; or so many as there is
    time for, until something happens. Raises if one is not answered with 200."""
    turns = itertools.count() if requests is None else iter(range(requests))
    seconds: list[float] = []

    async def worker() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for turn in turns:
            message = _request(port, secret, *body(turn))
            started = time.perf_counter()
            writer.write(message)
            status, content = await _answer(reader)
            seconds.append(time.perf_counter() - started)
            if status != 200 or b"wrong on our side" in content:
                raise AssertionError(f"answered with {status}: {content[:200]!r}")
            if until is not None and until.is_set():
                break
            await asyncio.sleep(pause)
        writer.close()
        await writer.wait_closed()

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(connections)))
    return Timed(tuple(seconds), time.perf_counter() - started)
