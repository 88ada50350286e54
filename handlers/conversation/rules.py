"""What a reply in the department's thread means: for the requester, or for colleagues only."""

from dataclasses import dataclass
from enum import StrEnum

INSIDE = ("🔒", ":lock:", "//")
OUTSIDE = ("📨", ":incoming_envelope:", "&gt;&gt;")

# What a requester writes that closes the talk: it awaits no reply.
THANKED = "thanked"


class Unsent(StrEnum):
    """Why a reply did not reach the requester."""

    MOVED = "moved"
    ENDED = "ended"
    NOBODY = "nobody"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply without its prefix."""

    text: str
    internal: bool


def read_reply(text: str, *, internal_unless_sent: bool) -> Reply:
    """A prefix decides; without one, the department's own rule does."""
    bare = text.lstrip()
    for prefix in INSIDE:
        if bare.startswith(prefix):
            return Reply(bare[len(prefix) :].lstrip(), internal=True)
    for prefix in OUTSIDE:
        if bare.startswith(prefix):
            return Reply(bare[len(prefix) :].lstrip(), internal=False)
    return Reply(text, internal=internal_unless_sent)
