"""Slack's payloads as frozen values: parsed once, at the edge. Nothing deeper sees a payload."""

import re
from collections.abc import Mapping
from typing import Any

from config.catalogue import escape
from handlers.desk import Desk, Value

Values = Mapping[str, Mapping[str, Mapping[str, Any]]]
# The subtypes of a message that says something. Joins, topic changes and the like carry others and are nobody's words.
SPOKEN = (None, "file_share", "thread_broadcast", "me_message")


class Command(Value):
    """A slash command."""

    user: str
    channel: str
    text: str
    trigger: str

    @property
    def word(self) -> str:
        """The first word, whose it is to know what follows."""
        return self.text.partition(" ")[0].casefold()

    @property
    def rest(self) -> str:
        """What follows the first word."""
        return self.text.partition(" ")[2].strip()

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> "Command":
        return cls(
            user=body["user_id"],
            channel=body["channel_id"],
            text=(body.get("text") or "").strip(),
            trigger=body["trigger_id"],
        )


class Shortcut(Value):
    """A shortcut, global or on a message, or a button that does the same. `channel`, `ts`, `author` and `text` are the
    message's; `author` is empty where no person wrote it."""

    user: str
    trigger: str
    channel: str = ""
    ts: str = ""
    author: str = ""
    text: str = ""
    files: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> "Shortcut":
        user, trigger = body["user"]["id"], body["trigger_id"]
        if body.get("type") != "message_action":
            return cls(user=user, trigger=trigger)
        message = body["message"]
        return cls(
            user=user,
            trigger=trigger,
            channel=body["channel"]["id"],
            ts=body.get("message_ts") or message["ts"],
            author="" if message.get("bot_id") else message.get("user") or "",
            text=words_of(message),
            files=files_of(message),
        )


class Click(Value):
    """A press of a button, or a choice in a menu. `value` is what the view packed into it."""

    user: str
    action: str
    value: str
    trigger: str
    key: str
    view_id: str | None
    view_hash: str | None
    metadata: str
    ephemeral: bool
    # The message with the button, if it is one that others may see too.
    message: tuple[str, str] | None = None

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> "Click":
        action = body["actions"][0]
        chosen = action.get("selected_option") or {}
        view = body.get("view") or {}
        container = body.get("container") or {}
        return cls(
            user=body["user"]["id"],
            action=action["action_id"].partition(":")[0],
            value=chosen.get("value") or action.get("value") or "",
            trigger=body["trigger_id"],
            key=f"click:{body['trigger_id']}",
            view_id=view.get("id"),
            view_hash=view.get("hash"),
            metadata=view.get("private_metadata") or "",
            ephemeral=bool(container.get("is_ephemeral")),
            message=_place_of(container),
        )


def _place_of(container: Mapping[str, Any]) -> tuple[str, str] | None:
    channel, ts = container.get("channel_id"), container.get("message_ts")
    return (channel, ts) if channel and ts else None


class Form(Value):
    """A form, submitted or just changed. `values` are its fields by block: text, an option's value, a date, a time, a user; of
    boxes that are checked, the values with commas between them."""

    user: str
    id: str
    key: str
    metadata: str
    values: Mapping[str, str]

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> "Form":
        view = body["view"]
        return cls(
            user=body["user"]["id"],
            id=view["id"],
            key=f"view:{view['id']}",
            metadata=view.get("private_metadata") or "",
            values=field_values((view.get("state") or {}).get("values") or {}),
        )


def field_values(state: Values) -> dict[str, str]:
    """One value for each block of a form, which in our forms holds one field; what is empty is left out."""
    found = {
        block: _value(element) for block, elements in state.items() for element in elements.values()
    }
    return {block: value for block, value in found.items() if value}


def _value(element: Mapping[str, Any]) -> str:
    chosen = element.get("selected_option")
    if chosen:
        return str(chosen["value"])
    if element.get("selected_options"):
        return ",".join(str(each["value"]) for each in element["selected_options"])
    for name in ("value", "selected_user", "selected_date", "selected_time", "selected_date_time"):
        if element.get(name):
            return str(element[name]).strip()
    return ""


def words_of(message: Mapping[str, Any]) -> str:
    """All that a message says: its text, then what was forwarded with it, each under its author's name and with the way to
    it. Of a forwarded message Slack puts only the comment into `text`."""
    said = (message.get("text") or "", *map(_forwarded, forwarded_with(message)))
    return "\n\n".join(part for part in said if part)


def files_of(message: Mapping[str, Any]) -> tuple[dict[str, str], ...]:
    """What was shared with a message, or with what was forwarded with it: each file's id, its name and the address
    where those who may see it find it."""
    return tuple(
        {
            "id": str(file.get("id") or ""),
            "name": str(file.get("name") or "file")[:200],
            "url": str(file.get("permalink") or ""),
        }
        for each in (message, *forwarded_with(message))
        for file in _objects(each.get("files"))
    )


def written(event: Mapping[str, Any], message: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """Who wrote the message that an event is about, where, and what tells whether it was to us. `parent_user_id` is only a
    hint: not every event has it."""
    ts, thread, parent = message["ts"], message.get("thread_ts"), message.get("parent_user_id")
    text = message.get("text") or ""
    return {
        "team": desk.team,
        "actor": message["user"],
        "channel": event["channel"],
        "ts": ts,
        "thread_ts": thread if thread != ts else None,
        "private": event.get("channel_type") == "im",
        "mentions": f"<@{desk.bot_user}>" in text or f"<@{desk.bot_user}|" in text,
        "begun_by_us": parent == desk.bot_user if parent else None,
    }


def from_elsewhere(body: Mapping[str, Any], team: str) -> str | None:
    """Who did this, if the payload says that they are of another team. Which one counts is told by their profile."""
    user, home = _actor_of(body)
    return user if user and home and home != team else None


def _actor_of(body: Mapping[str, Any]) -> tuple[str, str]:
    user, event = body.get("user"), body.get("event")
    if isinstance(user, dict):
        return str(user.get("id") or ""), str(user.get("team_id") or "")
    if not isinstance(event, dict):
        return str(body.get("user_id") or ""), str(body.get("team_id") or "")
    message = event.get("message")
    source = message if isinstance(message, dict) else event
    author = source.get("user")
    home = source.get("user_team") or source.get("source_team") or ""
    return (author if isinstance(author, str) else ""), str(home)


# As many as anybody forwards at once, and as much of each as a message can say.
MOST_FORWARDED = 10
LONGEST_FORWARDED = 40_000
PERSON = re.compile(r"[UW][A-Z0-9]+")
ADDRESS = re.compile(r"https?://[^\s<>|]+")


def forwarded_with(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The messages that were forwarded with a message. Other attachments are previews, or what apps add."""
    attached = _objects(message.get("attachments"))
    shared = [each for each in attached if each.get("is_share") or each.get("is_msg_unfurl")]
    return shared[:MOST_FORWARDED]


def _objects(given: object) -> list[Mapping[str, Any]]:
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []


def _forwarded(shared: Mapping[str, Any]) -> str:
    """As received text: the person as a token, which is shown by name and calls nobody."""
    text = str(shared.get("text") or shared.get("fallback") or "")[:LONGEST_FORWARDED]
    author = str(shared.get("author_id") or "")
    name = f"<@{author}>" if PERSON.fullmatch(author) else escape(_name_of(shared))
    said = f"{name}: {text}" if name and text else text
    url = str(shared.get("from_url") or "")
    return "\n".join(part for part in (said, f"<{url}>" if ADDRESS.fullmatch(url) else "") if part)


def _name_of(shared: Mapping[str, Any]) -> str:
    return str(shared.get("author_name") or shared.get("author_subname") or "")[:80]
