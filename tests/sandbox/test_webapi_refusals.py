"""The Web API refuses what Slack refuses, with Slack's codes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Limits, Sandbox
from tests.sandbox.conftest import COMPANY, SCOPES, ManualClock, manifest

Json = dict[str, Any]


async def refusal(client: AsyncWebClient, method: str, **args: Any) -> Json:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=args)
    answer = caught.value.response.data
    assert isinstance(answer, dict)
    return answer


async def code(client: AsyncWebClient, method: str, **args: Any) -> str:
    return str((await refusal(client, method, **args))["error"])


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0BOARD", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0RANDOM", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "C0ATTIC", "text": "x"}, "is_archived"),
        ("chat.postMessage", {"channel": "C0GENERAL"}, "no_text"),
        ("chat.postMessage", {"channel": "C0GENERAL", "text": "  "}, "no_text"),
        ("chat.postMessage", {"channel": "U0OTHERBOT", "text": "x"}, "cannot_dm_bot"),
        ("chat.postMessage", {"channel": "USLACKBOT", "text": "x"}, "cannot_dm_bot"),
        ("chat.postMessage", {"channel": "U0NOBODY", "text": "x"}, "channel_not_found"),
        (
            "chat.postMessage",
            {"channel": "C0GENERAL", "text": "x", "thread_ts": "1.000000"},
            "thread_not_found",
        ),
        (
            "chat.postMessage",
            {"channel": "C0GENERAL", "text": "x", "username": "Other"},
            "missing_scope",
        ),
        (
            "chat.postMessage",
            {"channel": "C0GENERAL", "text": "x", "markdown_text": "y"},
            "markdown_text_conflict",
        ),
        (
            "chat.postMessage",
            {"channel": "C0GENERAL", "text": "x", "blocks": "{not json"},
            "invalid_blocks_format",
        ),
        (
            "chat.postMessage",
            {"channel": "C0GENERAL", "text": "x", "metadata": {"event_type": "a"}},
            "invalid_metadata_format",
        ),
        (
            "chat.postMessage",
            {
                "channel": "C0GENERAL",
                "text": "x",
                "metadata": {"event_type": "a", "event_payload": {"k": "v" * 8000}},
            },
            "metadata_too_large",
        ),
        (
            "chat.postEphemeral",
            {"channel": "C0ITHELP", "user": "U0CAT", "text": "x"},
            "user_not_in_channel",
        ),
        (
            "chat.postEphemeral",
            {"channel": "C0ITHELP", "user": "U0X", "text": "x"},
            "user_not_found",
        ),
        ("chat.update", {"channel": "C0GENERAL", "ts": "1.0", "text": "x"}, "message_not_found"),
        ("chat.delete", {"channel": "C0GENERAL", "ts": "1.0"}, "message_not_found"),
        ("chat.getPermalink", {"channel": "C0GENERAL", "message_ts": "1.0"}, "message_not_found"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": "U0X"}, "user_not_found"),
        ("conversations.open", {"users": "U0GONE"}, "user_disabled"),
        ("conversations.open", {"users": "U0OTHERBOT"}, "cannot_dm_bot"),
        ("conversations.open", {"users": "U0ANN,U0BOB"}, "missing_scope"),
        (
            "conversations.open",
            {"channel": "C0GENERAL"},
            "method_not_supported_for_channel_type",
        ),
        ("conversations.info", {"channel": "C0BOARD"}, "channel_not_found"),
        ("conversations.list", {"types": "public"}, "invalid_types"),
        ("conversations.list", {"types": "mpim"}, "missing_scope"),
        ("conversations.list", {"cursor": "bogus"}, "invalid_cursor"),
        ("conversations.list", {"cursor": "Y29udg=="}, "invalid_cursor"),
        ("conversations.list", {"limit": 1001}, "invalid_limit"),
        ("conversations.history", {"channel": "C0RANDOM"}, "not_in_channel"),
        ("conversations.replies", {"channel": "C0GENERAL", "ts": "1.0"}, "thread_not_found"),
        ("conversations.join", {"channel": "C0ATTIC"}, "is_archived"),
        (
            "conversations.join",
            {"channel": "C0SECRET"},
            "method_not_supported_for_channel_type",
        ),
        ("users.info", {"user": "U0X"}, "user_not_found"),
        ("users.lookupByEmail", {"email": "nobody@acme.example"}, "users_not_found"),
        ("users.lookupByEmail", {"email": "gone@acme.example"}, "users_not_found"),
        ("usergroups.users.list", {"usergroup": "S0X"}, "no_such_subteam"),
        (
            "reactions.add",
            {"channel": "C0GENERAL", "timestamp": "1.0", "name": "eyes"},
            "message_not_found",
        ),
        ("reactions.remove", {"name": "eyes"}, "no_item_specified"),
        (
            "views.publish",
            {"user_id": "U0X", "view": {"type": "home", "blocks": []}},
            "user_not_found",
        ),
        ("views.update", {"view_id": "V1", "view": {"type": "modal", "blocks": []}}, "not_found"),
        ("bots.info", {"bot": "B0X"}, "bot_not_found"),
        ("files.info", {"file": "F0X"}, "file_not_found"),
        ("files.completeUploadExternal", {"files": [{"id": "F0X"}]}, "file_not_found"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 0}, "invalid_arguments"),
        ("users.lookup", {}, "unknown_method"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
        ("api.test", {"error": "my_error"}, "my_error"),
    ],
)
async def test_the_code_is_slacks(
    client: AsyncWebClient, method: str, args: Json, error: str
) -> None:
    assert await code(client, method, **args) == error


async def test_missing_arguments_are_named(client: AsyncWebClient) -> None:
    answer = await refusal(client, "chat.postEphemeral", text="x")

    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel [json-pointer:/channel]",
        "[ERROR] missing required field: user [json-pointer:/user]",
    ]


async def test_a_structure_where_text_belongs_is_refused(client: AsyncWebClient) -> None:
    assert await code(client, "users.info", user={"id": "U0ANN"}) == "invalid_arguments"
    assert await code(client, "conversations.list", limit="many") == "invalid_arguments"


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object")])
async def test_a_body_that_is_no_object(slack: Sandbox, body: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    async with (
        ClientSession(headers=headers) as session,
        session.post(f"{slack.api_url}auth.test", data=body) as response,
    ):
        assert await response.json() == {"ok": False, "error": error}


@pytest.fixture
async def narrow() -> AsyncIterator[Sandbox]:
    """An app that may do almost nothing."""
    async with Sandbox(manifest(scopes=["commands", "chat:write"], events=[]), COMPANY) as slack:
        yield slack


@pytest.mark.parametrize(
    ("method", "args", "needed"),
    [
        ("users.list", {}, "users:read"),
        ("users.lookupByEmail", {"email": "a"}, "users:read.email"),
        ("usergroups.list", {}, "usergroups:read"),
        (
            "reactions.add",
            {"channel": "C0GENERAL", "timestamp": "1", "name": "x"},
            "reactions:write",
        ),
        ("conversations.open", {"users": "U0ANN"}, "im:write"),
        ("conversations.info", {"channel": "C0GENERAL"}, "channels:read"),
        ("conversations.info", {"channel": "C0SECRET"}, "groups:read"),
        ("conversations.info", {"channel": "D0ANN"}, "im:read"),
        ("conversations.list", {"types": "private_channel"}, "groups:read"),
        ("conversations.history", {"channel": "C0GENERAL"}, "channels:history"),
        ("conversations.join", {"channel": "C0RANDOM"}, "channels:join"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 1}, "files:write"),
        ("team.info", {}, "team:read"),
    ],
)
async def test_scopes_come_from_the_manifest(
    narrow: Sandbox, method: str, args: Json, needed: str
) -> None:
    client = AsyncWebClient(token=narrow.bot_token, base_url=narrow.api_url)

    answer = await refusal(client, method, **args)

    assert answer["error"] == "missing_scope"
    assert answer["needed"] == needed
    assert answer["provided"] == "chat:write,commands"


def test_a_manifest_with_too_few_scopes_is_refused() -> None:
    with pytest.raises(ValueError, match=r"message\.im needs im:history; slash commands"):
        Sandbox(manifest(scopes=[], events=["message.im"]), COMPANY)


async def test_email_is_shown_only_with_its_scope(slack: Sandbox, client: AsyncWebClient) -> None:
    assert (await client.users_info(user="U0ANN"))["user"]["profile"]["email"] == "ann@acme.example"

    scopes = [scope for scope in SCOPES if scope != "users:read.email"]
    async with Sandbox(manifest(scopes=scopes), COMPANY) as other:
        without = AsyncWebClient(token=other.bot_token, base_url=other.api_url)
        assert "email" not in (await without.users_info(user="U0ANN"))["user"]["profile"]


async def test_tokens(slack: Sandbox) -> None:
    def client(token: str) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=slack.api_url)

    assert await code(client("xoxb-wrong"), "auth.test") == "invalid_auth"
    assert await code(client(slack.app_token), "auth.test") == "not_allowed_token_type"
    async with ClientSession() as session, session.post(f"{slack.api_url}auth.test") as response:
        assert await response.json() == {"ok": False, "error": "not_authed"}

    slack.faults.revoke_token()
    assert await code(client(slack.bot_token), "auth.test") == "token_revoked"
    slack.faults.restore_token()
    assert (await client(slack.bot_token).auth_test())["user_id"] == "U0HELPER"


async def test_only_own_messages_can_be_changed(slack: Sandbox, client: AsyncWebClient) -> None:
    said = await slack.person("ann").say("general", "mine")
    args = {"channel": said.channel, "ts": said.ts}

    assert await code(client, "chat.update", text="x", **args) == "cant_update_message"
    assert await code(client, "chat.delete", **args) == "cant_delete_message"


async def test_an_update_is_shorter_than_a_post(client: AsyncWebClient) -> None:
    long = "x" * 4001
    posted = await client.chat_postMessage(channel="C0GENERAL", text=long)
    args = {"channel": "C0GENERAL", "ts": posted["ts"]}

    assert await code(client, "chat.update", text=long, **args) == "msg_too_long"
    assert (await client.chat_update(text="x" * 4000, **args))["ok"]


async def test_a_post_beyond_40000_characters_is_cut(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0GENERAL", text="x" * 50_000)

    assert len(posted["message"]["text"]) == 40_000


async def test_ephemeral_messages_cannot_be_updated(slack: Sandbox, client: AsyncWebClient) -> None:
    shown = await client.chat_postEphemeral(channel="C0GENERAL", user="U0ANN", text="psst")

    assert slack.person("ann").ephemerals[0].text == "psst"
    error = await code(client, "chat.update", channel="C0GENERAL", ts=shown["message_ts"], text="x")
    assert error == "message_not_found"


async def test_reactions_are_once_each(slack: Sandbox, client: AsyncWebClient) -> None:
    said = await slack.person("ann").say("general", "hi")
    args = {"channel": said.channel, "timestamp": said.ts, "name": "eyes"}

    assert await code(client, "reactions.remove", **args) == "no_reaction"
    await client.reactions_add(**args)
    assert said.reactions == {"eyes": ["U0HELPER"]}
    assert await code(client, "reactions.add", **args) == "already_reacted"
    await client.reactions_remove(**args)
    assert said.reactions == {}
    assert await code(client, "reactions.add", **args | {"name": "Not A Name"}) == "invalid_name"


async def test_a_reply_cannot_be_a_thread(slack: Sandbox, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    parent = await ann.say("general", "parent")
    reply = await ann.say("general", "reply", thread=parent)

    error = await code(
        client, "chat.postMessage", channel="C0GENERAL", text="x", thread_ts=reply.ts
    )
    assert error == "cannot_reply_to_message"


async def test_rates_are_per_method_and_tell_when_to_come_back(clock: ManualClock) -> None:
    async with Sandbox(manifest(), COMPANY, now=clock, limits=Limits.slack()) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        for _ in range(20):
            await client.users_list()
        with pytest.raises(SlackApiError) as caught:
            await client.users_list()
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "3"
        assert (await client.users_info(user="U0ANN"))["ok"]

        clock.advance(3)
        assert (await client.users_list())["ok"]


async def test_posts_are_limited_per_channel(clock: ManualClock) -> None:
    async with Sandbox(manifest(), COMPANY, now=clock, limits=Limits.slack()) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        for _ in range(10):
            await client.chat_postMessage(channel="C0GENERAL", text="x")
        assert (
            await code(client, "chat.postMessage", channel="C0GENERAL", text="x") == "ratelimited"
        )
        assert (await client.chat_postMessage(channel="C0ITHELP", text="x"))["ok"]
        clock.advance(1)
        assert (await client.chat_postMessage(channel="C0GENERAL", text="x"))["ok"]
        assert len(slack.channel("general").messages) == 11
