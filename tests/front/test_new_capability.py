"""A capability is added by its name alone: it offers, and nothing that was there before is edited."""

from collections.abc import AsyncIterator

import pytest

from handlers import CAPABILITIES
from tests.capabilities import remind_me
from tests.clock import FakeClock
from tests.office import Office, opened


@pytest.fixture
async def office(database_url: str, clock: FakeClock) -> AsyncIterator[Office]:
    everything = (*CAPABILITIES, remind_me.CAPABILITY)
    async with opened(database_url, clock=clock, capabilities=everything) as office:
        yield office


async def test_a_button_a_deadline_a_notice_a_section_and_a_subcommand(office: Office) -> None:
    lena = office.person("lena")
    card = await office.ask("ann", "it my VPN drops")
    await lena.open_home()
    await lena.click(card, "Claim")
    await office.settle()
    assert (await lena.click(card, "Remind me tomorrow")).ok
    await office.settle()
    assert lena.home is not None
    assert "Reminders: #1" in lena.home.text
    assert (await lena.command("/frontdesk", "reminders")).ok
    assert lena.ephemerals[-1].plain == "Reminders: #1"
    assert (await lena.command("/frontdesk", "help")).ok
    assert "/frontdesk reminders" in lena.ephemerals[-1].plain

    await office.later(hours=23)
    assert not [reply for reply in card.replies if "A day later" in reply.plain]
    await office.later(hours=2)
    [reminder] = [reply for reply in card.replies if "A day later" in reply.plain]
    assert reminder.plain == "A day later: #1"
    assert "Reminders: –" in lena.home.text
    await lena.command("/requests", "1")
    assert lena.modal is not None
    assert "Lena Vogt wants to be reminded" in lena.modal.text


async def test_a_deadline_ends_with_what_it_follows_from(office: Office) -> None:
    lena = office.person("lena")
    card = await office.ask("ann", "it my VPN drops")
    await lena.click(card, "Remind me tomorrow")
    await lena.click(card, "Resolve")
    await office.submit("lena", note="Done")
    await office.later(days=2)
    assert not [reply for reply in card.replies if "A day later" in reply.plain]
