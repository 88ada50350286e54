"""Rows as tests of storage need them."""

from datetime import UTC, datetime
from typing import Any

from storage.directory import Person
from storage.requests import Request

TEAM = "T1"
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def a_request(number: int, **changes: Any) -> Request:
    """An open request to IT, asked by command."""
    facts: dict[str, Any] = {
        "number": number,
        "requester": "UANN",
        "recorded_by": "UANN",
        "via": "command",
        "department": "it",
        "request_type": "general",
        "fields": {},
        "title": None,
        "urgency": "normal",
        "state": "open",
        "assignee": None,
        "routing_reason": {},
        "likely": [],
        "follows": None,
        "channel": None,
        "thread_ts": None,
        "origin_channel": None,
        "origin_ts": None,
        "entries": 1,
        "custody_number": 1,
        "resolution": None,
        "rating": None,
        "rating_comment": None,
        "created_at": NOW,
        "changed_at": NOW,
        "waiting_since": NOW,
        "with_department_since": NOW,
        "reminded_at": None,
        "added_at": NOW,
        "resolved_at": None,
        "promised": {},
        "facts": {},
        "confidential": False,
    }
    return Request(**(facts | changes))


def a_person(user: str, **changes: Any) -> Person:
    """An active colleague."""
    facts: dict[str, Any] = {
        "name": user.title(),
        "email": f"{user.lower()}@acme.example",
        "zone": "Europe/Berlin",
        "locale": "en-GB",
        "is_bot": False,
        "active": True,
        "kept_at": NOW,
    }
    return Person(user=user, **(facts | changes))
