"""reactions.*: the bot's emoji on messages."""

import re
from typing import Any

from sandbox.errors import SlackError
from sandbox.state.messages import Message
from sandbox.webapi.call import Call
from sandbox.webapi.registry import Family

Json = dict[str, Any]
REACTIONS = Family()

_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


@REACTIONS.method("reactions.add", scope="reactions:write", needs=("channel", "name", "timestamp"))
def add(call: Call) -> Json:
    message = _message(call)
    if call.workspace.conversations[message.channel].archived:
        raise SlackError("is_archived")
    if not call.workspace.react(message, call.app.user_id, _name(call)):
        raise SlackError("already_reacted")
    return {}


@REACTIONS.method("reactions.remove", scope="reactions:write", needs=("name",))
def remove(call: Call) -> Json:
    if not call.workspace.unreact(_message(call), call.app.user_id, _name(call)):
        raise SlackError("no_reaction")
    return {}


@REACTIONS.method("reactions.get", scope="reactions:read")
def get(call: Call) -> Json:
    message = _message(call)
    shown = message.payload(with_metadata=False)
    return {"type": "message", "channel": message.channel, "message": shown}


def _message(call: Call) -> Message:
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = call.conversation()
    message = channel.by_ts.get(call.text("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    if call.app.user_id not in channel.members:
        raise SlackError("not_in_channel")
    return message


def _name(call: Call) -> str:
    name = call.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name
