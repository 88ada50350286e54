"""The connection to Slack's Web API: one session, one client, and what listeners may ask through it."""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import EARLIER, Said
from handlers.errors import slack_code
from handlers.payloads import files_of, words_of
from storage import directory
from storage.patience import limit

log = structlog.get_logger(__name__)

# A call that takes longer is given up; the courier then looks for its outcome.
TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
# As many calls at once as the courier has lanes: one that waits for a connection would use up its time.
CONNECTIONS = 200
# What is asked about is not there: that is an answer.
ABSENT = ("thread_not_found", "message_not_found")
EVENT_TYPE = "frontdesk_message"
# Earlier versions gave each part of a message a key of its own, and Slack still shows what they posted.
KEY_OF_A_PART = re.compile(
    r"(?:(?P<piece_of>.+)/rest|(?P<page_of>request/\d+/(?:transcript/\d+|earlier)))/(?P<part>\d+)"
)
TROUBLE = (SlackApiError, aiohttp.ClientError, asyncio.TimeoutError)

# The SDK writes out every call and every answer for a logger without a level of its own, whether anybody reads it or not.
SDK_LOG = logging.getLogger("slack_sdk.calls")
SDK_LOG.setLevel(logging.INFO)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are, by our token."""

    team: str
    bot_user: str
    bot_id: str
    url: str
    # Empty unless the workspace is one of an Enterprise Grid.
    enterprise: str = ""
    # None where the answer did not name them, as behind some proxies.
    scopes: frozenset[str] | None = None
    # The time at Slack when it told us.
    date: str = ""


@asynccontextmanager
async def web_client(token: str, base_url: str) -> AsyncIterator[AsyncWebClient]:
    """A client on a session of its own. It retries nothing by itself: a post sent twice is a message seen twice."""
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(timeout=TIMEOUT, connector=connector) as session:
        yield AsyncWebClient(
            token=token, base_url=base_url, session=session, retry_handlers=[], logger=SDK_LOG
        )


async def identify(client: AsyncWebClient) -> Identity:
    """Ask who we are. Raises `SlackApiError` for a token that doesn't work."""
    answered = await client.auth_test()
    return Identity(
        team=answered["team_id"],
        bot_user=answered["user_id"],
        bot_id=answered["bot_id"],
        url=answered["url"],
        enterprise=answered.get("enterprise_id") or "",
        scopes=scopes_in(answered.headers),
        date=answered.headers.get("Date", ""),
    )


def scopes_in(headers: Mapping[str, str]) -> frozenset[str] | None:
    """The token's scopes, which Slack names beside each answer."""
    given = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes")
    if given is None:
        return None
    return frozenset(scope.strip() for scope in given.split(",")) - {""}


class SlackReader:
    """What listeners may ask Slack (`handlers.desk.Slack`). Trouble is logged, and the answer is then empty."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def thread(self, channel: str, ts: str, *, before: str) -> tuple[Said, ...]:
        """What people said, oldest first: the first message, and as many of the newest as time permits."""
        said: list[Said] = []
        try:
            async with _in_time():
                async for page in self._replies(channel, ts, before):
                    said += [_said(message) for message in page if _is_earlier(message, before)]
        except TimeoutError:
            log.warning("thread_read_timed_out", method="conversations.replies", messages=len(said))
        return tuple(said if len(said) <= EARLIER else [said[0], *said[1 - EARLIER :]])

    async def _replies(
        self, channel: str, ts: str, before: str
    ) -> AsyncIterator[list[Mapping[str, Any]]]:
        """Page by page: Slack begins with the oldest, and has no way to ask for the newest."""
        given = {"channel": channel, "ts": ts, "latest": before, "limit": 200}
        while answered := await self._ask("conversations.replies", **given):
            yield answered.get("messages") or []
            cursor = (answered.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            given["cursor"] = cursor

    async def message(self, channel: str, ts: str) -> Said | None:
        """One message of a person, wherever in a thread it stands."""
        answered = await self._ask("conversations.replies", channel=channel, ts=ts, limit=1)
        found = (answered or {}).get("messages") or ()
        return next((_said(each) for each in found if each["ts"] == ts and each.get("user")), None)

    async def begun_with(self, channel: str, ts: str) -> str | None:
        """The key of our message that begins a thread, by its metadata."""
        answered = await self._ask(
            "conversations.replies", channel=channel, ts=ts, limit=1, include_all_metadata="true"
        )
        if answered is None:
            return None
        return next(
            (
                (name_of(each) or ("", 0))[0]
                for each in answered.get("messages") or ()
                if each["ts"] == ts
            ),
            "",
        )

    async def channel(self, channel: str) -> directory.Channel | None:
        """A channel as it is now."""
        answered = await self._ask("conversations.info", channel=channel)
        return channel_from(answered["channel"]) if answered else None

    async def person(self, user: str) -> Mapping[str, Any] | None:
        """The profile of somebody, who need not be of this team."""
        answered = await self._ask("users.info", user=user, include_locale="true")
        return answered["user"] if answered else None

    async def group_members(self, group: str) -> tuple[str, ...] | None:
        """Who is in a user group."""
        answered = await self._ask("usergroups.users.list", usergroup=group)
        return tuple(answered["users"]) if answered else None

    async def channel_members(self, channel: str) -> tuple[str, ...] | None:
        """Who is in a channel, page by page; all of them, or None."""
        found: list[str] = []
        given: dict[str, Any] = {"channel": channel, "limit": 1000}
        while answered := await self._ask("conversations.members", **given):
            found += answered.get("members") or []
            cursor = (answered.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return tuple(found)
            given["cursor"] = cursor
        return None

    async def _ask(self, method: str, **params: Any) -> Mapping[str, Any] | None:
        try:
            async with _in_time():
                answer = await self._client.api_call(method, http_verb="GET", params=params)
        except TROUBLE as error:
            if error_code(error) in ABSENT:
                return {}
            log.warning("slack_read_failed", method=method, error=error_code(error))
            return None
        data = answer.data
        assert isinstance(data, dict)
        return data


def _in_time() -> asyncio.Timeout:
    """What is asked on the way of an acknowledgement must leave time for it."""
    left = limit().ask - time.monotonic()
    return asyncio.timeout(max(0.0, left))


def _is_earlier(message: Mapping[str, Any], before: str) -> bool:
    by_person = message.get("user") and not message.get("bot_id")
    deleted = message.get("subtype") == "tombstone"
    return bool(by_person) and not deleted and float(message["ts"]) < float(before)


def _said(message: Mapping[str, Any]) -> Said:
    return Said(message["user"], words_of(message), message["ts"], files_of(message))


def name_of(message: Mapping[str, Any]) -> tuple[str, int] | None:
    """The key under which we posted a message, and which part of it this is; None if it is not ours."""
    metadata = message.get("metadata") or {}
    named = metadata.get("event_payload") or {}
    if metadata.get("event_type") != EVENT_TYPE or "key" not in named:
        return None
    key = str(named["key"])
    if (earlier := KEY_OF_A_PART.fullmatch(key)) is not None:
        return earlier["piece_of"] or earlier["page_of"], int(earlier["part"])
    return key, int(named.get("part") or 0)


def channel_from(answered: Mapping[str, Any]) -> directory.Channel:
    """A channel as `conversations.*` give it."""
    return directory.Channel(
        channel=answered["id"],
        name=answered.get("name") or "",
        archived=bool(answered.get("is_archived")),
        joined=bool(answered.get("is_member")),
    )


def error_code(error: BaseException) -> str:
    """A short name for what went wrong, safe to log: Slack's code, or the exception's class."""
    if not isinstance(error, SlackApiError):
        return type(error).__name__
    response = error.response
    # What is no JSON comes as aiohttp's own response.
    status = getattr(response, "status_code", None) or getattr(response, "status", "no_answer")
    return slack_code(error) or str(status)
