"""The bytes of a file, from where somebody shared it to where it is shown: they pass through, a piece at a time, and nothing of
them stays here."""

from collections.abc import AsyncIterator
from typing import NoReturn
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.calls import CallFailedError
from bot.outcomes import Failure, Trouble
from handlers.files import LARGEST, Refusal

PIECE = 64 * 1024
# Seconds. However slowly it comes, it is an end some time.
PATIENCE = aiohttp.ClientTimeout(total=300, connect=5, sock_read=15)
METHOD = "files.transfer"
HTML = "text/html"


class RefusedError(Exception):
    """The file can't be had."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def hostname(url: str) -> str:
    """Where an address leads; empty for one that can't be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def transfer_of(client: AsyncWebClient) -> "Transfer":
    """By the session and with the token that the calls have."""
    assert client.session is not None
    return Transfer(client.session, client.token or "", client.base_url)


class Transfer:
    """Our token goes to Slack only: `home` is the address of its Web API."""

    def __init__(self, session: aiohttp.ClientSession, token: str, home: str) -> None:
        self._session, self._token, self._home = session, token, hostname(home)

    async def copy(self, source: str, size: int, kind: str, *, to: str) -> None:
        """Take `size` bytes from the source and give them to the other address. Raises `RefusedError` for what is not the
        file, and `CallFailedError` if it is open whether another try would do."""
        if not self._is_slacks(source):
            raise RefusedError(Refusal.NOT_ALLOWED)
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self._session.get(
                source, headers=headers, timeout=PATIENCE, allow_redirects=False
            ) as given:
                _require_file(given, size, kind)
                await self._give(_pieces(given, size), size, to)
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            _broken_off(error)

    async def give(self, content: bytes, *, to: str) -> None:
        """What we made ourselves. Raises `CallFailedError`."""
        try:
            await self._give(content, len(content), to)
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            _broken_off(error)

    async def _give(self, pieces: AsyncIterator[bytes] | bytes, size: int, to: str) -> None:
        headers = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
        async with self._session.post(
            to, data=pieces, headers=headers, timeout=PATIENCE, allow_redirects=False
        ) as answer:
            if answer.status != 200:
                raise CallFailedError(
                    Failure(Trouble.UNKNOWN, f"upload_{answer.status}", method=METHOD)
                )

    def _is_slacks(self, url: str) -> bool:
        host = hostname(url)
        return host == self._home or (host.endswith(".slack.com") and url.startswith("https://"))


def _require_file(given: aiohttp.ClientResponse, size: int, kind: str) -> None:
    """Without the right to a file Slack leads to a page to log in, and calls that a success."""
    if given.status >= 500 or given.status == 429:
        raise CallFailedError(Failure(Trouble.UNKNOWN, f"download_{given.status}", method=METHOD))
    if given.status in (404, 410):
        raise RefusedError(Refusal.DELETED)
    is_page = given.content_type == HTML and kind != HTML
    if given.status != 200 or is_page or given.content_length not in (None, size):
        raise RefusedError(Refusal.NOT_ALLOWED)


async def _pieces(given: aiohttp.ClientResponse, size: int) -> AsyncIterator[bytes]:
    """No more than was announced: what is longer, or shorter, is another file."""
    left = min(size, LARGEST)
    async for piece in given.content.iter_chunked(PIECE):
        left -= len(piece)
        if left < 0:
            raise RefusedError(Refusal.UNREADABLE)
        yield piece
    if left:
        raise RefusedError(Refusal.UNREADABLE)


def _broken_off(error: BaseException) -> NoReturn:
    # What our own generator raised, aiohttp may hand on as the cause of an error of its own.
    if isinstance(error.__cause__, RefusedError):
        raise error.__cause__
    raise CallFailedError(Failure(Trouble.UNKNOWN, type(error).__name__, method=METHOD)) from error
