"""The addresses outside the Web API that an app calls: response_urls and file uploads."""

import json
from typing import Any

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.faults.injector import FaultInjector
from sandbox.state.traffic import ApiCall, TrafficLog
from sandbox.state.workspace import Workspace
from sandbox.webapi.answers import show_answer

Json = dict[str, Any]

# What a page may show without harm: none of these can hold a script.
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Hooks:
    def __init__(self, workspace: Workspace, log: TrafficLog, faults: FaultInjector) -> None:
        self._workspace, self._log, self._faults = workspace, log, faults

    def routes(self) -> list[web.RouteDef]:
        kinds = ("commands", "actions", "app")
        answers = [web.post(f"/{kind}/{{path:.+}}", self.respond) for kind in kinds]
        return [
            *answers,
            web.post("/upload/{file_id}", self.upload),
            web.put("/upload/{file_id}", self.upload),
            web.get("/files/{file_id}/{name}", self.show),
            web.get("/files-pri/{file_id}/{name}", self.download),
            web.get("/login", self.login),
        ]

    async def respond(self, request: web.Request) -> web.Response:
        """Slack answers `ok` as plain text, and 404 with an error for a dead response_url."""
        body = await request.json()
        record = ApiCall(self._log.next_id(), "response_url", body, self._workspace.now())
        try:
            response_url = self._workspace.response_urls.use(request.path)
            show_answer(self._workspace, response_url, body)
        except SlackError as refusal:
            record.error = refusal.code
            gone = refusal.code.endswith("_url")
            self._log.called(record)
            return web.Response(
                status=404 if gone else 400,
                text=json.dumps(refusal.body()),
                content_type="application/json",
            )
        record.ok = True
        self._log.called(record)
        return web.Response(text="ok")

    async def upload(self, request: web.Request) -> web.Response:
        if fault := await self._fault("files.upload"):
            return fault
        file = self._workspace.files.get(request.match_info["file_id"])
        if file is None or file.completed:
            return web.Response(status=404, text="no such upload")
        content = await request.read()
        if len(content) != file.size:
            return web.Response(status=400, text="length differs from what was announced")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def show(self, request: web.Request) -> web.Response:
        """For the page."""
        file = self._workspace.files.get(request.match_info["file_id"])
        if file is None or file.content is None or file.deleted:
            return web.Response(status=404)
        kind = file.kind if file.kind in PICTURES else "application/octet-stream"
        return web.Response(body=file.content, content_type=kind)

    async def download(self, request: web.Request) -> web.Response:
        """For the app: whoever has no right to it is sent to a page to log in."""
        if fault := await self._fault("files.download"):
            return fault
        app = self._workspace.app
        allowed = request.headers.get("Authorization") == f"Bearer {app.bot_token}"
        if not allowed or "files:read" not in app.scopes:
            raise web.HTTPFound("/login")
        file = self._workspace.files.get(request.match_info["file_id"])
        if file is None or file.content is None or file.deleted:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.kind)

    async def login(self, _request: web.Request) -> web.Response:
        return web.Response(
            text="<!DOCTYPE html><title>Log in | Slack</title>", content_type="text/html"
        )

    async def _fault(self, step: str) -> web.Response | None:
        """The transfer of bytes can go wrong like a call: refused, cut off, or answered by something else."""
        rule = self._faults.take(step, "")
        if rule is None:
            return None
        await self._faults.pause(rule)
        if rule.body is not None:
            return web.Response(text=rule.body, status=rule.status, content_type=rule.content_type)
        return web.Response(status=rule.status) if rule.status != 200 else None
