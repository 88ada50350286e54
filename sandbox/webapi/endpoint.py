"""The entrance to the Web API: reads a request, checks token, scope and limits, answers."""

import asyncio
import json
import time
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.delivery.socket_mode import SocketHub
from sandbox.errors import RateLimitedError, SlackError
from sandbox.faults.injector import FaultInjector
from sandbox.faults.rule import FaultRule
from sandbox.state.traffic import ApiCall, TrafficLog
from sandbox.state.workspace import Workspace
from sandbox.webapi.call import Call
from sandbox.webapi.limits import Buckets
from sandbox.webapi.methods import METHODS
from sandbox.webapi.registry import Method

Json = dict[str, Any]

_APP_LEVEL = frozenset({"apps.connections.open"})
_NO_TOKEN = frozenset({"api.test"})


class WebApi:
    def __init__(
        self,
        workspace: Workspace,
        sockets: SocketHub,
        faults: FaultInjector,
        log: TrafficLog,
        buckets: Buckets,
    ) -> None:
        self._workspace, self._sockets, self._faults = workspace, sockets, faults
        self._log, self._buckets = log, buckets
        self.base_url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        began = time.perf_counter()
        method = request.match_info["method"]
        record = ApiCall(self._log.next_id(), method, {}, self._workspace.now())
        try:
            record.args = await _arguments(request)
            response = await self._answer(request, record, _token(request, record.args))
        except SlackError as refusal:
            response = _response(refusal.body(), record)
        finally:
            record.seconds = time.perf_counter() - began
            self._log.called(record)
        # Clients may go by Slack's time, which is the workspace's.
        response.headers["Date"] = formatdate(self._workspace.now(), usegmt=True)
        response.headers["X-OAuth-Scopes"] = ",".join(sorted(self._workspace.app.scopes))
        return response

    async def _answer(
        self, request: web.Request, record: ApiCall, token: str
    ) -> web.StreamResponse:
        fault = self._faults.take(record.method, _channel_of(record.args))
        if fault is None:
            return _response(self._run(record, token), record)
        if fault.late:
            body = self._run(record, token)
            await self._faults.pause(fault)
            return _response(body, record)
        await self._faults.pause(fault)
        if fault.body is None and (fault.status != 200 or fault.error):
            return _refusal(fault, record)
        if fault.drop != "before":
            body = self._run(record, token)
            if fault.drop is None:
                return _response(body, record)
        return _hang_up(request, record) if fault.body is None else _garbled(fault, record)

    def _run(self, record: ApiCall, token: str) -> Json:
        try:
            method = METHODS.get(record.method)
            if method is None:
                raise SlackError("unknown_method", req_method=record.method)
            self._check_token(record.method, token)
            call = Call(record.method, record.args, self._workspace, self._sockets, self.base_url)
            _check(method, call)
            self._buckets.take(record.method, _channel_of(record.args))
            return {"ok": True, **method.handler(call)}
        except RateLimitedError as refusal:
            return refusal.body() | {"_retry_after": refusal.retry_after}
        except SlackError as refusal:
            return refusal.body()

    def _check_token(self, method: str, token: str) -> None:
        app = self._workspace.app
        if method in _NO_TOKEN:
            return
        if not token:
            raise SlackError("not_authed")
        if self._faults.token_error:
            raise SlackError(self._faults.token_error)
        if token not in (app.bot_token, app.app_token):
            raise SlackError("invalid_auth")
        if (token == app.app_token) is not (method in _APP_LEVEL):
            raise SlackError("not_allowed_token_type")


def _check(method: Method, call: Call) -> None:
    if method.scope is not None:
        call.need(method.scope)
    missing = [name for name in method.needs if call.args.get(name) in (None, "")]
    if missing:
        raise SlackError(
            "invalid_arguments",
            [f"missing required field: {name} [json-pointer:/{name}]" for name in missing],
        )


async def _arguments(request: web.Request) -> Json:
    """Query, form fields or a JSON object; the body wins over the query."""
    args: Json = dict(request.query)
    kind = request.content_type
    if kind == "application/json":
        args |= _json_object(await request.read())
    elif kind == "application/x-www-form-urlencoded":
        args |= dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    elif kind.startswith("multipart/"):
        args |= dict((await request.post()).items())
    return args


def _json_object(body: bytes) -> Json:
    try:
        parsed = json.loads(body) if body else {}
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(parsed, dict):
        raise SlackError("json_not_object")
    return parsed


def _token(request: web.Request, args: Mapping[str, Any]) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") if header else str(args.get("token", ""))


def _channel_of(args: Mapping[str, Any]) -> str:
    """Faults and rates are by conversation; a person's id stands for their direct messages."""
    channel = args.get("channel")
    if not isinstance(channel, str):
        return ""
    return channel.replace("U", "D", 1) if channel.startswith("U") else channel


def _response(body: Json, record: ApiCall) -> web.Response:
    record.ok, record.error = bool(body["ok"]), body.get("error")
    retry_after = body.pop("_retry_after", None)
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    return web.Response(
        body=json.dumps(body).encode(),
        status=429 if retry_after else 200,
        headers=headers,
        content_type="application/json",
    )


def _refusal(fault: FaultRule, record: ApiCall) -> web.Response:
    record.error = fault.error or ("ratelimited" if fault.status == 429 else "internal_error")
    headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else None
    if fault.status >= 500:
        return web.Response(status=fault.status, text="upstream connect error", headers=headers)
    body = json.dumps({"ok": False, "error": record.error}).encode()
    return web.Response(
        body=body, status=fault.status, headers=headers, content_type="application/json"
    )


def _garbled(fault: FaultRule, record: ApiCall) -> web.Response:
    record.ok, record.error = False, "answered with no JSON of Slack's"
    return web.Response(text=fault.body, status=fault.status, content_type=fault.content_type)


def _hang_up(request: web.Request, record: ApiCall) -> web.Response:
    record.ok, record.error = False, "connection dropped"
    transport = request.transport
    if isinstance(transport, asyncio.Transport):
        transport.abort()
    return web.Response()
