"""The one safe carrier for what people wrote: rich_text literals, in which nothing fires and nothing is parsed."""

import re
from collections.abc import Iterable, Mapping
from html import unescape

from slack_sdk.models.blocks import (
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextQuoteElement,
    RichTextSectionElement,
)

Part = RichTextElementParts

# <@U1|name>, <#C1|name>, <!here>, <!date^…|fallback>, <https://…|label>: the only control syntax in received text.
TOKEN = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
EMOJI = re.compile(r":(?P<name>[a-z0-9_+'-]*[a-z+][a-z0-9_+'-]*):")
LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")

SHOWN = 2800
Names = Mapping[str, str]


def mentioned(texts: Iterable[str]) -> set[str]:
    """Ids of the people whom these texts name, so that they can be shown by name."""
    return {user for text in texts for user in MENTION.findall(text)}


def plain(text: str, names: Names) -> str:
    """Received text as a person reads it: tokens by their names, entities decoded."""
    return unescape(TOKEN.sub(lambda token: _readable(token, names), text))


def _readable(token: re.Match[str], names: Names) -> str:
    kind, target, label = token["kind"], token["target"], token["label"]
    if kind == "@":
        return f"@{names.get(target) or label or 'someone'}"
    if kind == "#":
        return f"#{label or 'a-channel'}"
    if kind == "!":
        return _special(target, label)
    return target if not label or label in target else f"{label} ({target})"


def _special(target: str, label: str | None) -> str:
    if label:
        return label if target.startswith("date^") or label.startswith("@") else f"@{label}"
    return f"@{target.partition('^')[0]}"


def shorten(text: str, length: int) -> str:
    """At most `length` characters, in one line, with an ellipsis where something was cut."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def pieces(text: str, names: Names, size: int = SHOWN) -> list[str]:
    """Long received text in readable pieces, cut at a line or a word where there is one."""
    rest, cut = plain(text, names), []
    while len(rest) > size:
        at = max(rest.rfind("\n", size // 2, size), rest.rfind(" ", size // 2, size))
        at = at + 1 if at > 0 else size
        cut.append(rest[:at])
        rest = rest[at:]
    return [*cut, rest]


def carried(text: str, names: Names) -> RichTextBlock:
    """Received text as a quotation. Past `SHOWN` characters it is cut with an ellipsis: the caller shows the rest."""
    return RichTextBlock(elements=[_quote(text, names)])


def _quote(text: str, names: Names) -> RichTextQuoteElement:
    if len(plain(text, names)) > SHOWN:
        shown = pieces(text, names)[0].rstrip() + " …"
        return RichTextQuoteElement(elements=[Part.Text(text=shown)])
    return RichTextQuoteElement(elements=_elements(text, names))


def literal(text: str) -> RichTextBlock:
    """Readable text as a quotation, to the letter."""
    return RichTextBlock(elements=[RichTextQuoteElement(elements=[Part.Text(text=text or " ")])])


def spoken(name: str, text: str, names: Names) -> RichTextBlock:
    """What somebody said, under their name."""
    head = RichTextSectionElement(elements=[Part.Text(text=f"{name}:", style={"bold": True})])
    return RichTextBlock(elements=[head, _quote(text, names)])


def _elements(text: str, names: Names) -> list[RichTextElement]:
    found: list[RichTextElement] = []
    end = 0
    for token in TOKEN.finditer(text):
        found += _literals(text[end : token.start()])
        found += _carried_token(token, names)
        end = token.end()
    found += _literals(text[end:])
    return found or [Part.Text(text=" ")]


def _carried_token(token: re.Match[str], names: Names) -> list[RichTextElement]:
    target, label = unescape(token["target"]), unescape(token["label"] or "")
    if token["kind"] or not LINK.match(target):
        return [Part.Text(text=unescape(_readable(token, names)))]
    link = Part.Link(url=target[:3000])
    # A label that isn't the address itself is shown beside it, so that nobody is led astray.
    return [link] if not label or label in target else [Part.Text(text=f"{label} "), link]


def _literals(text: str) -> list[RichTextElement]:
    found: list[RichTextElement] = []
    end = 0
    for emoji in EMOJI.finditer(text):
        found += _text(text[end : emoji.start()])
        found.append(Part.Emoji(name=emoji["name"]))
        end = emoji.end()
    return found + _text(text[end:])


def _text(text: str) -> list[RichTextElement]:
    return [Part.Text(text=unescape(text))] if text else []


def has_words(text: str) -> bool:
    """Whether there is anything to read: a letter or a digit outside emoji and control tokens."""
    bare = EMOJI.sub(" ", TOKEN.sub(lambda token: token["label"] or "", text))
    return any(character.isalnum() for character in unescape(bare))
