"""What Slack says about people, user groups and channels."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from handlers.desk import Desk
from handlers.directory.service import (
    Channels,
    Groups,
    People,
    is_looked_up,
    keep_channels,
    keep_groups,
    keep_people,
    nobody_of_ours,
    person_from,
)
from handlers.payloads import from_elsewhere
from storage import directory


class DirectoryListeners:
    """Each event is a hint that something changed; what it is now is kept."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._changing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def met(self, body: dict[str, Any]) -> None:
        """Before anything else: somebody of another team whom we do not know is looked up. While Slack does not tell who they
        are, they are nobody of ours."""
        user = from_elsewhere(body, self.desk.team)
        if user is not None and not await self.desk.read(is_looked_up, user):
            profile = await self.desk.slack.person(user)
            now = self.desk.clock.now()
            told = People(
                team=self.desk.team,
                actor=user,
                key=f"met:{user}:{uuid4().hex}",
                people=(person_from(profile, self.desk) if profile else nobody_of_ours(user, now),),
            )
            await self.desk.transact(keep_people, told)

    async def person_changed(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """`user_change` and `team_join` bring the whole person."""
        person = person_from(event["user"], self.desk)
        if event["type"] == "team_join":
            person = replace(person, joined_at=self.desk.clock.now())
        await self.desk.transact(
            keep_people, People(**self._who(body, person.user), people=(person,))
        )

    async def group_changed(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """`subteam_updated` brings the handle, and the members of small groups only: ask for them."""
        if await self._is_known(body):
            return
        found = event["subteam"]
        who = self._who(body, found.get("updated_by") or "")
        async with self._changing_of(found["id"]):
            if found.get("date_delete"):
                await self.desk.transact(keep_groups, Groups(**who, gone=(found["id"],)))
            else:
                await self._keep_group(found["id"], found.get("handle") or "", who)

    async def group_members_changed(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """`subteam_members_changed` may bring a part of the members only: ask for all."""
        if await self._is_known(body):
            return
        group_id = event["subteam_id"]
        async with self._changing_of(group_id):
            known = await self.desk.read(lambda tx, _: directory.handles(tx, [group_id]))
            await self._keep_group(group_id, known.get(group_id, ""), self._who(body, ""))

    def _changing_of(self, group: str) -> asyncio.Lock:
        """What Slack answered for one event must not be kept after what it says in the next."""
        return self._changing.setdefault(group, asyncio.Lock())

    async def _keep_group(self, group: str, handle: str, who: dict[str, str]) -> None:
        members = await self.desk.slack.group_members(group)
        if members is not None:
            kept = directory.Group(group, handle, members)
            await self.desk.transact(keep_groups, Groups(**who, groups=(kept,)))

    async def channel_changed(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Archived, unarchived, renamed, or somebody (perhaps this bot) joined: look at it as it is now."""
        named = event["channel"]
        channel_id = named["id"] if isinstance(named, dict) else named
        if event["type"] == "member_joined_channel" and event.get("user") != self.desk.bot_user:
            return
        if await self._is_known(body):
            return
        channel = await self.desk.slack.channel(channel_id)
        if channel is not None:
            await self.desk.transact(
                keep_channels, Channels(**self._who(body, ""), channels=(channel,))
            )

    async def _is_known(self, body: dict[str, Any]) -> bool:
        """A delivery that comes again asks Slack nothing."""
        return await self.desk.answered(body["event_id"]) is not None

    def _who(self, body: dict[str, Any], actor: str) -> dict[str, str]:
        return {"team": self.desk.team, "actor": actor, "key": body["event_id"]}


class _BeforeAnythingElse(AsyncMiddleware):
    """A middleware that is given the body alone: to collect all that one may ask for takes Bolt longer than to look who
    somebody is."""

    def __init__(self, look: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self._look = look

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 # Bolt's name
    ) -> BoltResponse:
        await self._look(req.body)
        await next()
        return resp


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to what keeps the directory true."""
    listeners = DirectoryListeners(desk)
    app.use(_BeforeAnythingElse(listeners.met))
    for event in ("user_change", "team_join"):
        app.event(event)(listeners.person_changed)
    for event in ("subteam_created", "subteam_updated"):
        app.event(event)(listeners.group_changed)
    app.event("subteam_members_changed")(listeners.group_members_changed)
    for event in (
        "channel_archive",
        "channel_unarchive",
        "channel_rename",
        "group_archive",
        "group_unarchive",
        "group_rename",
        "member_joined_channel",
    ):
        app.event(event)(listeners.channel_changed)
