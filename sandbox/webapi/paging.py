"""Cursors: opaque, valid for one method, and a page size within Slack's bounds."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, TypeVar

from sandbox.errors import SlackError
from sandbox.webapi.call import Call

Item = TypeVar("Item")


def limit_of(call: Call, *, default: int = 100, maximum: int = 1000) -> int:
    limit = call.integer("limit", default)
    if limit < 0 or limit > maximum:
        raise SlackError("invalid_limit")
    return limit or default


def cursor_for(call: Call, value: str) -> str:
    return urlsafe_b64encode(f"{call.method}:{value}".encode()).decode()


def cursor_of(call: Call) -> str:
    """What the cursor of this method holds, "" for none; invalid_cursor for a foreign one."""
    given = call.text("cursor")
    if not given:
        return ""
    try:
        method, _, value = urlsafe_b64decode(given.encode()).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if method != call.method or not value:
        raise SlackError("invalid_cursor")
    return value


def page(
    call: Call, items: Sequence[Item], *, maximum: int = 1000
) -> tuple[Sequence[Item], dict[str, Any]]:
    """One page by offset, and the `response_metadata` that leads to the next."""
    limit = limit_of(call, maximum=maximum)
    start = cursor_of(call) or "0"
    if not start.isdigit():
        raise SlackError("invalid_cursor")
    end = int(start) + limit
    more = cursor_for(call, str(end)) if end < len(items) else ""
    return items[int(start) : end], {"response_metadata": {"next_cursor": more}}
