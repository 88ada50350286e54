"""The morning line of what is open, unclaimed and oldest."""

from datetime import UTC, datetime

from sandbox import Message
from tests.office import Office, opened, organisation


def _lines(office: Office, channel: str = "it-help") -> list[Message]:
    return [m for m in office.channel(channel).messages if "today:" in m.plain]


async def _at(office: Office, *moment: int) -> None:
    office.clock.to(datetime(*moment, tzinfo=UTC))  # type: ignore[arg-type,misc] # year to minute
    await office.later()


async def test_it_counts_what_is_open_and_names_the_oldest(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    await office.ask("ben", "it my password hunter2 has expired")
    await office.ask("kofi", "it the printer is broken")
    await _at(office, 2026, 11, 19, 7, 59)
    assert not _lines(office)
    await _at(office, 2026, 11, 19, 8, 0)
    [line] = _lines(office)
    assert "IT today: 3 open requests. 2 unassigned." in line.plain
    assert "Oldest: #1 from Ann Berg (22 hours, Lena Vogt)" in line.plain
    assert "Open card" in line.plain
    assert "hunter2" not in line.plain
    assert not line.notified


async def test_nothing_open_is_said_too(office: Office) -> None:
    await _at(office, 2026, 11, 19, 8, 0)
    [line] = _lines(office)
    assert line.plain == "IT today: no open requests."


async def test_triage_has_one_too(office: Office) -> None:
    await _at(office, 2026, 11, 19, 8, 0)
    assert len(_lines(office, "frontdesk-triage")) == 1


async def test_at_nine_on_working_days_only(office: Office) -> None:
    for day in range(19, 26):  # Thursday to Wednesday
        await _at(office, 2026, 11, day, 8, 0)
        await _at(office, 2026, 11, day, 20, 0)
    assert len(_lines(office)) == 5


async def test_none_on_a_day_off_in_its_own_calendar(office: Office) -> None:
    await _at(office, 2026, 12, 24, 8, 0)  # half a day in Berlin, closed in Oslo
    before, in_oslo = len(_lines(office)), len(_lines(office, "hr-help"))
    await _at(office, 2026, 12, 25, 8, 0)  # a Friday, and a public holiday
    await _at(office, 2026, 12, 28, 7, 59)
    assert len(_lines(office)) == before
    await _at(office, 2026, 12, 28, 8, 0)
    assert len(_lines(office)) == before + 1
    await _at(office, 2027, 1, 1, 8, 0)  # Oslo is closed between the years
    assert len(_lines(office, "hr-help")) == in_oslo
    await _at(office, 2027, 1, 4, 8, 0)
    assert len(_lines(office, "hr-help")) == in_oslo + 1


async def test_nine_stays_nine_when_the_clocks_change(office: Office) -> None:
    await _at(office, 2028, 3, 24, 8, 0)  # Friday in winter time
    before = len(_lines(office))
    await _at(office, 2028, 3, 27, 6, 59)
    assert len(_lines(office)) == before
    await _at(office, 2028, 3, 27, 7, 0)  # Monday in summer time
    assert len(_lines(office)) == before + 1
    await _at(office, 2028, 10, 27, 7, 0)  # Friday in summer time
    before = len(_lines(office))
    await _at(office, 2028, 10, 30, 7, 30)
    assert len(_lines(office)) == before
    await _at(office, 2028, 10, 30, 8, 0)  # Monday in winter time
    assert len(_lines(office)) == before + 1
    await _at(office, 2028, 10, 30, 9, 0)
    assert len(_lines(office)) == before + 1


async def test_once_after_a_night_off(office: Office) -> None:
    await _at(office, 2026, 11, 19, 10, 30)  # off since the day before, back two hours late
    assert len(_lines(office)) == 1
    await office.later(minutes=1)
    assert len(_lines(office)) == 1


async def test_none_at_the_weekend_after_days_off(office: Office) -> None:
    await _at(office, 2026, 11, 21, 12, 0)  # Saturday; what was due on Thursday is past
    assert not _lines(office)
    await _at(office, 2026, 11, 23, 5, 0)
    assert not _lines(office)
    await _at(office, 2026, 11, 23, 8, 0)
    assert len(_lines(office)) == 1


async def test_not_before_nine_after_days_off(office: Office) -> None:
    await _at(office, 2026, 11, 23, 5, 0)  # back on Monday at six in Berlin
    assert not _lines(office)
    await _at(office, 2026, 11, 23, 8, 0)
    assert len(_lines(office)) == 1


async def test_each_department_in_its_own_zone(database_url: str) -> None:
    acme = organisation()
    zones = {"it": "America/Los_Angeles", "hr": "Asia/Tokyo"}
    departments = tuple(
        each.model_copy(update={"zone": zones.get(each.key, each.zone)})
        for each in acme.departments
    )
    organised = acme.model_copy(update={"departments": departments})
    async with opened(database_url, organised=organised) as office:
        await _at(office, 2026, 11, 19, 0, 0)  # nine in Tokyo, the evening before in Los Angeles
        assert len(_lines(office, "hr-help")) == 1
        assert len(_lines(office)) == 1  # Wednesday's, due while it was ten in the morning here
        await _at(office, 2026, 11, 19, 8, 0)
        assert len(_lines(office, "finance-help")) == 1
        assert len(_lines(office)) == 1
        await _at(office, 2026, 11, 19, 17, 0)
        assert len(_lines(office)) == 2
        assert len(_lines(office, "hr-help")) == 1
