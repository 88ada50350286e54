"""A database that hangs: everybody is told in time, and what they are told is true."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlalchemy import make_url

from tests.clock import FakeClock
from tests.hanging import Proxy, Stop, held, proxied
from tests.office import Office, opened

# Slack's deadline is not what is tested here: no machine is too slow for this one.
DEADLINE = 60.0
NOT_SAVED = "I can't save anything right now, so nothing has changed."
NOT_SURE = "I'm not sure this was saved. If it was, your receipt comes within a minute."


async def metrics(office: Office) -> str:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{office.port}/metrics") as answer,
    ):
        return await answer.text()


async def test_everybody_is_told_and_nothing_is_saved_behind_their_back(database_url: str) -> None:
    async with opened(database_url, clock=FakeClock(), ack_deadline=DEADLINE) as office:
        card = await office.ask("ann", "it my VPN drops")
        ann, ben, lena = (office.person(who) for who in ("ann", "ben", "lena"))
        await ben.command("/ask", "")
        ben.fill({"text": "my screen is black"})
        with held(make_url(database_url)):
            command, form, click = await asyncio.gather(
                ann.command("/ask", "it my wifi drops"),
                ben.submit(),
                lena.click(card, "Claim"),
            )
            assert "database" in await office.readiness()
            assert "frontdesk_messages_waiting" in await metrics(office)
        assert NOT_SAVED in command.text
        assert NOT_SAVED in " ".join(form.errors.values())
        assert click.ok
        await office.slack.until(lambda: lena.ephemerals)
        assert NOT_SAVED in lena.ephemerals[-1].plain
        await office.settle()
        assert await office.readiness() == {}
        assert office.channel("it-help").messages == [card]
        assert "Lena Vogt" not in card.plain
        assert (await ben.submit()).ok
        assert (await lena.click(card, "Claim")).ok
        await office.settle()
        assert "Lena Vogt" in card.plain


@pytest.fixture
async def wired(postgresql_url: str) -> AsyncIterator[tuple[Proxy, Office]]:
    """An office whose wire to the database can be stopped."""
    async with (
        proxied(postgresql_url) as (proxy, through),
        opened(through, clock=FakeClock(), ack_deadline=DEADLINE) as office,
    ):
        yield proxy, office


async def test_a_commit_in_doubt(wired: tuple[Proxy, Office]) -> None:
    """All of it was stored, and nobody knows: they are told just that, and the receipt tells the rest."""
    proxy, office = wired
    staff = [
        "ann",
        "ben",
        "lena",
        "tom",
        "ines",
        "hana",
        "ole",
        "maya",
        "raj",
        "kofi",
        "zoe",
        "olga",
    ]
    proxy.stop(Stop.ANSWER_TO_COMMIT)
    answers = await asyncio.gather(
        *(office.person(who).command("/ask", f"it my VPN drops, says {who}") for who in staff)
    )
    # Those beyond the number of connections never begin, and know that nothing of theirs is saved.
    unsure = [who for who, answer in zip(staff, answers, strict=True) if NOT_SURE in answer.text]
    assert len(unsure) == proxy.commits
    for answer in answers:
        assert NOT_SURE in answer.text or NOT_SAVED in answer.text, (answers, proxy.commits)
    proxy.go_on()
    await office.settle()
    cards = office.channel("it-help").messages
    assert sorted(card.plain.rpartition("says ")[2].split()[0] for card in cards) == sorted(unsure)
    for who in staff:
        assert len(office.person(who).dm) == (who in unsure)


async def test_readiness_and_metrics_answer_while_the_server_does_not(
    wired: tuple[Proxy, Office],
) -> None:
    proxy, office = wired
    proxy.stop(Stop.ALL)
    crowd = [
        asyncio.create_task(office.person("ann").command("/ask", f"it matter {n}"))
        for n in range(20)
    ]
    assert await office.readiness() == {"database": "too_late"}
    assert "frontdesk_messages_waiting NaN" in await metrics(office)
    answers = await asyncio.gather(*crowd)
    assert all(NOT_SAVED in answer.text for answer in answers)
    proxy.go_on()
    assert await office.readiness() == {}
    assert "frontdesk_messages_waiting 0.0" in await metrics(office)
