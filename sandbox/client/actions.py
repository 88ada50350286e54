"""What the page does as a person: each action by its name, from the object that was posted."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.acting.context import Context
from sandbox.acting.results import ImpossibleError
from sandbox.blockkit import inputs, readable
from sandbox.client import shapes
from sandbox.client.posted import BadPostError, PostedObject
from sandbox.client.stream import Streams
from sandbox.state.conversations import Conversation
from sandbox.state.messages import Message
from sandbox.state.users import WorkspaceUser
from sandbox.state.views import View
from sandbox.state.workspace import Workspace

Json = dict[str, Any]
ClientAction = Callable[[WorkspaceUser, PostedObject], Awaitable[Json]]


class ClientActions:
    """What nobody could do raises ImpossibleError, what the page never posts BadPostError."""

    def __init__(self, context: Context, streams: Streams) -> None:
        self._context, self._workspace = context, context.workspace
        self._interactions, self._streams = context.interactions, streams

    def by_name(self) -> dict[str, ClientAction]:
        return {
            "say": self._say,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "read": self._read,
            "command": self._command,
            "click": self._click,
            "shortcut": self._shortcut,
            "submit": self._submit,
            "close": self._close,
            "home": self._home,
            "options": self._options,
        }

    async def _say(self, user: WorkspaceUser, body: PostedObject) -> Json:
        channel = conversation_of(self._workspace, user, body.text("channel"))
        thread_ts = body.text("thread_ts", "") or None
        if thread_ts and thread_ts not in channel.by_ts:
            raise ImpossibleError("That thread no longer exists.")
        files = [
            self._context.share(
                user,
                channel,
                {"name": file.text("name"), "content": file.content("content_base64")},
            )
            for file in body.objects("files")
        ]
        message = self._interactions.say(user, channel, body.text("text", ""), thread_ts, files)
        return {"ok": True, "ts": message.ts}

    async def _edit(self, user: WorkspaceUser, body: PostedObject) -> Json:
        self._interactions.edit(user, self._message(user, body), body.text("text"))
        return {"ok": True}

    async def _delete(self, user: WorkspaceUser, body: PostedObject) -> Json:
        """One's own message for everyone, an ephemeral one for oneself."""
        message = self._message(user, body)
        if message.ephemeral_to:
            self._workspace.remove_ephemeral(message)
        else:
            self._interactions.delete(user, message)
        return {"ok": True}

    async def _react(self, user: WorkspaceUser, body: PostedObject) -> Json:
        on = body.flag("on", default=True)
        self._interactions.react(user, self._message(user, body), body.text("name"), on=on)
        return {"ok": True}

    async def _read(self, user: WorkspaceUser, body: PostedObject) -> Json:
        channel = conversation_of(self._workspace, user, body.text("channel"))
        self._workspace.mark_read(user.id, channel.id, body.text("ts"))
        return {"ok": True}

    async def _command(self, user: WorkspaceUser, body: PostedObject) -> Json:
        channel, name = (
            conversation_of(self._workspace, user, body.text("channel")),
            body.text("command"),
        )
        in_thread = bool(body.text("thread_ts", ""))
        result = await self._interactions.command(
            user, channel, name, body.text("text", ""), in_thread=in_thread
        )
        return self._result(user, name, result.ok, result.error, result.ack_seconds)

    async def _click(self, user: WorkspaceUser, body: PostedObject) -> Json:
        target: Message | View
        if view_id := body.text("view_id", ""):
            target = self._view(user, view_id)
            self._take_values(target, body.object("state").object("values"))
        else:
            target = self._message(user, body.object("message"))
        block_id, element = _control(target, body.text("block_id"), body.text("action_id"))
        state = self._state(element, body)
        if isinstance(target, View):
            result = await self._interactions.click_view(user, target, block_id, element, state)
        else:
            result = await self._interactions.click_message(user, target, block_id, element, state)
        return self._result(user, "That click", result.ok, result.error, result.ack_seconds)

    async def _shortcut(self, user: WorkspaceUser, body: PostedObject) -> Json:
        message = self._message(user, body) if body.text("ts", "") else None
        result = await self._interactions.shortcut(user, body.text("callback_id"), message)
        return self._result(user, "That shortcut", result.ok, result.error, result.ack_seconds)

    async def _submit(self, user: WorkspaceUser, body: PostedObject) -> Json:
        view = self._modal(user, body.text("view_id"))
        self._take_values(view, body.object("values"))
        result = await self._interactions.submit(user, view)
        return {"ok": result.ok, "errors": result.errors, "error": result.error}

    async def _close(self, user: WorkspaceUser, body: PostedObject) -> Json:
        view = self._modal(user, body.text("view_id"))
        await self._interactions.close(user, view, everything=body.flag("all"))
        return {"ok": True}

    async def _home(self, user: WorkspaceUser, _: PostedObject) -> Json:
        await self._interactions.open_tab(user, "home")
        return {"view": shapes.home(self._workspace, user.id)}

    async def _options(self, user: WorkspaceUser, body: PostedObject) -> Json:
        """What an external select of a modal offers for the text typed so far."""
        view = self._view(user, body.text("view_id"))
        block_id, action_id = body.text("block_id"), body.text("action_id")
        typed = body.text("value", "")
        return {"options": await self._interactions.suggest(user, view, block_id, action_id, typed)}

    def _state(self, element: Json, body: PostedObject) -> Json:
        """The element's new state; a button has none."""
        if element["type"] not in inputs.STATEFUL | {"overflow"}:
            return {}
        try:
            return inputs.given(element, body.raw(), self._workspace.name_of)
        except ValueError as error:
            raise BadPostError(f"That can't be chosen: {error}") from error

    def _take_values(self, view: View, values: PostedObject) -> None:
        """Stores what was typed into the page, for inputs the view still has."""
        for block, element in inputs.stateful(view.blocks):
            block_id, action_id = block["block_id"], element["action_id"]
            given = values.object(block_id).object(action_id)
            if inputs.key_of(element) in given.raw():
                view.values[block_id][action_id] = self._state(element, given)

    def _result(
        self, user: WorkspaceUser, action: str, ok: bool, error: str | None, seconds: float
    ) -> Json:
        if error == "operation_timeout":
            name = self._workspace.app.bot_name
            deadline = self._context.dispatcher.ack_deadline
            text = f"{action} failed: {name} didn't respond within {deadline:g} seconds."
            self._streams.tell({"type": "notice", "text": text, "level": "error"}, user.id)
        return {"ok": ok, "error": error, "ack_ms": seconds * 1000}

    def _message(self, user: WorkspaceUser, body: PostedObject) -> Message:
        """An ephemeral message or one in a conversation of this person."""
        ts = body.text("ts")
        if message := self._workspace.ephemeral(user.id, ts):
            return message
        message = conversation_of(self._workspace, user, body.text("channel")).by_ts.get(ts)
        if message is None:
            raise ImpossibleError("That message no longer exists.")
        return message

    def _view(self, user: WorkspaceUser, view_id: str) -> View:
        for view in (*self._workspace.views.stack(user.id), self._workspace.views.home(user.id)):
            if view is not None and view.id == view_id:
                return view
        raise ImpossibleError("That window is closed.")

    def _modal(self, user: WorkspaceUser, view_id: str) -> View:
        """A modal, since Home can't be submitted or closed."""
        view = self._view(user, view_id)
        if view not in self._workspace.views.stack(user.id):
            raise ImpossibleError("That isn't a form.")
        return view


def _control(target: Message | View, block_id: str, action_id: str) -> tuple[str, Json]:
    for found, element in readable.controls(target.blocks):
        if found == block_id and element["action_id"] == action_id:
            return found, element
    raise ImpossibleError("That control no longer exists.")


def conversation_of(workspace: Workspace, user: WorkspaceUser, channel_id: str) -> Conversation:
    channel = workspace.conversations.get(channel_id)
    if channel is None or user.id not in channel.members:
        raise web.HTTPNotFound(text="this person has no such conversation")
    return channel
