"""Whatever comes back in the place of Slack's answer: nobody knows what happened, so nothing is final."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.calls import CallFailedError, Calls, text_in
from bot.outcomes import Failure, Trouble
from bot.slack import web_client
from bot.slack_time import SlackTime
from tests.clock import FakeClock

METHOD = "chat.postMessage"
JSON = "application/json"


class Gateway:
    """Answers every call with the same bytes."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.status, self.headers, self.body = 200, {"Content-Type": JSON}, b""

    async def answer(self, _request: web.Request) -> web.Response:
        """Whatever is asked."""
        return web.Response(status=self.status, headers=self.headers, body=self.body)

    async def posted(self, body: bytes) -> Failure | None:
        """How a post ends that is answered so."""
        self.body = body
        try:
            received = await self.calls.post(METHOD, "C1", channel="C1", text="hello")
            text_in(received, METHOD, "ts")
        except CallFailedError as error:
            return error.failure
        return None


@pytest.fixture
async def gateway(clock: FakeClock) -> AsyncIterator[Gateway]:
    """Where Slack should be."""
    async with at_port(clock) as found:
        yield found


@asynccontextmanager
async def at_port(clock: FakeClock) -> AsyncIterator[Gateway]:
    async def ready(_method: str, _place: str) -> None: ...

    app = web.Application()
    runner = web.AppRunner(app)
    async with web_client("xoxb-1", "http://127.0.0.1/") as client:
        time = SlackTime(clock.now, clock.time)
        calls = Calls(client, ready=ready, worked=lambda _method: None, time=time)
        found = Gateway(calls)
        app.router.add_route("*", "/{any:.*}", found.answer)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            client.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
            yield found
        finally:
            await runner.cleanup()


BODIES = [
    b"",
    b"{}",
    b"[]",
    b'[{"ok": true}]',
    b"null",
    b"1",
    b'"ok"',
    b"true",
    b'{"ok": true',
    b'{"ok": true}',
    b'{"ok": true, "ts": null}',
    b'{"ok": true, "ts": {}}',
    b'{"ok": false}',
    b'{"ok": false, "error": null}',
    b'{"ok": false, "error": 7}',
    b'{"ok": false, "error": {"is_archived": 1}}',
    b'{"ok": false, "error": "nobody_knows_this_one"}',
    b"<html><title>Bad gateway</title></html>",
    b"is_archived",
    b"\xff\xfe\x00",
    b"[" * 100_000,
]


@pytest.mark.parametrize("status", [200, 302, 403, 404, 500, 502])
@pytest.mark.parametrize("kind", [JSON, "text/html", "text/plain", f"{JSON}; charset=klingon"])
async def test_what_is_no_answer_of_slacks_is_never_final(
    gateway: Gateway, kind: str, status: int
) -> None:
    gateway.status, gateway.headers = status, {"Content-Type": kind}
    for body in BODIES:
        found = await gateway.posted(body)
        assert found is not None, body
        assert found.trouble is Trouble.UNKNOWN, (body, found)
        assert found.method == METHOD


@pytest.mark.parametrize("body", [b"{", b"slow down", b'{"ok": false, "error": "ratelimited"}'])
async def test_too_many_is_too_many_however_it_is_said(gateway: Gateway, body: bytes) -> None:
    gateway.status, gateway.headers = 429, {"Retry-After": "7", "Content-Type": JSON}
    found = await gateway.posted(body)
    assert found == Failure(Trouble.RATE_LIMITED, "ratelimited", 7.0, METHOD)


async def test_a_refusal_of_the_table_is_final_only_from_slack_itself(gateway: Gateway) -> None:
    body = b'{"ok": false, "error": "is_archived"}'
    said = await gateway.posted(body)
    assert said is not None
    assert (said.trouble, said.answered) == (Trouble.REFUSED, True)
    gateway.status = 502
    by_gateway = await gateway.posted(body)
    assert by_gateway is not None
    assert by_gateway.trouble is Trouble.UNKNOWN


async def test_slack_tells_its_time_beside_each_answer(gateway: Gateway, clock: FakeClock) -> None:
    gateway.headers = {"Date": "Wed, 18 Nov 2026 10:05:00 GMT", "Content-Type": JSON}
    assert gateway.calls.time.now() == clock.now()
    assert await gateway.posted(b'{"ok": true, "ts": "1.0"}') is None
    assert gateway.calls.time.now() == datetime(2026, 11, 18, 10, 5, tzinfo=UTC)
    clock.forward(seconds=30)
    assert gateway.calls.time.now() == datetime(2026, 11, 18, 10, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("date", ["", "yesterday", "Wed, 99 Nov 2026 99:00:00 GMT"])
def test_a_date_that_is_none_changes_nothing(clock: FakeClock, date: str) -> None:
    time = SlackTime(clock.now, clock.time)
    time.heard({"date": date})
    assert time.now() == clock.now()
