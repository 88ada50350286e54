"""Notices: what an event of a request is told with. Who tells of an event offers the words, for each side that reads of it."""

from dataclasses import dataclass

from handlers.blockkit import Block, Part, line_of, literal, mention_of, rich_text
from handlers.requests.views import Shown
from storage.entries import Entry
from storage.history import HistoryEntry


@dataclass(frozen=True)
class Notice:
    """An event with what it refers to. `said` is the note, reason or question that came with it."""

    shown: Shown
    entry: HistoryEntry
    said: Entry | None
    who: str
    card_at: tuple[str, str] | None = None
    # Those whose night it was: they are named, and read of it in the morning.
    off: frozenset[str] = frozenset()

    def call(self, user: str | None, text: str) -> Block:
        """A sentence that mentions somebody, or only names them."""
        if user in self.off:
            return ping(None, f"{self.shown.names.get(user or '', '')} {text}")
        return ping(user, text)


def ping(user: str | None, text: str) -> Block:
    """A sentence that calls somebody: the one place where a mention is meant to fire."""
    parts: list[Part] = [literal(text)]
    if user:
        parts = [
            mention_of(user),
            literal(f" {text}"),
        ]
    return rich_text(line_of(*parts))
