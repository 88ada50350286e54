"""The same faults, people and state from another process."""

import asyncio
import json
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.sandbox.conftest import COMPANY, manifest, over_socket
from tests.sandbox.test_acting import button, section

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]


class Remote:
    def __init__(self, session: ClientSession, base_url: str) -> None:
        self._session, self._base = session, f"{base_url}/control"

    async def get(self, path: str) -> Json:
        async with self._session.get(f"{self._base}/{path}") as response:
            answer: Json = await response.json()
            return answer

    async def post(self, path: str, **body: Any) -> Json:
        async with self._session.post(f"{self._base}/{path}", json=body) as response:
            answer: Json = await response.json()
            return answer | {"status": response.status}


@pytest.fixture
async def remote(slack: Sandbox) -> AsyncIterator[Remote]:
    async with ClientSession() as session:
        yield Remote(session, slack.base_url)


async def test_people_act_by_remote_control(slack: Sandbox, app: AsyncApp, remote: Remote) -> None:
    @app.command("/ask")
    async def ask(ack: Any) -> None:
        await ack("noted")

    @app.action("claim")
    async def claim(ack: Any, respond: Any) -> None:
        await ack()
        await respond("Claimed", replace_original=True)

    @app.event("message")
    async def heard() -> None:
        """Nothing to say."""

    async with over_socket(slack, app):
        asked = await remote.post("act", **{"as": "ann", "do": "command", "command": "/ask"})
        assert (asked["ok"], asked["text"]) == (True, "noted")
        assert (await remote.get("person?who=ann"))["ephemerals"][0]["plain"] == "noted"
        said = await remote.post("act", **{"as": "ann", "do": "say", "text": "hi @helper"})
        assert said["channel"] == "D0ANN"
        blocks = [section("New"), {"type": "actions", "elements": [button("Claim", "claim")]}]
        metadata: Json = {"event_type": "card", "event_payload": {"key": "1"}}
        await app.client.chat_postMessage(
            channel="C0ITHELP", text="New", blocks=blocks, metadata=metadata
        )
        clicked = await remote.post(
            "act",
            **{
                "as": "bob",
                "do": "click",
                "channel": "it-help",
                "button": "Claim",
                "message": {"text": "New"},
            },
        )
        assert clicked["ok"]
        await remote.post("idle")

    (card,) = (await remote.get("messages?channel=it-help"))["messages"]
    assert (card["plain"], card["metadata"], card["buttons"]) == ("Claimed", metadata, [])
    (note,) = (await remote.get("messages?channel=@ann"))["messages"]
    assert note["text"] == "hi <@U0HELPER>"
    counts = await remote.get("counts")
    assert (counts["counts"]["/ask"], counts["in_flight"]) == (1, 0)
    entries = (await remote.get("traffic"))["entries"]
    assert "chat.postMessage" in [entry["name"] for entry in entries]


async def test_faults_by_remote_control(
    slack: Sandbox, remote: Remote, client: AsyncWebClient
) -> None:
    await remote.post("refuse", method="auth.test", error="fatal_error")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.auth_test()
    await remote.post("revoke_token")
    await remote.post("reset")
    assert (await client.auth_test())["ok"]
    assert (await remote.post("disconnect"))["ok"]
    assert (await remote.post("restart"))["ok"]


async def test_mistakes_are_explained(remote: Remote) -> None:
    assert (await remote.post("refuse", methode="x"))["status"] == 400
    assert "'before' or 'after'" in (await remote.post("drop", method="x", when="now"))["error"]
    nobody = await remote.post("act", **{"as": "zoe", "do": "say", "text": "x"})
    assert (nobody["status"], "nobody is called" in nobody["error"]) == (409, True)


async def test_control_can_be_closed() -> None:
    async with (
        Sandbox(manifest(), COMPANY, control=False) as slack,
        ClientSession() as session,
        session.post(f"{slack.base_url}/control/reset") as response,
    ):
        assert response.status in (404, 405)


async def test_it_serves_from_a_process_of_its_own() -> None:
    program = textwrap.dedent(
        f"""
        import asyncio
        from sandbox import Company, Sandbox
        from sandbox.server import serve

        asyncio.run(serve(Sandbox({manifest()!r}, Company())))
        """
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        place = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        client = AsyncWebClient(token=place["bot_token"], base_url=place["api_url"])
        assert (await client.auth_test())["user_id"] == "U0HELPER"
    finally:
        process.kill()
        await process.communicate()
