"""The page's JSON surface and stream: what a browser acting as a person gets and does."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.blockkit.blocks import view_definition
from tests.sandbox.conftest import COMPANY, manifest, over_socket
from tests.sandbox.test_acting import button, form, section

Json = dict[str, Any]


class Browser:
    """One person's page."""

    def __init__(self, session: ClientSession, slack: Sandbox, user: str) -> None:
        self._session, self._base = session, f"{slack.base_url}/client"
        self._as = f"{self._base}/as/{user}"

    async def get(self, path: str, **query: Any) -> Json:
        async with self._session.get(f"{self._as}/{path}", params=query) as response:
            answer: Json = await response.json()
            return answer

    async def post(self, path: str, **body: Any) -> Json:
        async with self._session.post(f"{self._as}/{path}", json=body) as response:
            answer: Json = await response.json()
            return answer | {"status": response.status}

    async def common(self, path: str, *, post: bool = False) -> Json:
        call = self._session.post if post else self._session.get
        async with call(f"{self._base}/{path}") as response:
            answer: Json = await response.json()
            return answer

    @asynccontextmanager
    async def stream(self) -> AsyncIterator["Stream"]:
        async with self._session.ws_connect(f"{self._as}/stream") as ws:
            yield Stream(ws)


class Stream:
    def __init__(self, ws: ClientWebSocketResponse) -> None:
        self._ws = ws

    async def next(self, kind: str) -> Json:
        """The next event of this type; the traffic of tests is passed over."""
        while True:
            event: Json = await self._ws.receive_json(timeout=60)
            if event["type"] == kind:
                return event


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def ann(session: ClientSession, slack: Sandbox) -> Browser:
    return Browser(session, slack, "U0ANN")


@pytest.fixture
def bob(session: ClientSession, slack: Sandbox) -> Browser:
    return Browser(session, slack, "U0BOB")


async def test_booting(ann: Browser) -> None:
    boot = await ann.common("boot")
    assert boot["team"] == {"id": "T0ACME", "name": "Acme", "domain": "acme"}
    assert boot["bot"] == {"user_id": "U0HELPER", "name": "Helper", "description": "Helps"}
    assert [c["command"] for c in boot["commands"]] == ["/ask", "/raw"]
    assert [s["callback_id"] for s in boot["shortcuts"]] == ["new", "keep"]
    assert boot["tour"] is None
    people = {person["id"]: person for person in boot["people"]}
    assert people["U0ANN"]["name"] == "Ann Lee"
    assert people["U0HELPER"]["is_bot"]
    assert people["U0GONE"]["deleted"]
    general = next(c for c in boot["channels"] if c["name"] == "general")
    assert (general["bot_in"], general["is_private"]) == (True, False)


async def test_conversations_and_unread_counts(
    slack: Sandbox, ann: Browser, bob: Browser, client: AsyncWebClient
) -> None:
    said = await ann.post("say", channel="C0ITHELP", text="hello @bob")
    await client.chat_postMessage(channel="U0BOB", text="psst")
    mine = {c["name"]: c for c in (await bob.get("conversations"))["conversations"]}
    kinds = {name: c["kind"] for name, c in mine.items()}
    assert kinds == {
        "Helper": "app",
        "attic": "channel",
        "general": "channel",
        "it-help": "channel",
        "secret": "private",
    }
    assert (mine["it-help"]["unread"], mine["it-help"]["mentions"]) == (1, 1)
    assert (mine["Helper"]["unread"], mine["Helper"]["mentions"]) == (1, 1)
    assert mine["attic"]["archived"]

    async with bob.stream() as stream:
        await bob.post("read", channel="C0ITHELP", ts=said["ts"])
        assert await stream.next("unread") == {
            "type": "unread",
            "channel": "C0ITHELP",
            "unread": 0,
            "mentions": 0,
        }


async def test_messages_come_in_pages_and_threads_with_their_parent(
    slack: Sandbox, ann: Browser
) -> None:
    first = await ann.post("say", channel="C0GENERAL", text="0")
    for number in range(1, 6):
        await ann.post("say", channel="C0GENERAL", text=str(number))
    await ann.post("say", channel="C0GENERAL", text="reply", thread_ts=first["ts"])

    page = await ann.get("messages", channel="C0GENERAL", limit=4)
    assert [m["text"] for m in page["messages"]] == ["2", "3", "4", "5"]
    assert page["has_more"]
    earlier = await ann.get("messages", channel="C0GENERAL", before=page["messages"][0]["ts"])
    assert [m["text"] for m in earlier["messages"]] == ["0", "1"]
    assert not earlier["has_more"]
    assert earlier["messages"][0]["reply_count"] == 1
    thread = await ann.get("messages", channel="C0GENERAL", thread_ts=first["ts"])
    assert [m["text"] for m in thread["messages"]] == ["0", "reply"]


async def test_what_one_person_does_another_sees(
    slack: Sandbox, ann: Browser, bob: Browser, session: ClientSession
) -> None:
    async with bob.stream() as stream:
        said = await ann.post(
            "say",
            channel="C0ITHELP",
            text="look",
            files=[
                {
                    "name": "a.txt",
                    "size": 2,
                    "content_base64": base64.b64encode(b"hi").decode(),
                }
            ],
        )
        where = {"channel": "C0ITHELP", "ts": said["ts"]}
        shown = (await stream.next("message"))["message"]
        assert (shown["name"], shown["text"], shown["bot"]) == ("Ann Lee", "look", False)
        async with session.get(f"{slack.base_url}{shown['files'][0]['url']}") as response:
            assert await response.read() == b"hi"
        assert (await stream.next("unread"))["unread"] == 1

        await ann.post("edit", text="look here", **where)
        changed = (await stream.next("changed"))["message"]
        assert (changed["text"], changed["edited"]) == ("look here", True)
        await ann.post("react", name="eyes", on=True, **where)
        reactions = (await stream.next("changed"))["message"]["reactions"]
        assert reactions == [{"name": "eyes", "users": ["U0ANN"], "count": 1}]
        await ann.post("react", name="eyes", on=False, **where)
        assert (await stream.next("changed"))["message"]["reactions"] == []
        await ann.post("say", channel="C0ITHELP", text="reply", thread_ts=said["ts"])
        assert (await stream.next("message"))["message"]["thread_ts"] == said["ts"]
        assert (await stream.next("changed"))["message"]["reply_count"] == 1
        await ann.post("delete", **where)
        assert (await stream.next("changed"))["message"]["deleted"]
        other = await ann.post("say", channel="C0ITHELP", text="gone soon")
        await ann.post("delete", channel="C0ITHELP", ts=other["ts"])
        assert (await stream.next("deleted"))["ts"] == other["ts"]
        slack.channel("it-help").rename("help")
        assert await stream.next("conversations")


async def test_impossible_things_are_told_in_words(slack: Sandbox, ann: Browser) -> None:
    refused = await ann.post("say", channel="C0ATTIC", text="x")
    assert (refused["status"], refused["error"]) == (409, "#attic is archived.")
    gone = await ann.post("react", channel="C0GENERAL", ts="1.0", name="eyes")
    assert gone["error"] == "That message no longer exists."
    assert (await ann.post("submit", view_id="V1", values={}))["error"] == "That window is closed."


async def test_strangers_and_foreign_channels_are_not_found(
    slack: Sandbox, session: ClientSession, ann: Browser
) -> None:
    for path in ("as/U0X/conversations", "as/U0ANN/messages?channel=C0BOARD"):
        async with session.get(f"{slack.base_url}/client/{path}") as response:
            assert response.status == 404


async def test_a_command_a_form_and_a_click(slack: Sandbox, app: AsyncApp, ann: Browser) -> None:
    submitted: list[Json] = []

    @app.command("/ask")
    async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack("Opening a form")
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.view("form")
    async def on_submit(ack: Any, view: Json, client: AsyncWebClient) -> None:
        if not submitted:
            await ack(response_action="errors", errors={"what": "Say more"})
        else:
            await ack()
            blocks = [{"type": "actions", "block_id": "b", "elements": [button("Claim", "claim")]}]
            await client.chat_postMessage(channel="C0ITHELP", text="New", blocks=blocks)
        submitted.append(view["state"]["values"])

    @app.action("claim")
    async def claim(ack: Any, respond: Any) -> None:
        await ack()
        await respond("Claimed", replace_original=True)

    async with over_socket(slack, app), ann.stream() as stream:
        answer = await ann.post("command", channel="C0GENERAL", command="/ask", text="x")
        assert answer["ok"]
        assert answer["ack_ms"] > 0
        (view,) = (await stream.next("modals"))["views"]
        assert (view["title"]["text"], view["errors"]) == ("New", {})
        assert (await stream.next("ephemeral"))["message"]["text"] == "Opening a form"

        untouched = {"select": {"type": "static_select", "value": None}}
        typed = {"text": {"type": "plain_text_input", "value": "My laptop"}}
        values = {"what": typed, "kind": untouched}
        refused = await ann.post("submit", view_id=view["id"], values=values)
        assert (refused["ok"], refused["errors"]) == (False, {"what": "Say more"})
        assert (await ann.get("modals"))["views"][0]["errors"] == {"what": "Say more"}
        assert (await ann.post("submit", view_id=view["id"], values=values))["ok"]
        assert submitted[-1]["what"]["text"]["value"] == "My laptop"
        assert submitted[-1]["kind"]["select"] == {
            "type": "static_select",
            "selected_option": None,
        }

        card = (await stream.next("message"))["message"]
        assert card["bot"]
        where = {"channel": card["channel"], "ts": card["ts"]}
        clicked = await ann.post(
            "click", message=where, view_id=None, block_id="b", action_id="claim", value="1"
        )
        assert clicked["ok"]
        assert (await stream.next("changed"))["message"]["text"] == "Claimed"
        gone = await ann.post("click", message=where, block_id="b", action_id="claim")
        assert gone["error"] == "That control no longer exists."


async def test_modals_are_closed_and_menus_chosen(
    slack: Sandbox, app: AsyncApp, ann: Browser
) -> None:
    seen: list[Json] = []

    @app.action("menu")
    async def menu(ack: Any, body: Json) -> None:
        await ack()
        seen.append(body)

    option = {"text": {"type": "plain_text", "text": "A"}, "value": "a"}
    element = {"type": "static_select", "action_id": "menu", "options": [option]}
    blocks = [*form()["blocks"], {"type": "actions", "block_id": "b", "elements": [element]}]
    async with over_socket(slack, app):
        trigger = slack.workspace.triggers.issue("U0ANN")
        await app.client.views_open(trigger_id=trigger, view=form() | {"blocks": blocks})
        (view,) = (await ann.get("modals"))["views"]
        typed = {"what": {"text": {"type": "plain_text_input", "value": "half"}}}
        await ann.post(
            "click",
            message=None,
            view_id=view["id"],
            block_id="b",
            action_id="menu",
            selected_option=option,
            state={"values": typed},
        )
        values = seen[0]["view"]["state"]["values"]
        assert values["what"]["text"]["value"] == "half"
        assert values["b"]["menu"]["selected_option"] == option
        await ann.post("close", view_id=view["id"], all=True)
    assert (await ann.get("modals"))["views"] == []


async def test_shortcuts_home_and_dismissing(slack: Sandbox, app: AsyncApp, ann: Browser) -> None:
    @app.shortcut("keep")
    async def keep(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postEphemeral(
            channel=body["channel"]["id"], user=body["user"]["id"], text="Kept"
        )

    @app.event("message")
    async def heard() -> None:
        """Nothing to say."""

    @app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [section("Yours")]}
        await client.views_publish(user_id=event["user"], view=view)

    async with over_socket(slack, app), ann.stream() as stream:
        said = await ann.post("say", channel="C0GENERAL", text="keep this")
        where = {"channel": "C0GENERAL", "ts": said["ts"]}
        assert (await ann.post("shortcut", callback_id="keep", **where))["ok"]
        kept = (await stream.next("ephemeral"))["message"]
        listed = (await ann.get("messages", channel="C0GENERAL"))["messages"]
        assert [m["text"] for m in listed] == ["keep this", "Kept"]
        await ann.post("delete", channel="C0GENERAL", ts=kept["ts"])
        assert (await stream.next("deleted"))["ts"] == kept["ts"]

        assert (await ann.post("home"))["view"]["blocks"][0]["text"]["text"] == "Yours"
        assert (await stream.next("home"))["view"]["blocks"][0]["text"]["text"] == "Yours"
        await slack.idle()


async def test_a_silent_app_is_noticed(slack: Sandbox, app: AsyncApp, ann: Browser) -> None:
    slack.dispatcher.ack_deadline = 0.05
    async with over_socket(slack, app), ann.stream() as stream:
        answer = await ann.post("command", channel="C0GENERAL", command="/ask", text="x")
        notice = await stream.next("notice")
    assert (answer["ok"], answer["error"]) == (False, "operation_timeout")
    assert notice["text"] == "/ask failed: Helper didn't respond within 0.05 seconds."


async def test_the_inspector_names_a_direct_message(ann: Browser, client: AsyncWebClient) -> None:
    async with ann.stream() as stream:
        await client.chat_postMessage(channel="D0ANN", text="hello")
        entry = (await stream.next("traffic"))["entry"]
    assert entry["summary"] == "in direct messages hello"


async def test_the_inspector_sees_both_directions(
    slack: Sandbox, ann: Browser, client: AsyncWebClient
) -> None:
    async with ann.stream() as stream:
        await client.chat_postMessage(channel="C0GENERAL", text="hello")
        entry = (await stream.next("traffic"))["entry"]
        assert (entry["direction"], entry["name"], entry["ok"]) == (
            "from_app",
            "chat.postMessage",
            True,
        )
        assert entry["summary"] == "in general hello"
        assert "token" not in entry["body"]
    await slack.idle()
    entries = (await ann.common("traffic?after=0"))["entries"]
    assert [(e["direction"], e["name"]) for e in entries] == [
        ("from_app", "chat.postMessage"),
        ("to_app", "message"),
    ]
    assert entries[1]["error"] == "dispatch_failed"
    assert (await ann.common(f"traffic?after={entries[1]['id']}"))["entries"] == []


async def test_external_options_for_the_page(slack: Sandbox, app: AsyncApp, ann: Browser) -> None:
    @app.options("find")
    async def offer(ack: Any, payload: Json) -> None:
        text = {"type": "plain_text", "text": payload["value"].upper()}
        await ack(options=[{"text": text, "value": "v"}])

    label = {"type": "plain_text", "text": "Find"}
    element = {"type": "external_select", "action_id": "find"}
    block = {"type": "input", "block_id": "f", "label": label, "element": element}
    async with over_socket(slack, app):
        trigger = slack.workspace.triggers.issue("U0ANN")
        opened = await app.client.views_open(trigger_id=trigger, view=form() | {"blocks": [block]})
        found = await ann.post(
            "options", view_id=opened["view"]["id"], block_id="f", action_id="find", value="vpn"
        )
    assert found["options"][0]["text"]["text"] == "VPN"


async def test_the_page_itself_is_served(slack: Sandbox, session: ClientSession) -> None:
    async with session.get(slack.page_url) as response:
        assert response.status == 200
        assert response.content_type == "text/html"


# --- what no page of ours sends ------------------------------------------------------------------

_THINGS = st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.just("\ud800")
_NAMES = st.sampled_from(
    [
        "channel",
        "text",
        "ts",
        "thread_ts",
        "files",
        "name",
        "on",
        "command",
        "callback_id",
        "view_id",
        "state",
        "values",
        "message",
        "block_id",
        "action_id",
        "all",
        "value",
        "selected_option",
        "selected_user",
    ]
)
_BODIES = st.recursive(
    _THINGS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_NAMES, inner, max_size=5),
    max_leaves=12,
)
_ACTS = [
    "say",
    "edit",
    "delete",
    "react",
    "read",
    "command",
    "click",
    "shortcut",
    "submit",
    "close",
    "home",
    "options",
]


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(act=st.sampled_from(_ACTS), body=_BODIES, real=st.booleans())
def test_a_malformed_post_is_refused_and_is_never_an_error_of_the_sandbox(
    act: str, body: Any, *, real: bool
) -> None:
    async def post() -> int:
        async with (
            Sandbox(manifest(), COMPANY, ack_deadline=0.05, retry_delays=()) as slack,
            ClientSession() as session,
        ):
            modal = form() | {"blocks": [*form()["blocks"], section("x")]}
            user = slack.person("ann").id
            view = slack.workspace.views.open(user, view_definition(modal, ("modal",)))
            said = await slack.person("ann").say("general", "hello")
            if real and isinstance(body, dict):
                # What is almost right gets further than what is all wrong.
                body.update(channel="C0GENERAL", ts=said.ts, view_id=view.id)
            data = json.dumps(body)
            async with session.post(
                f"{slack.base_url}/client/as/{user}/{act}", data=data
            ) as answer:
                await answer.read()
                return answer.status

    assert asyncio.run(post()) < 500


async def test_a_choice_reaches_the_app_as_slack_has_it(
    slack: Sandbox, ann: Browser, app: AsyncApp
) -> None:
    """With the type of its element, so that the app may update the form at once and keep what was chosen."""
    heard: list[Json] = []

    @app.action("team")
    async def chosen(ack: Any, body: Json, client: AsyncWebClient) -> None:
        heard.append(body)
        await client.views_update(view_id=body["view"]["id"], view=team_form())
        await ack()

    async with over_socket(slack, app):
        user = slack.person("ann").id
        definition = view_definition(team_form(), ("modal",))
        view = slack.workspace.views.open(user, definition)
        chosen_option = {"text": {"type": "plain_text", "text": "HR"}, "value": "hr"}
        clicked = {"view_id": view.id, "block_id": "team", "action_id": "team"}
        answer = await ann.post("click", **clicked, selected_option=chosen_option)
        assert (answer["status"], answer["ok"]) == (200, True)
        [body] = heard
        state = {
            "type": "static_select",
            "selected_option": team_form()["blocks"][0]["element"]["options"][1],
        }
        assert body["view"]["state"]["values"] == {"team": {"team": state}}
        assert view.values["team"]["team"] == state
        refused = await ann.post("click", **clicked, selected_option={"value": "nobody's"})
        assert refused["status"] == 400


def team_form() -> Json:
    options = [
        {"text": {"type": "plain_text", "text": text}, "value": text.lower()}
        for text in ("IT", "HR")
    ]
    element = {"type": "static_select", "action_id": "team", "options": options}
    label = {"type": "plain_text", "text": "Team"}
    block = {
        "type": "input",
        "block_id": "team",
        "label": label,
        "element": element,
        "dispatch_action": True,
    }
    title = {"type": "plain_text", "text": "Ask"}
    return {"type": "modal", "title": title, "submit": title, "blocks": [block]}
