"""Reads the calendars at addresses that people gave. Whatever stands there, it takes a few seconds and a megabyte at the most:
it is fetched from public addresses only, through the proxy that Slack is reached by if there is one, and read in a process of
its own."""

import asyncio
import ipaddress
import json
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from config import calendar_feed
from handlers.desk import CalendarTroubleError

# Seconds; bytes.
FETCH, READ = 5.0, 10.0
LARGEST = 2**20
REDIRECTS = 3
MOVED = (301, 302, 303, 307, 308)
REFUSED = (401, 403, 404, 410)
WORDS = {calendar_feed.TOO_MANY: "too_many", calendar_feed.UNREADABLE: "unreadable"}


class PublicResolver(AbstractResolver):
    """Finds only addresses that anybody can reach: nobody looks around in our network by giving us one of it."""

    def __init__(self) -> None:
        self._resolver = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not all(is_public(each["host"]) for each in found):
            raise OSError("not a public address")
        return found

    async def close(self) -> None:
        await self._resolver.close()


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody can reach."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return found.is_global and not found.is_multicast


def public(url: str) -> str:
    """An address as it is fetched. Raises `CalendarTroubleError` unless it is HTTPS, and by its name or its number public."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    numeric = all(each.isdigit() for each in host.split(".")) or ":" in host
    if parts.scheme != "https" or not host or parts.username or (numeric and not is_public(host)):
        raise CalendarTroubleError("address")
    return url


class WebCalendars:
    """`at` says where an address is fetched; a test has its own server there. Behind a `proxy`, which finds it for us, a name
    that we find too must lead to where anybody can go."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        at: Callable[[str], str] = public,
        proxy: str | None = None,
    ) -> None:
        self._session = session
        self._at = at
        self._proxy = proxy

    async def days_away(
        self, url: str, *, zone: str, since: date, until: date
    ) -> Sequence[tuple[date, date]]:
        """First and last days on which a calendar says that its owner is away. Raises `CalendarTroubleError`."""
        data = await self._fetch(url)
        return await read(data, zone, since, until)

    async def _fetch(self, url: str) -> bytes:
        try:
            async with asyncio.timeout(FETCH):
                for _hop in range(REDIRECTS + 1):
                    found = await self._get(url)
                    if isinstance(found, bytes):
                        return found
                    url = found
        except TimeoutError as error:
            raise CalendarTroubleError("too_slow") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise CalendarTroubleError("unreachable") from error
        raise CalendarTroubleError("unreachable")

    async def _get(self, url: str) -> bytes | str:
        """What stands there, or where it has moved to."""
        # What is packed could be a thousand times as large.
        headers = {"Accept": "text/calendar", "Accept-Encoding": "identity"}
        where = self._at(url)
        if self._proxy is not None:
            await _require_public(where)
        async with self._session.get(
            where, headers=headers, allow_redirects=False, proxy=self._proxy
        ) as answer:
            if answer.status in MOVED and "Location" in answer.headers:
                return urljoin(url, answer.headers["Location"])
            if answer.status in REFUSED:
                raise CalendarTroubleError("refused")
            if answer.status != 200:
                raise CalendarTroubleError("unreachable")
            if answer.headers.get("Content-Encoding", "identity") != "identity":
                raise CalendarTroubleError("unreadable")
            return await _limited(answer.content)


async def _require_public(url: str) -> None:
    with suppress(OSError):
        found = await DefaultResolver().resolve(urlsplit(url).hostname or "")
        if not all(is_public(each["host"]) for each in found):
            raise CalendarTroubleError("address")


async def _limited(content: aiohttp.StreamReader) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in content.iter_any():
        size += len(part)
        if size > LARGEST:
            raise CalendarTroubleError("too_large")
        parts.append(part)
    return b"".join(parts)


async def read(data: bytes, zone: str, since: date, until: date) -> list[tuple[date, date]]:
    """What a calendar says, read in a process of its own. Raises `CalendarTroubleError`."""
    arguments = (zone, since.isoformat(), until.isoformat())
    reader = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        calendar_feed.__name__,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(READ):
            written, _errors = await reader.communicate(data)
    except TimeoutError as error:
        raise CalendarTroubleError("too_many") from error
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()
    if reader.returncode:
        # Killed by its own limits, or ended by what it could not read.
        default = "too_many" if reader.returncode < 0 else "unreadable"
        raise CalendarTroubleError(WORDS.get(reader.returncode, default))
    days: list[Any] = json.loads(written)
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in days]


@asynccontextmanager
async def web_calendars() -> AsyncIterator[WebCalendars]:
    """With a session of their own."""
    proxy = load_http_proxy_from_env()
    # The proxy itself may well be one of our own network.
    connector = aiohttp.TCPConnector(resolver=None if proxy else PublicResolver(), limit=8)
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
    ) as session:
        yield WebCalendars(session, proxy=proxy)
