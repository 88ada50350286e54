"""Commands, messages, clicks, shortcuts and forms reach a real Bolt app, over both transports."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox, View
from tests.sandbox.conftest import Connect

Json = dict[str, Any]


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, action_id: str, value: str = "1") -> Json:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "text": text, "action_id": action_id, "value": value}


def form(title: str = "New", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "what",
                "label": {"type": "plain_text", "text": "What is it?"},
                "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
            },
            {
                "type": "input",
                "block_id": "kind",
                "optional": True,
                "label": {"type": "plain_text", "text": "Kind"},
                "element": {
                    "type": "static_select",
                    "action_id": "select",
                    "options": [
                        {"text": {"type": "plain_text", "text": "Laptop"}, "value": "laptop"},
                        {"text": {"type": "plain_text", "text": "Phone"}, "value": "phone"},
                    ],
                },
            },
        ],
        **more,
    }


async def test_a_command_is_answered_in_its_request(
    slack: Sandbox, app: AsyncApp, connect: Connect
) -> None:
    @app.command("/ask")
    async def ask(ack: Any, command: Json) -> None:
        await ack(f"You asked: {command['text']}")

    ann = slack.person("ann")
    async with connect(app):
        result = await ann.command("/ask", "why does @bob <3 #general & co", channel="general")

    assert result.ok, result.error
    assert result.text == "You asked: why does <@U0BOB|bob> &lt;3 <#C0GENERAL|general> &amp; co"
    assert ann.ephemerals[-1].plain == "You asked: why does @Bob Roe <3 #general & co"


async def test_a_message_in_the_dm_is_heard_and_answered_in_its_thread(
    slack: Sandbox, app: AsyncApp, connect: Connect
) -> None:
    @app.event("message")
    async def on_message(event: Json, say: Any) -> None:
        await say(text=f"Heard {event['text']}", thread_ts=event["ts"])

    ann = slack.person("ann")
    async with connect(app):
        said = await ann.say(slack.dm(ann), "VPN & <you>")
        await slack.until(lambda: ann.thread(said))
        await slack.idle()

    (reply,) = ann.thread(said)
    assert reply.plain == "Heard VPN & <you>"
    assert reply.user == slack.bot_user_id == "U0HELPER"
    assert said.blocks[0]["elements"][0]["elements"] == [{"type": "text", "text": "VPN & <you>"}]


async def test_a_button_is_clicked_and_the_message_changes(
    slack: Sandbox, app: AsyncApp, connect: Connect, client: AsyncWebClient
) -> None:
    @app.action("claim")
    async def claim(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        who, where = body["user"]["id"], body["channel"]["id"]
        done = [section(f"*Claimed* by <@{who}>")]
        await client.chat_update(channel=where, ts=body["message"]["ts"], text="x", blocks=done)

    async with connect(app):
        blocks = [section("New"), {"type": "actions", "elements": [button("Claim", "claim")]}]
        await client.chat_postMessage(channel="C0ITHELP", text="New request", blocks=blocks)
        (card,) = slack.channel("it-help").messages
        assert card.buttons == ["Claim"]
        assert card.button("Claim")["value"] == "1"

        result = await slack.person("bob").click(card, "Claim")
        await slack.until(lambda: "Claimed" in card.plain)

    assert result.ok
    assert card.plain.endswith("Claimed by @Bob Roe")
    assert card.buttons == []


async def test_a_form_is_filled_and_submitted(
    slack: Sandbox, app: AsyncApp, connect: Connect
) -> None:
    seen: list[Json] = []

    @app.shortcut("new")
    async def opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.view("form")
    async def submitted(ack: Any, view: Json) -> None:
        seen.append(view["state"]["values"])
        typed = view["state"]["values"]["what"]["text"]["value"]
        if typed == "bad":
            await ack(response_action="errors", errors={"what": "Not this"})
        else:
            await ack()

    ann = slack.person("ann")
    async with connect(app):
        assert (await ann.shortcut("new")).ok
        assert isinstance(ann.modal, View)
        assert ann.modal.title == "New"

        refused = await ann.submit()
        assert refused.errors == {"what": "Please complete this required field."}
        assert seen == []

        ann.fill({"What is it?": "bad", "Kind": "Phone"})
        assert (await ann.submit()).errors == ann.modal.errors == {"what": "Not this"}

        ann.fill({"what": "good"})
        result = await ann.submit()

    assert result.ok
    assert result.action == "close"
    assert slack.person("ann").modal is None
    assert seen[-1]["kind"]["select"]["selected_option"]["value"] == "phone"


async def test_the_home_tab_is_published(slack: Sandbox, app: AsyncApp, connect: Connect) -> None:
    @app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [section("Your requests")]}
        await client.views_publish(user_id=event["user"], view=view)

    ann = slack.person("ann")
    async with connect(app):
        home = await ann.open_home()

    assert home is not None
    assert home is ann.home
    assert "Your requests" in home.text
