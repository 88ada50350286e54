"""conversations.*: what the bot can see of channels and direct messages."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.state.conversations import Conversation, between
from sandbox.state.messages import Message
from sandbox.state.users import WorkspaceUser
from sandbox.state.workspace import SLACKBOT
from sandbox.webapi.call import Call
from sandbox.webapi.paging import cursor_for, cursor_of, limit_of, page
from sandbox.webapi.registry import Family

Json = dict[str, Any]
CONVERSATIONS = Family()

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_LIST_SCOPES = {
    "channel": "channels:read",
    "group": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


@CONVERSATIONS.method("conversations.open")
def open_conversation(call: Call) -> Json:
    call.need("im:write")
    channel = _resumed(call) if call.args.get("channel") else _direct_message(call)
    answer: Json = {"no_op": True, "already_open": True}
    shown = conversation_payload(call, channel)
    return answer | {"channel": shown if call.flag("return_im") else {"id": channel.id}}


def _resumed(call: Call) -> Conversation:
    channel = call.conversation()
    if channel.kind != "im":
        raise SlackError("method_not_supported_for_channel_type")
    return channel


def _direct_message(call: Call) -> Conversation:
    wanted = call.names("users")
    if not wanted:
        raise SlackError("users_list_not_supplied")
    if len(wanted) > 1:
        call.need("mpim:write")
        raise SlackError("method_not_supported_for_channel_type")
    user = call.workspace.users.get(wanted[0])
    if user is None or user.person.is_stranger:
        raise SlackError("user_not_found")
    if user.person.is_bot or user.id == SLACKBOT:
        raise SlackError("cannot_dm_bot")
    if user.person.deleted:
        raise SlackError("user_disabled")
    return call.workspace.dm_of(user.id)


@CONVERSATIONS.method("conversations.info", needs=("channel",))
def info(call: Call) -> Json:
    channel = call.conversation()
    call.need_for(channel, "read")
    shown = conversation_payload(call, channel)
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    if call.flag("include_locale"):
        shown["locale"] = "en-US"
    return {"channel": shown}


@CONVERSATIONS.method("conversations.list")
def list_conversations(call: Call) -> Json:
    found = [c for c in _of_types(call) if _listed(call, c)]
    shown, more = page(call, found)
    return {"channels": [_with_count(call, c) for c in shown], **more}


@CONVERSATIONS.method("users.conversations")
def of_user(call: Call) -> Json:
    user = call.user() if call.args.get("user") else call.workspace.users[call.app.user_id]
    found = [c for c in _of_types(call) if user.id in c.members and _listed(call, c)]
    shown, more = page(call, found)
    return {"channels": [conversation_payload(call, c) for c in shown], **more}


def _of_types(call: Call) -> list[Conversation]:
    kinds = []
    for name in call.names("types") or ["public_channel"]:
        if name not in _KINDS:
            raise SlackError("invalid_types")
        kinds.append(_KINDS[name])
        call.need(_LIST_SCOPES[_KINDS[name]])
    return [c for c in call.workspace.conversations.values() if c.kind in kinds]


def _listed(call: Call, channel: Conversation) -> bool:
    if channel.archived and call.flag("exclude_archived"):
        return False
    return not channel.is_private or call.app.user_id in channel.members


def _with_count(call: Call, channel: Conversation) -> Json:
    shown = conversation_payload(call, channel)
    return shown if channel.kind == "im" else shown | {"num_members": len(channel.members)}


@CONVERSATIONS.method("conversations.members", needs=("channel",))
def members(call: Call) -> Json:
    channel = call.conversation()
    call.need_for(channel, "read")
    shown, more = page(call, sorted(channel.members))
    return {"members": list(shown), **more}


@CONVERSATIONS.method("conversations.join", scope="channels:join", needs=("channel",))
def join(call: Call) -> Json:
    channel = call.conversation()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    already = call.app.user_id in channel.members
    call.workspace.join(channel, call.app.user_id)
    answer: Json = {"channel": conversation_payload(call, channel)}
    return answer | ({"warning": "already_in_channel"} if already else {})


@CONVERSATIONS.method("conversations.history", needs=("channel",))
def history(call: Call) -> Json:
    """Newest first; the cursor holds the ts before which the next page begins."""
    channel = _readable(call)
    limit = limit_of(call)
    before = cursor_of(call)
    start, end = between(
        channel.top,
        after=call.text("oldest"),
        before=before or call.text("latest"),
        inclusive=call.flag("inclusive") and not before,
    )
    if before and call.flag("inclusive"):
        start, _ = between(channel.top, after=call.text("oldest"), before="", inclusive=True)
    first = max(start, end - limit)
    found = channel.top[first:end][::-1]
    more = first > start
    return _messages(call, found) | _more(call, found[-1].ts if more else "")


@CONVERSATIONS.method("conversations.replies", needs=("channel", "ts"))
def replies(call: Call) -> Json:
    """Oldest first, the parent always in front of the first page."""
    channel = _readable(call)
    parent = channel.by_ts.get(call.text("ts"))
    if parent is None:
        raise SlackError("thread_not_found")
    if parent.thread_ts:
        return _messages(call, [parent]) | _more(call, "")
    after = cursor_of(call)
    start, end = between(
        parent.replies,
        after=after or call.text("oldest"),
        before=call.text("latest"),
        inclusive=call.flag("inclusive") and not after,
    )
    last = min(end, start + limit_of(call))
    found = parent.replies[start:last]
    more = found[-1].ts if found and last < end else ""
    return _messages(call, found if after else [parent, *found]) | _more(call, more)


def _readable(call: Call) -> Conversation:
    channel = call.conversation()
    call.need_for(channel, "history")
    if call.app.user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _messages(call: Call, found: list[Message]) -> Json:
    with_metadata = call.flag("include_all_metadata")
    return {"messages": [_shown(call, message, with_metadata) for message in found]}


def _shown(call: Call, message: Message, with_metadata: bool) -> Json:
    """Without include_all_metadata only the types the manifest subscribes keep their payload."""
    shown = message.payload(with_metadata=with_metadata)
    if message.metadata and not with_metadata:
        event_type = message.metadata["event_type"]
        if event_type in call.app.metadata_types:
            shown["metadata"] = message.metadata
    return shown


def _more(call: Call, cursor: str) -> Json:
    answer: Json = {"has_more": bool(cursor)}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor_for(call, cursor)}
    return answer


def conversation_payload(call: Call, channel: Conversation) -> Json:
    if channel.kind == "im":
        return _im_payload(call, channel, call.workspace.users[channel.person])
    private = channel.kind == "group"
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "is_archived": channel.archived,
        "is_general": channel.name == "general",
        "is_member": call.app.user_id in channel.members,
        "is_shared": False,
        "is_org_shared": False,
        "is_ext_shared": False,
        "created": channel.created,
        "creator": channel.creator,
        "context_team_id": call.workspace.company.team_id,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }


def _im_payload(call: Call, channel: Conversation, person: WorkspaceUser) -> Json:
    return {
        "id": channel.id,
        "created": channel.created,
        "is_im": True,
        "is_archived": False,
        "is_org_shared": False,
        "context_team_id": call.workspace.company.team_id,
        "user": person.id,
        "is_user_deleted": person.person.deleted,
        "priority": 0,
    }
