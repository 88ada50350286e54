"""A small company with an app in it, over both transports, with the real Slack libraries."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Company, Person, Sandbox, UserGroup

Json = dict[str, Any]

SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
]

EVENTS = [
    "app_home_opened",
    "app_mention",
    "channel_archive",
    "channel_rename",
    "channel_unarchive",
    "channel_left",
    "file_shared",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "subteam_members_changed",
    "team_join",
    "user_change",
]

COMPANY = Company(
    team_id="T0ACME",
    name="Acme",
    domain="acme",
    people=(
        Person("ann", "Ann Lee", title="Engineer", tz="Europe/Berlin", locale="de-DE"),
        Person("bob", "Bob Roe", title="IT support", tz="America/New_York"),
        Person("cat", "Cat Fox", display_name="kitty"),
        Person("gone", "Gone Guy", deleted=True),
        Person("otherbot", "Other Bot", is_bot=True),
    ),
    channels=(
        Channel("general", bot_in=True, topic="Everything"),
        Channel("it-help", bot_in=True, members=("ann", "bob")),
        Channel("random", members=("ann",)),
        Channel("secret", private=True, members=("bob",), bot_in=True),
        Channel("board", private=True, members=("cat",)),
        Channel("attic", bot_in=True, archived=True),
    ),
    groups=(UserGroup("it-team", "IT team", members=("bob", "cat")),),
)


def manifest(**changes: Any) -> Json:
    """The whole surface; `scopes` and `events` narrow it."""
    return {
        "display_information": {"name": "Helper", "description": "Helps"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Helper", "always_online": True},
            "shortcuts": [
                {"name": "New", "type": "global", "callback_id": "new", "description": "New"},
                {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keep"},
            ],
            "slash_commands": [
                {"command": "/ask", "description": "Ask", "should_escape": True},
                {"command": "/raw", "description": "Raw", "should_escape": False},
            ],
        },
        "oauth_config": {"scopes": {"bot": changes.get("scopes", SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": changes.get("events", EVENTS)},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }


class ManualClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_700_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def slack(clock: ManualClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(
        manifest(), COMPANY, now=clock, ack_deadline=60.0, retry_delays=(0.0, 0.01, 0.02)
    ) as sandbox:
        yield sandbox


@pytest.fixture
def client(slack: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


Connect = Callable[[AsyncApp], AbstractAsyncContextManager[None]]


def new_app(slack: Sandbox) -> AsyncApp:
    web_client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    return AsyncApp(
        client=web_client, signing_secret=slack.signing_secret, process_before_response=True
    )


@pytest.fixture
def app(slack: Sandbox) -> AsyncApp:
    return new_app(slack)


@asynccontextmanager
async def over_socket(slack: Sandbox, app: AsyncApp) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.2)
    before = slack.connections
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.until(lambda: slack.connections > before)
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def over_http(slack: Sandbox, app: AsyncApp) -> AsyncIterator[None]:
    runner = web.AppRunner(app.web_app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield
    finally:
        await runner.cleanup()


@pytest.fixture(params=["socket", "http"])
def connect(slack: Sandbox, request: pytest.FixtureRequest) -> Connect:
    """Connects an app over Socket Mode and over HTTP, one after the other."""
    way = over_socket if request.param == "socket" else over_http
    return lambda app: way(slack, app)
