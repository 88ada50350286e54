"""The life of sockets: tickets, spreading, disconnects, restarts — with the real client."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.sandbox.conftest import new_app, over_socket

Json = dict[str, Any]


@pytest.fixture
def opener(slack: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token=slack.app_token, base_url=slack.api_url)


async def url_of(opener: AsyncWebClient) -> str:
    return str((await opener.apps_connections_open(app_token=opener.token or ""))["url"])


async def test_a_ticket_works_once(slack: Sandbox, opener: AsyncWebClient) -> None:
    url = await url_of(opener)
    async with ClientSession() as session:
        async with session.ws_connect(url) as ws:
            hello = await ws.receive_json()
            assert hello["type"] == "hello"
            assert hello["connection_info"] == {"app_id": "A0HELPER"}
        with pytest.raises(WSServerHandshakeError, match="401"):
            await session.ws_connect(url)


async def test_the_life_of_a_debugged_connection_is_short(opener: AsyncWebClient) -> None:
    url = await url_of(opener)
    async with ClientSession() as session, session.ws_connect(f"{url}&debug_reconnects=true") as ws:
        hello = await ws.receive_json()
    assert hello["debug_info"]["approximate_connection_time"] == 360


async def test_payloads_are_spread_and_acknowledged_on_any_socket(
    slack: Sandbox, opener: AsyncWebClient
) -> None:
    async with ClientSession() as session:
        sockets = [await session.ws_connect(await url_of(opener)) for _ in range(2)]
        for ws in sockets:
            await ws.receive_json()
        heard: list[int] = []

        async def answer(mine: int, ws: ClientWebSocketResponse) -> None:
            envelope = await ws.receive_json()
            heard.append(mine)
            await sockets[1 - mine].send_json(
                {"envelope_id": envelope["envelope_id"], "payload": {"text": f"by {mine}"}}
            )

        answers = [asyncio.create_task(answer(i, ws)) for i, ws in enumerate(sockets)]
        ann = slack.person("ann")
        results = [await ann.command("/ask"), await ann.command("/ask")]
        await asyncio.gather(*answers)

        assert sorted(heard) == [0, 1]
        assert sorted(result.text for result in results) == ["by 0", "by 1"]
        for ws in sockets:
            await ws.close()


async def test_an_eleventh_socket_is_sent_away(slack: Sandbox, opener: AsyncWebClient) -> None:
    async with ClientSession() as session:
        sockets = [await session.ws_connect(await url_of(opener)) for _ in range(11)]
        frames = [await ws.receive_json() for ws in sockets]

        assert [frame["type"] for frame in frames] == ["hello"] * 10 + ["disconnect"]
        assert frames[-1]["reason"] == "too_many_websockets"
        assert slack.connections == 10
        for ws in sockets:
            await ws.close()


async def test_ping_is_answered(opener: AsyncWebClient) -> None:
    async with (
        ClientSession() as session,
        session.ws_connect(await url_of(opener), autoping=False) as ws,
    ):
        await ws.receive_json()
        await ws.ping(b"sdk-ping-pong:1")
        frame = await ws.receive()
        assert (frame.type, frame.data) == (WSMsgType.PONG, b"sdk-ping-pong:1")


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_the_client_comes_back_after_a_disconnect(
    slack: Sandbox, app: AsyncApp, reason: str
) -> None:
    @app.command("/ask")
    async def ask(ack: Any) -> None:
        await ack("here")

    async with over_socket(slack, app):
        await slack.faults.disconnect(reason)
        await slack.until(lambda: count(slack, "apps.connections.open") == 2)
        await slack.until(lambda: slack.connections == 1)
        assert (await slack.person("ann").command("/ask")).text == "here"


def count(slack: Sandbox, method: str) -> int:
    return sum(call.method == method for call in slack.calls)


async def test_the_client_comes_back_after_a_restart_of_slack(
    slack: Sandbox, app: AsyncApp
) -> None:
    @app.command("/ask")
    async def ask(ack: Any) -> None:
        await ack("here")

    await slack.person("ann").say("general", "before")
    async with over_socket(slack, app):
        slack.faults.restart()
        await slack.until(lambda: slack.connections == 0)
        await slack.until(lambda: slack.connections == 1)
        assert (await slack.person("ann").command("/ask")).text == "here"
    assert [m.text for m in slack.channel("general").messages] == ["before"]


async def test_stale_tickets_are_refused(slack: Sandbox, opener: AsyncWebClient) -> None:
    url = await url_of(opener)
    slack.faults.stale_tickets()
    async with ClientSession() as session:
        with pytest.raises(WSServerHandshakeError, match="401"):
            await session.ws_connect(url)


async def test_an_event_in_a_gap_arrives_after_it(slack: Sandbox, app: AsyncApp) -> None:
    heard = asyncio.Event()

    @app.event("message")
    async def on_message(event: Json) -> None:
        heard.set()

    slack.dispatcher.retry_delays = (0.0, *[0.05] * 60)
    async with over_socket(slack, app):
        await slack.faults.disconnect(None)
        await slack.until(lambda: slack.connections == 0)
        await slack.person("ann").say("general", "anybody?")
        await asyncio.wait_for(heard.wait(), 60)
        await slack.idle()


async def test_two_processes_share_the_work(slack: Sandbox) -> None:
    seen: list[str] = []
    apps = [new_app(slack), new_app(slack)]
    for name, one in zip("ab", apps, strict=True):

        @one.command("/ask")
        async def ask(ack: Any, name: str = name) -> None:
            seen.append(name)
            await ack()

    async with over_socket(slack, apps[0]), over_socket(slack, apps[1]):
        for _ in range(4):
            assert (await slack.person("ann").command("/ask")).ok
    assert len(seen) == 4


async def test_an_envelope_may_be_under_way_twice(slack: Sandbox, opener: AsyncWebClient) -> None:
    """Delivered again before it was acknowledged, one acknowledgement counts for both."""
    async with ClientSession() as session, session.ws_connect(await url_of(opener)) as ws:
        await ws.receive_json()
        asked = asyncio.create_task(slack.person("ann").command("/ask", "twice"))
        first = await ws.receive_json()
        again = asyncio.create_task(slack.redeliver_last())
        second = await ws.receive_json()
        assert first["envelope_id"] == second["envelope_id"]
        await ws.send_json({"envelope_id": first["envelope_id"]})
        await again
        assert (await asked).ok
