"""The manifest is what Slack's published schema accepts, and asks for nothing without a reason."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.manifest import COMMANDS, EVENTS, METHODS, NEEDS, SHORTCUTS, manifest, reasons
from config.faults import ConfigurationError

SCHEMA = Path(__file__).parents[1] / "data/slack-manifest-schema/manifest.schema.2.0.0.json"


def scopes(document: dict[str, Any]) -> list[str]:
    found: list[str] = document["oauth_config"]["scopes"]["bot"]
    return found


@pytest.mark.parametrize("http_url", [None, "https://desk.example"])
def test_it_is_valid(http_url: str | None) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    found = jsonschema.Draft7Validator(schema).iter_errors(manifest(http_url=http_url))
    assert [error.message for error in found] == []


def test_it_asks_for_these_scopes_and_no_other() -> None:
    assert scopes(manifest()) == [
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "chat:write.customize",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "reactions:write",
        "usergroups:read",
        "users:read",
        "users:read.email",
    ]


def test_every_scope_has_a_reason() -> None:
    for scope in scopes(manifest()):
        assert reasons()[scope], scope
        assert set(reasons()[scope]) <= set(NEEDS)


def test_every_event_and_method_has_its_scopes() -> None:
    granted = set(scopes(manifest()))
    events = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert events == list(EVENTS)
    for event in events:
        assert set(EVENTS[event]) <= granted
    for method, needed in METHODS.items():
        assert set(needed) <= granted, method


def test_socket_mode_needs_no_address() -> None:
    document = manifest()
    assert document["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(document)


@pytest.mark.parametrize(
    "address",
    ["https://desk.example", "https://desk.example/", " https://desk.example/slack/events"],
)
def test_http_has_one_address_everywhere(address: str) -> None:
    document = manifest(http_url=address)
    url = "https://desk.example/slack/events"
    assert document["settings"]["socket_mode_enabled"] is False
    assert document["settings"]["event_subscriptions"]["request_url"] == url
    assert document["settings"]["interactivity"] == {"is_enabled": True, "request_url": url}
    assert {command["url"] for command in document["features"]["slash_commands"]} == {url}


@pytest.mark.parametrize(
    "address", ["", "desk.example", "http://desk.example", "https://", "https://[", "https://a?b"]
)
def test_an_address_slack_cannot_call_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError, match=r"--http: .* is not an address Slack can call"):
        manifest(http_url=address)


def test_the_name_is_the_operators() -> None:
    assert manifest(name=" Servicedesk ")["display_information"]["name"] == "Servicedesk"
    for name in ("", " ", "x" * 36):
        with pytest.raises(ConfigurationError, match="1 to 35 characters"):
            manifest(name=name)


def test_people_find_their_ways_in() -> None:
    features = manifest()["features"]
    assert [command["command"] for command in features["slash_commands"]] == [
        command for command, _, _ in COMMANDS
    ]
    assert all(command["should_escape"] for command in features["slash_commands"])
    assert [item["callback_id"] for item in features["shortcuts"]] == [
        callback_id for _, _, callback_id, _ in SHORTCUTS
    ]
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
