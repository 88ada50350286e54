"""The app as Slack knows it: commands, shortcuts, events, and exactly the scopes they need.

A scope is in the manifest because something in `NEEDS` requires it, and for no other reason.
"""

from typing import Any
from urllib.parse import urlsplit

from config.faults import ConfigurationError, Fault

LONGEST_NAME = 35
PATH = "/slack/events"

# Every event the app subscribes to, with the scopes Slack requires for it.
EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "message.im": ("im:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_rename": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "group_rename": ("groups:read",),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "subteam_created": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "app_uninstalled": (),
    "tokens_revoked": (),
}

# Every Web API method the app calls. It reads the history of DMs and channels for the thread of a
# mention, and to find its own message after a call whose outcome is unknown.
METHODS: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "conversations.open": ("im:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.members": ("channels:read", "groups:read"),
    "conversations.list": ("channels:read", "groups:read"),
    "users.conversations": ("channels:read", "groups:read"),
    "users.info": ("users:read", "users:read.email"),
    "users.list": ("users:read", "users:read.email"),
    "usergroups.list": ("usergroups:read",),
    "usergroups.users.list": ("usergroups:read",),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "views.open": (),
    "views.push": (),
    "views.update": (),
    "views.publish": (),
    "files.info": ("files:read",),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
}

CUSTOMIZE = "chat:write.customize"
SURFACES: dict[str, tuple[str, ...]] = {
    "slash commands and shortcuts": ("commands",),
    "names and pictures of those who reply": (CUSTOMIZE,),
}
# Without these it works, a little less well.
OPTIONAL = frozenset({CUSTOMIZE})

NEEDS = EVENTS | METHODS | SURFACES

COMMANDS = (
    ("/ask", "Ask a department for help", "[department] what you need"),
    ("/requests", "See your requests, or a department's queue", "[department or number]"),
    (
        "/pulse",
        "Make a pulse survey or a poll, see results, say something",
        "[results | poll | say]",
    ),
    ("/frontdesk", "See what Frontdesk can do", "help"),
)

SHORTCUTS = (
    ("global", "New request", "new_request", "Ask a department for help"),
    ("message", "Ask a department", "ask_department", "Send this message to a department"),
)


def reasons() -> dict[str, list[str]]:
    """Each scope in the manifest with what needs it, in alphabetical order."""
    scopes = sorted({scope for needed in NEEDS.values() for scope in needed})
    return {
        scope: sorted(need for need, needed in NEEDS.items() if scope in needed) for scope in scopes
    }


def manifest(*, name: str = "Frontdesk", http_url: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode, or for HTTP at the app's public address `http_url`.

    Raises ConfigurationError for a name or an address that Slack would reject.
    """
    url = None if http_url is None else _request_url(http_url)
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": _checked_name(name),
            "description": "Ask any department, and always know who is working on it.",
            "background_color": "#1f4e5f",
        },
        "features": _features(url),
        "oauth_config": {"scopes": {"bot": list(reasons())}},
        "settings": _settings(url),
    }


def _features(url: str | None) -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "frontdesk", "always_online": True},
        "shortcuts": [
            {"name": title, "type": kind, "callback_id": callback_id, "description": description}
            for kind, title, callback_id, description in SHORTCUTS
        ],
        "slash_commands": [
            {
                "command": command,
                "description": description,
                "usage_hint": usage,
                "should_escape": True,
                **({"url": url} if url else {}),
            }
            for command, description, usage in COMMANDS
        ],
    }


def _settings(url: str | None) -> dict[str, Any]:
    at = {"request_url": url} if url else {}
    return {
        "event_subscriptions": {**at, "bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **at},
        "org_deploy_enabled": False,
        "socket_mode_enabled": url is None,
        "token_rotation_enabled": False,
    }


def _checked_name(name: str) -> str:
    short = name.strip()
    if not 0 < len(short) <= LONGEST_NAME:
        remedy = f"Use 1 to {LONGEST_NAME} characters."
        raise ConfigurationError([Fault("--name", "Slack doesn't accept this name.", remedy)])
    return short


def _request_url(address: str) -> str:
    """The address with the path Slack has to call, whether or not it was given."""
    try:
        parts = urlsplit(address.strip())
        valid = parts.scheme == "https" and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        valid = False
    if not valid:
        problem = f'"{address}" is not an address Slack can call.'
        remedy = "Use one like https://frontdesk.example.com."
        raise ConfigurationError([Fault("--http", problem, remedy)])
    return f"{address.strip().rstrip('/').removesuffix(PATH)}{PATH}"
