"""The app under test, read from its manifest: which methods it may call and which events it gets."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.state.company import identifier


@dataclass(frozen=True, slots=True)
class SlashCommand:
    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class ShortcutDefinition:
    """`type` is `global` or `message`."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True)
class App:
    """The installed app. Its ids derive from the bot's display name, its tokens are fixed fakes."""

    name: str
    bot_name: str
    description: str
    scopes: frozenset[str]
    commands: tuple[SlashCommand, ...]
    shortcuts: tuple[ShortcutDefinition, ...]
    bot_events: frozenset[str]
    metadata_types: frozenset[str]
    socket_mode: bool
    interactive: bool
    home_tab: bool
    messages_tab: bool
    can_type_to_bot: bool
    bot_token: str = "xoxb-sandbox"  # noqa: S105 - a fake, the sandbox guards nothing
    app_token: str = "xapp-sandbox"  # noqa: S105 - as above
    signing_secret: str = "sandbox-signing-secret"  # noqa: S105 - as above
    user_id: str = field(init=False)
    bot_id: str = field(init=False)
    app_id: str = field(init=False)

    def __post_init__(self) -> None:
        for name, letter in (("user_id", "U"), ("bot_id", "B"), ("app_id", "A")):
            object.__setattr__(self, name, identifier(letter, self.bot_name))

    def command(self, name: str) -> SlashCommand | None:
        return next((c for c in self.commands if c.command == name), None)

    def shortcut(self, callback_id: str) -> ShortcutDefinition | None:
        return next((s for s in self.shortcuts if s.callback_id == callback_id), None)


EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "file_shared": "files:read",
    "group_archive": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_created": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "user_change": "users:read",
}


def read_manifest(manifest: dict[str, Any]) -> App:
    """Raises ValueError when a subscription, command or shortcut lacks the scope it takes."""
    app = _parse(manifest)
    lacking = {
        f"{event} needs {scope}"
        for event, scope in EVENT_SCOPES.items()
        if event in app.bot_events and scope not in app.scopes
    }
    if (app.commands or app.shortcuts) and "commands" not in app.scopes:
        lacking.add("slash commands and shortcuts need commands")
    if lacking:
        raise ValueError(f"the manifest asks for too few scopes: {'; '.join(sorted(lacking))}")
    return app


def _parse(manifest: dict[str, Any]) -> App:
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    information, home = manifest.get("display_information", {}), features.get("app_home", {})
    if not information.get("name"):
        raise ValueError("the manifest has no display_information.name")
    subscriptions = settings.get("event_subscriptions", {})
    return App(
        name=information["name"],
        bot_name=features.get("bot_user", {}).get("display_name", information["name"]),
        description=information.get("description", ""),
        scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
        commands=tuple(_command(item) for item in features.get("slash_commands", ())),
        shortcuts=tuple(_shortcut(item) for item in features.get("shortcuts", ())),
        bot_events=frozenset(subscriptions.get("bot_events", ())),
        metadata_types=frozenset(
            item["event_type"] for item in subscriptions.get("metadata_subscriptions", ())
        ),
        socket_mode=bool(settings.get("socket_mode_enabled", False)),
        interactive=bool(settings.get("interactivity", {}).get("is_enabled", False)),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        can_type_to_bot=not home.get("messages_tab_read_only_enabled", False),
    )


def _command(item: dict[str, Any]) -> SlashCommand:
    return SlashCommand(
        command=item["command"],
        description=item.get("description", ""),
        usage_hint=item.get("usage_hint", ""),
        should_escape=bool(item.get("should_escape", False)),
    )


def _shortcut(item: dict[str, Any]) -> ShortcutDefinition:
    return ShortcutDefinition(
        name=item["name"],
        type=item["type"],
        callback_id=item["callback_id"],
        description=item.get("description", ""),
    )
