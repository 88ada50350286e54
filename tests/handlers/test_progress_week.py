"""A week at work: what requesters can see of it at any time is what is measured."""

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from handlers.asking.service import Ask, open_request
from handlers.desk import Desk
from handlers.errors import UserError
from handlers.offers import Prepared
from handlers.progress.events import ProgressDeadline
from handlers.progress.kept import waits
from handlers.progress.measure import share_covered
from handlers.requests.changes import deadlines
from handlers.requests.rules import Via
from storage import promises, requests, timers
from storage.requests import Request
from storage.transaction import Transaction
from tests.clock import FakeClock
from tests.handlers import test_lifecycle
from tests.handlers.test_lifecycle import ACTS, TEAM, opened_desk
from tests.handlers.test_request_rules import NOW

STEP, DAYS = timedelta(minutes=30), 7
DEPARTMENTS = ("it", "hr", "finance", "triage")
# What people do, more often than once a day to each request.
LIKELY = ("claim", "reply", "wait", "add", "hand over", "assign", "resolve", "no news", "ask for", "any news")  # fmt: skip


@pytest.fixture
async def desk(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Desk]:
    """On one engine only: a week has many transactions."""
    async with opened_desk(f"sqlite:///{tmp_path / 'week.db'}", clock) as desk:
        yield desk


def ask(tx: Transaction, desk: Desk) -> None:
    asked = {"team": TEAM, "actor": "UEVE", "key": "k", "requester": "UEVE", "via": Via.COMMAND}
    open_request(tx, desk, Ask(**asked, text="it my VPN drops", department="it"))


def ring(tx: Transaction, desk: Desk) -> int:
    """All that is due happens, as the clock has it happen."""
    fired = 0
    for timer in timers.due(tx, desk.clock.now()):
        found = desk.offers.timer_of.find(timer.key)
        if found and timer.key.startswith("request/") and timers.take(tx, timer):
            act, parts = found
            assert not isinstance(act, Prepared)
            act(tx, desk, *parts)
            fired += 1
    return fired


def live(tx: Transaction) -> list[Request]:
    """All that is unresolved."""
    pages = (requests.page_of(tx, "queue", each, index=0, size=500) for each in DEPARTMENTS)
    return [request for page in pages for request in page.requests]


def waiting(tx: Transaction, desk: Desk) -> Iterator[tuple[Request, bool]]:
    """Each request whose requester waits, and whether they can see a time that has not passed."""
    for request in live(tx):
        if waits(request):
            by = deadlines(desk, request).get(ProgressDeadline.NEXT_UPDATE)
            yield request, by is not None and by > desk.clock.now()


async def settled(desk: Desk, acts: partial[None]) -> None:
    with suppress(UserError):
        await desk.database.write(TEAM, acts)


@pytest.mark.parametrize("asleep", [0, 24])
async def test_the_share_of_hours_covered_is_what_people_saw(desk: Desk, asleep: int) -> None:
    """All of them while the clock is there; what it sleeps through is missing, no more and no less."""
    chance, clock = random.Random(7), desk.clock
    assert isinstance(clock, FakeClock)
    seen = waited = 0
    for step in range(DAYS * 48):
        works = 9 <= (clock.now() + timedelta(hours=1)).hour < 17
        awake = not 44 <= step < 44 + asleep
        if awake:
            while await desk.database.write(TEAM, partial(ring, desk=desk)):
                pass
        if works and awake and step % 6 == 0:
            await desk.database.write(TEAM, partial(ask, desk=desk))
        if works and awake and chance.random() < 0.9:
            open_ = await desk.database.read(TEAM, live)
            number, who = chance.choice(open_).number, chance.choice(("ULENA", "UTOM", "UEVE"))
            act = ACTS[chance.choice(LIKELY)]
            await settled(desk, partial(test_lifecycle._done, act, desk, number, who, chance))
        found = await desk.database.read(TEAM, lambda tx: list(waiting(tx, desk)))
        waited += len(found)
        seen += sum(visible for _request, visible in found)
        clock.at += STEP
    while await desk.database.write(TEAM, partial(ring, desk=desk)):
        pass
    share = await desk.database.read(TEAM, lambda tx: share_covered(tx, desk))
    assert waited > 500
    assert share is not None
    if not asleep:
        assert seen == waited
        assert share == 1.0
    else:
        assert share < 1
        assert abs(share - seen / waited) < 0.01
    rate = await desk.database.read(TEAM, lambda tx: promises.kept(tx, NOW, department="it"))
    assert rate.kept
    assert rate.missed
