"""The addresses outside the Web API that an app calls: response_urls and file uploads."""

import json
from typing import Any

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.state.traffic import ApiCall, TrafficLog
from sandbox.state.workspace import Workspace
from sandbox.webapi.answers import show_answer

Json = dict[str, Any]


class Hooks:
    def __init__(self, workspace: Workspace, log: TrafficLog) -> None:
        self._workspace, self._log = workspace, log

    def routes(self) -> list[web.RouteDef]:
        kinds = ("commands", "actions", "app")
        answers = [web.post(f"/{kind}/{{path:.+}}", self.respond) for kind in kinds]
        return [
            *answers,
            web.post("/upload/{file_id}", self.upload),
            web.put("/upload/{file_id}", self.upload),
            web.get("/files/{file_id}/{name}", self.download),
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
        file = self._workspace.files.get(request.match_info["file_id"])
        if file is None or file.completed:
            return web.Response(status=404, text="no such upload")
        content = await request.read()
        if len(content) != file.size:
            return web.Response(status=400, text="length differs from what was announced")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.Response:
        file = self._workspace.files.get(request.match_info["file_id"])
        if file is None or file.content is None:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type="application/octet-stream")
