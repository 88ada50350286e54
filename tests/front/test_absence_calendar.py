"""Absences from somebody's calendar."""

from collections.abc import AsyncIterator, Sequence
from datetime import date

import pytest

from handlers.desk import CalendarTroubleError
from tests.clock import FakeClock
from tests.front.test_absence import claimed, modal, told
from tests.office import Office, opened

Days = tuple[date, date]


class Shelf:
    """The calendars that there are: what they say, or why they can't be read."""

    def __init__(self) -> None:
        self.says: dict[str, Sequence[Days] | str] = {}

    async def days_away(self, url: str, *, zone: str, since: date, until: date) -> Sequence[Days]:
        assert zone
        assert since < until
        said = self.says.get(url, "unreachable")
        if isinstance(said, str):
            raise CalendarTroubleError(said)
        return said


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def office(database_url: str, clock: FakeClock, shelf: Shelf) -> AsyncIterator[Office]:
    async with opened(database_url, clock=clock, calendars=shelf) as office:
        yield office


async def connect(office: Office, who: str, url: str) -> dict[str, str]:
    """Give an address; what the form says against it."""
    actor = office.person(who)
    if actor.modals:
        await actor.close()
    assert (await actor.command("/frontdesk", "absent")).ok
    assert (await actor.click(modal(office, who), "Calendar…")).ok
    actor.fill({"absence_address": url})
    result = await actor.submit()
    return dict(result.errors)


async def test_a_calendar_is_followed_and_one_in_trouble_is_not(
    office: Office, shelf: Shelf
) -> None:
    url = "https://calendar.acme.example/lena.ics"
    shelf.says[url] = [(date(2026, 11, 23), date(2026, 11, 24))]
    card = await claimed(office, "ann", "lena", "it my VPN drops")
    for wrong in ("http://calendar.acme.example/x.ics", "https://localhost/x", "lena.ics"):
        assert "isn't the address" in (await connect(office, "lena", wrong))["absence_address"]
    assert not await connect(office, "lena", "webcal://calendar.acme.example/lena.ics")
    await office.later(minutes=1)
    [said] = [text for text in told(office, "lena") if "Your calendar says" in text]
    assert "away from Mon 23 Nov to Tue 24 Nov" in said
    await office.person("lena").command("/frontdesk", "absent")
    assert "Absences also come from your calendar, read 11:01 CET." in modal(office, "lena").text
    # It is longer than it was.
    shelf.says[url] = [(date(2026, 11, 23), date(2026, 11, 25))]
    await office.later(hours=3)
    await office.later(days=5)
    assert "In progress · Tomás Rey" in card.plain  # who is on duty is away
    assert "Lena Vogt, who is away until Wed 25 Nov" in card.plain
    # Three readings in a row fail: that is told once, and nothing changes.
    shelf.says[url] = "unreachable"
    for _reading in range(5):
        await office.later(hours=2)
    assert "In progress · Tomás Rey" in card.plain
    await office.later(days=2)
    troubles = [text for text in told(office, "lena") if "I can't read your calendar" in text]
    [trouble] = troubles
    assert "its address doesn't answer. Absences from it stay as they are." in trouble
    assert "In progress · Lena Vogt" in card.plain


async def test_what_its_owner_ended_stays_ended_and_what_is_gone_comes_back(
    office: Office, shelf: Shelf
) -> None:
    url = "https://calendar.acme.example/lena.ics"
    week = (date(2026, 11, 18), date(2026, 11, 20))
    shelf.says[url] = [week, (date(2026, 12, 1), date(2026, 12, 2))]
    card = await claimed(office, "ann", "lena", "it my VPN drops")
    lena = office.person("lena")
    assert not await connect(office, "lena", url)
    await office.later(minutes=1)
    assert "In progress · Inês Duarte" in card.plain
    await lena.close()
    await lena.command("/frontdesk", "absent")
    assert (await lena.click(modal(office, "lena"), "Back already")).ok
    await office.later(hours=3)
    assert "In progress · Lena Vogt" in card.plain
    # What a calendar no longer has is no absence.
    shelf.says[url] = [week]
    await office.later(hours=3)
    await lena.close()
    await lena.command("/frontdesk", "absent")
    assert "Tue 1 Dec" not in modal(office, "lena").text
    # Garbage is reported at the first reading, and again only after it was well.
    assert not await connect(office, "lena", url.replace("lena", "other"))
    shelf.says[url.replace("lena", "other")] = "unreadable"
    await office.later(hours=24)
    troubles = [text for text in told(office, "lena") if "I can't read your calendar" in text]
    assert len(troubles) == 1
    assert "isn't a calendar" in troubles[0]
    # Taken back, it is read no more.
    assert not await connect(office, "lena", "")
    await office.later(hours=5)
    assert "Absences can also come from your calendar." in modal(office, "lena").text
