"""A lane's calls of the Web API: each within its rate limit, while the lease lasts, and read with care."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.outcomes import Failure, Trouble, failure
from bot.slack import TROUBLE
from bot.slack_time import SlackTime

Json = Mapping[str, Any]
# Awaited before each call, with its method and the place that Slack counts its rate by.
Ready = Callable[[str, str], Awaitable[None]]
Worked = Callable[[str], None]
UNREADABLE = "unreadable_answer"


class CallFailedError(Exception):
    """Slack did not do what it was asked, or nobody knows whether it did."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


class Calls:
    """`get` and `post` give Slack's answer, or raise `CallFailedError`."""

    def __init__(
        self, client: AsyncWebClient, *, ready: Ready, worked: Worked, time: SlackTime
    ) -> None:
        self._client, self._ready, self._worked, self.time = client, ready, worked, time

    async def pace(self, method: str, place: str) -> None:
        """Take the time of a call that is not made, so that nobody can tell by it."""
        await self._ready(method, place)

    async def get(self, method: str, place: str, /, **given: Any) -> Json:
        """A question."""
        await self._ready(method, place)
        return await self._read(
            method, self._client.api_call(method, http_verb="GET", params=given)
        )

    async def post(self, method: str, place: str, /, **given: Any) -> Json:
        """An order. What is None is left out."""
        await self._ready(method, place)
        told = {name: value for name, value in given.items() if value is not None}
        return await self._read(method, self._client.api_call(method, json=told))

    async def _read(self, method: str, call: Awaitable[Any]) -> Json:
        try:
            answer = await call
        except TROUBLE as error:
            raise CallFailedError(failure(error, method)) from error
        except Exception:  # noqa: BLE001 # the SDK stumbles over what is no object; what it was may stand in the exception
            raise unreadable(method) from None
        self.time.heard(answer.headers)
        self._worked(method)
        told: Json = answer.data
        return told


def unreadable(method: str) -> CallFailedError:
    """Something answered, and nobody knows whether Slack did what it was asked."""
    return CallFailedError(Failure(Trouble.UNKNOWN, UNREADABLE, method=method))


def text_in(answer: Json, method: str, *names: str) -> str:
    """A text that Slack always gives, by the names on the way to it."""
    found: Any = answer
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(found, str) or not found:
        raise unreadable(method)
    return found
