"""Modals: triggers, the stack of three, updates, hashes, closing — through a real app."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Actor, ImpossibleError, Sandbox
from tests.sandbox.conftest import ManualClock, over_socket
from tests.sandbox.test_acting import button, form, section

Json = dict[str, Any]


async def trigger_of(slack: Sandbox, actor: Actor) -> str:
    """The trigger of an interaction that nobody answers."""
    await actor.shortcut("new")
    return str(slack.deliveries[-1].payload["trigger_id"])


async def refused(client: AsyncWebClient, method: str, **args: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=args)
    return str(caught.value.response["error"])


async def test_a_trigger_opens_one_modal(slack: Sandbox, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    trigger = await trigger_of(slack, ann)

    opened = await client.views_open(trigger_id=trigger, view=form())
    assert ann.modal is not None
    assert opened["view"]["id"] == opened["view"]["root_view_id"] == ann.modal.id
    assert opened["view"]["state"]["values"]["what"] == {
        "text": {"type": "plain_text_input", "value": None}
    }
    args = {"view": form()}
    assert await refused(client, "views.open", trigger_id=trigger, **args) == "exchanged_trigger_id"
    assert await refused(client, "views.open", trigger_id="1.2.3", **args) == "invalid_trigger_id"
    assert await refused(client, "views.open", **args) == "invalid_arguments"


async def test_a_trigger_lives_three_seconds(
    slack: Sandbox, client: AsyncWebClient, clock: ManualClock
) -> None:
    trigger = await trigger_of(slack, slack.person("ann"))
    clock.advance(3.1)
    assert await refused(client, "views.open", trigger_id=trigger, view=form()) == (
        "expired_trigger_id"
    )


async def test_a_refused_view_does_not_use_the_trigger_up(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    trigger = await trigger_of(slack, slack.person("ann"))
    bad = form() | {"title": {"type": "plain_text", "text": "x" * 25}}

    assert await refused(client, "views.open", trigger_id=trigger, view=bad) == "invalid_arguments"
    assert (await client.views_open(trigger_id=trigger, view=form()))["ok"]


async def test_the_stack_holds_three(slack: Sandbox, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    await client.views_open(trigger_id=await trigger_of(slack, ann), view=form("1"))
    await client.views_push(trigger_id=await trigger_of(slack, ann), view=form("2"))
    top = await client.views_push(trigger_id=await trigger_of(slack, ann), view=form("3"))

    assert [view.title for view in ann.modals] == ["1", "2", "3"]
    assert top["view"]["root_view_id"] == ann.modals[0].id
    assert top["view"]["previous_view_id"] == ann.modals[1].id
    trigger = await trigger_of(slack, ann)
    assert await refused(client, "views.push", trigger_id=trigger, view=form()) == (
        "push_limit_reached"
    )


async def test_an_update_keeps_what_was_typed_and_changes_the_hash(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    ann = slack.person("ann")
    opened = await client.views_open(
        trigger_id=await trigger_of(slack, ann), view=form(external_id="mine")
    )
    ann.fill({"what": "typed", "kind": "laptop"})
    old = opened["view"]["hash"]

    updated = await client.views_update(external_id="mine", hash=old, view=form("Newer"))
    assert ann.modal is not None
    assert (ann.modal.title, updated["view"]["hash"] != old) == ("Newer", True)
    assert ann.modal.values["what"]["text"]["value"] == "typed"
    args = {"view_id": ann.modal.id, "hash": old, "view": form()}
    assert await refused(client, "views.update", **args) == "hash_conflict"


async def test_external_ids_are_unique(slack: Sandbox, client: AsyncWebClient) -> None:
    ann, bob = slack.person("ann"), slack.person("bob")
    await client.views_open(trigger_id=await trigger_of(slack, ann), view=form(external_id="x"))
    trigger = await trigger_of(slack, bob)
    args = {"trigger_id": trigger, "view": form(external_id="x")}
    assert await refused(client, "views.open", **args) == "duplicate_external_id"


async def test_a_home_tab_has_a_hash_too(slack: Sandbox, client: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [section("Hi"), {"type": "divider"}]}
    first = await client.views_publish(user_id="U0ANN", view=home)
    args: dict[str, Any] = {"user_id": "U0ANN", "view": home}
    second = await client.views_publish(hash=first["view"]["hash"], **args)
    assert second["view"]["id"] == first["view"]["id"]
    assert await refused(client, "views.publish", hash=first["view"]["hash"], **args) == (
        "hash_conflict"
    )


async def submit_with(slack: Sandbox, app: AsyncApp, **answer: Any) -> Any:
    """Opens a form in which "Go on" was pushed, submits it, and the app answers so."""

    @app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(**answer)

    ann = slack.person("ann")
    async with over_socket(slack, app):
        for method in (app.client.views_open, app.client.views_push):
            trigger = slack.workspace.triggers.issue(ann.id)
            await method(trigger_id=trigger, view=form())
        ann.fill({"what": "x"})
        return await ann.submit()


@pytest.mark.parametrize(
    ("answer", "action", "titles"),
    [
        ({}, "close", ["New"]),
        ({"response_action": "clear"}, "clear", []),
        ({"response_action": "update", "view": form("Done")}, "update", ["New", "Done"]),
        ({"response_action": "push", "view": form("More")}, "push", ["New", "New", "More"]),
    ],
)
async def test_what_an_answer_does(
    slack: Sandbox, app: AsyncApp, answer: Json, action: str, titles: list[str]
) -> None:
    result = await submit_with(slack, app, **answer)

    assert (result.ok, result.action) == (True, action)
    assert [view.title for view in slack.person("ann").modals] == titles


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "invalid_response_errors"),
        ({"response_action": "update", "view": {"type": "modal"}}, "invalid_arguments"),
        ({"response_action": "explode"}, "invalid_response_action"),
    ],
)
async def test_answers_slack_does_not_understand(
    slack: Sandbox, app: AsyncApp, answer: Json, error: str
) -> None:
    result = await submit_with(slack, app, **answer)

    assert (result.ok, result.error) == (False, error)
    assert len(slack.person("ann").modals) == 2


async def test_closing_tells_the_app_when_it_wants_to_know(slack: Sandbox, app: AsyncApp) -> None:
    closed: list[tuple[str, bool]] = []

    @app.view_closed("form")
    async def on_close(ack: Any, body: Json) -> None:
        await ack()
        closed.append((body["view"]["title"]["text"], body["is_cleared"]))

    ann = slack.person("ann")
    client = app.client
    async with over_socket(slack, app):
        for method, title in (
            (client.views_open, "1"),
            (client.views_push, "2"),
            (client.views_push, "3"),
        ):
            trigger = slack.workspace.triggers.issue(ann.id)
            await method(trigger_id=trigger, view=form(title, notify_on_close=title != "2"))
        await ann.close(everything=False)
        await ann.close(everything=False)
        await client.views_push(trigger_id=slack.workspace.triggers.issue(ann.id), view=form("4"))
        await ann.close()

    assert closed == [("3", False), ("1", True)]
    assert ann.modal is None


async def test_all_kinds_of_input_have_a_state(slack: Sandbox, app: AsyncApp) -> None:
    def entry(name: str, kind: str, **more: Any) -> Json:
        label = {"type": "plain_text", "text": name}
        element = {"type": kind, "action_id": "a", **more}
        return {"type": "input", "block_id": name, "label": label, "element": element}

    options = [{"text": {"type": "plain_text", "text": t}, "value": t.lower()} for t in ("A", "B")]
    blocks = [
        entry("mail", "email_text_input"),
        entry("url", "url_text_input"),
        entry("number", "number_input", is_decimal_allowed=False, max_value="5"),
        entry("radio", "radio_buttons", options=options),
        entry("boxes", "checkboxes", options=options),
        entry("many", "multi_static_select", options=options),
        entry("who", "users_select"),
        entry("whos", "multi_users_select"),
        entry("where", "conversations_select"),
        entry("day", "datepicker"),
        entry("moment", "datetimepicker"),
        entry("rich", "rich_text_input"),
    ]
    ann = slack.person("ann")
    trigger = await trigger_of(slack, ann)
    await app.client.views_open(trigger_id=trigger, view=form() | {"blocks": blocks})
    assert ann.modal is not None
    ann.fill({"mail": "no", "url": "no", "number": "9"})
    assert set((await ann.submit()).errors) == {block["block_id"] for block in blocks}

    ann.fill(
        {
            "mail": "a@b.io",
            "url": "https://x.io",
            "number": 3,
            "radio": "B",
            "boxes": ["A", "b"],
            "many": "A",
            "who": slack.person("bob"),
            "whos": ["bob", "cat"],
            "where": slack.channel("general"),
            "day": "2026-01-31",
            "moment": 1_700_000_000,
            "rich": "hello",
        }
    )
    assert ann.modal.problems() == {}
    values = {name: dict(state["a"]) for name, state in ann.modal.values.items()}
    assert values["radio"]["selected_option"]["value"] == "b"
    assert [o["value"] for o in values["boxes"]["selected_options"]] == ["a", "b"]
    assert values["who"] == {"type": "users_select", "selected_user": "U0BOB"}
    assert values["whos"]["selected_users"] == ["U0BOB", "U0CAT"]
    assert values["where"]["selected_conversation"] == "C0GENERAL"
    assert values["day"]["selected_date"] == "2026-01-31"

    ann.fill({"who": None, "whos": None})
    assert set(ann.modal.problems()) == {"who", "whos"}


async def test_what_nobody_could_do(slack: Sandbox, client: AsyncWebClient) -> None:
    ann = slack.person("ann")
    with pytest.raises(ImpossibleError, match="Ann Lee has no form open"):
        await ann.submit()
    await client.views_open(trigger_id=await trigger_of(slack, ann), view=form())
    with pytest.raises(AssertionError, match=r"no field “Colour”.*“What is it\?”, “Kind”"):
        ann.fill({"Colour": "red"})
    with pytest.raises(AssertionError, match=r"no option “Tablet”.*“Laptop”, “Phone”"):
        ann.fill({"Kind": "Tablet"})
    with pytest.raises(ImpossibleError, match="no shortcut"):
        await ann.shortcut("keep")
    with pytest.raises(ImpossibleError, match="Ann Lee isn't in #board"):
        await ann.say("board", "let me in")
    with pytest.raises(ImpossibleError, match="#attic is archived"):
        await ann.say("attic", "hello")
    with pytest.raises(ImpossibleError, match="Gone Guy is deactivated"):
        await slack.person("gone").say("general", "boo")
    with pytest.raises(KeyError, match="nobody is called 'zoe'"):
        slack.person("zoe")
    with pytest.raises(KeyError, match="no channel is called"):
        slack.channel("nowhere")
    with pytest.raises(ImpossibleError, match="nothing to send"):
        await ann.say("general", " ")
    said = await ann.say("general", "hi")
    with pytest.raises(ImpossibleError, match="Ann Lee isn't in #board"):
        await ann.react(await slack.person("cat").say("board", "x"), "eyes")
    with pytest.raises(ImpossibleError, match="no “Claim” to press"):
        await ann.click(said, "Claim")
    with pytest.raises(ImpossibleError, match="Bob Roe didn't write"):
        await slack.person("bob").edit(said, "changed")
    with pytest.raises(AssertionError, match="no button “Claim”"):
        said.button("Claim")


async def test_menus_in_messages_and_the_home_tab(slack: Sandbox, app: AsyncApp) -> None:
    seen: list[Json] = []

    @app.action("menu")
    async def menu(ack: Any, body: Json) -> None:
        await ack()
        seen.append(body)

    options = [{"text": {"type": "plain_text", "text": t}, "value": t.lower()} for t in ("A", "B")]
    select = {"type": "static_select", "action_id": "menu", "options": options}
    overflow = {"type": "overflow", "action_id": "menu", "options": options}
    ann = slack.person("ann")
    async with over_socket(slack, app):
        blocks = [{"type": "actions", "block_id": "b", "elements": [select]}]
        await app.client.chat_postMessage(channel="U0ANN", text="x", blocks=blocks)
        await ann.click(ann.dm[-1], "menu", option="B")
        home = [section("x") | {"accessory": overflow}]
        await app.client.views_publish(user_id="U0ANN", view={"type": "home", "blocks": home})
        assert ann.home is not None
        await ann.click(ann.home, "menu", option="a")
        two = [{"type": "actions", "elements": [button("Go", "m", "1"), button("Go", "menu", "2")]}]
        await app.client.chat_postMessage(channel="U0ANN", text="x", blocks=two)
        await ann.click(ann.dm[-1].ts, "Go", value="2")
        with pytest.raises(ImpossibleError, match="no “Go” to press"):
            await ann.click(ann.dm[-1], "Go", value="3")

    in_message, in_home, by_value = seen
    assert in_message["channel"] == {"id": "D0ANN", "name": "directmessage"}
    assert in_message["actions"][0]["selected_option"]["value"] == "b"
    assert in_message["state"]["values"]["b"]["menu"]["selected_option"]["value"] == "b"
    assert in_home["container"] == {"type": "view", "view_id": ann.home.id}
    assert in_home["actions"][0]["selected_option"]["value"] == "a"
    assert by_value["actions"][0]["value"] == "2"


async def test_external_options_and_inputs_that_act(slack: Sandbox, app: AsyncApp) -> None:
    acted: list[Json] = []

    @app.options("find")
    async def offer(ack: Any, payload: Json) -> None:
        text = {"type": "plain_text", "text": payload["value"].upper()}
        await ack(options=[{"text": text, "value": "v"}])

    @app.action("find")
    async def act(ack: Any, action: Json) -> None:
        await ack()
        acted.append(action)

    element = {"type": "external_select", "action_id": "find"}
    label = {"type": "plain_text", "text": "Find"}
    block = {"type": "input", "label": label, "element": element, "dispatch_action": True}
    ann = slack.person("ann")
    async with over_socket(slack, app):
        trigger = slack.workspace.triggers.issue(ann.id)
        await app.client.views_open(trigger_id=trigger, view=form() | {"blocks": [block]})
        (option,) = await ann.suggest("Find", "vpn")
        ann.fill({"Find": option})
        await slack.idle()

    assert acted[0]["selected_option"]["text"]["text"] == "VPN"
