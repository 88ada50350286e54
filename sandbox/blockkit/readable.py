"""What a person reads: Block Kit and mrkdwn as plain text, and the controls in it."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sandbox.blockkit.text import unescape

Json = dict[str, Any]
Namer = Callable[[str], str]
"""From an id (user, channel, user group) to what Slack shows for it."""

BLANK = "          "
_TOKEN = re.compile(r"<(?P<sign>[@#!]?)(?P<body>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_STYLE = re.compile(r"(?<![\w`*~])([*_~`])(?=\S)([^\n]*?\S)\1(?![\w*~`])")


def mrkdwn_plain(text: str, namer: Namer) -> str:
    """mrkdwn without its control tokens and styles, unescaped."""
    without = _TOKEN.sub(lambda match: _token_plain(match, namer), text)
    for _ in range(2):  # a style inside a style: *bold _and italic_*
        without = _STYLE.sub(r"\2", without)
    return unescape(without)


def _token_plain(match: re.Match[str], namer: Namer) -> str:
    sign, body, label = match["sign"], match["body"], match["label"]
    if sign == "@":
        return f"@{namer(body)}"
    if sign == "#":
        return f"#{label or namer(body)}"
    if sign == "!":
        if body.startswith("subteam^"):
            return f"@{namer(body.removeprefix('subteam^'))}"
        return label if body.startswith("date^") and label else f"@{body}"
    return label or body


def text_plain(item: Any, namer: Namer) -> str:
    """A text object, or "" for None."""
    if not isinstance(item, dict):
        return ""
    text = str(item.get("text", ""))
    return mrkdwn_plain(text, namer) if item.get("type") == "mrkdwn" else text


def blocks_plain(blocks: list[Json], namer: Namer, *, drawn: bool = False) -> str:
    """All text in reading order; drawn, controls look like controls, and menus are closed: `[Claim] [⋯]`."""
    lines = list(_lines(blocks, namer, drawn))
    return "\n".join(line for line in lines if line)


def _lines(item: Any, namer: Namer, drawn: bool) -> Iterator[str]:
    """Texts in the order in which they are read: depth first, keys in Block Kit's visual order."""
    if isinstance(item, list):
        for child in item:
            yield from _lines(child, namer, drawn)
    elif isinstance(item, dict):
        line = _line(item, namer, drawn)
        if line is not None:
            yield line
            return
        for key in _READ_ORDER:
            if key in item:
                yield from _lines(item[key], namer, drawn)


def _line(item: Json, namer: Namer, drawn: bool) -> str | None:
    """What stands on a line of its own; None for what only holds such things."""
    kind = item.get("type")
    if kind in _INLINE:
        return "".join(_inline(part, namer) for part in item.get("elements", ()))
    if kind in ("plain_text", "mrkdwn"):
        return text_plain(item, namer)
    if kind in ("markdown", "raw_text"):
        return str(item.get("text", ""))
    if kind == "data_table":
        rows = (" | ".join(str(cell.get("text", "")) for cell in row) for row in item["rows"])
        return "\n".join([f"[table: {item['caption']}]", *rows])
    if kind == "data_visualization":
        return f"[chart: {item.get('title', '')}]"
    if drawn and kind == "actions":
        return " ".join(_drawn(element, namer) for element in item.get("elements", ()))
    return _drawn(item, namer) if drawn and "action_id" in item else None


def _drawn(element: Json, namer: Namer) -> str:
    """A control as it looks before anybody touches it."""
    kind, label = str(element.get("type")), label_of(element, namer)
    if kind == "overflow":
        return "[⋯]"
    if kind in ("radio_buttons", "checkboxes"):
        return " ".join(f"( ) {text_plain(o.get('text'), namer)}" for o in options(element))
    if kind.endswith("select"):
        chosen = text_plain((element.get("initial_option") or {}).get("text"), namer)
        return f"[{chosen or label or BLANK} ▾]"
    return f"[{element.get('initial_value') or label or BLANK}]"


_INLINE = {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}
_READ_ORDER = (
    "title", "subtitle", "label", "text", "description", "body", "fields", "rows", "elements",
    "element", "accessory", "hint", "placeholder", "options", "option_groups", "initial_option",
    "cards", "blocks", "alt_text",
)  # fmt: skip


def _inline(part: Json, namer: Namer) -> str:
    kind = part.get("type")
    if kind == "user":
        return f"@{namer(part['user_id'])}"
    if kind == "usergroup":
        return f"@{namer(part['usergroup_id'])}"
    if kind == "channel":
        return f"#{namer(part['channel_id'])}"
    if kind == "broadcast":
        return f"@{part['range']}"
    if kind == "emoji":
        return f":{part['name']}:"
    if kind == "link":
        return str(part.get("text") or part["url"])
    if kind == "date":
        return str(part.get("fallback") or part.get("timestamp"))
    return str(part.get("text", ""))


def controls(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Every interactive element with its block_id, in visual order."""
    for block in blocks:
        yield from ((block.get("block_id", ""), element) for element in _elements(block))


def _elements(block: Json) -> Iterator[Json]:
    inside = [block.get("accessory"), block.get("element"), *block.get("elements", ())]
    for element in inside:
        if isinstance(element, dict) and "action_id" in element:
            yield element
    for card in (*block.get("actions", ()), *block.get("blocks", ())):
        if isinstance(card, dict):
            yield from [card] if "action_id" in card else _elements(card)


def label_of(element: Json, namer: Namer) -> str:
    """What is written on a control: a button's text, a menu's placeholder."""
    return text_plain(element.get("text") or element.get("placeholder"), namer)


def buttons(blocks: list[Json]) -> list[Json]:
    return [
        element | {"block_id": block_id}
        for block_id, element in controls(blocks)
        if element.get("type") == "button"
    ]


def find_control(
    blocks: list[Json], control: str, namer: Namer, value: str | None = None
) -> tuple[str, Json] | None:
    """By label first (what a person sees), then by action_id, then by one of its options.

    `value` picks among buttons that are called the same.
    """
    found = [c for c in controls(blocks) if _has_value(c[1], value)]
    for wanted in (
        lambda element: label_of(element, namer) == control,
        lambda element: element["action_id"] == control,
        lambda element: any(text_plain(o.get("text"), namer) == control for o in options(element)),
    ):
        for block_id, element in found:
            if wanted(element):
                return block_id, element
    return None


def _has_value(element: Json, value: str | None) -> bool:
    return value is None or element["type"] != "button" or element.get("value") == value


def quoted(words: Iterable[str]) -> str:
    """“Reply”, “Resolve”."""
    return ", ".join(f"“{word}”" for word in words)


def only(words: Iterable[str]) -> str:
    """What there is instead of what is not there: (only “Reply”, “Resolve”)."""
    found = quoted(words)
    return f"(only {found})" if found else "(nothing at all)"


def options(element: Json) -> list[Json]:
    """All options of a menu, those in groups too."""
    grouped = [o for group in element.get("option_groups") or () for o in group["options"]]
    return [*(element.get("options") or ()), *grouped]
