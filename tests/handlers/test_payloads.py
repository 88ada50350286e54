"""Slack's payloads, in the shapes it documents, with what it may leave out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.payloads import Click, Command, Form, Shortcut, field_values, files_of, words_of

Json = dict[str, Any]

COMMAND: Json = {
    "token": "legacy", "team_id": "T1", "team_domain": "acme", "channel_id": "C1", "channel_name": "general", "user_id": "U1",
    "user_name": "ann", "command": "/ask", "text": " my VPN ", "api_app_id": "A1", "is_enterprise_install": "false",
    "response_url": "https://hooks.slack.com/commands/T1/1/abc", "trigger_id": "1.2.c",
}  # fmt: skip
USER: Json = {"id": "U1", "username": "ann", "name": "ann", "team_id": "T1"}
BUTTON: Json = {
    "type": "button",
    "action_id": "request_choose:1",
    "block_id": "b",
    "value": "{}",
    "action_ts": "1.2",
}
CLICK: Json = {
    "type": "block_actions", "team": {"id": "T1", "domain": "acme"}, "user": USER, "api_app_id": "A1", "token": "legacy",
    "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": False}, "trigger_id": "1.2.c",
    "channel": {"id": "C1", "name": "general"}, "message": {"type": "message", "bot_id": "B1", "ts": "1.1"},
    "state": {"values": {}}, "response_url": "https://hooks.slack.com/actions/T1/1/abc", "enterprise": None,
    "is_enterprise_install": False, "actions": [BUTTON],
}  # fmt: skip
VIEW: Json = {
    "id": "V1", "team_id": "T1", "type": "modal", "callback_id": "ask_form", "private_metadata": '{"v":1}', "hash": "1.a",
    "title": {"type": "plain_text", "text": "New"}, "blocks": [], "previous_view_id": None, "root_view_id": "V1",
    "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": " my VPN "}}}},
}  # fmt: skip
SUBMISSION: Json = {
    "type": "view_submission", "team": {"id": "T1", "domain": "acme"}, "user": USER, "api_app_id": "A1", "token": "legacy",
    "trigger_id": "1.2.c", "view": VIEW, "response_urls": [], "is_enterprise_install": False, "enterprise": None,
}  # fmt: skip
MESSAGE_SHORTCUT: Json = {
    "type": "message_action", "token": "legacy", "action_ts": "1.1", "callback_id": "ask_department", "trigger_id": "1.2.c",
    "response_url": "https://hooks.slack.com/app/T1/1/abc", "team": {"id": "T1", "domain": "acme"},
    "channel": {"id": "C1", "name": "general"}, "user": USER, "message_ts": "1700000000.000100",
    "message": {"type": "message", "user": "U2", "ts": "1700000000.000100", "text": "see <https://example.com>"},
}  # fmt: skip


def without(payload: Json, *keys: str) -> Json:
    return {key: value for key, value in payload.items() if key not in keys}


def test_a_command() -> None:
    command = Command.parse(COMMAND)
    assert (command.user, command.channel, command.text, command.trigger) == (
        "U1",
        "C1",
        "my VPN",
        "1.2.c",
    )


@pytest.mark.parametrize(
    "body", [COMMAND | {"text": ""}, COMMAND | {"text": None}, without(COMMAND, "text")]
)
def test_a_command_without_words(body: Json) -> None:
    assert Command.parse(body).text == ""


def test_a_click_in_a_message() -> None:
    click = Click.parse(CLICK)
    assert (click.user, click.action, click.value, click.key) == (
        "U1",
        "request_choose",
        "{}",
        "click:1.2.c",
    )
    assert (click.view_id, click.metadata, click.ephemeral) == (None, "", False)


def test_a_click_in_a_view_an_ephemeral_answer_and_a_menu() -> None:
    in_view = without(CLICK, "channel", "message", "response_url", "state") | {
        "container": {"type": "view", "view_id": "V1"},
        "view": VIEW,
    }
    assert (Click.parse(in_view).view_id, Click.parse(in_view).metadata) == ("V1", '{"v":1}')
    ephemeral = CLICK | {"container": CLICK["container"] | {"is_ephemeral": True}}
    assert Click.parse(ephemeral).ephemeral
    menu = {"type": "overflow", "action_id": "request_more", "selected_option": {"value": "chosen"}}
    assert Click.parse(CLICK | {"actions": [menu]}).value == "chosen"


@pytest.mark.parametrize(
    "missing", ["container", "message", "state", "channel", "response_url", "enterprise", "team"]
)
def test_a_click_without_what_slack_may_leave_out(missing: str) -> None:
    assert Click.parse(without(CLICK, missing)).action == "request_choose"


def test_a_form_and_one_that_is_still_filled_in() -> None:
    form = Form.parse(SUBMISSION)
    assert (form.user, form.id, form.key, form.metadata) == ("U1", "V1", "view:V1", '{"v":1}')
    assert form.values == {"text": "my VPN"}
    changed = without(CLICK, "channel", "message") | {"view": VIEW}
    assert Form.parse(changed) == form


@pytest.mark.parametrize(
    "view",
    [without(VIEW, "state", "private_metadata"), VIEW | {"state": None, "private_metadata": None}],
)
def test_a_form_without_fields(view: Json) -> None:
    form = Form.parse(SUBMISSION | {"view": view})
    assert (form.values, form.metadata) == ({}, "")


def test_one_value_for_each_kind_of_field_and_none_for_what_is_empty() -> None:
    assert field_values(
        {
            "a": {"x": {"type": "plain_text_input", "value": " typed "}},
            "b": {"x": {"type": "static_select", "selected_option": {"value": "it", "text": {}}}},
            "c": {"x": {"type": "users_select", "selected_user": "U1"}},
            "d": {"x": {"type": "datepicker", "selected_date": "2026-12-24"}},
            "e": {"x": {"type": "number_input", "value": "12.5"}},
            "f": {"x": {"type": "plain_text_input", "value": None}},
            "g": {"x": {"type": "static_select", "selected_option": None}},
            "h": {"x": {"type": "datepicker"}},
            "i": {},
        }
    ) == {"a": "typed", "b": "it", "c": "U1", "d": "2026-12-24", "e": "12.5"}


def test_a_message_shortcut() -> None:
    chosen = Shortcut.parse(MESSAGE_SHORTCUT)
    assert (chosen.user, chosen.author, chosen.channel, chosen.ts) == (
        "U1",
        "U2",
        "C1",
        "1700000000.000100",
    )
    assert chosen.text == "see <https://example.com>"


@pytest.mark.parametrize(
    "message",
    [
        {"ts": "1.1", "bot_id": "B1", "user": "UBOT"},
        {"ts": "1.1", "text": None},
        {"ts": "1.1", "user": None},
    ],
)
def test_a_message_that_no_person_wrote(message: Json) -> None:
    chosen = Shortcut.parse(without(MESSAGE_SHORTCUT, "message_ts") | {"message": message})
    assert (chosen.author, chosen.text, chosen.ts) == ("", "", "1.1")


def test_a_global_shortcut_and_the_button_that_does_the_same() -> None:
    called = without(MESSAGE_SHORTCUT, "channel", "message", "message_ts", "response_url")
    assert Shortcut.parse(called | {"type": "shortcut"}) == Shortcut(user="U1", trigger="1.2.c")
    assert Shortcut.parse(CLICK) == Shortcut(user="U1", trigger="1.2.c")


@given(
    st.lists(st.dictionaries(st.sampled_from(["name", "permalink", "id"]), st.none() | st.text()))
)
def test_files_have_a_name_and_perhaps_an_address(files: list[Json]) -> None:
    found = files_of({"files": files})
    assert len(found) == len(files)
    assert all(0 < len(file["name"]) <= 200 for file in found)
    assert files_of({}) == files_of({"files": None}) == ()


FORWARDED: Json = {
    "ts": "1700000000.000100", "author_id": "U2", "author_name": "Ben", "channel_id": "C1", "is_share": True, "is_msg_unfurl": True,
    "text": "my laptop &amp; screen <@U3>", "fallback": "Ben: my laptop", "from_url": "https://acme.slack.com/archives/C1/p1700000000000100",
    "files": [{"name": "crash.png", "permalink": "https://acme.slack.com/files/1"}],
}  # fmt: skip
LINK = "<https://acme.slack.com/archives/C1/p1700000000000100>"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, f"look\n\n<@U2>: my laptop &amp; screen <@U3>\n{LINK}"),
        ({"text": ""}, f"look\n\n<@U2>: Ben: my laptop\n{LINK}"),
        ({"author_id": None, "author_name": "B <!here>"}, f"look\n\nB &lt;!here&gt;: my laptop &amp; screen <@U3>\n{LINK}"),
        ({"author_id": "U2> <!here"}, f"look\n\nBen: my laptop &amp; screen <@U3>\n{LINK}"),
        ({"from_url": "https://x|<!here>"}, "look\n\n<@U2>: my laptop &amp; screen <@U3>"),
        ({"from_url": "javascript:alert(1)"}, "look\n\n<@U2>: my laptop &amp; screen <@U3>"),
        ({"is_share": False, "is_msg_unfurl": None}, "look"),
    ],
)  # fmt: skip
def test_what_was_forwarded_is_read(changed: Json, words: str) -> None:
    message = {"text": "look", "attachments": [FORWARDED | changed]}
    assert words_of(message) == words


def test_files_of_what_was_forwarded_come_along() -> None:
    message = {"attachments": [FORWARDED], "files": [{"name": "mine.png"}]}
    assert [file["name"] for file in files_of(message)] == ["mine.png", "crash.png"]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(sorted(FORWARDED)), inner),
)


@given(ANY, ANY)
def test_whatever_stands_among_attachments_is_no_trouble(attachments: Any, files: Any) -> None:
    message = {"text": "look", "attachments": attachments, "files": files}
    assert words_of(message).startswith("look")
    assert all(isinstance(file["url"], str) for file in files_of(message))
    shared = {"attachments": [{"is_share": True, "text": attachments, "files": files}]}
    words_of(shared)
    files_of(shared)
