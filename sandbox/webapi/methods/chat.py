"""chat.*: posting, editing and deleting the app's own messages."""

import json
from typing import Any

from sandbox.blockkit.blocks import message_blocks
from sandbox.errors import SlackError
from sandbox.state.conversations import Conversation
from sandbox.state.messages import Message
from sandbox.state.workspace import SLACKBOT, Draft
from sandbox.webapi.call import Call
from sandbox.webapi.registry import Family

Json = dict[str, Any]
CHAT = Family()

POST_TEXT = 40_000
UPDATE_TEXT = 4_000
METADATA_BYTES = 8_000


@CHAT.method("chat.postMessage", scope="chat:write", needs=("channel",))
def post_message(call: Call) -> Json:
    channel = place(call)
    draft = draft_of(call)
    if draft.thread_ts:
        check_thread(channel, draft.thread_ts)
    message = call.workspace.post(channel, draft)
    return {"channel": channel.id, "ts": message.ts, "message": message.payload()}


@CHAT.method("chat.postEphemeral", scope="chat:write", needs=("channel", "user"))
def post_ephemeral(call: Call) -> Json:
    channel = place(call)
    user = call.user()
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = call.workspace.show_ephemeral(channel, user.id, draft_of(call))
    return {"message_ts": message.ts}


@CHAT.method("chat.update", scope="chat:write", needs=("channel", "ts"))
def update(call: Call) -> Json:
    message = own_message(call, "cant_update_message")
    if len(call.text("text")) > UPDATE_TEXT:
        raise SlackError("msg_too_long")
    text, blocks = content(call)
    changes: Json = {"text": text or (message.text if blocks else ""), "blocks": blocks}
    metadata = metadata_of(call)
    if metadata is not None:
        changes["metadata"] = metadata or None
    if (attachments := call.structure("attachments", list, "invalid_attachments")) is not None:
        changes["attachments"] = attachments
    edited = not blocks and text != message.text
    call.workspace.edit(message, mark_edited=edited, link_names=call.flag("link_names"), **changes)
    answer = {"channel": message.channel, "ts": message.ts, "text": message.text}
    return answer | {"message": message.payload()}


@CHAT.method("chat.delete", scope="chat:write", needs=("channel", "ts"))
def delete(call: Call) -> Json:
    message = own_message(call, "cant_delete_message")
    call.workspace.delete(message)
    return {"channel": message.channel, "ts": message.ts}


@CHAT.method("chat.getPermalink", needs=("channel", "message_ts"))
def get_permalink(call: Call) -> Json:
    channel = call.conversation()
    message = channel.by_ts.get(call.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(call, message)}


def permalink(call: Call, message: Message) -> str:
    domain = call.workspace.company.domain
    address = f"https://{domain}.slack.com/archives/{message.channel}/p{digits(message.ts)}"
    if message.thread_ts:
        return f"{address}?thread_ts={message.thread_ts}&cid={message.channel}"
    return address


def digits(ts: str) -> str:
    return ts.replace(".", "")


def place(call: Call) -> Conversation:
    """Where to post: a channel the bot is in, its name, or a person's id for their DM.

    Posting to somebody deactivated succeeds, as in Slack: the conversation still exists.
    """
    wanted = call.text("channel")
    channel = _direct(call, wanted) if wanted.startswith(("U", "W")) else _named(call, wanted)
    if channel.archived:
        raise SlackError("is_archived")
    if call.app.user_id not in channel.members:
        _need_public(call, channel)
    if channel.kind == "im" and not call.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def _direct(call: Call, user_id: str) -> Conversation:
    user = call.workspace.users.get(user_id)
    if user is None or user.person.is_stranger:
        raise SlackError("channel_not_found")
    if user.person.is_bot or user.id == SLACKBOT:
        raise SlackError("cannot_dm_bot")
    return call.workspace.dm_of(user_id)


def _named(call: Call, wanted: str) -> Conversation:
    workspace = call.workspace
    found = workspace.conversations.get(wanted)
    if found is None and not wanted.startswith(("C", "D")):
        name = wanted.removeprefix("#")
        found = next((c for c in workspace.conversations.values() if c.name == name != ""), None)
    if found is None or (found.is_private and call.app.user_id not in found.members):
        raise SlackError("channel_not_found")
    return found


def _need_public(call: Call, channel: Conversation) -> None:
    """Posting to a public channel without being in it takes a scope of its own."""
    if channel.is_private:
        raise SlackError("channel_not_found")
    if "chat:write.public" not in call.app.scopes:
        raise SlackError("not_in_channel")


def check_thread(channel: Conversation, thread_ts: str) -> None:
    parent = channel.by_ts.get(thread_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    if parent.thread_ts:
        raise SlackError("cannot_reply_to_message")


def content(call: Call) -> tuple[str, list[Json]]:
    """Text and blocks; no_text when there is nothing to show."""
    text = call.text("text")[:POST_TEXT]
    blocks = call.structure("blocks", list, "invalid_blocks_format")
    if call.args.get("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": call.text("markdown_text")}]
    if not text.strip() and not blocks and not call.args.get("attachments"):
        raise SlackError("no_text")
    return text, message_blocks(blocks) if blocks else []


def draft_of(call: Call) -> Draft:
    text, blocks = content(call)
    if call.args.get("username") or call.args.get("icon_emoji") or call.args.get("icon_url"):
        call.need("chat:write.customize")
    return Draft(
        user=call.app.user_id,
        text=text,
        blocks=blocks,
        thread_ts=call.text("thread_ts") or None,
        bot_id=call.app.bot_id,
        app_id=call.app.app_id,
        username=call.text("username") or None,
        icon_url=call.text("icon_url") or None,
        metadata=metadata_of(call) or None,
        attachments=call.structure("attachments", list, "invalid_attachments") or [],
        link_names=call.flag("link_names") or call.text("parse") == "full",
        unfurl_links=call.flag("unfurl_links", default=True),
        unfurl_media=call.flag("unfurl_media", default=True),
    )


def metadata_of(call: Call) -> Json | None:
    """None when absent, {} to clear; otherwise with its two keys and within Slack's size."""
    metadata: Json | None = call.structure("metadata", dict, "invalid_metadata_format")
    if not metadata:
        return metadata
    if not isinstance(metadata.get("event_type"), str) or not isinstance(
        metadata.get("event_payload"), dict
    ):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata


def own_message(call: Call, refusal: str) -> Message:
    """The app's own message at `channel` and `ts`; ephemeral ones are never found."""
    channel = call.conversation()
    message = channel.by_ts.get(call.text("ts"))
    if message is None or message.deleted:
        raise SlackError("message_not_found")
    if message.bot_id != call.app.bot_id:
        raise SlackError(refusal)
    if channel.archived:
        raise SlackError("is_archived")
    return message
