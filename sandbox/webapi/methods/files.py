"""files.*: the external upload in three steps, and what became of it."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.state.conversations import Conversation
from sandbox.state.files import StoredFile
from sandbox.state.workspace import Draft
from sandbox.webapi.call import Call
from sandbox.webapi.methods.chat import check_thread
from sandbox.webapi.registry import Family

Json = dict[str, Any]
FILES = Family()


@FILES.method("files.getUploadURLExternal", scope="files:write", needs=("filename", "length"))
def get_upload_url(call: Call) -> Json:
    length = call.integer("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", ["must be greater than 0 [json-pointer:/length]"])
    file = call.workspace.files.reserve(
        call.text("filename"), length, call.app.user_id, alt_text=call.text("alt_txt")
    )
    return {"upload_url": f"{call.base_url}/upload/{file.id}", "file_id": file.id}


@FILES.method("files.completeUploadExternal", scope="files:write", needs=("files",))
def complete_upload(call: Call) -> Json:
    wanted = call.structure("files", list, "invalid_arguments")
    channels = [_target(call, channel_id) for channel_id in _channels(call)]
    files = [_uploaded(call, item) for item in wanted]
    for file, item in zip(files, wanted, strict=True):
        file.completed, file.title = True, str(item.get("title") or file.name)
        file.shared_in = tuple(channel.id for channel in channels)
    for channel in channels:
        _share(call, channel, files)
    return {"files": [file.payload(call.base_url) for file in files]}


def _channels(call: Call) -> list[str]:
    return call.names("channels") or call.names("channel_id")


def _target(call: Call, channel_id: str) -> Conversation:
    """Files go to channels by id, and only where the bot is a member."""
    channel = call.workspace.conversations.get(channel_id)
    if channel is None or (channel.is_private and call.app.user_id not in channel.members):
        raise SlackError("channel_not_found")
    if call.app.user_id not in channel.members:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    if call.text("thread_ts"):
        check_thread(channel, call.text("thread_ts"))
    return channel


def _uploaded(call: Call, item: Any) -> StoredFile:
    file = call.workspace.files.get(str(item.get("id"))) if isinstance(item, dict) else None
    if file is None or file.content is None or file.completed:
        raise SlackError("file_not_found")
    return file


def _share(call: Call, channel: Conversation, files: list[StoredFile]) -> None:
    draft = Draft(
        user=call.app.user_id,
        text=call.text("initial_comment"),
        thread_ts=call.text("thread_ts") or None,
        bot_id=call.app.bot_id,
        app_id=call.app.app_id,
        subtype="file_share",
        files=[file.payload(call.base_url) for file in files],
    )
    message = call.workspace.post(channel, draft)
    for file in files:
        file.shares.append((channel.id, message.ts, message.thread_ts))


@FILES.method("files.info", scope="files:read", needs=("file",))
def info(call: Call) -> Json:
    file = call.workspace.files.get(call.text("file"))
    if file is None or not file.completed:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return {"file": file.payload(call.base_url), "comments": []}


@FILES.method("files.delete", scope="files:write", needs=("file",))
def delete(call: Call) -> Json:
    """Only its own; what showed nothing else goes with it."""
    file = call.workspace.files.get(call.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    if file.user != call.app.user_id:
        raise SlackError("cant_delete_file")
    file.deleted = True
    for channel, ts, _ in file.shares:
        message = call.workspace.message(channel, ts)
        if message is not None and not message.deleted:
            call.workspace.delete(message)
    return {}
