"""The page's JSON surface under /client."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.acting.context import Context
from sandbox.acting.results import ImpossibleError
from sandbox.client import shapes
from sandbox.client.actions import ClientAction, ClientActions, conversation_of
from sandbox.client.posted import BadPostError, PostedObject, number
from sandbox.client.stream import Streams
from sandbox.client.tours import NextScript, Tours
from sandbox.state.clock import JUMPS
from sandbox.state.conversations import Conversation, between
from sandbox.state.messages import Message
from sandbox.state.traffic import TrafficLog
from sandbox.state.users import WorkspaceUser

Json = dict[str, Any]

MOST_MESSAGES = 200


class ClientRoutes:
    def __init__(self, context: Context, log: TrafficLog, next_script: NextScript | None) -> None:
        self._context, self._workspace = context, context.workspace
        self._log = log
        self.streams = Streams(self._workspace)
        self._actions = ClientActions(context, self.streams)
        self._tours = Tours(context, next_script, self.streams.tell) if next_script else None

    def routes(self) -> list[web.RouteDef]:
        actions = self._actions.by_name()
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
        channel = conversation_of(self._workspace, user, query.get("channel", ""))
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
