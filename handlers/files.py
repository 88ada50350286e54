"""Files that people share: each is shown on the other side as a file of its own, right below the words it came with."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from config.catalogue import Mrkdwn, Words
from handlers.blocks import LABEL, Body, body, context, linked
from handlers.charts import HeatMap
from handlers.text import shorten

# No message has more; what is beyond is named, as all are.
MOST = 10
# Bytes. What is larger takes minutes, and would hold up the conversation.
LARGEST = 100 * 1024 * 1024


class Refusal(StrEnum):
    """Why a file can't be shown on the other side."""

    DELETED = "deleted"
    EMPTY = "empty"
    EXTERNAL = "external"
    TOO_LARGE = "too_large"
    NOT_ALLOWED = "not_allowed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a message that is a file. `source` is the id of the one that was shared; `instead` says why it is missing."""

    source: str
    name: str
    instead: Callable[[Refusal], Body]


@dataclass(frozen=True, slots=True)
class Made(Attachment):
    """A file of our own: a picture that is drawn when it is delivered, or text. `source` tells one content from another; `alt`
    says what there is to see."""

    content: HeatMap | str
    alt: str


def made(name: str, content: HeatMap | str, alt: str, missing: Mrkdwn) -> Made:
    """`missing` is said instead if it can't be shown."""
    source = sha256(repr((name, content)).encode()).hexdigest()[:16]
    return Made(source, name, lambda _refusal: body(missing, context(missing)), content, alt)


def attachments(_: Words, files: Iterable[Mapping[str, str]]) -> list[Attachment]:
    """What was shared. Of files that earlier versions kept only the name is known."""
    known = [file for file in files if file.get("id")]
    return [_attachment(_, file) for file in known[:MOST]]


def _attachment(_: Words, file: Mapping[str, str]) -> Attachment:
    def instead(refusal: Refusal) -> Body:
        why = _missing(_, refusal, linked(file.get("url", ""), shorten(file["name"], LABEL)))
        text = Mrkdwn(f"{why} {_.mrkdwn('If you need it, reply here and ask for it.')}")
        return body(text, context(text))

    return Attachment(file["id"], file["name"], instead)


def _missing(_: Words, refusal: Refusal, name: Mrkdwn) -> Mrkdwn:
    match refusal:
        case Refusal.DELETED:
            return _.mrkdwn("{file} was deleted before I could copy it.", file=name)
        case Refusal.EMPTY:
            return _.mrkdwn("{file} is empty, so there was nothing to copy.", file=name)
        case Refusal.EXTERNAL:
            return _.mrkdwn("{file} is kept outside Slack, so I couldn't copy it.", file=name)
        case Refusal.TOO_LARGE:
            return _.mrkdwn(
                "{file} is larger than {limit} MB, so I couldn't copy it.",
                file=name,
                limit=LARGEST // (1024 * 1024),
            )
        case Refusal.NOT_ALLOWED:
            return _.mrkdwn("Slack doesn't let me copy {file}.", file=name)
        case Refusal.UNREADABLE:
            return _.mrkdwn("Slack didn't give me {file}, so I couldn't copy it.", file=name)
