"""The page's JSON surface under /client."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.acting.context import Context
from sandbox.acting.results import ImpossibleError
from sandbox.blockkit import inputs, readable
from sandbox.client import shapes
from sandbox.client.posted import BadPostError, PostedObject, number
from sandbox.client.stream import Streams
from sandbox.client.tours import NextScript, Tours
from sandbox.state.clock import JUMPS
from sandbox.state.conversations import Conversation, between
from sandbox.state.messages import Message
from sandbox.state.traffic import TrafficLog
from sandbox.state.users import WorkspaceUser
from sandbox.state.views import View

Json = dict[str, Any]
ClientAction = Callable[[WorkspaceUser, PostedObject], Awaitable[Json]]

MOST_MESSAGES = 200


class ClientRoutes:
    def __init__(self, context: Context, log: TrafficLog, next_script: NextScript | None) -> None:
        self._context, self._workspace = context, context.workspace
        self._interactions, self._log = context.interactions, log
        self.streams = Streams(self._workspace)
        self._tours = Tours(context, next_script, self.streams.tell) if next_script else None

    def routes(self) -> list[web.RouteDef]:
        actions: dict[str, ClientAction] = {
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
        as_person = [
            web.post(f"/client/as/{{user}}/{n}", self._acting(a)) for n, a in actions.items()
        ]
        return [
            *as_person,
            web.get("/client/boot", self._boot),
            web.get("/client/as/{user}/conversations", self._conversations),
            web.get("/client/as/{user}/messages", self._messages),
            web.get("/client/as/{user}/modals", self._modals),
            web.get("/client/as/{user}/stream", self._stream),
            web.get("/client/time", self._time),
            web.post("/client/time", self._let_pass),
            web.get("/client/traffic", self._traffic),
            web.post("/client/tour/{action}", self._tour),
        ]

    def _acting(self, action: ClientAction) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Impossible actions are answered with a sentence for the page to show."""

        async def handler(request: web.Request) -> web.Response:
            try:
                return web.json_response(await action(self._user(request), await _body(request)))
            except BadPostError as refusal:
                return web.json_response({"ok": False, "error": str(refusal)}, status=400)
            except (ImpossibleError, AssertionError) as refusal:
                return web.json_response({"ok": False, "error": str(refusal)}, status=409)

        return handler

    def _user(self, request: web.Request) -> WorkspaceUser:
        user = self._workspace.users.get(request.match_info["user"])
        if user is None:
            raise web.HTTPNotFound(text="no one has this ID")
        return user

    # -- looking ------------------------------------------------------------------------------

    async def _boot(self, _: web.Request) -> web.Response:
        tour = self._tours.shape() if self._tours else None
        return web.json_response(shapes.boot(self._workspace) | {"tour": tour})

    async def _conversations(self, request: web.Request) -> web.Response:
        user = self._user(request)
        return web.json_response({"conversations": shapes.conversations(self._workspace, user.id)})

    async def _messages(self, request: web.Request) -> web.Response:
        """Oldest first; a thread begins with its parent. `before` is a ts."""
        user, query = self._user(request), request.query
        channel = self._place(user, query.get("channel", ""))
        found = _everything(self._workspace.ephemerals.get(user.id, []), channel, query)
        _, end = between(found, after="", before=query.get("before", ""), inclusive=False)
        start = max(0, end - min(_number(query, "limit", 50), MOST_MESSAGES))
        shown = [shapes.message(self._workspace, message) for message in found[start:end]]
        return web.json_response({"messages": shown, "has_more": start > 0})

    async def _modals(self, request: web.Request) -> web.Response:
        user = self._user(request)
        return web.json_response({"views": shapes.views(self._workspace, user.id)})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        return await self.streams.handle(request, self._user(request).id)

    async def _traffic(self, request: web.Request) -> web.Response:
        after = _number(request.query, "after", 0)
        entries = [shapes.entry(self._workspace, record) for record in self._log.after(after)]
        return web.json_response({"entries": entries[-1000:]})

    def _place(self, user: WorkspaceUser, channel_id: str) -> Conversation:
        channel = self._workspace.conversations.get(channel_id)
        if channel is None or user.id not in channel.members:
            raise web.HTTPNotFound(text="this person has no such conversation")
        return channel

    def _message(self, user: WorkspaceUser, body: PostedObject) -> Message:
        """An ephemeral message or one in a conversation of this person."""
        ts = body.text("ts")
        if message := self._workspace.ephemeral(user.id, ts):
            return message
        message = self._place(user, body.text("channel")).by_ts.get(ts)
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

    # -- acting -------------------------------------------------------------------------------

    async def _say(self, user: WorkspaceUser, body: PostedObject) -> Json:
        channel = self._place(user, body.text("channel"))
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
        channel = self._place(user, body.text("channel"))
        self._workspace.mark_read(user.id, channel.id, body.text("ts"))
        return {"ok": True}

    async def _command(self, user: WorkspaceUser, body: PostedObject) -> Json:
        channel, name = self._place(user, body.text("channel")), body.text("command")
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
            self.streams.tell({"type": "notice", "text": text, "level": "error"}, user.id)
        return {"ok": ok, "error": error, "ack_ms": seconds * 1000}

    # -- time ---------------------------------------------------------------------------------

    async def _time(self, _: web.Request) -> web.Response:
        clock = self._context.clock
        jumps = [{"to": to, "label": label, "at": clock.moment(to)} for to, label in JUMPS.items()]
        return web.json_response({"now": clock(), "jumps": jumps})

    async def _let_pass(self, request: web.Request) -> web.Response:
        try:
            await self._context.clock.jump((await _body(request)).text("to"))
        except ValueError as refusal:
            return web.json_response({"error": str(refusal)}, status=400)
        return await self._time(request)

    # -- the tour -----------------------------------------------------------------------------

    async def _tour(self, request: web.Request) -> web.Response:
        if self._tours is None:
            raise web.HTTPNotFound(text="there is no tour here")
        match request.match_info["action"]:
            case "start":
                return web.json_response(self._tours.start())
            case "next":
                return web.json_response(await self._tours.next())
            case "stop":
                return web.json_response(self._tours.stop())
        raise web.HTTPNotFound(text="the tour can start, go on and stop")


def _everything(ephemerals: list[Message], channel: Conversation, query: Any) -> list[Message]:
    """What one person sees of a conversation or of a thread, oldest first."""
    thread_ts = query.get("thread_ts") or None
    if thread_ts:
        parent = channel.by_ts.get(thread_ts)
        shared = [parent, *parent.replies] if parent else []
    else:
        shared = channel.top
    own = [m for m in ephemerals if m.channel == channel.id and m.thread_ts == thread_ts]
    return sorted([*shared, *own], key=lambda m: m.ts) if own else shared


def _control(target: Message | View, block_id: str, action_id: str) -> tuple[str, Json]:
    for found, element in readable.controls(target.blocks):
        if found == block_id and element["action_id"] == action_id:
            return found, element
    raise ImpossibleError("That control no longer exists.")


async def _body(request: web.Request) -> PostedObject:
    if not request.can_read_body:
        return PostedObject({})
    try:
        return PostedObject(await request.json())
    except (ValueError, RecursionError) as error:
        raise BadPostError("The body is not JSON.") from error


def _number(query: Any, name: str, default: int) -> int:
    try:
        return number(query.get(name, ""), default)
    except BadPostError as error:
        raise web.HTTPBadRequest(text=str(error)) from error
