"""All that blocks say, as plain message text: what goes out where Slack can't read the blocks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from config.catalogue import escape
from handlers.blocks import Body

Block = Mapping[str, Any]
# An update takes no more.
LONGEST = 4000
PARAGRAPH = 3000
HALF_AN_ENTITY = re.compile(r"&[a-z]{0,3}\Z")


def as_text(body: Body) -> str:
    """A paragraph for each block, buttons left out. What people typed stays literal, so nothing in it fires."""
    said = "\n".join(_words(body.blocks)) or str(body.text)
    return said if len(said) <= LONGEST else HALF_AN_ENTITY.sub("", said[: LONGEST - 1]) + "…"


def as_sections(body: Body) -> list[dict[str, Any]]:
    """The same for a home tab, which takes nothing but blocks: the plainest that there is."""
    said = as_text(body)
    paragraphs = [said[at : at + PARAGRAPH] for at in range(0, len(said), PARAGRAPH)]
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
        for text in paragraphs
    ]


def _words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        said = _of_block(block).strip()
        if said:
            yield said


def _of_block(block: Block) -> str:
    match block.get("type"):
        case "section":
            return "\n".join(_text(each) for each in [block.get("text"), *_list(block, "fields")])
        case "header":
            return _text(block.get("text"))
        case "context":
            return " ".join(_text(each) for each in _list(block, "elements"))
        case "rich_text":
            return "\n".join(_rich(each) for each in _list(block, "elements"))
    return ""


def _list(block: Block, name: str) -> Sequence[Block]:
    return block.get(name) or ()


def _text(said: Block | None) -> str:
    if not said:
        return ""
    text = str(said.get("text") or "")
    return text if said.get("type") == "mrkdwn" else str(escape(text))


def _rich(element: Block) -> str:
    said = "".join(_of_element(each) for each in _list(element, "elements"))
    quoted = element.get("type") == "rich_text_quote"
    return "\n".join(f"> {line}" for line in said.split("\n")) if quoted else said


def _of_element(element: Block) -> str:
    match element.get("type"):
        case "text":
            return str(escape(str(element.get("text") or "")))
        case "emoji":
            return f":{element.get('name')}:"
        case "link":
            return f"<{escape(str(element.get('url')))}>"
    return _rich(element)
