"""Time passes in the workspace when somebody lets it, for everyone alike."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.state.clock import SandboxClock
from tests.sandbox.test_client import Browser

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp()


@pytest.mark.parametrize(
    ("now", "to", "then"),
    [
        ("2026-11-24 10:05", "hour", "2026-11-24 11:05"),
        ("2026-11-24 10:05", "morning", "2026-11-25 09:00"),
        ("2026-11-24 02:00", "morning", "2026-11-24 09:00"),
        ("2026-11-24 09:00", "morning", "2026-11-25 09:00"),
        ("2026-11-24 10:05", "monday", "2026-11-30 09:00"),
        ("2026-11-30 08:00", "monday", "2026-12-07 09:00"),
        # The night in which the clocks are put back is an hour longer.
        ("2026-10-24 10:00", "morning", "2026-10-25 09:00"),
    ],
)
async def test_jumps_end_where_a_person_expects(now: str, to: str, then: str) -> None:
    clock = SandboxClock(lambda: at(now), "Europe/Berlin")
    await clock.jump(to)
    assert clock() == pytest.approx(at(then))


async def test_the_clock_never_goes_back_and_knows_no_other_jumps() -> None:
    clock = SandboxClock(lambda: 1000.0)
    clock.set(500)
    assert clock() == 1000
    with pytest.raises(ValueError, match="hour, morning, monday"):
        await clock.jump("yesterday")


async def test_the_host_says_how_time_passes() -> None:
    clock, stops = SandboxClock(lambda: 0.0), list[float]()

    async def host(moment: float) -> None:
        for stop in (moment / 2, moment):
            clock.set(stop)
            stops.append(clock())

    clock.host = host
    await clock.forward(60)
    assert stops == [30, 60]


@pytest.fixture
def received(slack: Sandbox) -> list[float]:
    heard: list[float] = []
    slack.clock.listen(lambda: heard.append(slack.clock()))
    return heard


async def test_page_and_other_processes_agree_what_time_it_is(
    slack: Sandbox, client: AsyncWebClient, received: list[float]
) -> None:
    async with ClientSession() as session, Browser(session, slack, "U0ANN").stream() as stream:

        async def call(verb: str, path: str, **body: Any) -> dict[str, Any]:
            async with session.request(verb, slack.base_url + path, json=body) as response:
                assert response.status == 200
                answer: dict[str, Any] = await response.json()
                return answer

        before = (await call("GET", "/control/time"))["now"]
        await call("POST", "/control/forward", seconds=90)
        assert (await stream.next("time"))["now"] == before + 90
        told_page = await call("POST", "/client/time", to="hour")
        assert told_page["now"] == before + 90 + 3600 == slack.clock()
        assert [jump["to"] for jump in told_page["jumps"]] == ["hour", "morning", "monday"]
        assert (await call("GET", "/client/boot"))["now"] == slack.clock()
        said = await client.chat_postMessage(channel="C0GENERAL", text="late")
        assert float(said["ts"]) == pytest.approx(slack.clock(), abs=1)
        date = next(v for k, v in said.headers.items() if k.lower() == "date")
        assert parsedate_to_datetime(date).timestamp() == pytest.approx(slack.clock(), abs=1)
        assert len(received) == 2
