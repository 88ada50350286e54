"""Block Kit's limits: the largest Slack takes is taken, one more is refused at its place."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.blockkit.blocks import message_blocks, view_definition
from sandbox.blockkit.readable import blocks_plain
from sandbox.errors import SlackError

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn("x"), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def options(count: int, **more: Any) -> list[Json]:
    return [{"text": plain("o"), "value": str(i), **more} for i in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "placeholder": plain("Pick"), **more}


def entry(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("L"), "element": element, **more}


def typing(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "t", **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("T"), "blocks": list(blocks), **more}


def rich(*inline: Json) -> Json:
    part = {"type": "rich_text_section", "elements": list(inline)}
    return {"type": "rich_text", "elements": [part]}


def refused(blocks: list[Any]) -> list[str]:
    with pytest.raises(SlackError) as caught:
        message_blocks(blocks)
    assert caught.value.code == "invalid_blocks"
    assert caught.value.body()["errors"] == list(caught.value.messages)
    return list(caught.value.messages)


def refused_view(view: Json, kind: str = "modal") -> list[str]:
    with pytest.raises(SlackError) as caught:
        view_definition(view, (kind,))
    assert caught.value.code == "invalid_arguments"
    return list(caught.value.messages)


SIZED: list[tuple[str, int, Callable[[int], Json], str]] = [
    ("section text", 3000, lambda n: section(text=mrkdwn("x" * n)), "/blocks/0/text/text"),
    ("field text", 2000, lambda n: section(fields=[plain("x" * n)]), "/blocks/0/fields/0/text"),
    ("fields", 10, lambda n: section(fields=[plain("x")] * n), "/blocks/0/fields"),
    ("header", 150, lambda n: {"type": "header", "text": plain("x" * n)}, "/blocks/0/text/text"),
    ("block_id", 255, lambda n: section(block_id="x" * n), "/blocks/0/block_id"),
    (
        "context elements",
        10,
        lambda n: {"type": "context", "elements": [mrkdwn("x")] * n},
        "/blocks/0/elements",
    ),
    (
        "actions elements",
        25,
        lambda n: actions(*[button(action_id=str(i)) for i in range(n)]),
        "/blocks/0/elements",
    ),
    (
        "button text",
        75,
        lambda n: actions(button(text=plain("x" * n))),
        "/blocks/0/elements/0/text/text",
    ),
    (
        "button value",
        2000,
        lambda n: actions(button(value="x" * n)),
        "/blocks/0/elements/0/value",
    ),
    ("button url", 3000, lambda n: actions(button(url="x" * n)), "/blocks/0/elements/0/url"),
    (
        "action_id",
        255,
        lambda n: actions(button(action_id="x" * n)),
        "/blocks/0/elements/0/action_id",
    ),
    (
        "options",
        100,
        lambda n: actions(select(options=options(n))),
        "/blocks/0/elements/0/options",
    ),
    (
        "option text",
        75,
        lambda n: actions(select(options=[{"text": plain("x" * n), "value": "v"}])),
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        "option value",
        150,
        lambda n: actions(select(options=[{"text": plain("x"), "value": "x" * n}])),
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        "option description",
        75,
        lambda n: actions(select(options=options(1, description=plain("x" * n)))),
        "/blocks/0/elements/0/options/0/description/text",
    ),
    (
        "option groups",
        100,
        lambda n: actions(select(option_groups=[{"label": plain("g"), "options": options(1)}] * n)),
        "/blocks/0/elements/0/option_groups",
    ),
    (
        "group label",
        75,
        lambda n: actions(select(option_groups=[{"label": plain("x" * n), "options": options(1)}])),
        "/blocks/0/elements/0/option_groups/0/label/text",
    ),
    (
        "overflow",
        5,
        lambda n: section(accessory={"type": "overflow", "action_id": "o", "options": options(n)}),
        "/blocks/0/accessory/options",
    ),
    (
        "checkboxes",
        10,
        lambda n: actions({"type": "checkboxes", "action_id": "c", "options": options(n)}),
        "/blocks/0/elements/0/options",
    ),
    (
        "radio buttons",
        10,
        lambda n: actions({"type": "radio_buttons", "action_id": "r", "options": options(n)}),
        "/blocks/0/elements/0/options",
    ),
    (
        "placeholder",
        150,
        lambda n: actions(select(options=options(1), placeholder=plain("x" * n))),
        "/blocks/0/elements/0/placeholder/text",
    ),
    ("label", 2000, lambda n: entry(typing()) | {"label": plain("x" * n)}, "/blocks/0/label/text"),
    ("hint", 2000, lambda n: entry(typing(), hint=plain("x" * n)), "/blocks/0/hint/text"),
    (
        "max_length",
        3000,
        lambda n: entry(typing(max_length=n)),
        "/blocks/0/element/max_length",
    ),
    (
        "initial_value",
        40,
        lambda n: entry(typing(max_length=40, initial_value="x" * n)),
        "/blocks/0/element/initial_value",
    ),
    (
        "confirm text",
        300,
        lambda n: actions(button(confirm=confirm(text=mrkdwn("x" * n)))),
        "/blocks/0/elements/0/confirm/text/text",
    ),
    (
        "confirm title",
        100,
        lambda n: actions(button(confirm=confirm(title=plain("x" * n)))),
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (
        "confirm button",
        30,
        lambda n: actions(button(confirm=confirm(deny=plain("x" * n)))),
        "/blocks/0/elements/0/confirm/deny/text",
    ),
    (
        "alt_text",
        2000,
        lambda n: {"type": "image", "image_url": "https://x", "alt_text": "x" * n},
        "/blocks/0/alt_text",
    ),
    (
        "image_url",
        3000,
        lambda n: {"type": "image", "image_url": "x" * n, "alt_text": "x"},
        "/blocks/0/image_url",
    ),
    ("markdown", 12_000, lambda n: {"type": "markdown", "text": "x" * n}, "/blocks/0/text"),
    (
        "table rows",
        100,
        lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * n},
        "/blocks/0/rows",
    ),
    ("card body", 200, lambda n: {"type": "card", "body": mrkdwn("x" * n)}, "/blocks/0/body/text"),
    (
        "carousel",
        10,
        lambda n: {"type": "carousel", "elements": [{"type": "card", "title": plain("x")}] * n},
        "/blocks/0/elements",
    ),
    ("alert", 200, lambda n: {"type": "alert", "text": plain("x" * n)}, "/blocks/0/text/text"),
    (
        "container",
        10,
        lambda n: {"type": "container", "blocks": [section()] * n},
        "/blocks/0/blocks",
    ),
]


def confirm(**more: Any) -> Json:
    return {
        "title": plain("Sure?"),
        "text": plain("Really"),
        "confirm": plain("Yes"),
        "deny": plain("No"),
        **more,
    }


@pytest.mark.parametrize(("what", "most", "build", "place"), SIZED, ids=[s[0] for s in SIZED])
@settings(deadline=None)  # a busy machine is no fault
@given(data=st.data())
def test_limits(
    what: str, most: int, build: Callable[[int], Json], place: str, data: st.DataObject
) -> None:
    fits = data.draw(st.integers(1, most) | st.just(most))
    message_blocks([build(fits)])

    beyond = data.draw(st.integers(most + 1, most + 50) | st.just(most + 1))
    assert any(f"[json-pointer:{place}]" in message for message in refused([build(beyond)]))


@pytest.mark.parametrize(
    "empty",
    [
        section(text=mrkdwn("")),
        section(text=plain("")),
        {"type": "header", "text": plain("")},
        {"type": "context", "elements": []},
        {"type": "context", "elements": [mrkdwn("")]},
        {"type": "actions", "elements": []},
        actions(button(text=plain(""))),
        actions(select(options=[])),
        section(block_id=""),
        section(fields=[]),
    ],
)
def test_empty_is_refused(empty: Json) -> None:
    assert refused([empty])


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ({"type": "section"}, "missing required field: text or fields [json-pointer:/blocks/0]"),
        ({"type": "banner"}, "unsupported type: banner [json-pointer:/blocks/0/type]"),
        (None, "must be an object [json-pointer:/blocks/0]"),
        ("text", "must be an object [json-pointer:/blocks/0]"),
        (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
        (section(text="x"), "must be an object [json-pointer:/blocks/0/text]"),
        (
            section(text={"type": "html", "text": "x"}),
            "must be one of: plain_text, mrkdwn [json-pointer:/blocks/0/text/type]",
        ),
        (
            section(text={"type": "mrkdwn", "text": "x", "emoji": True}),
            "invalid additional property: emoji [json-pointer:/blocks/0/text]",
        ),
        (
            section(text={"type": "mrkdwn", "text": 3}),
            "must be a string [json-pointer:/blocks/0/text/text]",
        ),
        (
            {"type": "header", "text": mrkdwn("x")},
            "must be one of: plain_text [json-pointer:/blocks/0/text/type]",
        ),
        (
            actions(button(text=mrkdwn("x"))),
            "must be one of: plain_text [json-pointer:/blocks/0/elements/0/text/type]",
        ),
        (
            actions(button(style="green")),
            "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
        ),
        (
            actions(typing()),
            "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
        ),
        (
            entry(button()),
            "unsupported type: button [json-pointer:/blocks/0/element/type]",
        ),
        (
            actions(button(), button()),
            "action_id already exists: go [json-pointer:/blocks/0/elements/1/action_id]",
        ),
        (
            actions(select()),
            "exactly one of options and option_groups is required [json-pointer:/blocks/0/elements/0]",
        ),
        (
            actions(select(options=options(1), initial_option=options(2)[1])),
            "must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
        ),
        (
            actions(select(options=options(1) * 2)),
            "values of options must be unique [json-pointer:/blocks/0/elements/0/options]",
        ),
        (
            entry({"type": "file_input", "action_id": "f"}),
            "unsupported type: file_input [json-pointer:/blocks/0/element/type]",
        ),
        (
            {"type": "rich_text", "elements": [{"type": "text", "text": "x"}]},
            "unsupported type: text [json-pointer:/blocks/0/elements/0/type]",
        ),
        (
            rich({"type": "text", "text": ""}),
            "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
        ),
    ],
)
def test_faults_and_their_places(block: Any, message: str) -> None:
    assert message in refused([block])


def test_duplicate_block_ids_are_refused() -> None:
    assert refused([section(block_id="a"), section(block_id="a")]) == [
        "block_id already exists: a [json-pointer:/blocks/1/block_id]"
    ]


def test_at_most_fifty_blocks_and_one_table_and_12000_of_markdown() -> None:
    message_blocks([section()] * 50)
    assert refused([section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    assert refused([table, table])
    assert refused([{"type": "markdown", "text": "x" * 7000}] * 2)


def test_missing_ids_are_made_up_and_given_ones_kept() -> None:
    nameless = {"type": "button", "text": plain("Go")}
    first, second = message_blocks(
        [actions(nameless), section(block_id="mine", accessory=button())]
    )

    assert first["block_id"]
    assert first["elements"][0]["action_id"]
    assert second["block_id"] == "mine"
    assert second["accessory"]["action_id"] == "go"
    assert "action_id" not in nameless


def test_everything_wrong_is_told_at_once() -> None:
    assert len(refused([section(text=plain("")), {"type": "x"}, actions()])) == 3


# -- views ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_titles_are_short(name: str) -> None:
    fits: dict[str, Any] = {name: plain("x" * 24)}
    view_definition(modal(**fits), ("modal",))
    long: dict[str, Any] = {name: plain("x" * 25)}
    assert f"[json-pointer:/view/{name}/text]" in refused_view(modal(**long))[0]


def test_a_modal_needs_a_title_and_with_inputs_a_submit() -> None:
    assert refused_view({"type": "modal", "blocks": []})
    assert "submit" in refused_view(modal(entry(typing())))[0]
    view_definition(modal(entry(typing()), submit=plain("Send")), ("modal",))


@pytest.mark.parametrize(
    ("name", "most"), [("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)]
)
def test_a_views_strings(name: str, most: int) -> None:
    fits: dict[str, Any] = {name: "x" * most}
    view_definition(modal(**fits), ("modal",))
    assert refused_view(modal(**{name: "x" * (most + 1)}))


def test_a_view_has_a_hundred_blocks_of_its_kinds() -> None:
    view_definition(modal(*[section()] * 100), ("modal",))
    assert refused_view(modal(*[section()] * 101))
    assert refused_view(modal({"type": "markdown", "text": "x"}))
    assert refused_view(modal(colour="red"))
    assert refused_view({"type": "home", "blocks": []})
    assert refused_view(modal(), kind="home")


def test_a_view_has_a_size() -> None:
    blocks = [section(text=mrkdwn("x" * 3000)) for _ in range(90)]
    with pytest.raises(SlackError, match="view_too_large"):
        view_definition(modal(*blocks), ("modal",))


def test_a_message_s_blocks_have_a_length_in_all() -> None:
    fits = [section(text=mrkdwn("x" * 2900)) for _ in range(4)]
    message_blocks(fits)
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        message_blocks([*fits, *fits[:1]])


def bars(*labels: str, title: str = "Answers") -> dict[str, Any]:
    """A chart with a bar of each label."""
    data = [{"label": label, "value": 1} for label in labels]
    chart = {
        "type": "bar",
        "series": [{"name": "n", "data": data}],
        "axis_config": {"categories": list(labels)},
    }
    return {"type": "data_visualization", "title": title, "chart": chart}


def test_a_chart_is_taken_and_two_of_them() -> None:
    assert len(message_blocks([bars("Yes", "No"), bars("a")])) == 2


@pytest.mark.parametrize(
    "blocks",
    [
        [bars("a"), bars("b"), bars("c")],
        [bars("x" * 21)],
        [bars("a", "a")],
        [bars("a", title="x" * 51)],
        [bars(*(str(at) for at in range(21)))],
        [{"type": "data_visualization", "title": "no chart"}],
        [
            {
                "type": "data_visualization",
                "title": "empty",
                "chart": {"type": "pie", "segments": [{"label": "a", "value": 0}]},
            }
        ],
    ],
)
def test_a_chart_that_slack_would_refuse(blocks: list[Any]) -> None:
    with pytest.raises(SlackError, match="invalid_blocks"):
        message_blocks(blocks)


def data_table(*rows: list[Json], **more: Any) -> Json:
    return {"type": "data_table", "caption": "Figures", "rows": list(rows), **more}


def cell(text: str = "x", **more: Any) -> Json:
    return {"type": "raw_text", "text": text, **more}


def test_a_table_of_data_is_as_slack_takes_it() -> None:
    number = {"type": "raw_number", "value": 4.2, "text": "4.2"}
    [taken] = message_blocks([data_table([cell(), cell()], [rich(), number], page_size=100)])
    assert blocks_plain([taken], str).startswith("[table: Figures]\nx | x\n")
    message_blocks([data_table(*[[cell()]] * 101)])
    for wrong in (
        data_table([cell()]),
        data_table(*[[cell()]] * 102),
        data_table([rich()], [cell()]),
        data_table([cell()], [cell(), cell()]),
        data_table([cell()], [cell("")]),
        data_table([cell()], [{"type": "raw_number", "text": "4"}]),
        data_table([cell()], [cell("x" * 10_000)]),
        data_table([cell()], [cell()], page_size=101),
        {"type": "data_table", "rows": [[cell()], [cell()]]},
    ):
        assert refused([wrong])
