"""What can go wrong with a call: refused, dropped before or after its effect, slow."""

import time

import pytest
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox


async def test_a_refusal_is_used_up(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.refuse("chat.postMessage", times=2, status=429, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C0GENERAL", text="x")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"

    await client.chat_postMessage(channel="C0GENERAL", text="x")
    assert len(slack.channel("general").messages) == 1
    assert [call.ok for call in slack.calls] == [False, False, True]


async def test_a_refusal_can_be_an_error_code(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.refuse("users.info", error="internal_error")
    with pytest.raises(SlackApiError, match="internal_error"):
        await client.users_info(user="U0ANN")


async def test_a_refusal_can_be_a_broken_gateway(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.refuse("*", status=500)
    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user="U0ANN")
    assert caught.value.response.status_code == 500


async def test_a_refusal_can_be_for_one_channel(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.refuse("chat.postMessage", error="internal_error", channel="it-help")
    slack.faults.refuse("chat.postMessage", error="internal_error", channel=slack.dm("ann").id)
    await client.chat_postMessage(channel="C0GENERAL", text="x")
    for channel in ("C0ITHELP", "U0ANN"):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel=channel, text="x")


@pytest.mark.parametrize(("when", "posted"), [("before", 0), ("after", 1)])
async def test_a_connection_dies_around_the_effect(
    slack: Sandbox, client: AsyncWebClient, when: str, posted: int
) -> None:
    slack.faults.drop("chat.postMessage", when=when)
    with pytest.raises(ClientError):
        await client.chat_postMessage(channel="C0GENERAL", text="x")
    assert len(slack.channel("general").messages) == posted
    assert slack.calls[-1].error == "connection dropped"

    await client.chat_postMessage(channel="C0GENERAL", text="y")


def test_when_is_checked(slack: Sandbox) -> None:
    with pytest.raises(ValueError, match="'before' or 'after'"):
        slack.faults.drop("chat.postMessage", when="during")


async def test_slowness(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.slow("auth.test", 0.05)
    began = time.perf_counter()
    await client.auth_test()
    assert time.perf_counter() - began >= 0.05


async def test_mercy(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.refuse("auth.test", times=9)
    slack.faults.redeliver(times=9)
    slack.faults.revoke_token()
    slack.faults.clear()
    assert (await client.auth_test())["ok"]
