"""Delivery over HTTP: signed as Slack signs, JSON for events, form fields for the rest."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Sequence
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery.transport import UnacknowledgedError
from sandbox.state.traffic import AppDelivery

Json = dict[str, Any]

_FORM = "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpDelivery:
    timeout_reason = "http_timeout"

    def __init__(self, signing_secret: str) -> None:
        self._secret = signing_secret
        self._session: aiohttp.ClientSession | None = None

    def go_to(self, urls: Sequence[str]) -> None:
        """Where to deliver from now on. Several addresses take turns, as behind a load balancer."""
        self._urls = cycle(urls)

    async def deliver(self, delivery: AppDelivery, retry: int, reason: str) -> Json | None:
        body, kind = _body(delivery)
        headers = {"Content-Type": kind}
        if retry and delivery.kind == "events_api":
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        try:
            async with self._post(body, headers) as response:
                text = await response.text()
        except aiohttp.ClientError:
            raise UnacknowledgedError("connection_failed", "dispatch_failed") from None
        if response.status >= 300:
            no_retry = response.headers.get("X-Slack-No-Retry") == "1"
            raise UnacknowledgedError("http_error", "dispatch_failed", final=no_retry)
        return _answer(text)

    async def verify(self) -> bool:
        """Slack's url_verification: the app has to echo the challenge."""
        challenge = secrets.token_hex(8)
        question = {"type": "url_verification", "token": "legacy", "challenge": challenge}
        body = json.dumps(question).encode()
        try:
            async with self._post(body, {"Content-Type": "application/json"}) as response:
                return challenge in await response.text()
        except aiohttp.ClientError:
            return False

    def _post(self, body: bytes, headers: dict[str, str]) -> Any:
        timestamp = str(int(time.time()))
        headers |= {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session.post(
            next(self._urls), data=body, headers=headers, allow_redirects=False
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def _body(delivery: AppDelivery) -> tuple[bytes, str]:
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload).encode(), _FORM
    return urlencode({"payload": json.dumps(delivery.payload)}).encode(), _FORM


def _answer(text: str) -> Json | None:
    """A body that is no JSON object is the plain answer to a command."""
    if not text.strip():
        return None
    try:
        parsed = json.loads(text)
    except ValueError:
        return {"text": text}
    return parsed if isinstance(parsed, dict) and parsed else None
