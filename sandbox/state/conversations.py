"""A channel or a direct message: its members and its messages, indexed by time."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from operator import attrgetter

from sandbox.state.messages import Message

_BY_TS = attrgetter("ts")


@dataclass(eq=False, slots=True)
class Conversation:
    """`kind` is `channel`, `group` (a private channel) or `im` (one person and the app)."""

    id: str
    kind: str
    name: str
    creator: str
    created: int
    members: set[str]
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    person: str = ""
    """The person of a direct message."""
    top: list[Message] = field(default_factory=list, repr=False)
    """Messages outside threads, oldest first: ts only grow, so this list stays sorted."""
    by_ts: dict[str, Message] = field(default_factory=dict, repr=False)
    latest_ts: str = "0000000000.000000"

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"

    def add(self, message: Message) -> None:
        """Raises KeyError when the thread's parent does not exist."""
        if message.thread_ts:
            self.by_ts[message.thread_ts].replies.append(message)
        else:
            self.top.append(message)
        self.by_ts[message.ts] = message
        self.latest_ts = message.ts

    def remove(self, message: Message) -> None:
        del self.by_ts[message.ts]
        parent = self.by_ts.get(message.thread_ts or "")
        siblings = parent.replies if parent else self.top
        siblings.pop(bisect_left(siblings, message.ts, key=_BY_TS))

    def history(self, *, after: str, before: str, inclusive: bool) -> tuple[int, int]:
        """The slice of `top` between two ts. An open end is "" for `before`."""
        return between(self.top, after=after, before=before, inclusive=inclusive)


def between(
    messages: list[Message], *, after: str, before: str, inclusive: bool
) -> tuple[int, int]:
    first, last = (bisect_left, bisect_right) if inclusive else (bisect_right, bisect_left)
    start = first(messages, normal_ts(after), key=_BY_TS) if after else 0
    end = last(messages, normal_ts(before), key=_BY_TS) if before else len(messages)
    return start, max(start, end)


def normal_ts(ts: str) -> str:
    """`1700000000` or `1700000000.5` as callers give it, in the width that compares as text."""
    seconds, _, fraction = ts.partition(".")
    return f"{int(seconds or 0):010d}.{fraction[:6]:0<6}"
