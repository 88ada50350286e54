"""The live stream of one person: changes of the workspace, as far as this person sees them."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from functools import singledispatchmethod
from typing import Any

from aiohttp import web

from sandbox.client import shapes
from sandbox.state import changes
from sandbox.state.changes import Change
from sandbox.state.messages import Message
from sandbox.state.workspace import Workspace

Json = dict[str, Any]


class Watcher:
    """Turns changes into the page's events for one person."""

    def __init__(self, workspace: Workspace, user: str) -> None:
        self._workspace, self.user = workspace, user

    @singledispatchmethod
    def events(self, _: Change) -> Iterator[Json]:
        """Changes without an event of their own may affect the sidebar."""
        yield {"type": "conversations"}

    @events.register
    def _(self, change: changes.MessagePosted) -> Iterator[Json]:
        message = change.message
        if not self._sees(message):
            return
        yield self._with_message("message", message)
        if message.thread_ts:
            parent = self._workspace.message(message.channel, message.thread_ts)
            if parent is not None:
                yield self._with_message("changed", parent)
        if message.user != self.user:
            yield self._unread(message.channel)

    @events.register
    def _(self, change: changes.MessageEdited) -> Iterator[Json]:
        if self._sees(change.message):
            yield self._with_message("changed", change.message)

    @events.register
    def _(self, change: changes.ReactionChanged) -> Iterator[Json]:
        if self._sees(change.message):
            yield self._with_message("changed", change.message)

    @events.register
    def _(self, change: changes.MessageDeleted) -> Iterator[Json]:
        message = change.message
        if not self._sees(message):
            return
        if message.subtype == "tombstone":
            yield self._with_message("changed", message)
        else:
            yield {"type": "deleted", "channel": message.channel, "ts": message.ts}
        yield self._unread(message.channel)

    @events.register
    def _(self, change: changes.EphemeralChanged) -> Iterator[Json]:
        message = change.message
        if message.ephemeral_to != self.user:
            return
        if message.deleted:
            yield {"type": "deleted", "channel": message.channel, "ts": message.ts}
        else:
            yield self._with_message("ephemeral", message)

    @events.register
    def _(self, change: changes.ModalsChanged) -> Iterator[Json]:
        if change.user == self.user:
            yield {"type": "modals", "views": shapes.views(self._workspace, self.user)}

    @events.register
    def _(self, change: changes.HomeShown) -> Iterator[Json]:
        if change.user == self.user:
            yield {"type": "home", "view": shapes.home(self._workspace, self.user)}

    @events.register
    def _(self, change: changes.ConversationRead) -> Iterator[Json]:
        if change.user == self.user:
            yield self._unread(change.channel)

    @events.register
    def _(self, _: changes.TimePassed) -> Iterator[Json]:
        yield {"type": "time", "now": self._workspace.now()}

    @events.register
    def _(self, _: changes.TabOpened) -> Iterator[Json]:
        yield from ()

    @events.register
    def _(self, change: changes.TrafficRecorded) -> Iterator[Json]:
        yield {"type": "traffic", "entry": shapes.entry(self._workspace, change.entry)}

    def _sees(self, message: Message) -> bool:
        return self.user in self._workspace.conversations[message.channel].members

    def _with_message(self, kind: str, message: Message) -> Json:
        return {"type": kind, "message": shapes.message(self._workspace, message)}

    def _unread(self, channel: str) -> Json:
        conversation = self._workspace.conversations[channel]
        counts = shapes.unread(self._workspace, self.user, conversation)
        return {"type": "unread", "channel": channel, **counts}


class Streams:
    """All connected pages."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._open: dict[web.WebSocketResponse, tuple[str, asyncio.Queue[Json]]] = {}

    async def handle(self, request: web.Request, user: str) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(heartbeat=30.0)
        await ws.prepare(request)
        queue: asyncio.Queue[Json] = asyncio.Queue()
        watcher = Watcher(self._workspace, user)

        def hear(change: Change) -> None:
            for event in watcher.events(change):
                queue.put_nowait(event)

        stop = self._workspace.changes.listen(hear)
        self._open[ws] = (user, queue)
        writer = asyncio.create_task(_write(ws, queue))
        try:
            async for _ in ws:  # the page says nothing; this ends when it leaves
                continue
        finally:
            stop()
            del self._open[ws]
            writer.cancel()
        return ws

    def tell(self, event: Json, user: str | None = None) -> None:
        """To the pages of one person, or to all."""
        for watched, queue in self._open.values():
            if user in (None, watched):
                queue.put_nowait(event)

    async def close(self) -> None:
        for ws in tuple(self._open):
            await ws.close()


async def _write(ws: web.WebSocketResponse, queue: asyncio.Queue[Json]) -> None:
    with suppress(ConnectionError):  # the page has gone; its handler tidies up
        while not ws.closed:
            await ws.send_json(await queue.get())
