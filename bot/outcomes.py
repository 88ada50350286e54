"""What an answer of Slack's means for a message: each kind decides what the courier does next."""

import asyncio
from dataclasses import dataclass
from enum import Enum

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.slack import error_code


class Trouble(Enum):
    """Kinds of failure."""

    RATE_LIMITED = "rate_limited"
    # The app itself is no longer let in: nothing is delivered, and nothing is given up, until that changes.
    REVOKED = "revoked"
    # It may have been carried out: look before trying again.
    UNKNOWN = "unknown"
    # It can't be delivered as things are.
    REFUSED = "refused"
    # What was to be changed is no longer there.
    MISSING = "missing"


REVOKED = {
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "org_login_required",
}
MISSING = {"message_not_found", "cant_delete_message", "cant_update_message", "no_reaction"}
# "Some aspect may have succeeded before the error": Slack's words for these.
UNKNOWN = {
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
    "accesslimited",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call. `wait` is what Slack asked for, in seconds, before the next call of `method`."""

    trouble: Trouble
    reason: str
    wait: float = 0.0
    method: str = ""


def failure(error: BaseException) -> Failure:
    """Read an exception of a Web API call."""
    if not isinstance(error, SlackApiError):
        assert isinstance(error, (aiohttp.ClientError, asyncio.TimeoutError))
        return Failure(Trouble.UNKNOWN, error_code(error))
    reason = error_code(error)
    status = error.response.status_code
    if status == 429 or reason in ("ratelimited", "rate_limited"):
        method = str(error.response.api_url).rstrip("/").rpartition("/")[2]
        return Failure(Trouble.RATE_LIMITED, "ratelimited", _retry_after(error), method)
    if reason in REVOKED:
        return Failure(Trouble.REVOKED, reason)
    if status >= 500 or reason in UNKNOWN:
        return Failure(Trouble.UNKNOWN, reason)
    return Failure(Trouble.MISSING if reason in MISSING else Trouble.REFUSED, reason)


def _retry_after(error: SlackApiError) -> float:
    headers = {name.lower(): value for name, value in (error.response.headers or {}).items()}
    try:
        return max(1.0, float(headers.get("retry-after", 1)))
    except ValueError:
        return 1.0
