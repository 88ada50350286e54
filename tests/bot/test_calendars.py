"""Calendars at people's addresses: fetched from public ones only, in little time, never much, and read where they do no harm."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date

import aiohttp
import pytest
from aiohttp import web

from bot import calendars
from bot.calendars import LARGEST, PublicResolver, WebCalendars, public, read
from handlers.desk import CalendarTroubleError
from tests.config.test_calendar_feed import FRIDAY, MONDAY, SINCE, UNTIL, WEEK, calendar

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[int]:
    """The port of one that answers whatever it is asked."""
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def served(answer: Answer) -> AsyncIterator[WebCalendars]:
    """A calendar that stands here, for whoever asks for whichever address."""
    async with server(answer) as port, aiohttp.ClientSession(auto_decompress=False) as session:

        def at(url: str) -> str:
            return f"http://127.0.0.1:{port}/{public(url).rpartition('/')[2]}"

        yield WebCalendars(session, at)


async def trouble_of(answer: Answer) -> str:
    async with served(answer) as found:
        with pytest.raises(CalendarTroubleError) as error:
            await found.days_away("https://a.example/x.ics", zone="UTC", since=SINCE, until=UNTIL)
        return error.value.reason


async def test_it_is_fetched_and_read_by_whatever_redirects_lead_to_it() -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/old.ics":
            raise web.HTTPFound("https://b.example/new.ics")
        assert request.path == "/new.ics"
        return web.Response(body=calendar(f"{WEEK}\r\nSUMMARY:Vacation"))

    async with served(answer) as found:
        days: list[tuple[date, date]] = list(
            await found.days_away("https://a.example/old.ics", zone="UTC", since=SINCE, until=UNTIL)
        )
    assert days == [(MONDAY, FRIDAY)]


async def test_what_can_be_wrong_with_an_address() -> None:
    async def large(request: web.Request) -> web.StreamResponse:
        """Fifty megabytes, if anybody reads them."""
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(50):
            await response.write(b"x" * LARGEST)
        return response

    def with_status(status: int) -> Answer:
        async def answer(_request: web.Request) -> web.Response:
            return web.Response(status=status)

        return answer

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<html>Please sign in</html>")

    async def packed(_request: web.Request) -> web.Response:
        return web.Response(body=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})

    async def round_and_round(_request: web.Request) -> web.Response:
        raise web.HTTPFound("https://a.example/again.ics")

    async def inwards(_request: web.Request) -> web.Response:
        raise web.HTTPFound("https://169.254.169.254/latest")

    for answer, reason in (
        (large, "too_large"),
        (with_status(404), "refused"),
        (with_status(500), "unreachable"),
        (page, "unreadable"),
        (packed, "unreadable"),
        (round_and_round, "unreachable"),
        (inwards, "address"),
    ):
        assert await trouble_of(answer) == reason


async def test_one_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "FETCH", 0.05)
    released = asyncio.Event()

    async def silent(_request: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    async with served(silent) as found:
        with pytest.raises(CalendarTroubleError, match="too_slow"):
            await found.days_away("https://a.example/x.ics", zone="UTC", since=SINCE, until=UNTIL)
        released.set()


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/x.ics",
        "https://127.0.0.1/x.ics",
        "https://10.0.0.1/x.ics",
        "https://[::1]/x.ics",
        "https://2130706433/x.ics",
        "https://me:secret@a.example/x.ics",
        "file:///etc/passwd",
        "https:///x.ics",
    ],
)
def test_only_public_addresses_are_fetched(url: str) -> None:
    with pytest.raises(CalendarTroubleError, match="address"):
        public(url)


async def test_a_name_of_an_address_of_ours_is_not_found() -> None:
    resolver = PublicResolver()
    with pytest.raises(OSError, match="not a public address"):
        await resolver.resolve("localhost", 443)
    await resolver.close()


async def test_a_rule_that_repeats_without_end_ends_with_the_process_that_reads_it() -> None:
    hostile = (
        "DTSTART;VALUE=DATE:00010101\r\nSUMMARY:Vacation\r\n"
        "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    )
    with pytest.raises(CalendarTroubleError, match="too_many"):
        await read(calendar(*[hostile] * 20), "UTC", SINCE, UNTIL)


async def test_a_proxy_fetches_what_anybody_can_reach() -> None:
    asked: list[str] = []

    async def proxy(request: web.Request) -> web.Response:
        asked.append(str(request.url))
        return web.Response(body=calendar(f"{WEEK}\r\nSUMMARY:Vacation"))

    async with server(proxy) as port, aiohttp.ClientSession(auto_decompress=False) as session:
        found = WebCalendars(session, at=str, proxy=f"http://127.0.0.1:{port}")
        span = {"since": SINCE, "until": UNTIL}
        days = await found.days_away("http://calendar.invalid/x.ics", zone="UTC", **span)
        assert list(days) == [(MONDAY, FRIDAY)]
        with pytest.raises(CalendarTroubleError, match="address"):
            await found.days_away("http://localhost/x.ics", zone="UTC", **span)
    assert asked == ["http://calendar.invalid/x.ics"]
