"""A database that hangs: everybody is told in time, and what they are told is true."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import make_url

from bot.cli.company import acme
from bot.manifest import manifest
from sandbox import Sandbox
from sandbox.delivery.transport import UnacknowledgedError
from storage.patience import DELIVERY
from tests.front.test_transports import by_socket
from tests.hanging import SHORT, Hurry, Proxy, Stop, held, proxied
from tests.office import Office, opened

NOT_SAVED = "I can't save anything right now, so nothing has changed."
NOT_SURE = "I'm not sure this was saved. If it was, your receipt comes within a minute."


async def metrics(office: Office) -> str:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{office.port}/metrics") as answer,
    ):
        return await answer.text()


async def well(office: Office) -> None:
    """Until it says so."""
    async with asyncio.timeout(60):
        while await office.readiness():
            pass


async def test_everybody_is_told_and_nothing_is_saved_behind_their_back(database_url: str) -> None:
    hurry = Hurry()
    async with opened(database_url, patience=hurry, probe=hurry) as office:
        card = await office.ask("ann", "it my VPN drops")
        ann, ben, lena = (office.person(who) for who in ("ann", "ben", "lena"))
        await ben.command("/ask", "")
        ben.fill({"text": "my screen is black"})
        with held(make_url(database_url)), hurry.on():
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
        await well(office)
        assert office.channel("it-help").messages == [card]
        assert "Lena Vogt" not in card.plain
        assert (await ben.submit()).ok
        assert (await lena.click(card, "Claim")).ok
        await office.settle()
        assert "Lena Vogt" in card.plain


# -- direct messages -----------------------------------------------------------------------------

PROMISE = "I couldn't save this yet and will keep trying for a few minutes."
END = "Not saved. Please send it again."


async def repeat(slack: Sandbox) -> None:
    """The first message once more, as Slack does until it is acknowledged."""
    first = next(each for each in slack.deliveries if each.name == "message")
    with suppress(UnacknowledgedError):
        await slack.dispatcher.redeliver(first)


async def test_whoever_wrote_a_dm_is_told_once_and_at_the_end(database_url: str) -> None:
    async with opened(database_url, patience=SHORT, probe=SHORT, unsaved_after=0) as office:
        ann, slack = office.person("ann"), office.slack
        with held(make_url(database_url)):
            await ann.say(slack.dm(ann), "my VPN drops every hour")
            await slack.until(lambda: len(ann.dm) == 2, timeout=20)
            assert ann.dm[-1].plain == PROMISE
            for _ in range(2):
                await repeat(slack)
            assert len(ann.dm) == 2
            await repeat(slack)
            await slack.until(lambda: len(ann.dm) == 3, timeout=20)
            assert ann.dm[-1].plain == END


async def test_nothing_is_said_of_a_dm_that_is_saved_at_the_next_try(database_url: str) -> None:
    hurry = Hurry()
    async with opened(database_url, patience=hurry) as office:
        ann, unsaved = office.person("ann"), office.frontdesk.unsaved
        with held(make_url(database_url)), hurry.on():
            await ann.say(office.slack.dm(ann), "my VPN drops every hour")
            await office.slack.idle()
            assert unsaved.waiting == 1
        await repeat(office.slack)
        await office.settle()
        assert unsaved.waiting == 0
        assert len(ann.dm) == 2
        assert "#1" in ann.dm[-1].plain


async def test_the_same_over_socket_mode(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'f.db'}"
    # Nothing is acknowledged, so Slack's deadline has to pass.
    async with (
        Sandbox(manifest=manifest(), company=acme(), retry_delays=(), ack_deadline=1.5) as slack,
        by_socket(url, slack, patience=SHORT, probe=SHORT, unsaved_after=0),
    ):
        await slack.until(lambda: slack.connections == 1, timeout=20)
        ann = slack.person("ann")
        with held(make_url(url)):
            await ann.say(slack.dm(ann), "my VPN drops every hour")
            await slack.until(lambda: len(ann.dm) == 2, timeout=20)
            assert ann.dm[-1].plain == PROMISE
            await slack.idle()
            for _ in range(3):
                await repeat(slack)
            await slack.until(lambda: len(ann.dm) == 3, timeout=20)
            assert ann.dm[-1].plain == END


# -- a server that does not answer ---------------------------------------------------------------


@pytest.fixture
def hurry() -> Hurry:
    return Hurry()


@pytest.fixture
async def wired(postgresql_url: str, hurry: Hurry) -> AsyncIterator[tuple[Proxy, Office]]:
    """An office whose wire to the database can be stopped."""
    async with (
        proxied(postgresql_url) as (proxy, through),
        opened(through, patience=hurry, probe=hurry) as office,
    ):
        yield proxy, office


async def test_a_commit_in_doubt(wired: tuple[Proxy, Office], hurry: Hurry) -> None:
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
    with hurry.on(DELIVERY):
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
    wired: tuple[Proxy, Office], hurry: Hurry
) -> None:
    proxy, office = wired
    proxy.stop(Stop.ALL)
    with hurry.on():
        crowd = [
            asyncio.create_task(office.person("ann").command("/ask", f"it matter {n}"))
            for n in range(20)
        ]
        assert await office.readiness() == {"database": "too_late"}
        assert "frontdesk_messages_waiting NaN" in await metrics(office)
        answers = await asyncio.gather(*crowd)
    assert all(NOT_SAVED in answer.text for answer in answers)
    proxy.go_on()
    await well(office)
    assert "frontdesk_messages_waiting 0.0" in await metrics(office)
