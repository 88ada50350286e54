"""Who a message notifies: the ground truth for tests that no mention fired."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.blockkit.text import BROADCASTS

Json = dict[str, Any]

_TOKEN = re.compile(r"<(@|!)([^<>|]+)(?:\|[^<>]*)?>")
_TYPED = re.compile(r"(?<![\w/<])@([\w.-]*\w)")


def targets(text: str, blocks: list[Json], *, link_names: bool = False) -> set[str]:
    """Ids of users and user groups, `here`, `channel`, `everyone`, and `@name` for a typed name.

    The text beside blocks counts: Slack parses it as mrkdwn for the notification. `link_names`
    makes typed names of the text live; mrkdwn objects that are not verbatim always do.
    """
    if "<" not in text and "@" not in text and not blocks:
        return set()
    found = set(_of_mrkdwn(text, typed=link_names))
    for block in blocks:
        found.update(_of_block(block))
    return found


def _of_mrkdwn(text: str, *, typed: bool) -> Iterator[str]:
    for sign, body in _TOKEN.findall(text):
        if sign == "@":
            yield body
        elif body.startswith("subteam^"):
            yield body.removeprefix("subteam^")
        elif body in BROADCASTS:
            yield body
    if typed:
        for name in _TYPED.findall(_TOKEN.sub(" ", text)):
            yield name if name in BROADCASTS else f"@{name}"


def _of_block(item: Any) -> Iterator[str]:
    if isinstance(item, list):
        for child in item:
            yield from _of_block(child)
    elif isinstance(item, dict):
        kind = item.get("type")
        if kind == "mrkdwn":
            yield from _of_mrkdwn(str(item.get("text", "")), typed=not item.get("verbatim"))
        elif kind in _RICH:
            yield str(item.get(_RICH[kind], ""))
        else:
            for child in item.values():
                if isinstance(child, dict | list):
                    yield from _of_block(child)


_RICH = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}
