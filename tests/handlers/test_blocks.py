"""The builders of Block Kit against the sandbox, which was written without them: what they build it takes, at the limits
too, and what they refuse it refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from config.catalogue import Mrkdwn, words
from handlers.blockkit import Block, Input, TooMuchError, line_of, literal, rich_text
from handlers.blocks import (
    actions,
    button,
    confirm,
    context,
    date_input,
    divider,
    field,
    form,
    header,
    number_input,
    option,
    overflow,
    section,
    select,
    select_in_groups,
    select_person,
    text_input,
)
from sandbox.blockkit.blocks import message_blocks, view_definition

_ = words("en", "UTC")


def message(*blocks: Block) -> list[Block]:
    message_blocks(list(blocks))
    return list(blocks)


def asked(element: Input) -> dict[str, Any]:
    return view(form("T", "c", [field("b", "l", element)], submit="go"))


def view(built: dict[str, Any]) -> dict[str, Any]:
    view_definition(built, ("modal",))
    return built


def options(n: int) -> list[Any]:
    return [option(f"o{at}", f"v{at}") for at in range(n)]


# What is built with n characters or pieces, and how many of them Slack takes.
LIMITED: dict[str, tuple[int, Callable[[int], object]]] = {
    "section": (3000, lambda n: message(section(Mrkdwn("x" * n)))),
    "context": (10, lambda n: message(context(*[Mrkdwn("x")] * n))),
    "actions": (25, lambda n: message(actions(*(button("b", f"a{i}", "v") for i in range(n))))),
    "block id": (255, lambda n: message(actions(button("b", "a", "v"), block_id="x" * n))),
    "action id": (255, lambda n: message(actions(button("b", "x" * n, "v")))),
    "button's value": (2000, lambda n: message(actions(button("b", "a", "x" * n)))),
    "overflow": (5, lambda n: message(actions(overflow("a", options(n))))),
    "options": (100, lambda n: asked(select("a", options(n)))),
    "options of a group": (100, lambda n: asked(select_in_groups("a", [("g", options(n))]))),
    "groups": (100, lambda n: asked(select_in_groups("a", [("g", options(1))] * n))),
    "group's label": (75, lambda n: asked(select_in_groups("a", [("x" * n, options(1))]))),
    "option's value": (150, lambda n: asked(select("a", [option("o", "x" * n)]))),
    "metadata": (3000, lambda n: view(form("T", "c", [divider()], metadata="x" * n))),
    "blocks of a form": (100, lambda n: view(form("T", "c", [divider()] * n))),
    "callback id": (255, lambda n: view(form("T", "x" * n, [divider()]))),
}


@pytest.mark.parametrize("what", LIMITED)
def test_what_slack_takes_is_built_and_no_more(what: str) -> None:
    most, build = LIMITED[what]
    build(1)
    build(most)
    with pytest.raises(TooMuchError):
        build(most + 1)


@pytest.mark.parametrize(
    "build",
    [
        lambda: section(Mrkdwn("")),
        lambda: context(),
        lambda: actions(),
        lambda: button("", "a", "v"),
        lambda: select("a", []),
        lambda: option("o", ""),
        lambda: form("", "c", [divider()]),
    ],
)
def test_nothing_empty_is_built(build: Callable[[], object]) -> None:
    with pytest.raises(TooMuchError):
        build()


@pytest.mark.parametrize("length", [1, 24, 75, 150, 300, 2000, 5000])
def test_labels_are_cut_to_what_slack_takes(length: int) -> None:
    text = "x" * length
    sure = confirm(_, text, text, text)
    message(header(text), actions(button(text, "a", "v", style="danger", confirm=sure)))
    choice = select("a", [option(text, "v")], chosen="v", placeholder="choose")
    blocks = [field("b", text, choice, hint=text, live=True, optional=True)]
    view(form(text, "c", blocks, submit=text, close=text))


def test_every_field_is_one_that_slack_knows() -> None:
    for element in (select_person("a"), number_input("a"), date_input("a"), text_input("a")):
        asked(element)
    asked(text_input("a", multiline=True, initial="x" * 3000))
    chosen = asked(select("a", options(3), chosen="v1"))["blocks"][0]["element"]
    assert chosen["initial_option"] == option("o1", "v1")
    message(rich_text(line_of(literal("a"), literal("b", "bold"))))
