"""A tiny app that answers by whatever the page can show. It stands for any app, not for ours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Company, Person, Sandbox
from sandbox.tour.script import Find, TourScript, TourStep, Try

Json = dict[str, Any]

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'

COMPANY = Company(
    name="Acme",
    people=(
        Person("ann", "Ann Lee", title="Sales assistant", tz="Europe/Berlin"),
        Person("bob", "Bob Roe", title="IT support", tz="Europe/London"),
        Person("cat", "Cat Fox", title="Kitchen"),
    ),
    channels=(
        Channel("general", bot_in=True, topic="Everything"),
        Channel("it-help", bot_in=True, members=("bob",)),
        Channel("long", bot_in=True),
        Channel("board", private=True, members=("ann", "cat"), bot_in=True),
    ),
)

MANIFEST: Json = {
    "display_information": {"name": "Echo", "description": "Says again what you say."},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Echo", "always_online": True},
        "shortcuts": [
            {"name": "New form", "type": "global", "callback_id": "new", "description": "A form"},
            {"name": "Keep it", "type": "message", "callback_id": "keep", "description": "Keeps"},
        ],
        "slash_commands": [
            {"command": "/echo", "description": "Says it again", "usage_hint": "[words]"},
            {"command": "/form", "description": "Opens a form"},
            {"command": "/card", "description": "Posts a card"},
            {"command": "/mute", "description": "Never answers"},
            {"command": "/everything", "description": "One input of each kind"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": ["chat:write", "commands", "im:history", "channels:history", "users:read"]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.im"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}

SCRIPT = TourScript(
    "A card, from press to thanks",
    (
        TourStep(
            "Ann asks for a card.",
            "ann",
            "command",
            channel="general",
            command="/card",
            expect="Card 7",
        ),
        TourStep(
            "Bob takes it.",
            "bob",
            "click",
            channel="general",
            message=Find(text="Card 7"),
            button="Take",
            expect="Bob Roe",
        ),
        TourStep(
            "He answers in the thread.",
            "bob",
            "reply",
            channel="general",
            message=Find(text="Card 7"),
            text="I have it.",
        ),
        TourStep(
            "Ann opens a form.", "ann", "command", channel="general", command="/form", expect="need"
        ),
        TourStep("She fills it in.", "ann", "fill", inputs={"What do you need?": "Tea for two"}),
        TourStep("And sends it.", "ann", "submit", expect="Received"),
        TourStep("Her home tab.", "ann", "open_home", expect="Your things"),
    ),
    tries=(
        Try("Say something, and hear it again.", "ann", "general", draft="/echo "),
        Try("Be Bob.", "bob", "general"),
        Try("Let an hour pass.", time=True),
    ),
)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def card(owner: str = "nobody") -> list[Json]:
    return [
        {"type": "header", "text": plain("Card 7")},
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*Owner* {owner}"}},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_quote",
                    "elements": [{"type": "text", "text": f"{HOSTILE} *not bold* <!channel>"}],
                }
            ],
        },
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "take", "text": plain("Take"), "style": "primary"},
                {
                    "type": "button",
                    "action_id": "drop",
                    "text": plain("Drop"),
                    "style": "danger",
                    "confirm": {
                        "title": plain("Drop it?"),
                        "text": plain("It is gone then."),
                        "confirm": plain("Drop it"),
                        "deny": plain("Keep it"),
                    },
                },
                {
                    "type": "static_select",
                    "action_id": "level",
                    "placeholder": plain("Level"),
                    "options": [option("Low"), option("High")],
                },
            ],
        },
    ]


def form() -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("A form"),
        "submit": plain("Send"),
        "blocks": [
            {
                "type": "input",
                "block_id": "need",
                "label": plain("What do you need?"),
                "hint": plain("In any language."),
                "element": {"type": "plain_text_input", "action_id": "text"},
            },
            {
                "type": "input",
                "block_id": "team",
                "optional": True,
                "label": plain("Team"),
                "element": {
                    "type": "static_select",
                    "action_id": "team",
                    "options": [option("IT"), option("Kitchen")],
                },
            },
            {
                "type": "actions",
                "block_id": "more",
                "elements": [{"type": "button", "action_id": "deeper", "text": plain("Examples")}],
            },
        ],
    }


def everything() -> Json:
    """One input of each kind."""
    days = [option(day) for day in ("Mon", "Tue", "Wed")]
    elements: dict[str, Json] = {
        "Long text": {"type": "plain_text_input", "multiline": True, "min_length": 3},
        "How many": {"type": "number_input", "is_decimal_allowed": False, "max_value": "9"},
        "E-mail": {"type": "email_text_input"},
        "Address": {"type": "url_text_input"},
        "Date": {"type": "datepicker", "initial_date": "2026-11-20"},
        "Time": {"type": "timepicker"},
        "One day": {"type": "radio_buttons", "options": days},
        "Some days": {"type": "checkboxes", "options": days, "initial_options": [days[0]]},
        "More days": {"type": "multi_static_select", "options": days, "max_selected_items": 2},
        "Person": {"type": "users_select"},
        "People": {"type": "multi_users_select"},
        "Channel": {"type": "channels_select"},
        "Conversation": {"type": "conversations_select"},
    }
    blocks = [
        {
            "type": "input",
            "block_id": label,
            "label": plain(label),
            "element": {**element, "action_id": "it"},
        }
        for label, element in elements.items()
    ]
    title, submit = plain("Everything"), plain("Send")
    return {
        "type": "modal",
        "callback_id": "everything",
        "title": title,
        "submit": submit,
        "blocks": blocks,
    }


def examples() -> Json:
    text = {"type": "section", "text": plain("My VPN drops.")}
    return {"type": "modal", "title": plain("Examples"), "blocks": [text]}


def build(slack: Sandbox) -> AsyncApp:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, request_verification_enabled=False)
    answer_commands(app)
    answer_cards(app)
    answer_forms(app)
    return app


def answer_commands(app: AsyncApp) -> None:
    client = app.client

    @app.command("/echo")
    async def echo(ack: Any, command: Json) -> None:
        await ack(text=f"You said: {command['text']}")

    @app.command("/mute")
    async def mute() -> None:
        await asyncio.Event().wait()

    @app.command("/card")
    async def post_card(ack: Any, command: Json) -> None:
        await ack()
        await client.chat_postMessage(channel=command["channel_id"], text="Card 7", blocks=card())

    @app.shortcut("keep")
    async def keep(ack: Any, shortcut: Json) -> None:
        await ack()
        channel, user = shortcut["channel"]["id"], shortcut["user"]["id"]
        text = f"Kept: {shortcut['message']['text']}"
        await client.chat_postEphemeral(channel=channel, user=user, text=text)

    @app.event("message")
    async def message() -> None:
        """Nothing to say to it, but it has to be acknowledged."""


def answer_cards(app: AsyncApp) -> None:
    @app.action("take")
    @app.action("drop")
    @app.action("level")
    async def press(ack: Any, body: Json) -> None:
        await ack()
        action = body["actions"][0]
        chosen = action.get("selected_option", {}).get("value", action["action_id"])
        owner = f"<@{body['user']['id']}> {chosen}"
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await app.client.chat_update(**place, text="Card 7", blocks=card(owner))


def answer_forms(app: AsyncApp) -> None:
    client = app.client

    @app.command("/form")
    @app.shortcut("new")
    @app.action("start")
    async def open_form(ack: Any, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.command("/everything")
    async def open_everything(ack: Any, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=everything())

    @app.view("everything")
    async def all_of_it(ack: Any, body: Json, view: Json) -> None:
        await ack()
        values = view["state"]["values"]
        lines = [f"{label}: {_brief(state['it'])}" for label, state in values.items()]
        await client.chat_postMessage(channel=body["user"]["id"], text="\n".join(lines))

    @app.action("deeper")
    async def deeper(ack: Any, body: Json) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=examples())

    @app.view("form")
    async def submitted(ack: Any, body: Json, view: Json) -> None:
        said = view["state"]["values"]["need"]["text"]["value"]
        if len(said) < 5:
            await ack(response_action="errors", errors={"need": "Please say a little more."})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Received: {said}")

    @app.event("app_home_opened")
    async def home(event: Json) -> None:
        start = {"type": "button", "action_id": "start", "text": plain("Start")}
        blocks = [
            {"type": "header", "text": plain("Your things")},
            {"type": "actions", "elements": [start]},
        ]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


def _brief(state: Json) -> str:
    """The value of an input, whatever Slack calls it for its kind."""
    (value,) = [part for key, part in state.items() if key != "type"]
    parts = value if isinstance(value, list) else [value]
    return " ".join(part["value"] if isinstance(part, dict) else str(part) for part in parts)


@asynccontextmanager
async def running(slack: Sandbox) -> AsyncIterator[None]:
    """The app, connected over Socket Mode."""
    app = build(slack)
    handler = AsyncSocketModeHandler(app, slack.app_token, web_client=app.client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
