"""Keeps the directory: reads people, groups and channels from Slack at startup and regularly, in addition to events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.patiently import until_answered
from bot.slack import channel_from, error_code
from handlers.desk import Desk
from storage import directory

log = structlog.get_logger(__name__)

PAGE = 200
EVERY = 6 * 3600.0
AFTER_TROUBLE = 60.0


class DirectorySync:
    """Pages through Slack's lists, as slowly as Slack wants, and never while a request waits. `wanted` is set when
    everything should be read at once, such as after a reload: the new file may name a group created since."""

    def __init__(
        self,
        desk: Desk,
        client: AsyncWebClient,
        *,
        after_trouble: float = AFTER_TROUBLE,
        wanted: asyncio.Event | None = None,
    ) -> None:
        self._desk = desk
        self._client = client
        self._after_trouble = after_trouble
        self._wanted = wanted or asyncio.Event()
        self._runs = 0

    async def run(self, *, at_once: bool = True) -> None:
        """Read everything every few hours, in case an event was missed."""
        if not at_once:
            await self._rest(EVERY)
        while True:
            known = await self._read_all_or_tell()
            await self._rest(EVERY if known else self._after_trouble)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wanted.wait()
        self._wanted.clear()

    async def _read_all_or_tell(self) -> bool:
        try:
            await self.read_all()
        except Exception as error:  # noqa: BLE001 # Slack or the database in trouble must not end the reading
            log.warning("directory_sync_failed", reason=error_code(error))
            return False
        return True

    async def is_empty(self) -> bool:
        """Whether no one is known yet, as at the first start."""
        known = await self._desk.read(lambda tx, desk: directory.person(tx, desk.bot_user))
        return known is None

    async def read_all(self) -> None:
        """People, groups, channels; however long Slack takes to answer. Raises what it refuses."""
        self._runs += 1
        async for page in self._pages("users.list", "members", include_locale="true"):
            people = tuple(handlers.person_from(profile, self._desk) for profile in page)
            await self._desk.transact(
                handlers.keep_people, handlers.People(**self._who("people"), people=people)
            )
        async for page in self._pages(
            "conversations.list", "channels", types="public_channel,private_channel"
        ):
            channels = tuple(channel_from(channel) for channel in page)
            await self._desk.transact(
                handlers.keep_channels,
                handlers.Channels(**self._who("channels"), channels=channels),
            )
        await self._read_groups()

    async def _read_groups(self) -> None:
        """Slack leaves out what is disabled. What was known before and is absent now has no members any more."""
        known = await self._desk.read(lambda tx, _: directory.handles(tx))
        groups = tuple(
            directory.Group(group["id"], group.get("handle") or "", tuple(group.get("users") or ()))
            for group in await self._listed_groups()
        )
        gone = tuple(sorted(known.keys() - {group.group for group in groups}))
        told = handlers.Groups(**self._who("groups"), groups=groups, gone=gone)
        await self._desk.transact(handlers.keep_groups, told)

    async def _listed_groups(self) -> list[dict[str, Any]]:
        try:
            listed = await self._patiently("usergroups.list", {"include_users": "true"})
        except SlackApiError as error:
            if error_code(error) != "paid_teams_only":
                raise
            return []  # a workspace on a free plan has no groups
        found: list[dict[str, Any]] = listed["usergroups"]
        return found

    async def _pages(
        self, method: str, name: str, **params: str
    ) -> AsyncIterator[list[dict[str, Any]]]:
        cursor = ""
        while True:
            given = {**params, "limit": PAGE} | ({"cursor": cursor} if cursor else {})
            page = await self._patiently(method, given)
            yield page.get(name) or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _patiently(self, method: str, params: dict[str, Any]) -> Any:
        ask = partial(self._client.api_call, method, http_verb="GET", params=params)
        return await until_answered(method, ask, longest=self._after_trouble)

    def _who(self, what: str) -> dict[str, str]:
        now = self._desk.clock.now().timestamp()
        self._runs += 1
        return {"team": self._desk.team, "actor": "", "key": f"directory:{what}:{now}:{self._runs}"}


async def stop(task: asyncio.Task[Any]) -> None:
    """Cancel a background task and wait for it."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
