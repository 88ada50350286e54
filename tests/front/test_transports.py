"""How Slack reaches Frontdesk: over HTTP, signed, or by Socket Mode; and what an operator sees of it."""

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.app import Frontdesk, built, working
from bot.cli.company import acme
from bot.manifest import manifest
from bot.rate_limits import RateLimits
from bot.slack import CONNECTIONS
from bot.transports import PATH, SIGNATURE, STAMP, Watch, http, socket_mode
from config.settings import load_settings
from sandbox import Sandbox
from sandbox.delivery.http import signature
from tests.engines import ONE_ENGINE
from tests.hanging import UNHURRIED
from tests.office import Office, organisation

MARKER = "xylophone-4711"


async def post(
    office: Office, body: bytes, headers: dict[str, str], *, path: str = PATH
) -> tuple[int, str]:
    """Send something as it is."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{office.port}{path}", data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


def signed(office: Office, body: bytes, at: float | None = None) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    return {STAMP: stamp, SIGNATURE: signature(office.slack.signing_secret, stamp, body)}


def command(text: str) -> bytes:
    """A slash command as Slack writes it."""
    return urlencode(
        {
            "command": "/ask",
            "text": text,
            "user_id": "U0ANN",
            "team_id": "T0ACME",
            "channel_id": "C0GENERAL",
            "trigger_id": "1.2.3",
            "response_url": "http://127.0.0.1:1/",
        }
    ).encode()


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


async def get(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


# -- HTTP ----------------------------------------------------------------------------------------


async def test_a_signed_command_is_answered(office: Office) -> None:
    body = command("it my VPN drops")
    status, text = await post(office, body, FORM | signed(office, body))
    assert status == 200
    assert "#1" in json.loads(text)["text"]


# Which moment that is may not be part of a test's name: two workers must collect the same tests.
NOW = "this moment"


@ONE_ENGINE
@pytest.mark.parametrize(
    "forged",
    [
        {},
        {STAMP: "now", SIGNATURE: "v0=00"},
        {STAMP: "", SIGNATURE: ""},
        {STAMP: "9" * 400, SIGNATURE: "v0=00"},
        {STAMP: "9" * 5000, SIGNATURE: "v0=00"},
        {STAMP: "1e9", SIGNATURE: "v0=00"},
        {STAMP: "²", SIGNATURE: "v0=00"},
        {STAMP: NOW, SIGNATURE: "v0=" + "0" * 64},
        {STAMP: NOW, SIGNATURE: "v0=Ω"},
        {STAMP: NOW},
    ],
    ids=lambda forged: str(forged)[:40],
)
async def test_what_slack_did_not_sign_is_refused(
    office: Office, forged: dict[str, str], log: io.StringIO
) -> None:
    """Nothing of it is read, nobody is told anything, and the log does not repeat it."""
    click = {"type": "block_actions", "user": {"id": "U0ANN"}, "response_url": "x", "actions": []}
    bodies = [
        command(f"it {MARKER}"),
        json.dumps({"type": "event_callback", "text": MARKER}).encode(),
        urlencode({"payload": json.dumps(click | {"text": MARKER})}).encode(),
        b"{" + MARKER.encode(),
        b"\xff\xfe" + MARKER.encode(),
    ]
    before = len(office.slack.calls)
    for body in bodies:
        for kind in (FORM, JSON):
            headers = kind | forged
            if headers.get(STAMP) == NOW:
                headers |= {STAMP: str(int(time.time()))}
            assert await post(office, body, headers) == (401, "")
    await office.settle()
    assert len(office.slack.calls) == before
    assert office.channel("it-help").messages == []
    assert MARKER not in log.getvalue()
    assert "signature_invalid" in log.getvalue()


@ONE_ENGINE
@pytest.mark.parametrize("age", [301, 3600, -301])
async def test_an_old_or_future_timestamp_is_refused(office: Office, age: float) -> None:
    body = command("it my VPN drops")
    assert (await post(office, body, FORM | signed(office, body, time.time() - age)))[0] == 401
    assert (await post(office, body + b"x", FORM | signed(office, body)))[0] == 401


@ONE_ENGINE
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"payload=%7B", b"null", b"payload=[]"])
async def test_what_can_not_be_read_is_refused_in_peace(
    office: Office, body: bytes, log: io.StringIO
) -> None:
    for kind in (FORM, JSON):
        status, _ = await post(office, body, kind | signed(office, body))
        assert status in (200, 400)
    assert "exception" not in log.getvalue()


async def test_slack_verifies_the_address(office: Office) -> None:
    assert await office.slack.verify_url()


async def test_a_redelivery_changes_nothing(office: Office) -> None:
    ann = office.person("ann")
    await ann.say(office.slack.dm(ann), "my VPN drops every hour")
    await office.settle()
    for _ in range(3):
        await office.slack.redeliver_last("message")
    await office.settle()
    assert len(office.channel("it-help").messages) == 1


async def test_an_event_that_nobody_hears_is_acknowledged(office: Office) -> None:
    event = {"type": "event_callback", "event_id": "Ev9", "event": {"type": "tea_is_ready"}}
    body = json.dumps(event | {"team_id": "T0ACME"}).encode()
    assert (await post(office, body, JSON | signed(office, body)))[0] == 200


async def test_a_body_too_large_is_refused(office: Office) -> None:
    body = b"x" * (5 * 1024 * 1024)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{office.port}{PATH}", data=io.BytesIO(body)) as answer,
    ):
        assert answer.status == 413


async def test_a_form_opens_while_many_lanes_wait_for_slack(office: Office) -> None:
    """They use up all of the courier's connections; listeners have connections of their own."""
    ann, client = office.person("ann"), office.frontdesk.client
    office.slack.faults.slow("chat.postMessage", 600, times=CONNECTIONS + 50)
    waiting = [
        asyncio.create_task(client.chat_postMessage(channel=ann.id, text=str(n)))
        for n in range(CONNECTIONS + 50)
    ]
    await asyncio.sleep(0)  # from here on each has its place in the queue
    assert (await ann.command("/ask", "")).ok
    assert ann.modal is not None
    assert not any(task.done() for task in waiting)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


# -- what an operator sees -----------------------------------------------------------------------


async def test_health_readiness_and_metrics(office: Office) -> None:
    await office.ask("ann", "it my VPN drops")
    assert await get(office.port, "/healthz") == (200, '{"status": "alive"}')
    assert json.loads((await get(office.port, "/readyz"))[1]) == {"status": "ready", "troubles": {}}
    status, page = await get(office.port, "/metrics")
    assert status == 200
    assert "frontdesk_messages_waiting 0.0" in page
    assert 'frontdesk_ack_seconds_count{kind="command"} 1.0' in page
    assert 'frontdesk_deliveries_total{kind="post",outcome="shown"}' in page
    assert "VPN" not in page
    assert "U0ANN" not in page
    assert (await get(office.port, "/other"))[0] == 404


async def test_not_ready_and_why(office: Office) -> None:
    office.slack.faults.revoke_token()
    await office.person("ann").command("/ask", "it my VPN drops")
    await office.settle()
    status, page = await get(office.port, "/readyz")
    assert status == 503
    assert json.loads(page)["troubles"] == {"token": "token_revoked"}
    assert (await get(office.port, "/healthz"))[0] == 200


# -- Socket Mode ---------------------------------------------------------------------------------


@asynccontextmanager
async def by_socket(database_url: str, slack: Sandbox, **limits: Any) -> AsyncIterator[Frontdesk]:
    """A whole Frontdesk in Socket Mode."""
    settings = load_settings(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": database_url,
        },
        None,
    )
    async with (
        built(
            settings,
            organisation(),
            rate_limits=RateLimits(limited=False),
            **({"patience": UNHURRIED, "probe": UNHURRIED} | limits),
        ) as frontdesk,
        working(frontdesk),
        socket_mode(frontdesk, slack.app_token, Watch(every=0.05, stuck_after=0.2, ping=0.5)),
    ):
        yield frontdesk


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(
        manifest=manifest(), company=acme(), retry_delays=(0.05, *[0.1] * 300), ack_deadline=60
    ) as workspace:
        yield workspace


async def received(frontdesk: Frontdesk, troubles: dict[str, str]) -> None:
    """Until the watch, which looks often here, has seen it."""
    for _ in range(3000):
        if frontdesk.health.troubles == troubles:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(frontdesk.health.troubles)


async def shown(slack: Sandbox, cards: int) -> None:
    await slack.until(lambda: len(slack.channel("it-help").messages) == cards)


async def test_the_first_delivery_counts(database_url: str, slack: Sandbox) -> None:
    """Its `retry_attempt` is 0, which is no retry."""
    async with by_socket(database_url, slack):
        await slack.until(lambda: slack.connections == 1)
        ann = slack.person("ann")
        await ann.say(slack.dm(ann), "my VPN drops every hour")
        await shown(slack, 1)
        await slack.idle()
        await slack.redeliver_last("message")
        await slack.idle()
        assert all(delivery.acked for delivery in slack.deliveries)
        assert (await ann.command("/ask", "it my wifi drops")).ok
        await shown(slack, 2)


async def test_two_processes_and_deliveries_to_both(database_url: str, slack: Sandbox) -> None:
    async with by_socket(database_url, slack), by_socket(database_url, slack):
        await slack.until(lambda: slack.connections == 2)
        slack.faults.redeliver(times=12)
        ann = slack.person("ann")
        for n in range(6):
            await ann.say("general", f"@Frontdesk question {n}: my VPN drops")
        await shown(slack, 6)
        await slack.idle()
        for n in range(6):
            assert (await slack.person("ben").command("/ask", f"it matter {n}: my VPN")).ok
        await shown(slack, 12)
        await slack.idle()
    texts = [message.plain for message in slack.channel("it-help").messages]
    for n in range(6):
        assert sum(f"question {n}" in text for text in texts) == 1
        assert sum(f"matter {n}" in text for text in texts) == 1


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", None])
async def test_a_connection_that_slack_ends_is_made_anew(
    database_url: str, slack: Sandbox, reason: str | None
) -> None:
    async with by_socket(database_url, slack):
        await slack.until(lambda: slack.connections == 1)
        # What is sent to a connection that is going is lost, and comes again after the deadline.
        slack.dispatcher.ack_deadline = 2
        opened = slack.log.counts["apps.connections.open"]
        await slack.faults.disconnect(reason)
        await slack.until(lambda: slack.log.counts["apps.connections.open"] > opened, timeout=60)
        await slack.until(lambda: slack.connections == 1, timeout=60)
        # In the gap a command fails for its sender to see; an event is delivered again.
        ann = slack.person("ann")
        await ann.say(slack.dm(ann), "my VPN drops every hour")
        await shown(slack, 1)


async def test_an_address_gone_stale_is_given_up(database_url: str, slack: Sandbox) -> None:
    """The SDK would try it for ever; the watch fetches a new one, and readiness tells meanwhile."""
    async with by_socket(database_url, slack) as frontdesk:
        await slack.until(lambda: slack.connections == 1)
        slack.faults.refuse("apps.connections.open", times=2, status=500)
        slack.faults.restart()
        await slack.until(lambda: slack.connections == 0)
        await received(frontdesk, {"socket": "not connected"})
        await slack.until(lambda: slack.connections == 1, timeout=60)
        await received(frontdesk, {})
        assert (await slack.person("ann").command("/ask", "it my VPN drops")).ok


async def test_readiness_is_also_told_in_socket_mode(tmp_path: Path, slack: Sandbox) -> None:
    async with (
        by_socket(f"sqlite:///{tmp_path / 'f.db'}", slack) as frontdesk,
        http(frontdesk, "127.0.0.1", 0, events=False) as port,
    ):
        assert (await get(port, "/readyz"))[0] == 200
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{port}{PATH}", data=b"") as answer,
        ):
            assert answer.status == 404


async def test_what_is_no_payload_is_acknowledged_by_socket_with_one_line(
    database_url: str, slack: Sandbox, log: io.StringIO
) -> None:
    """To be sent again it would need to be something else."""
    async with by_socket(database_url, slack):
        await slack.until(lambda: slack.connections == 1)
        for body in ({"type": "event_callback", "event": []}, {"type": "block_actions"}):
            slack.dispatcher.tell("nonsense", body)
        await slack.idle()
        assert all(delivery.acked for delivery in slack.deliveries[-2:])
        ann = slack.person("ann")
        await ann.say(slack.dm(ann), "my VPN drops every hour")
        await shown(slack, 1)
        await slack.idle()
    assert log.getvalue().count('"payload_invalid"') == 2
    assert "exception" not in log.getvalue()
