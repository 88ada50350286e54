"""What was acknowledged outlives the process, however it ends."""

import asyncio
import signal

import pytest

from bot.cli.company import acme
from bot.manifest import manifest
from sandbox import Sandbox
from tests.child import environment, free_port, started
from tests.killing import killed, side_by_side
from tests.postgresql import postgresql


async def test_killed_under_load(database_url: str) -> None:
    """Everything that was acknowledged is shown where it belongs, and once."""
    verdict = await killed(database_url, kills=3, seed=20, least=51)
    assert verdict.acknowledged > 50
    assert verdict.clean, verdict


async def test_two_replicas_through_a_bad_day() -> None:
    """One is killed, one halts for longer than its leases, one's clock is ahead, and the database is started anew."""
    with postgresql(durable=False) as server:
        verdict = await side_by_side(server, seed=30, least=51)
    assert verdict.acknowledged > 50
    assert verdict.clean, verdict


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_a_graceful_stop(database_url: str, number: int, transport: str) -> None:
    """What is in hand is acknowledged; the process ends soon, with 0, and with nothing left open."""
    by_socket = transport == "socket"
    address = None if by_socket else "https://frontdesk.acme.example"
    port = free_port()
    async with Sandbox(manifest=manifest(http_url=address), company=acme()) as slack:
        secret = {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": slack.app_token}
        environ = environment(slack, database_url, port, **(secret if by_socket else {}))
        if not by_socket:
            slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        async with started(environ) as child:
            await child.ready()
            await slack.until(lambda: slack.connections or not by_socket)
            asking = [
                asyncio.create_task(slack.person(who).command("/ask", "it my VPN drops"))
                for who in ("ann", "ben", "lena", "tom")
            ]
            await slack.until(lambda: len(slack.deliveries) == 4)
            loop = asyncio.get_running_loop()
            began = loop.time()
            assert await child.stop(number) == 0, child.words
            assert loop.time() - began < 30
            answers = await asyncio.gather(*asking)
            assert "Warning" not in child.words
            assert "Traceback" not in child.words
        acknowledged = sum(answer.ok for answer in answers)
        assert acknowledged >= (0 if by_socket else 1)
        async with started(environ) as child:
            await child.ready()
            await slack.until(
                lambda: len(slack.channel("it-help").messages) >= acknowledged, timeout=60
            )
            assert await child.stop(number) == 0, child.words
        assert len(slack.channel("it-help").messages) <= 4
