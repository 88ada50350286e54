"""Socket Mode: tickets, ten WebSockets at most, envelopes to any one of them, acks from any."""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.delivery.transport import UnacknowledgedError
from sandbox.state.traffic import AppDelivery

Json = dict[str, Any]

MOST_SOCKETS = 10
LIFETIME_SECONDS = 18_060
DEBUG_LIFETIME_SECONDS = 360
PING_SECONDS = 30.0


@dataclass(eq=False, slots=True)
class Link:
    """One connected WebSocket. A draining one has been asked to disconnect and gets nothing more."""

    ws: web.WebSocketResponse
    transport: asyncio.Transport | None
    draining: bool = False

    def cut(self) -> None:
        """The connection dies without a close handshake."""
        if self.transport is not None:
            self.transport.abort()


class SocketHub:
    timeout_reason = "timeout"

    def __init__(self, app_id: str, wake: Callable[[], None]) -> None:
        self._app_id, self._wake = app_id, wake
        self._tickets: set[str] = set()
        self._links: list[Link] = []
        self._next = 0
        self._waiting: dict[str, set[asyncio.Future[Json | None]]] = {}

    @property
    def connected(self) -> int:
        """How many sockets would get a delivery now."""
        return sum(not link.draining for link in self._links)

    def issue_ticket(self) -> str:
        ticket = secrets.token_hex(12)
        self._tickets.add(ticket)
        return ticket

    def forget_tickets(self) -> None:
        self._tickets.clear()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket route. A ticket works once."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="ticket not valid")
        self._tickets.remove(ticket)
        ws = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await ws.prepare(request)
        transport = request.transport
        link = Link(ws, transport if isinstance(transport, asyncio.Transport) else None)
        if len(self._links) >= MOST_SOCKETS:
            await ws.send_json(_disconnect("too_many_websockets"))
            await ws.close()
            return ws
        await self._serve(link, debug=request.query.get("debug_reconnects") == "true")
        return ws

    async def _serve(self, link: Link, *, debug: bool) -> None:
        self._links.append(link)
        try:
            await link.ws.send_json(self._hello(debug=debug))
            self._wake()
            async for frame in link.ws:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(frame.data)
        finally:
            self._links.remove(link)
            self._wake()

    def _hello(self, *, debug: bool) -> Json:
        seconds = DEBUG_LIFETIME_SECONDS if debug else LIFETIME_SECONDS
        return {
            "type": "hello",
            "num_connections": len(self._links),
            "connection_info": {"app_id": self._app_id},
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": seconds,
            },
        }

    def _acknowledge(self, text: str) -> None:
        """An acknowledgement counts on whichever socket it arrives."""
        frame = json.loads(text)
        for future in self._waiting.get(frame.get("envelope_id", ""), ()):
            if not future.done():
                future.set_result(frame.get("payload") or None)

    async def deliver(self, delivery: AppDelivery, retry: int, reason: str) -> Json | None:
        """Sends one envelope and waits for its acknowledgement, without a limit of its own."""
        link = self._pick()
        future: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        # The same envelope may be under way more than once: it is delivered again while it is not acknowledged.
        waiting = self._waiting.setdefault(delivery.envelope_id, set())
        waiting.add(future)
        try:
            await link.ws.send_json(_envelope(delivery, retry, reason))
            return await future
        except ConnectionError:
            raise UnacknowledgedError("connection_failed", "dispatch_failed") from None
        finally:
            waiting.discard(future)
            if not waiting:
                self._waiting.pop(delivery.envelope_id, None)

    def _pick(self) -> Link:
        ready = [link for link in self._links if not link.draining and not link.ws.closed]
        if not ready:
            raise UnacknowledgedError("connection_failed", "dispatch_failed")
        self._next += 1
        return ready[self._next % len(ready)]

    async def disconnect(self, reason: str) -> None:
        """Asks every socket to disconnect. Only after a `warning` is it still used meanwhile."""
        for link in tuple(self._links):
            link.draining = reason != "warning"
            await link.ws.send_json(_disconnect(reason))
            if reason == "link_disabled":
                await link.ws.close()

    def cut(self) -> None:
        """Every connection dies at once."""
        for link in tuple(self._links):
            link.cut()


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}


def _envelope(delivery: AppDelivery, retry: int, reason: str) -> Json:
    envelope: Json = {
        "envelope_id": delivery.envelope_id,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind != "events_api",
        "payload": delivery.payload,
    }
    if delivery.kind == "events_api":
        envelope |= {"retry_attempt": retry, "retry_reason": reason}
    return envelope
