"""An app's answers outside the Web API: to a command's request, and at a response_url."""

from typing import Any

from sandbox.blockkit.blocks import message_blocks
from sandbox.errors import SlackError
from sandbox.state.messages import Message
from sandbox.state.response_urls import ResponseUrl
from sandbox.state.workspace import Draft, Workspace

Json = dict[str, Any]


def show_answer(workspace: Workspace, response_url: ResponseUrl, body: Json) -> Message | None:
    """Posts, replaces or deletes what `body` says. Raises SlackError for what Slack refuses."""
    if body.get("delete_original"):
        _delete(workspace, response_url)
        return None
    draft = _draft(workspace, body)
    if body.get("replace_original") and response_url.source_ts:
        return _replace(workspace, response_url, draft)
    channel = workspace.conversations[response_url.channel]
    if body.get("response_type") == "in_channel":
        return workspace.post(channel, draft)
    return workspace.show_ephemeral(channel, response_url.user, draft)


def _draft(workspace: Workspace, body: Json) -> Draft:
    blocks = body.get("blocks") or []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if not body.get("text") and not blocks and not body.get("attachments"):
        raise SlackError("no_text")
    return Draft(
        user=workspace.app.user_id,
        text=str(body.get("text") or ""),
        blocks=message_blocks(blocks),
        thread_ts=body.get("thread_ts") or None,
        bot_id=workspace.app.bot_id,
        app_id=workspace.app.app_id,
        attachments=body.get("attachments") or [],
    )


def _source(workspace: Workspace, response_url: ResponseUrl) -> Message:
    ts = response_url.source_ts or ""
    found = workspace.ephemeral(response_url.user, ts) or workspace.message(
        response_url.channel, ts
    )
    if found is None:
        raise SlackError("message_not_found")
    if found.bot_id != workspace.app.bot_id:
        raise SlackError("cant_update_message")
    return found


def _replace(workspace: Workspace, response_url: ResponseUrl, draft: Draft) -> Message:
    message = _source(workspace, response_url)
    if message.ephemeral_to is not None:
        workspace.replace_ephemeral(message, draft)
    else:
        workspace.edit(message, mark_edited=False, text=draft.text, blocks=draft.blocks)
    return message


def _delete(workspace: Workspace, response_url: ResponseUrl) -> None:
    message = _source(workspace, response_url)
    if message.ephemeral_to is not None:
        workspace.remove_ephemeral(message)
    else:
        workspace.delete(message)
