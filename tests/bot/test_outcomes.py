"""What each answer of Slack's means for a message."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.outcomes import Trouble, failure


def refusal(
    data: dict[str, object] | str, status: int = 200, headers: dict[str, str] | None = None
) -> SlackApiError:
    response = AsyncSlackResponse(
        client=AsyncWebClient(),
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={},
        data=data,  # type: ignore[arg-type] # a gateway answers with text
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("refused", response)  # type: ignore[no-untyped-call] # the SDK leaves it untyped


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (refusal({"error": "is_archived"}), Trouble.REFUSED),
        (refusal({"error": "not_in_channel"}), Trouble.REFUSED),
        (refusal({"error": "a_code_of_tomorrow"}), Trouble.UNKNOWN),
        (refusal({"error": "message_not_found"}), Trouble.MISSING),
        (refusal({"error": "token_revoked"}), Trouble.REVOKED),
        (refusal({"error": "invalid_auth"}), Trouble.REVOKED),
        (refusal({"error": "fatal_error"}), Trouble.UNKNOWN),
        (refusal({"error": "internal_error"}, 500), Trouble.UNKNOWN),
        (refusal({"error": "is_archived"}, 502), Trouble.UNKNOWN),
        (refusal({}), Trouble.UNKNOWN),
        (refusal("<html>Bad gateway</html>", 502), Trouble.UNKNOWN),
        (refusal("upstream connect error", 503), Trouble.UNKNOWN),
        (refusal({"error": "ratelimited"}, 429), Trouble.RATE_LIMITED),
        (refusal("slow down", 429), Trouble.RATE_LIMITED),
        (aiohttp.ServerDisconnectedError(), Trouble.UNKNOWN),
        (aiohttp.ClientConnectionError(), Trouble.UNKNOWN),
        (TimeoutError(), Trouble.UNKNOWN),
    ],
    ids=str,
)
def test_kinds_of_failure(error: BaseException, trouble: Trouble) -> None:
    assert failure(error).trouble is trouble


@pytest.mark.parametrize(
    ("header", "seconds"), [("30", 30.0), ("0", 1.0), ("soon", 1.0), (None, 1.0)]
)
def test_as_long_as_slack_asks(header: str | None, seconds: float) -> None:
    headers = {"Retry-After": header} if header is not None else {}
    found = failure(refusal({"error": "ratelimited"}, 429, headers), "chat.postMessage")
    assert (found.wait, found.method) == (seconds, "chat.postMessage")
