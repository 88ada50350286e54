"""Slack's Block Kit as values: what each part is, and how much of it Slack takes. A part that would be refused fails where it
is built, not at Slack by night. Source: Slack's Block Kit reference."""

from collections.abc import Sized
from typing import Any, NewType

Json = dict[str, Any]
Block = NewType("Block", Json)
# What stands in a row of buttons or beside a paragraph; an `Input` can be asked for in a form.
Element = NewType("Element", Json)
Input = NewType("Input", Element)
Option = NewType("Option", Json)
Confirm = NewType("Confirm", Json)
# Rich text: a `Part` is a word, a name or an emoji; a `Row` is a line or a quotation of them.
Part = NewType("Part", Json)
Row = NewType("Row", Json)

# Characters, or pieces.
ID = 255
SECTION = 3000
SMALL_PRINT = 10
BUTTONS = 25
BUTTON = 75
BUTTON_VALUE = 2000
HEADING = 150
FIELD = 2000
OPTIONS = 100
OPTION = 75
OPTION_VALUE = 150
IN_OVERFLOW = 5
BOXES = 10
BARS = 20
CHART_LABEL = 20
CHART_TITLE = 50
PLACEHOLDER = 150
TYPED = 3000
TITLE = 24
METADATA = 3000
IN_VIEW = 100


class TooMuchError(Exception):
    """Slack would refuse this: it is longer than Slack takes, or empty. The message does not hold the content."""


def within(what: Sized, most: int, name: str) -> None:
    """Raises unless there is something, and not more than Slack takes."""
    if not 0 < len(what) <= most:
        raise TooMuchError(f"{name}: {len(what)}, of {most} at the most")


def mrkdwn(text: str) -> Json:
    """Text in Slack's markup, in which nothing is turned into a link."""
    within(text, SECTION, "text")
    return {"type": "mrkdwn", "text": str(text), "verbatim": True}


def plain(text: str, most: int, name: str) -> Json:
    """Plain text."""
    within(text, most, name)
    return {"type": "plain_text", "text": str(text)}


def plain_with_emoji(text: str, most: int, name: str) -> Json:
    """Plain text in which `:tada:` is an emoji."""
    return {**plain(text, most, name), "emoji": True}


def rich_text(*rows: Row) -> Block:
    """Lines and quotations."""
    return Block({"type": "rich_text", "elements": list(rows)})


def line_of(*parts: Part) -> Row:
    """A line of rich text."""
    return Row({"type": "rich_text_section", "elements": list(parts)})


def quote_of(*parts: Part) -> Row:
    """A quotation."""
    return Row({"type": "rich_text_quote", "elements": list(parts)})


def literal(text: str, style: str | None = None) -> Part:
    """Literal text; `style` is `bold` or `italic`."""
    part: Json = {"type": "text", "text": str(text)}
    if style is not None:
        part["style"] = {style: True}
    return Part(part)


def link_to(url: str) -> Part:
    """An address."""
    return Part({"type": "link", "url": url})


def emoji_named(name: str, skin_tone: int | None = None) -> Part:
    """An emoji by its name."""
    part: Json = {"type": "emoji", "name": name}
    if skin_tone is not None:
        part["skin_tone"] = skin_tone
    return Part(part)


def mention_of(user_id: str) -> Part:
    """A mention, which calls the person."""
    return Part({"type": "user", "user_id": user_id})
