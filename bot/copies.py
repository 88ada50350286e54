"""Find in Slack what we posted, by the key and the part in its metadata: where an outcome is unknown, or there may be two."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.calls import Calls, text_in
from bot.slack import EVENT_TYPE, name_of

# An earlier try is looked for from a little before it.
MARGIN = timedelta(minutes=2)
# Pages of history in which an earlier try is looked for, 200 messages each.
LOOKED_AT = 10
# So long after it was posted a second copy is looked for: a call may take effect long after it was given up.
LOOKS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Copy:
    """A message of ours, as Slack shows it."""

    ts: str
    replies: int


def metadata(key: str, part: int) -> dict[str, Any]:
    """What makes a message findable."""
    named = {"key": key, "part": part} if part else {"key": key}
    return {"event_type": EVENT_TYPE, "event_payload": named}


async def copies(
    calls: Calls, name: tuple[str, int], *, channel: str, thread_ts: str | None, since: datetime
) -> list[Copy]:
    """Every copy that Slack shows, the oldest first."""
    method = "conversations.replies" if thread_ts else "conversations.history"
    params: dict[str, Any] = {
        "channel": channel,
        "oldest": str((since - MARGIN).timestamp()),
        "limit": 200,
        "include_all_metadata": "true",
    }
    if thread_ts:
        params["ts"] = thread_ts
    found: list[Copy] = []
    for _ in range(LOOKED_AT):
        page = await calls.get(method, channel, **params)
        found += [
            Copy(text_in(each, method, "ts"), int(each.get("reply_count") or 0))
            for each in page.get("messages") or ()
            if name_of(each) == name
        ]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
        params["cursor"] = cursor
    return sorted(found, key=lambda copy: float(copy.ts))


def to_keep(found: list[Copy], ts: str) -> Copy | None:
    """Of several copies the one that people talk below, else the one that we know; None if it is the only one we see."""
    answered = [copy for copy in found if copy.replies]
    known = [copy for copy in found if copy.ts == ts]
    if not any(copy.ts != ts for copy in found):
        return None
    return next(iter([copy for copy in answered if copy.ts == ts] or answered or known or found))


def next_look(posted: str, now: datetime) -> timedelta | None:
    """How long after a message was posted a second copy is to be looked for next; None when it was done often enough."""
    age = now - datetime.fromtimestamp(float(posted), now.tzinfo)
    return next((look - age for look in LOOKS if look > age), None)
