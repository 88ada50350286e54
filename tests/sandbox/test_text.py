"""What people type becomes Slack's text; what apps post is read and notifies."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.blockkit.text import Typed, escape, unescape

Json = dict[str, Any]


@settings(deadline=None)
@given(st.text())
def test_escaping_can_be_undone(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not set("<>") & set(escape(text))


@pytest.mark.parametrize(
    ("typed", "text", "elements"),
    [
        ("a & <b>", "a &amp; &lt;b&gt;", [{"type": "text", "text": "a & <b>"}]),
        ("@ann", "<@U0ANN>", [{"type": "user", "user_id": "U0ANN"}]),
        ("@Ann.Lee", "<@U0ANN>", [{"type": "user", "user_id": "U0ANN"}]),
        (
            "@kitty!",
            "<@U0CAT>!",
            [{"type": "user", "user_id": "U0CAT"}, {"type": "text", "text": "!"}],
        ),
        ("@here", "<!here>", [{"type": "broadcast", "range": "here"}]),
        ("@it-team", "<!subteam^S0ITTEAM>", [{"type": "usergroup", "usergroup_id": "S0ITTEAM"}]),
        ("@nobody", "@nobody", [{"type": "text", "text": "@nobody"}]),
        ("#general", "<#C0GENERAL|general>", [{"type": "channel", "channel_id": "C0GENERAL"}]),
        ("#board", "#board", [{"type": "text", "text": "#board"}]),
        ("<@U0BOB>", "&lt;@U0BOB&gt;", [{"type": "text", "text": "<@U0BOB>"}]),
        (
            "see https://x.io/a?b=1&c=2.",
            "see <https://x.io/a?b=1&amp;c=2>.",
            [
                {"type": "text", "text": "see "},
                {"type": "link", "url": "https://x.io/a?b=1&c=2"},
                {"type": "text", "text": "."},
            ],
        ),
        (
            "me@acme.example",
            "<mailto:me@acme.example|me@acme.example>",
            [{"type": "link", "url": "mailto:me@acme.example", "text": "me@acme.example"}],
        ),
        ("*now*", "*now*", [{"type": "text", "text": "now", "style": {"bold": True}}]),
        ("`@ann`", "`@ann`", [{"type": "text", "text": "@ann", "style": {"code": True}}]),
        ("*@ann*", "*<@U0ANN>*", None),
        ("snake_case_name 2*3*4", "snake_case_name 2*3*4", None),
        (":tada:", ":tada:", [{"type": "emoji", "name": "tada"}]),
    ],
)
async def test_typing(slack: Sandbox, typed: str, text: str, elements: list[Json] | None) -> None:
    said = await slack.person("ann").say("general", typed)

    assert said.text == text
    if elements is not None:
        assert said.blocks[0]["elements"] == [{"type": "rich_text_section", "elements": elements}]


async def test_preformatted_text_stays_apart(slack: Sandbox) -> None:
    said = await slack.person("ann").say("general", "look\n```a < b\n@ann```")

    assert said.text == "look\n```a &lt; b\n@ann```"
    assert said.blocks[0]["elements"][1] == {
        "type": "rich_text_preformatted",
        "elements": [{"type": "text", "text": "a < b\n@ann"}],
    }
    assert said.notified == frozenset()


class Nobody:
    """Knows no name, so that every text stays what it was."""

    def user_named(self, name: str) -> None:
        return None

    def group_named(self, handle: str) -> None:
        return None

    def channel_named(self, name: str) -> None:
        return None


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="@:"), max_size=60))
def test_nothing_typed_is_lost(typed: str) -> None:
    assert unescape(Typed(typed, Nobody()).text) == typed


MENTIONS: list[tuple[Json, set[str]]] = [
    ({"text": "hello"}, set()),
    ({"text": "<@U0ANN>"}, {"U0ANN"}),
    ({"text": "<@U0ANN|ann>"}, {"U0ANN"}),
    ({"text": "&lt;@U0ANN&gt;"}, set()),
    ({"text": "<@U0CAT>"}, set()),
    ({"text": "<!here>"}, {"U0ANN", "U0BOB"}),
    ({"text": "<!channel|all>"}, {"U0ANN", "U0BOB"}),
    ({"text": "<!subteam^S0ITTEAM>"}, {"U0BOB"}),
    ({"text": "<!date^1^{date}|@here>"}, set()),
    ({"text": "@here @ann"}, set()),
    ({"text": "@here", "link_names": True}, {"U0ANN", "U0BOB"}),
    ({"text": "@ann", "parse": "full"}, {"U0ANN"}),
    ({"text": "x", "blocks": [("mrkdwn", "@channel please", None)]}, {"U0ANN", "U0BOB"}),
    ({"text": "x", "blocks": [("mrkdwn", "@it-team please", None)]}, {"U0BOB"}),
    ({"text": "x", "blocks": [("mrkdwn", "@channel please", True)]}, set()),
    ({"text": "x", "blocks": [("mrkdwn", "<!channel>", True)]}, {"U0ANN", "U0BOB"}),
    ({"text": "x", "blocks": [("plain_text", "<!channel> @channel", None)]}, set()),
    ({"text": "<!channel>", "blocks": [("plain_text", "x", None)]}, {"U0ANN", "U0BOB"}),
]


@pytest.mark.parametrize(("args", "expected"), MENTIONS)
async def test_who_is_notified(
    slack: Sandbox, client: AsyncWebClient, args: Json, expected: set[str]
) -> None:
    def section(kind: str, text: str, verbatim: bool | None) -> Json:
        extra = {} if verbatim is None else {"verbatim": verbatim}
        return {"type": "section", "text": {"type": kind, "text": text, **extra}}

    if "blocks" in args:
        args = args | {"blocks": [section(*block) for block in args["blocks"]]}
    await client.chat_postMessage(channel="C0ITHELP", **args)

    assert slack.channel("it-help").messages[-1].notified == expected


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"type": "text", "text": "<!channel> @here <@U0ANN>"}, set()),
        ({"type": "user", "user_id": "U0ANN"}, {"U0ANN"}),
        ({"type": "broadcast", "range": "here"}, {"U0ANN", "U0BOB"}),
        ({"type": "usergroup", "usergroup_id": "S0ITTEAM"}, {"U0BOB"}),
        ({"type": "link", "url": "https://x.io", "text": "@here"}, set()),
    ],
)
async def test_rich_text_notifies_only_through_its_elements(
    slack: Sandbox, client: AsyncWebClient, element: Json, expected: set[str]
) -> None:
    part = {"type": "rich_text_section", "elements": [element]}
    blocks = [{"type": "rich_text", "elements": [part]}]
    await client.chat_postMessage(channel="C0ITHELP", text="x", blocks=blocks)

    assert slack.channel("it-help").messages[-1].notified == expected


async def test_an_edit_that_adds_a_mention_counts(slack: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0ITHELP", text="quiet")
    await client.chat_update(channel="C0ITHELP", ts=posted["ts"], text="<@U0ANN>")

    assert slack.channel("it-help").messages[-1].notified == {"U0ANN"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("*bold* _it_ ~no~ `code`", "bold it no code"),
        ("*bold _and italic_*", "bold and italic"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("<https://x.io|the page> and <https://y.io>", "the page and https://y.io"),
        ("<@U0ANN> in <#C0GENERAL> and <#C0RANDOM|rnd>", "@Ann Lee in #general and #rnd"),
        ("<!here> <!subteam^S0ITTEAM> <@U0X>", "@here @it-team @U0X"),
        ("<!date^1700000000^{date}|14 Nov> &amp; &lt;3", "14 Nov & <3"),
    ],
)
async def test_what_a_person_reads(
    slack: Sandbox, client: AsyncWebClient, text: str, plain: str
) -> None:
    await client.chat_postMessage(channel="C0GENERAL", text=text)

    assert slack.channel("general").messages[-1].plain == plain
