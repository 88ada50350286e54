"""Three seconds to acknowledge; events come again with the same id, commands and clicks do not."""

import asyncio
import re
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp

from sandbox import Person, Sandbox
from tests.sandbox.conftest import COMPANY, Connect, manifest, over_http, over_socket

Json = dict[str, Any]


async def test_a_command_nobody_acknowledges_times_out(
    slack: Sandbox, app: AsyncApp, connect: Connect
) -> None:
    slack.dispatcher.ack_deadline = 0.05

    @app.command("/ask")
    async def silent(body: Json) -> None:
        await asyncio.Event().wait()

    async with connect(app):
        result = await slack.person("ann").command("/ask", "x", channel="general")

    assert not result.ok
    assert result.error == "operation_timeout"
    assert len(slack.deliveries[-1].attempts) == 1


async def test_without_a_connection_a_command_fails_at_once(slack: Sandbox) -> None:
    ann = slack.person("ann")

    assert (await ann.command("/ask")).error == "dispatch_failed"
    slack.deliver_to("http://127.0.0.1:9/slack/events")
    assert (await ann.command("/ask")).error == "dispatch_failed"
    assert (await ann.shortcut("new")).error == "dispatch_failed"


async def test_unknown_commands_and_threads(slack: Sandbox) -> None:
    ann = slack.person("ann")
    said = await ann.say("general", "hi")

    assert (await ann.command("/nope")).error == "unknown_command"
    result = await ann.command("/ask", channel="general", thread=said)
    assert result.error == "not_supported_in_threads"


async def test_an_answer_slack_cannot_show_is_an_error(
    slack: Sandbox, app: AsyncApp, connect: Connect
) -> None:
    @app.command("/ask")
    async def ask(ack: Any) -> None:
        await ack(text="x", blocks=[{"type": "section"}])

    async with connect(app):
        result = await slack.person("ann").command("/ask")

    assert result.error == "invalid_command_response"
    assert slack.person("ann").ephemerals == []


async def test_a_failed_event_comes_again_with_the_same_id(
    slack: Sandbox, app: AsyncApp, connect: Connect
) -> None:
    seen: list[str] = []

    @app.event("message")
    async def on_message(body: Json) -> None:
        seen.append(body["event_id"])
        if len(seen) < 3:
            # Over a socket nothing tells a failure from silence.
            slack.dispatcher.give_up()
            raise RuntimeError("not yet")

    ann = slack.person("ann")
    async with connect(app):
        await ann.say(slack.dm(ann), "hello")
        await slack.idle()

    (delivery,) = [d for d in slack.deliveries if d.name == "message"]
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert [attempt.acked for attempt in delivery.attempts] == [False, False, True]


async def test_an_event_is_given_up_after_three_retries(slack: Sandbox) -> None:
    ann = slack.person("ann")
    await ann.say(slack.dm(ann), "is anybody there")
    await slack.idle()

    (delivery,) = slack.deliveries
    assert [attempt.number for attempt in delivery.attempts] == [0, 1, 2, 3]
    assert delivery.error == "dispatch_failed"


async def test_retries_over_http_say_why(slack: Sandbox) -> None:
    seen: list[tuple[str | None, str | None]] = []

    async def endpoint(request: web.Request) -> web.Response:
        headers = request.headers
        seen.append((headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason")))
        return web.Response(status=500 if len(seen) == 1 else 200)

    async with serving(slack, endpoint):
        await slack.person("ann").say("general", "x")
        await slack.idle()

    assert seen == [(None, None), ("1", "http_error")]


async def test_an_app_can_refuse_retries(slack: Sandbox) -> None:
    async def endpoint(request: web.Request) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    async with serving(slack, endpoint):
        await slack.person("ann").say("general", "x")
        await slack.idle()

    assert len(slack.deliveries[-1].attempts) == 1


async def test_url_verification(slack: Sandbox, app: AsyncApp) -> None:
    async with over_http(slack, app):
        assert await slack.verify_url()


class serving:  # noqa: N801 - reads as a sentence: async with serving(...)
    """A bare endpoint instead of an app."""

    def __init__(self, slack: Sandbox, endpoint: Any) -> None:
        self._slack = slack
        application = web.Application()
        application.router.add_post("/slack/events", endpoint)
        self._runner = web.AppRunner(application)

    async def __aenter__(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._slack.deliver_to(f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events")

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()


async def test_events_are_redelivered_on_purpose(
    slack: Sandbox, app: AsyncApp, connect: Connect
) -> None:
    seen: list[tuple[str, str]] = []

    @app.event("message")
    async def on_message(body: Json) -> None:
        seen.append((body["event_id"], body["event"]["ts"]))

    ann = slack.person("ann")
    slack.faults.redeliver(times=1, kinds=["message"])
    async with connect(app):
        await ann.say(slack.dm(ann), "once")
        await slack.idle()
        assert len(seen) == 2
        await slack.redeliver_last("message")

    assert len(seen) == 3
    assert len(set(seen)) == 1


async def test_a_command_whose_ack_got_lost_comes_again(
    slack: Sandbox, app: AsyncApp, connect: Connect
) -> None:
    seen: list[str] = []

    @app.command("/ask")
    async def ask(ack: Any, body: Json) -> None:
        seen.append(body["trigger_id"])
        await ack("Thanks")

    slack.faults.redeliver(kinds=["slash_commands"])
    async with connect(app):
        result = await slack.person("ann").command("/ask")

    assert result.text == "Thanks"
    assert len(seen) == 2
    assert len(set(seen)) == 1
    assert len(slack.person("ann").ephemerals) == 1


async def test_nothing_was_delivered_yet(slack: Sandbox) -> None:
    with pytest.raises(AssertionError, match="nothing of the kind"):
        await slack.redeliver_last()


async def test_until_explains_what_it_saw(slack: Sandbox) -> None:
    await slack.person("ann").say("general", "hello *there*")

    with pytest.raises(AssertionError, match=r"Ann Lee: hello there"):
        await slack.until(lambda: False, timeout=0.01)


async def test_idle_gives_up_with_a_count() -> None:
    async with Sandbox(manifest(), COMPANY, retry_delays=(60.0,)) as slack:
        await slack.person("ann").say("general", "x")
        with pytest.raises(AssertionError, match="1 deliveries still under way"):
            await slack.idle(timeout=0.02)


async def test_the_app_hears_its_own_messages_and_every_kind_of_change(
    slack: Sandbox, app: AsyncApp
) -> None:
    @app.event(re.compile(".*"))
    async def hear() -> None:
        """Acknowledged, so that nothing comes again."""

    ann = slack.person("ann")
    async with over_socket(slack, app):
        said = await ann.say("general", "hey @Helper")
        await ann.edit(said, "hey")
        await ann.react(said, "eyes")
        await ann.unreact(said, "eyes")
        await ann.delete(said)
        await app.client.chat_postMessage(channel="C0GENERAL", text="own")
        await ann.open_messages_tab()
        general = slack.channel("general")
        general.rename("all")
        general.archive()
        general.unarchive()
        general.remove("cat")
        general.add("cat")
        general.remove_bot()
        general.add_bot()
        slack.update_person("ann", tz="Europe/Paris")
        slack.deactivate("bob")
        slack.reactivate("bob")
        slack.group("it-team").set_members(["ann"])
        events = [d.payload["event"] for d in slack.deliveries]

    assert [e.get("subtype") or e["type"] for e in events] == [
        *("message", "app_mention", "message_changed", "reaction_added", "reaction_removed"),
        *("message_deleted", "message", "app_home_opened", "channel_rename", "channel_archive"),
        *("channel_unarchive", "member_left_channel", "member_joined_channel", "channel_left"),
        *("member_joined_channel", "user_change", "user_change", "user_change"),
        "subteam_members_changed",
    ]
    ids = [d.payload["event_id"] for d in slack.deliveries]
    assert len(set(ids)) == len(ids)
    assert events[0]["text"] == "hey <@U0HELPER>"
    assert events[1]["ts"] == events[0]["ts"]
    assert "channel_type" not in events[1]
    assert events[2]["previous_message"]["text"] == "hey <@U0HELPER>"
    assert events[16]["user"]["deleted"] is True
    assert events[15]["user"]["tz_offset"] == 3600
    assert events[-1]["added_users"] == ["U0ANN"]


async def test_the_app_hears_nothing_it_did_not_subscribe_or_is_not_in() -> None:
    async with Sandbox(manifest(events=["message.im"]), COMPANY) as slack:
        ann, cat = slack.person("ann"), slack.person("cat")
        await ann.say("general", "@Helper hello")
        await cat.say("board", "@Helper hello")
        await ann.say("random", "@Helper hello")
        await ann.open_home()
        assert slack.deliveries == []


async def test_a_hired_person_is_announced(slack: Sandbox, app: AsyncApp) -> None:
    dan = slack.hire(Person("dan", "Dan Day", locale="fr-FR"))

    (delivery,) = slack.deliveries
    assert delivery.name == "team_join"
    assert delivery.payload["event"]["user"]["locale"] == "fr-FR"
    assert dan.dm == []
