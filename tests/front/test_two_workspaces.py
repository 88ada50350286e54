"""Two workspaces on one database, each with a Frontdesk of its own: neither notices the other."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bot.cli.company import acme
from sandbox import Company
from tests.clock import FakeClock
from tests.office import Office, opened


def globex() -> Company:
    """Another workspace, whose people and channels have the very same ids."""
    return replace(acme(), team_id="T0GLOBEX", name="Globex", domain="globex")


@pytest.fixture
async def both(database_url: str, clock: FakeClock) -> AsyncIterator[tuple[Office, Office]]:
    """Acme was there first."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(opened(database_url, clock=clock))
        second = await stack.enter_async_context(
            opened(database_url, clock=clock, company=globex())
        )
        yield first, second


async def test_each_starts_asks_and_answers_by_itself(both: tuple[Office, Office]) -> None:
    for office in both:
        card = await office.ask("ann", f"it my VPN drops at {office.frontdesk.desk.team}")
        assert "#1" in card.plain
        assert f"at {office.frontdesk.desk.team}" in card.plain
        await office.person("lena").click(card, "Claim")
        await office.settle()
        assert "Lena Vogt" in card.plain
    for office in both:
        assert len(office.channel("it-help").messages) == 1
        assert len(office.person("ann").dm) == 1
        assert not [call for call in office.slack.calls if not call.ok]


async def test_courier_and_clock_leave_the_others_work_alone(both: tuple[Office, Office]) -> None:
    ours, theirs = both
    asked = await theirs.person("ann").command("/ask", "it my VPN drops")
    assert asked.ok
    await ours.settle()
    assert theirs.channel("it-help").messages == ours.channel("it-help").messages == []
    await theirs.settle()
    assert len(theirs.channel("it-help").messages) == 1
    ours.clock.forward(minutes=31)
    assert await ours.frontdesk.alarm.ring() == 0
    assert await theirs.frontdesk.alarm.ring() == 1
    await ours.settle()
    assert ours.channel("it-help").messages == []
