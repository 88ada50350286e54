"""What Slack says about people, user groups and channels."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers.desk import Desk
from handlers.directory.service import (
    Channels,
    Groups,
    People,
    keep_channels,
    keep_groups,
    keep_people,
    person_from,
)
from storage import directory


class DirectoryListeners:
    """Each event is a hint that something changed; what it is now is kept."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def person_changed(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """`user_change` and `team_join` bring the whole person."""
        person = person_from(event["user"], self.desk.clock.now())
        await self.desk.transact(
            keep_people, People(**self._who(body, person.user), people=(person,))
        )

    async def group_changed(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """`subteam_updated` brings the handle, and the members of small groups only: ask for them."""
        found = event["subteam"]
        who = self._who(body, found.get("updated_by") or "")
        if found.get("date_delete"):
            await self.desk.transact(keep_groups, Groups(**who, gone=(found["id"],)))
            return
        members = await self.desk.slack.group_members(found["id"])
        if members is not None:
            group = directory.Group(found["id"], found.get("handle") or "", members)
            await self.desk.transact(keep_groups, Groups(**who, groups=(group,)))

    async def group_members_changed(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """`subteam_members_changed` may bring a part of the members only: ask for all."""
        group_id = event["subteam_id"]
        members = await self.desk.slack.group_members(group_id)
        known = await self.desk.read(
            lambda tx, _: {g.group: g.handle for g in directory.all_groups(tx)}
        )
        if members is not None:
            group = directory.Group(group_id, known.get(group_id, ""), members)
            await self.desk.transact(keep_groups, Groups(**self._who(body, ""), groups=(group,)))

    async def channel_changed(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Archived, unarchived, renamed, or somebody (perhaps this bot) joined: look at it as it is now."""
        named = event["channel"]
        channel_id = named["id"] if isinstance(named, dict) else named
        if event["type"] == "member_joined_channel" and event.get("user") != self.desk.bot_user:
            return
        channel = await self.desk.slack.channel(channel_id)
        if channel is not None:
            await self.desk.transact(
                keep_channels, Channels(**self._who(body, ""), channels=(channel,))
            )

    def _who(self, body: dict[str, Any], actor: str) -> dict[str, str]:
        return {"team": self.desk.team, "actor": actor, "key": body["event_id"]}


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to what keeps the directory true."""
    listeners = DirectoryListeners(desk)
    for event in ("user_change", "team_join"):
        app.event(event)(listeners.person_changed)
    app.event("subteam_updated")(listeners.group_changed)
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
