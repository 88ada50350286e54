"""An app's answers outside the Web API: to a command's request, and at a response_url."""

from typing import Any

from sandbox.blockkit.blocks import message_blocks
from sandbox.errors import SlackError
from sandbox.state.messages import Message
from sandbox.state.permits import Permit
from sandbox.state.workspace import Draft, Workspace

Json = dict[str, Any]


def show_answer(workspace: Workspace, permit: Permit, body: Json) -> Message | None:
    """Posts, replaces or deletes what `body` says. Raises SlackError for what Slack refuses."""
    if body.get("delete_original"):
        _delete(workspace, permit)
        return None
    draft = _draft(workspace, body)
    if body.get("replace_original") and permit.source_ts:
        return _replace(workspace, permit, draft)
    channel = workspace.conversations[permit.channel]
    if body.get("response_type") == "in_channel":
        return workspace.post(channel, draft)
    return workspace.show_ephemeral(channel, permit.user, draft)


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


def _source(workspace: Workspace, permit: Permit) -> Message:
    ts = permit.source_ts or ""
    found = workspace.ephemeral(permit.user, ts) or workspace.message(permit.channel, ts)
    if found is None:
        raise SlackError("message_not_found")
    if found.bot_id != workspace.app.bot_id:
        raise SlackError("cant_update_message")
    return found


def _replace(workspace: Workspace, permit: Permit, draft: Draft) -> Message:
    message = _source(workspace, permit)
    if message.ephemeral_to is not None:
        workspace.replace_ephemeral(message, draft)
    else:
        workspace.edit(message, mark_edited=False, text=draft.text, blocks=draft.blocks)
    return message


def _delete(workspace: Workspace, permit: Permit) -> None:
    message = _source(workspace, permit)
    if message.ephemeral_to is not None:
        workspace.remove_ephemeral(message)
    else:
        workspace.delete(message)
