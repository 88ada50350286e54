"""Fault injection, people and state over HTTP, for tests and benchmarks in another process."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, is_dataclass
from typing import Any

from aiohttp import web

from sandbox.acting.context import Context
from sandbox.acting.results import ImpossibleError
from sandbox.client import shapes
from sandbox.faults.injector import FaultInjector
from sandbox.state.messages import Message
from sandbox.state.traffic import TrafficLog
from sandbox.tour.performer import Performer
from sandbox.tour.script import Find, TourStep

Json = dict[str, Any]
ControlCommand = Callable[..., Awaitable[None] | None]
ControlHandler = Callable[[web.Request], Awaitable[web.Response]]


class ControlRoutes:
    """`more` adds commands by name; the JSON of a request becomes their arguments."""

    def __init__(
        self,
        context: Context,
        faults: FaultInjector,
        log: TrafficLog,
        more: dict[str, ControlCommand],
    ) -> None:
        self._context, self._faults, self._log, self._more = context, faults, log, more
        self._performer = Performer(context)

    def routes(self) -> list[web.RouteDef]:
        commands = self._commands()
        looks: dict[str, ControlHandler] = {
            "time": self._time,
            "messages": self._messages,
            "person": self._person,
            "counts": self._counts,
            "traffic": self._traffic,
        }
        return [
            web.post("/control/act", _explaining(self._act)),
            *(
                web.post(f"/control/{name}", _explaining(_commanded(command)))
                for name, command in commands.items()
            ),
            *(web.get(f"/control/{name}", _explaining(look)) for name, look in looks.items()),
        ]

    def _commands(self) -> dict[str, ControlCommand]:
        faults = self._faults
        return {
            "refuse": faults.refuse,
            "drop": faults.drop,
            "garble": faults.garble,
            "slow": faults.slow,
            "redeliver": faults.redeliver,
            "disconnect": faults.disconnect,
            "stale_tickets": faults.stale_tickets,
            "restart": faults.restart,
            "revoke_token": faults.revoke_token,
            "restore_token": faults.restore_token,
            "clear": faults.clear,
            "reset": self._reset,
            **self._more,
        }

    def _reset(self) -> None:
        """Forgets faults and records; people and messages stay."""
        self._faults.clear()
        self._log.clear()

    async def _act(self, request: web.Request) -> web.Response:
        """A step of a script: `{"as": "ann", "do": "command", "command": "/ask", "text": "…"}`."""
        body = await _arguments(request)
        if not isinstance(body.get("as"), str):
            raise ValueError('“as” says who acts, e.g. "ann"')
        message = body.pop("message", None)
        step = TourStep(
            caption="", as_=body.pop("as"), message=Find(**message) if message else None, **body
        )
        return web.json_response(_plain(await self._performer.perform(step)))

    async def _time(self, _: web.Request) -> web.Response:
        """The workspace's time, so that an app in another process can agree with it."""
        return web.json_response({"now": self._context.clock()})

    async def _messages(self, request: web.Request) -> web.Response:
        """Every message of `channel` (a name, an id, or `@ann` for a DM), threads included."""
        which = _query(request, "channel")
        if which.startswith("@"):
            channel = self._context.workspace.dm_of(self._context.user(which).id)
        else:
            channel = self._context.workspace.conversation_named(which)
        found = sorted(channel.by_ts.values(), key=lambda message: message.ts)
        return web.json_response({"messages": [_message(message) for message in found]})

    async def _person(self, request: web.Request) -> web.Response:
        """What one person sees apart from messages."""
        workspace = self._context.workspace
        user = self._context.user(_query(request, "who")).id
        only = [_message(message) for message in workspace.ephemerals.get(user, ())]
        return web.json_response(
            {
                "modals": [_view(view) for view in workspace.views.stack(user)],
                "home": _view(home) if (home := workspace.views.home(user)) else None,
                "ephemerals": only,
            }
        )

    async def _counts(self, _: web.Request) -> web.Response:
        """Calls by method, deliveries by name, and what is going on now."""
        return web.json_response(
            {
                "counts": dict(self._log.counts),
                "in_flight": self._context.dispatcher.in_flight,
                "connections": self._faults.connections,
            }
        )

    async def _traffic(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        records = self._log.after(after)
        entries = [shapes.entry(self._context.workspace, record) for record in records]
        return web.json_response({"entries": entries})


def _explaining(handler: ControlHandler) -> ControlHandler:
    """What is malformed is answered with 400, what nobody could do with 409; both say why."""

    async def explained(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except (ImpossibleError, KeyError) as refusal:
            return _refused(refusal, 409)
        except (TypeError, ValueError, AssertionError) as refusal:
            return _refused(refusal, 400)

    return explained


def _refused(refusal: Exception, status: int) -> web.Response:
    # The text of a KeyError is in quotes; its argument is not.
    error = refusal.args[0] if isinstance(refusal, KeyError) else refusal
    return web.json_response({"ok": False, "error": str(error)}, status=status)


def _commanded(command: ControlCommand) -> ControlHandler:
    """The JSON object of the request becomes the arguments."""

    async def handler(request: web.Request) -> web.Response:
        done = command(**await _arguments(request))
        if done is not None:
            await done
        return web.json_response({"ok": True})

    return handler


async def _arguments(request: web.Request) -> Json:
    body = await request.json() if request.can_read_body else {}
    if not isinstance(body, dict):
        raise ValueError("the body should be a JSON object")
    return body


def _query(request: web.Request, name: str) -> str:
    if not request.query.get(name):
        raise ValueError(f"“{name}” is missing from the address")
    return request.query[name]


def _message(message: Message) -> Json:
    shown = message.payload() | {"plain": message.plain, "buttons": message.buttons}
    return shown | {"notified": sorted(message.notified)}


def _view(view: Any) -> Json:
    return {"callback_id": view.callback_id, "text": view.text, "buttons": view.buttons}


def _plain(result: Any) -> Json:
    if isinstance(result, Message):
        return {"ok": True, "ts": result.ts, "channel": result.channel}
    if is_dataclass(result) and not isinstance(result, type):
        return asdict(result)
    return {"ok": True}
