"""What the app reads: pages, histories, threads, metadata, people, and what it uploads."""

from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Company, ImpossibleError, Person, Sandbox
from tests.sandbox.conftest import COMPANY, Connect, ManualClock, manifest, over_socket

Json = dict[str, Any]


async def test_people_come_in_pages(clock: ManualClock) -> None:
    people = tuple(Person(f"p{i}", f"Person {i}") for i in range(250))
    async with Sandbox(manifest(), Company(people=people), now=clock) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        sizes, names = [], []
        async for page in await client.users_list(limit=100):
            sizes.append(len(page["members"]))
            names += [member["name"] for member in page["members"]]

    assert sizes == [100, 100, 52]
    assert names[:3] == ["slackbot", "helper", "p0"]
    assert len(set(names)) == 252


async def test_a_person(slack: Sandbox, client: AsyncWebClient) -> None:
    user = (await client.users_info(user="U0ANN"))["user"]
    assert (user["tz"], user["tz_offset"], user["real_name"]) == ("Europe/Berlin", 3600, "Ann Lee")
    assert user["profile"]["display_name"] == ""
    assert "locale" not in user
    assert (await client.users_info(user="U0ANN", include_locale=True))["user"]["locale"] == "de-DE"
    gone = (await client.users_info(user="U0GONE"))["user"]
    assert gone["deleted"]
    assert "tz" not in gone
    found = await client.users_lookupByEmail(email="Ann@Acme.example")
    assert found["user"]["id"] == "U0ANN"
    assert (await client.bots_info(bot="B0HELPER"))["bot"]["user_id"] == "U0HELPER"
    assert (await client.team_info())["team"]["domain"] == "acme"


async def test_groups(slack: Sandbox, client: AsyncWebClient) -> None:
    (group,) = (await client.usergroups_list(include_users=True, include_count=True))["usergroups"]
    assert (group["handle"], group["users"], group["user_count"]) == (
        "it-team",
        ["U0BOB", "U0CAT"],
        2,
    )
    assert "users" not in (await client.usergroups_list())["usergroups"][0]
    assert (await client.usergroups_users_list(usergroup="S0ITTEAM"))["users"] == group["users"]


async def test_channels(slack: Sandbox, client: AsyncWebClient) -> None:
    listed = (await client.conversations_list(types="public_channel,private_channel"))["channels"]
    flags = {c["name"]: (c["is_member"], c["is_private"], c["is_archived"]) for c in listed}
    assert flags == {
        "general": (True, False, False),
        "it-help": (True, False, False),
        "random": (False, False, False),
        "secret": (True, True, False),
        "attic": (True, False, True),
    }
    without = (await client.conversations_list(exclude_archived=True))["channels"]
    assert [c["name"] for c in without] == ["general", "it-help", "random"]
    mine = (await client.users_conversations(user="U0BOB", types="public_channel,im"))["channels"]
    assert [c["id"] for c in mine] == ["D0BOB", "C0GENERAL", "C0ITHELP", "C0ATTIC"]
    shown = await client.conversations_info(channel="C0GENERAL", include_num_members=True)
    assert shown["channel"]["topic"]["value"] == "Everything"
    assert shown["channel"]["num_members"] == 5
    members = await client.conversations_members(channel="C0ITHELP", limit=2)
    assert members["members"] == ["U0ANN", "U0BOB"]
    assert members["response_metadata"]["next_cursor"]


async def test_joining_a_public_channel(slack: Sandbox, client: AsyncWebClient) -> None:
    joined = await client.conversations_join(channel="C0RANDOM")
    assert joined["channel"]["is_member"]
    assert (await client.conversations_join(channel="C0RANDOM"))["warning"] == "already_in_channel"


async def test_opening_and_using_a_dm(slack: Sandbox, client: AsyncWebClient) -> None:
    assert (await client.conversations_open(users="U0ANN"))["channel"] == {"id": "D0ANN"}
    full = await client.conversations_open(channel="D0ANN", return_im=True)
    assert full["channel"]["user"] == "U0ANN"
    posted = await client.chat_postMessage(channel="U0ANN", text="hi")
    assert posted["channel"] == "D0ANN"
    assert slack.person("ann").dm[0].text == "hi"


async def test_posting_to_somebody_deactivated_succeeds_unseen(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    assert (await client.chat_postMessage(channel="U0GONE", text="bye"))["channel"] == "D0GONE"
    slack.deactivate("bob")
    await client.chat_postMessage(channel="C0ITHELP", text="<!channel> <@U0BOB>")
    assert slack.channel("it-help").messages[0].notified == {"U0ANN"}


async def test_without_a_messages_tab_there_are_no_direct_messages() -> None:
    plan = manifest()
    plan["features"]["app_home"]["messages_tab_enabled"] = False
    async with Sandbox(plan, COMPANY) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        with pytest.raises(SlackApiError, match="messages_tab_disabled"):
            await client.chat_postMessage(channel="U0ANN", text="x")
        with pytest.raises(ImpossibleError, match="doesn't allow messages"):
            await slack.person("ann").say(slack.dm("ann"), "x")


async def test_a_long_history_is_read_in_pages(slack: Sandbox, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    said = [await ann.say("general", str(number)) for number in range(25)]
    await ann.say("general", "in a thread", thread=said[0])
    texts: list[str] = []
    async for page in await client.conversations_history(channel="C0GENERAL", limit=10):
        texts += [message["text"] for message in page["messages"]]
    assert texts == [str(number) for number in reversed(range(25))]

    window: dict[str, Any] = {"channel": "C0GENERAL", "oldest": said[3].ts, "latest": said[6].ts}
    inner = await client.conversations_history(**window)
    assert [m["text"] for m in inner["messages"]] == ["5", "4"]
    closed = await client.conversations_history(inclusive=True, **window)
    assert [m["text"] for m in closed["messages"]] == ["6", "5", "4", "3"]
    seconds = await client.conversations_history(channel="C0GENERAL", oldest="1700000001")
    assert seconds["messages"] == []


async def test_a_thread_is_read_in_pages(slack: Sandbox, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    parent = await ann.say("general", "parent")
    replies = [await ann.say("general", str(i), thread=parent) for i in range(5)]
    texts: list[str] = []
    async for page in await client.conversations_replies(
        channel="C0GENERAL", ts=parent.ts, limit=2
    ):
        texts += [message["text"] for message in page["messages"]]
    assert texts == ["parent", "0", "1", "2", "3", "4"]
    single = await client.conversations_replies(channel="C0GENERAL", ts=replies[0].ts)
    assert [m["text"] for m in single["messages"]] == ["0"]
    (shown,) = (await client.conversations_history(channel="C0GENERAL"))["messages"]
    assert slack.deliveries[-1].payload["event"]["parent_user_id"] == "U0ANN"
    assert (shown["reply_count"], shown["latest_reply"]) == (5, replies[-1].ts)
    assert slack.channel("general").thread(parent) == replies


async def test_metadata_is_read_only_when_asked_for(slack: Sandbox, client: AsyncWebClient) -> None:
    metadata: Json = {"event_type": "card", "event_payload": {"key": "r/1"}}
    posted = await client.chat_postMessage(channel="C0GENERAL", text="x", metadata=metadata)
    plain = await client.conversations_history(channel="C0GENERAL")
    full = await client.conversations_history(channel="C0GENERAL", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata

    where = {"channel": "C0GENERAL", "ts": posted["ts"]}
    (message,) = slack.channel("general").messages
    await client.chat_update(text="y", **where)
    assert message.metadata == metadata
    await client.chat_update(text="y", metadata={}, **where)
    assert message.metadata is None


async def test_text_without_blocks_removes_the_blocks(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "block"}}]
    posted = await client.chat_postMessage(channel="C0GENERAL", text="x", blocks=blocks)
    (message,) = slack.channel("general").messages
    await client.chat_update(channel="C0GENERAL", ts=posted["ts"], text="new")
    assert (message.text, message.blocks, bool(message.edited)) == ("new", [], True)
    await client.chat_update(channel="C0GENERAL", ts=posted["ts"], blocks=blocks, text="new")
    assert message.plain == "new\nblock"


async def test_deleting_leaves_a_tombstone_over_replies(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    first = await client.chat_postMessage(channel="C0GENERAL", text="first")
    second = await client.chat_postMessage(channel="C0GENERAL", text="second")
    await slack.person("ann").say("general", "reply", thread=first["ts"])
    for posted in (first, second):
        await client.chat_delete(channel="C0GENERAL", ts=posted["ts"])
    (left,) = slack.channel("general").messages
    assert (left.subtype, left.text) == ("tombstone", "This message was deleted.")
    subtypes = [d.payload["event"].get("subtype") for d in slack.deliveries]
    assert subtypes[-2:] == ["message_changed", "message_deleted"]
    assert left.deleted


async def test_permalinks(slack: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0GENERAL", text="x")
    link = await client.chat_getPermalink(channel="C0GENERAL", message_ts=posted["ts"])
    assert link["permalink"] == "https://acme.slack.com/archives/C0GENERAL/p1700000000000000"


def test_timestamps_grow_while_the_clock_stands(slack: Sandbox) -> None:
    stamps = [slack.workspace.stamps.ts() for _ in range(3)]
    assert stamps == ["1700000000.000000", "1700000000.000001", "1700000000.000002"]


async def test_forms_and_queries_are_read_like_json(slack: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    blocks = '[{"type":"section","text":{"type":"mrkdwn","text":"x"}}]'
    async with ClientSession() as session:
        form = {"token": slack.bot_token, "channel": "C0GENERAL", "blocks": blocks}
        async with session.post(f"{slack.api_url}chat.postMessage", data=form) as response:
            assert (await response.json())["ok"]
        address = f"{slack.api_url}users.info?user=U0ANN&include_locale=true"
        async with session.get(address, headers=headers) as response:
            assert (await response.json())["user"]["locale"] == "de-DE"


async def test_files_are_uploaded_in_three_steps(slack: Sandbox, client: AsyncWebClient) -> None:
    parent = await slack.person("ann").say("general", "the log, please")
    done = await client.files_upload_v2(
        content="a,b\n1,2\n",
        filename="report.csv",
        title="Report",
        channel="C0GENERAL",
        thread_ts=parent.ts,
        initial_comment="Here it is",
    )
    (reply,) = slack.channel("general").thread(parent)
    assert reply.plain == "Here it is\nReport"
    file_id = done["files"][0]["id"]
    shown = (await client.files_info(file=file_id))["file"]
    assert (shown["name"], shown["mimetype"], shown["size"]) == ("report.csv", "text/csv", 8)
    assert await _download(slack, shown["url_private"]) == b"a,b\n1,2\n"
    [share] = shown["shares"]["public"]["C0GENERAL"]
    assert share == {"ts": reply.ts, "thread_ts": parent.ts}
    await client.files_delete(file=file_id)
    assert slack.channel("general").thread(parent) == []
    with pytest.raises(SlackApiError, match="file_deleted"):
        await client.files_info(file=file_id)


async def test_an_upload_has_the_announced_length(slack: Sandbox, client: AsyncWebClient) -> None:
    place = await client.files_getUploadURLExternal(filename="x.txt", length=3)
    async with ClientSession() as session:
        async with session.post(place["upload_url"], data=b"four") as response:
            assert response.status == 400
        async with session.post(f"{slack.base_url}/upload/F0X", data=b"x") as response:
            assert response.status == 404


async def test_a_file_a_person_shares_is_announced(slack: Sandbox) -> None:
    said = await slack.person("ann").say(
        "general", "see", files=[{"name": "shot.png", "content": b"png"}]
    )
    assert said.plain == "see\nshot.png"
    assert [d.name for d in slack.deliveries] == ["message", "file_shared"]
    event = slack.deliveries[0].payload["event"]
    assert event["subtype"] == "file_share"
    url = event["files"][0]["url_private"]
    assert await _download(slack, url) == b"png"
    async with ClientSession() as session, session.get(url) as page:  # without the token
        assert (page.status, page.content_type) == (200, "text/html")


async def _download(slack: Sandbox, url: str) -> bytes:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with ClientSession() as session, session.get(url, headers=headers) as response:
        return await response.read()


async def test_a_response_url_answers_five_times(
    slack: Sandbox, app: AsyncApp, connect: Connect, clock: ManualClock
) -> None:
    urls: list[str] = []

    @app.command("/ask")
    async def ask(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        urls.append(body["response_url"])
        await respond("only you")
        await respond("everyone", response_type="in_channel")

    ann = slack.person("ann")
    async with connect(app):
        await ann.command("/ask", channel="general")
        await slack.until(lambda: slack.channel("general").messages)
    assert [m.text for m in ann.ephemerals] == ["only you"]

    async with ClientSession() as session:
        for expected in (200, 200, 200, 404):
            async with session.post(urls[0], json={"text": "more"}) as response:
                assert response.status == expected
                said = await response.text()
        assert "used_url" in said
        async with session.post(f"{slack.base_url}/commands/T/1", json={"text": "x"}) as response:
            assert (await response.json())["error"] == "invalid_url"


async def test_a_response_url_dies_and_refuses(
    slack: Sandbox, app: AsyncApp, clock: ManualClock
) -> None:
    @app.command("/ask")
    async def ask(ack: Any) -> None:
        await ack()

    async with over_socket(slack, app):
        await slack.person("ann").command("/ask", channel="general")
    url = slack.deliveries[-1].payload["response_url"]
    async with ClientSession() as session:
        async with session.post(url, json={"blocks": [{"type": "section"}]}) as response:
            assert (response.status, (await response.json())["error"]) == (400, "invalid_blocks")
        clock.advance(1801)
        async with session.post(url, json={"text": "late"}) as response:
            assert (await response.json())["error"] == "expired_url"


async def test_a_click_replaces_or_removes_its_message(slack: Sandbox, app: AsyncApp) -> None:
    @app.action("done")
    async def done(ack: Any, respond: Any, action: Json) -> None:
        await ack()
        if action["value"] == "keep":
            await respond("Done.", replace_original=True)
        else:
            await respond(delete_original=True)

    def blocks(value: str) -> list[Json]:
        text = {"type": "plain_text", "text": "Done"}
        button = {"type": "button", "action_id": "done", "text": text, "value": value}
        return [{"type": "actions", "elements": [button]}]

    ann, client = slack.person("ann"), app.client
    async with over_socket(slack, app):
        for value in ("keep", "drop"):
            args: Json = {"channel": "C0GENERAL", "text": "x", "blocks": blocks(value)}
            await client.chat_postMessage(**args)
            await client.chat_postEphemeral(user="U0ANN", **args)
        kept, dropped = slack.channel("general").messages
        only_kept, only_dropped = ann.ephemerals
        for message in (kept, dropped, only_kept, only_dropped):
            await ann.click(message, "Done")
        await slack.until(lambda: only_dropped.deleted)

    assert (kept.text, only_kept.text) == ("Done.", "Done.")
    assert (dropped.deleted, only_dropped.deleted) == (True, True)
    clicks = [d.payload for d in slack.deliveries if d.name == "block_actions"]
    assert ["message" in payload for payload in clicks] == [True, True, False, False]
    assert clicks[2]["container"]["is_ephemeral"] is True
