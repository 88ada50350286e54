"""People and user groups as they are now, and their form in the Web API."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from sandbox.state.company import Person, UserGroup

Json = dict[str, Any]

COLOURS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c")


@dataclass(eq=False, slots=True)
class WorkspaceUser:
    id: str
    person: Person
    team_id: str
    updated: int
    email: str
    app_id: str = ""
    bot_id: str = ""

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def handle(self) -> str:
        return self.person.handle

    @property
    def colour(self) -> str:
        return COLOURS[crc32(self.id.encode()) % len(COLOURS)]

    def change(self, now: float, **fields: Any) -> None:
        """Raises TypeError for a field that Person doesn't have."""
        self.person = replace(self.person, **fields)
        self.email = self.person.email or self.email
        self.updated = int(now)

    def payload(self, now: float, *, with_email: bool, with_locale: bool) -> Json:
        person = self.person
        shown: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": person.handle,
            "deleted": person.deleted,
            "profile": self._profile(with_email=with_email),
            "is_bot": person.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if person.enterprise_id:
            shown["enterprise_user"] = {"enterprise_id": person.enterprise_id, "id": self.id}
        if person.is_stranger:
            shown["is_stranger"] = True
        if person.deleted:
            return shown
        shown |= {"color": self.colour, "real_name": person.name, **_zone(person.tz, now)}
        shown |= {
            "is_admin": person.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": person.is_guest,
            "is_ultra_restricted": False,
            "is_email_confirmed": not person.is_bot,
        }
        return shown | ({"locale": person.locale} if with_locale else {})

    def _profile(self, *, with_email: bool) -> Json:
        person = self.person
        first, _, last = person.name.partition(" ")
        profile: Json = {
            "title": person.title,
            "phone": person.phone,
            "real_name": person.name,
            "real_name_normalized": person.name,
            "display_name": person.display_name,
            "display_name_normalized": person.display_name,
            "first_name": first,
            "last_name": last,
            "status_text": "",
            "status_emoji": "",
            "image_72": f"https://avatars.slack-edge.example/{self.id}_72.png",
            "team": self.team_id,
        }
        if self.bot_id:
            profile |= {"api_app_id": self.app_id, "bot_id": self.bot_id}
        elif with_email and self.email:
            profile["email"] = self.email
        return profile


def _zone(tz: str, now: float) -> Json:
    local = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(tz))
    offset = local.utcoffset()
    return {
        "tz": tz,
        "tz_label": local.tzname() or tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
    }


@dataclass(eq=False, slots=True)
class WorkspaceGroup:
    """A user group (`subteam` in Slack's words)."""

    id: str
    definition: UserGroup
    team_id: str
    members: list[str]
    updated: int
    disabled_at: int = 0

    @property
    def handle(self) -> str:
        return self.definition.handle

    def payload(self, *, with_users: bool, with_count: bool) -> Json:
        shown: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.definition.name,
            "description": self.definition.description,
            "handle": self.handle,
            "is_external": False,
            "date_create": self.updated,
            "date_update": self.updated,
            "date_delete": self.disabled_at,
            "prefs": {"channels": [], "groups": []},
        }
        if with_users:
            shown["users"] = list(self.members)
        return shown | ({"user_count": len(self.members)} if with_count else {})
