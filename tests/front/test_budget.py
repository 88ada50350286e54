"""More than somebody wants in a day comes in one digest, at the time they chose, and never twice."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Frontdesk, built
from bot.rate_limits import RateLimits
from config.catalogue import Mrkdwn
from handlers import CAPABILITIES
from handlers.blocks import Body, body
from handlers.capability import Capability
from handlers.desk import Desk
from handlers.notify import notify
from handlers.topics import Topic
from sandbox import Message
from storage import messages, notices, preferences
from storage.preferences import Preferences
from storage.transaction import Transaction
from tests.clock import FakeClock
from tests.hanging import UNHURRIED
from tests.office import NEVER, Office, opened, organisation

# A Wednesday: in Ann's zone it is 11:00.
MORNING = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def said(_tx: Transaction, _desk: Desk, number: str) -> Body | None:
    """Every tenth is overtaken by the time it is shown."""
    return None if int(number) % 10 == 9 else body(Mrkdwn(f"Notice number {number}."))


EVERYTHING = (*CAPABILITIES, Capability(name="flood", shows={"flood/{number}": said}))


@pytest.fixture
async def office(database_url: str, clock: FakeClock) -> AsyncIterator[Office]:
    async with opened(database_url, clock=clock, capabilities=EVERYTHING) as office:
        yield office


async def tell(office: Office, numbers: Iterable[int], **how: object) -> None:
    """Ann is told so many things."""
    desk, ann = office.frontdesk.desk, office.person("ann").id

    def all_of_it(tx: Transaction) -> None:
        for number in numbers:
            notify(tx, desk, ann, f"flood/{number}", **({"topic": Topic.REMINDERS} | how))  # type: ignore[arg-type]

    await desk.database.write(desk.team, all_of_it)
    await office.settle()


async def choose(office: Office, **chosen: object) -> None:
    """Ann's preferences, without her being there."""
    ann, desk = office.person("ann").id, office.frontdesk.desk
    kept = Preferences(**chosen)  # type: ignore[arg-type]
    await desk.database.write(desk.team, lambda tx: preferences.keep(tx, ann, kept))


def alone(office: Office) -> list[str]:
    return [each.plain for each in office.person("ann").dm if each.plain.startswith("Notice")]


def digests(office: Office) -> list[Message]:
    return [each for each in office.person("ann").dm if "Your digest:" in each.plain]


def whole(office: Office, digest: Message) -> str:
    """A digest with its further pages."""
    return "\n".join([digest.plain, *(each.plain for each in office.person("ann").thread(digest))])


async def waiting(office: Office) -> Sequence[notices.PersonalNotice]:
    ann = office.person("ann").id
    return await office.frontdesk.desk.read(lambda tx, _: notices.merged(tx, ann))


async def test_what_is_more_than_six_a_day_comes_in_a_digest_with_the_way_to_each(
    office: Office,
) -> None:
    for number in range(9):
        await office.ask("ann", f"it my screen number {number} is black")
    cards = office.channel("it-help").messages
    for card in cards:
        assert (await office.person("lena").click(card, "Claim")).ok
        await office.settle()
    ann = office.person("ann")
    told = [each.plain for receipt in ann.dm for each in ann.thread(receipt)]
    assert len([each for each in told if "is now working on" in each]) == 6
    assert all("Lena Vogt" in receipt.plain for receipt in ann.dm)  # who looks sees all of it
    # An answer comes at once, and says more than that somebody works on it.
    assert (await office.person("lena").click(cards[-1], "Resolve")).ok
    await office.submit("lena", note="Restart it.")
    assert "Restart it." in ann.thread(ann.dm[-1])[-1].plain
    await office.later(hours=4, minutes=59)
    assert digests(office) == []
    await office.later(minutes=1)
    [digest] = digests(office)
    assert "2 notices beyond your 6 a day" in digest.plain
    assert "Progress of your requests: 2" in digest.plain
    assert "request #7" in digest.plain
    assert "request #8" in digest.plain
    assert "#9" not in digest.plain
    assert digest.plain.count("Open") == 2
    assert "late" not in digest.plain
    await office.later(days=2)
    assert len(digests(office)) == 1
    told = [each.plain for receipt in ann.dm for each in ann.thread(receipt)]
    assert len([each for each in told if "is now working on" in each]) == 6


async def test_of_a_thousand_in_an_hour_there_is_one_digest_that_says_each_once(
    office: Office,
) -> None:
    for first in range(0, 1000, 250):
        await tell(office, range(first, first + 250))
        await office.later(minutes=15)
    await tell(office, range(10))  # told again: nothing more comes of it
    assert len(alone(office)) == 6
    assert len(await waiting(office)) == 994
    # What is held costs the courier's look nothing.
    assert await office.frontdesk.desk.read(lambda tx, _: messages.waiting(tx)) == 0
    calls = len(office.slack.calls)
    await office.later(hours=5)
    [digest] = digests(office)
    text = whole(office, digest)
    shown = [number for number in range(6, 1000) if number % 10 != 9]
    assert f"{len(shown)} notices beyond your 6 a day" in text
    assert f"Reminders: {len(shown)}" in text
    for number in range(1000):
        assert text.count(f"Notice number {number}.") == (number in shown), number
    assert len(alone(office)) == 6
    assert len(office.slack.calls) - calls < 30
    assert await waiting(office) == []
    await office.later(days=1)
    assert len(digests(office)) == 1


async def test_prompts_and_what_is_urgent_come_alone_and_what_nobody_wants_does_not_come(
    office: Office,
) -> None:
    await choose(office, budget=2, unwanted=["reminders"])
    await tell(office, range(5))
    assert alone(office) == []
    await tell(office, [10], prompt=True)
    await tell(office, [11], urgency="high")
    await tell(office, [12, 13], topic=Topic.NEEDED)
    await tell(office, [14], topic=Topic.NEEDED, by=office.person("ann").id)
    await tell(office, [15], prompt=True)
    assert alone(office) == [f"Notice number {number}." for number in (10, 11, 15)]
    assert [each.key for each in await waiting(office)] == ["flood/12", "flood/13"]
    await choose(office, budget=0)
    await tell(office, [20], topic=Topic.NEEDED)
    await choose(office, budget=None)
    await tell(office, [21], topic=Topic.NEEDED)
    assert alone(office)[3:] == ["Notice number 21."]
    await office.later(hours=6)
    [digest] = digests(office)
    for number in (12, 13, 20):
        assert f"Notice number {number}." in digest.plain


@asynccontextmanager
async def second(office: Office) -> AsyncIterator[Frontdesk]:
    """Another replica."""
    async with built(
        office.settings,
        organisation(),
        clock=office.clock,
        rate_limits=RateLimits(limited=False, patience=0, now=office.clock.time),
        database_clock=office.clock.now,
        patience=UNHURRIED,
        probe=UNHURRIED,
        unsaved_after=NEVER,
        capabilities=EVERYTHING,
    ) as other:
        yield other


async def test_two_replicas_count_alike_and_make_one_digest(office: Office) -> None:
    async with second(office) as other:
        ann = office.person("ann").id

        async def told(by: Frontdesk, number: int) -> None:
            def tell_her(tx: Transaction) -> None:
                notify(tx, by.desk, ann, f"flood/{number}", topic=Topic.REMINDERS)

            await by.database.write(by.desk.team, tell_her)

        both = (office.frontdesk, other)
        await asyncio.gather(*(told(both[number % 2], number) for number in range(9)))
        await office.settle()
        assert len(alone(office)) == 6
        office.clock.to(MORNING + timedelta(hours=5))
        rings = (by.alarm.ring() for by in both for _ in range(2))
        await asyncio.gather(*rings)
        await office.settle()
        assert len(digests(office)) == 1


async def test_a_digest_that_is_a_day_late_comes_once_within_the_hours_and_says_so(
    office: Office,
) -> None:
    await choose(office, budget=0)
    await tell(office, range(3))
    # The process was down until the night after the next day.
    office.clock.to(MORNING + timedelta(days=1, hours=14))
    await office.later(minutes=1)
    assert digests(office) == []
    await office.later(hours=7)
    [digest] = digests(office)
    assert "3 notices" in digest.plain
    assert "was due Wed 18 Nov, 16:00 CET and is late" in digest.plain
    # Put back, the clock comes by the time of the day's digest once more.
    await tell(office, [3])
    office.clock.to(MORNING + timedelta(days=2, hours=5))
    await office.later(minutes=1)
    assert len(digests(office)) == 2
    office.clock.to(MORNING + timedelta(days=2, hours=4))
    await tell(office, [4])
    await office.later(hours=2)
    assert len(digests(office)) == 2
    office.clock.to(MORNING + timedelta(days=5, hours=5))
    await office.later(minutes=1)
    assert len(digests(office)) == 3
    assert "late" not in digests(office)[-1].plain


async def test_what_is_held_follows_new_hours_a_new_zone_and_who_comes_back(
    office: Office,
) -> None:
    night = MORNING + timedelta(hours=10)
    office.clock.to(night)
    await tell(office, [0])
    await choose(office, budget=0)
    await tell(office, [1])
    assert alone(office) == []
    # Ann travels: it is three in the afternoon there.
    office.slack.update_person("ann", tz="America/New_York")
    await office.slack.idle()
    await office.later(seconds=1)
    assert alone(office) == ["Notice number 0."]
    assert digests(office) == []
    await office.later(hours=1)
    assert len(digests(office)) == 1  # at 16:00, there
    await tell(office, [2])
    office.slack.update_person("ann", deleted=True)
    await office.slack.idle()
    await office.later(days=2)
    assert len(await waiting(office)) == 1
    office.slack.update_person("ann", deleted=False)
    await office.slack.idle()
    await office.later(minutes=1)
    assert len(digests(office)) == 2
    ann = office.person("ann")
    assert (await ann.command("/frontdesk", "preferences")).ok
    await office.submit("ann", opens="05:00", digest_at="05:00")
    await office.later(minutes=16)
    await tell(office, [3])
    assert (await ann.command("/frontdesk", "preferences")).ok
    await office.submit("ann", digest_at="19:30")
    await office.later(days=3)
    assert len(digests(office)) == 3
