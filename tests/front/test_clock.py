"""What was promised for a time happens at that time, once, whatever happens meanwhile."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from bot.app import Frontdesk, built
from bot.rate_limits import RateLimits
from handlers.notify import notify
from handlers.topics import Topic
from storage import messages, timers
from storage.transaction import Transaction
from tests.clock import FakeClock
from tests.office import Office, opened, organisation


async def arm(office: Office, key: str, **after: float) -> None:
    at = office.clock.now() + timedelta(**after)
    await office.frontdesk.database.write(
        office.frontdesk.desk.team, lambda tx: timers.arm(tx, {key: at})
    )


async def due_at(office: Office, key: str) -> datetime | None:
    return await office.frontdesk.desk.read(lambda tx, _: timers.due_at(tx, key))


@asynccontextmanager
async def second(office: Office) -> AsyncIterator[Frontdesk]:
    """Another process on the same database."""
    rate_limits = RateLimits(limited=False, patience=0, now=office.clock.time)
    async with built(
        office.settings,
        organisation(),
        clock=office.clock,
        rate_limits=rate_limits,
        database_clock=office.clock.now,
    ) as frontdesk:
        yield frontdesk


async def test_it_fires_once_across_two_processes(office: Office) -> None:
    for n in range(10):
        await office.ask("ann", f"it question {n} about my VPN")
    before = len(office.channel("it-help").messages)
    office.clock.forward(minutes=31)
    async with second(office) as other:
        fired = await asyncio.gather(
            *(clock.ring() for clock in [office.frontdesk.alarm, other.alarm] * 3)
        )
    assert sum(fired) == 10
    await office.settle()
    assert len(office.channel("it-help").messages) - before <= 10
    after = len(office.slack.calls)
    await office.later(minutes=5)
    assert not [c for c in office.slack.calls[after:] if c.method == "chat.postMessage"]


async def test_a_timer_that_fails_keeps_no_other_from_firing(office: Office) -> None:
    await arm(office, "request/not-a-number/close", minutes=1)
    await office.ask("ann", "it my VPN drops")
    office.clock.forward(minutes=31)
    assert await office.frontdesk.alarm.ring() == 1
    again = await due_at(office, "request/not-a-number/close")
    assert again == office.clock.now() + timedelta(seconds=1)
    office.clock.forward(seconds=1)
    assert await office.frontdesk.alarm.ring() == 0
    again = await due_at(office, "request/not-a-number/close")
    assert again == office.clock.now() + timedelta(seconds=2)


async def test_a_key_of_another_version_is_let_go(office: Office) -> None:
    await arm(office, "of/another/version", minutes=1)
    await office.later(minutes=2)
    assert await due_at(office, "of/another/version") is None


async def test_more_than_a_hundred_are_due_at_once(office: Office) -> None:
    for n in range(130):
        await arm(office, f"of/another/version{n}", minutes=1)
    office.clock.forward(minutes=2)
    assert await office.frontdesk.alarm.ring() == 100
    assert await office.frontdesk.alarm.ring() == 30
    assert await office.frontdesk.alarm.ring() == 0


async def test_what_came_due_while_it_was_down_happens_at_the_start(database_url: str) -> None:
    clock = FakeClock()
    async with opened(database_url, clock=clock) as office:
        await office.ask("ann", "it my VPN drops")
        slack = office.slack
        clock.forward(hours=12)
        async with second(office) as restarted:
            assert await restarted.alarm.ring() > 0
            await restarted.courier.drain()
        assert len(slack.channel("it-help").messages) >= 2


async def test_a_database_that_does_not_answer_does_not_end_it(office: Office) -> None:
    await arm(office, "of/another/version", minutes=1)
    office.clock.forward(minutes=2)
    database = office.frontdesk.database
    team = office.frontdesk.desk.team
    await database.write(team, lambda tx: tx.execute(text("ALTER TABLE timers RENAME TO gone")))
    assert await office.frontdesk.alarm.ring() == 0
    assert "clock" in office.frontdesk.health.troubles
    await database.write(team, lambda tx: tx.execute(text("ALTER TABLE gone RENAME TO timers")))
    assert await office.frontdesk.alarm.ring() == 1
    assert "clock" not in office.frontdesk.health.troubles


async def test_it_rings_at_its_start_and_then_once_a_second(office: Office) -> None:
    """Also after the clock was put back by an hour."""
    await office.ask("ann", "it my VPN drops")
    before = len(office.channel("it-help").messages)
    alarm, courier = office.frontdesk.alarm, asyncio.create_task(office.frontdesk.courier.run())
    alarm.start()
    office.clock.forward(minutes=31)
    await office.slack.until(lambda: len(office.channel("it-help").messages) > before)
    office.clock.forward(hours=-1)
    fired = partial(
        office.frontdesk.metrics.registry.get_sample_value,
        "frontdesk_timers_total",
        {"outcome": "done"},
    )
    rung = fired()
    await arm(office, "of/another/version", minutes=-1)
    for _ in range(1200):  # nothing is to be seen in Slack
        if fired() != rung:
            break
        await asyncio.sleep(0.05)
    assert fired() != rung
    await alarm.stop()
    office.frontdesk.courier.stop()
    await courier


async def test_a_stop_waits_for_the_timer_that_is_firing(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(20):
        await arm(office, f"of/another/version{n}", minutes=1)
    office.clock.forward(minutes=2)
    alarm = office.frontdesk.alarm
    alarm.start()
    await asyncio.sleep(0)
    await alarm.stop()
    left = await office.frontdesk.desk.read(lambda tx, _: timers.overdue(tx, office.clock.now()))
    assert await alarm.ring() == 0
    assert left == await office.frontdesk.desk.read(
        lambda tx, _: timers.overdue(tx, office.clock.now())
    )
    assert not caplog.records


async def test_old_deliveries_are_forgotten_daily(office: Office) -> None:
    await office.person("ann").command("/ask", "it my VPN drops")

    def remembered(tx: Transaction, _: object) -> int:
        return int(tx.execute(text("SELECT count(*) FROM seen")).scalar_one())

    assert await office.frontdesk.desk.read(remembered) > 0
    for _ in range(9):
        office.clock.forward(days=1)
        while await office.frontdesk.alarm.ring():
            pass
    assert await office.frontdesk.desk.read(remembered) == 0
    again = await due_at(office, "operations/housekeeping")
    assert again == office.clock.now() + timedelta(days=1)


# -- a clock that was wrong ----------------------------------------------------------------------


async def test_what_a_clock_that_was_ahead_let_wait_waits_no_longer(
    office: Office, log: io.StringIO
) -> None:
    """A day ahead, something failed and was postponed, something was held back; then the clock is put right."""
    wall = FakeClock(office.clock.now() + timedelta(days=90, hours=12))
    rate_limits = RateLimits(limited=False, patience=0, now=office.clock.time)
    ann = office.person("ann").id
    async with built(
        office.settings,
        organisation(),
        clock=wall,
        rate_limits=rate_limits,
        database_clock=office.clock.now,
    ) as ahead:
        team, database = ahead.desk.team, ahead.database
        await arm(office, "request/not-a-number/close", minutes=-1)
        await ahead.alarm.ring()
        later = wall.now() + timedelta(seconds=1)
        held = {f"talk/{ann}/thanks/1": messages.at(ann)}
        await database.write(team, lambda tx: messages.put(tx, held, not_before=later))
        by_night = f"talk/{ann}/thanks/2"
        await database.write(
            team, lambda tx: notify(tx, ahead.desk, ann, by_night, topic=Topic.NEEDED)
        )
        wall.to(office.clock.now())
        await ahead.alarm.ring()
        await ahead.alarm.ring()
        assert "system_clock_set_back" in log.getvalue()
        again = await due_at(office, "request/not-a-number/close")
        assert again is not None
        assert again - office.clock.now() <= timedelta(seconds=2)
        housekeeping = await due_at(office, "operations/housekeeping")
        assert housekeeping is not None
        assert housekeeping - office.clock.now() <= timedelta(days=1)
        await ahead.courier.drain()
    assert len(office.person("ann").dm) == 2


async def test_readiness_tells_of_timers_that_are_overdue(office: Office) -> None:
    for n in range(130):
        await arm(office, f"of/another/version{n}", minutes=1)
    office.clock.forward(minutes=3)
    await office.frontdesk.alarm.ring()
    assert office.frontdesk.health.troubles["timers"] == "30 overdue"
    await office.frontdesk.alarm.ring()
    assert "timers" not in office.frontdesk.health.troubles


async def test_readiness_tells_of_a_clock_that_stands_still(office: Office) -> None:
    alarm, health = office.frontdesk.alarm, office.frontdesk.health
    alarm.start()
    assert "clock" not in health.troubles
    office.clock.forward(minutes=5)
    assert health.troubles["clock"] == "has not asked what is due for 300 s"
    await alarm.stop()
