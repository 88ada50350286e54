"""Notices: what an event of a request is told with. Who tells of an event offers the words, for each side that reads of it."""

from dataclasses import dataclass

from slack_sdk.models.blocks import (
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextSectionElement,
)

from handlers.requests.views import Shown
from storage.entries import Entry
from storage.history import HistoryEntry


@dataclass(frozen=True)
class Notice:
    """An event with what it refers to. `said` is the note, reason or question that came with it."""

    shown: Shown
    line: HistoryEntry
    said: Entry | None
    who: str
    card_at: tuple[str, str] | None = None


def ping(user: str | None, text: str) -> RichTextBlock:
    """A sentence that calls somebody: the one place where a mention is meant to fire."""
    parts: list[RichTextElement] = [RichTextElementParts.Text(text=text)]
    if user:
        parts = [
            RichTextElementParts.User(user_id=user),
            RichTextElementParts.Text(text=f" {text}"),
        ]
    return RichTextBlock(elements=[RichTextSectionElement(elements=parts)])
