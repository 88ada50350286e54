"""A department that cannot be reached: nothing is lost, the operator is told once, and what waits is sent by itself."""

import pytest

from sandbox import Message
from tests.office import Office


def _ops(office: Office) -> list[Message]:
    return office.channel("frontdesk-ops").messages


@pytest.mark.parametrize("how", ["archived", "removed"])
async def test_requests_are_taken_told_and_delivered_later(office: Office, how: str) -> None:
    it, ann = office.channel("it-help"), office.person("ann")
    if how == "archived":
        it.archive()
    else:
        it.remove_bot()
    await office.settle()
    for text in ("it my VPN drops", "it my screen is black"):
        assert (await ann.command("/ask", text)).ok
        await office.settle()
    assert not it.messages
    assert [f"#{number}" in receipt.plain for number, receipt in enumerate(ann.dm, start=1)] == [
        True,
        True,
    ]
    [received] = _ops(office)
    assert "#it-help" in received.plain
    assert "#1, #2" in received.plain
    assert "nothing is lost" in received.plain
    await ann.say(ann.dm[0].channel, "it is urgent", thread=ann.dm[0])
    await office.settle()
    await office.later(minutes=5)
    assert len(_ops(office)) == 1

    if how == "archived":
        it.unarchive()
    it.add_bot()
    await office.settle()
    first, second = it.messages
    assert "my VPN drops" in first.plain
    assert "my screen is black" in second.plain
    assert "it is urgent" in it.thread(first)[-1].plain
    assert "is reachable again" in received.plain
    assert len(_ops(office)) == 1
    assert (await office.person("lena").click(first, "Claim")).ok
    await office.settle()
    assert "In progress · Lena Vogt" in first.plain


async def test_a_second_outage_is_told_again(office: Office) -> None:
    it = office.channel("it-help")
    for number in (1, 2):
        it.archive()
        await office.settle()
        await office.person("ann").command("/ask", "it my VPN drops")
        await office.settle()
        assert f"#{number}" in _ops(office)[-1].plain
        assert "could not be delivered" in _ops(office)[-1].plain
        it.unarchive()
        it.add_bot()
        await office.settle()
        assert "is reachable again" in _ops(office)[-1].plain
    assert len(it.messages) == 2
    assert len(_ops(office)) == 2


async def test_a_channel_that_gets_its_name_back_gets_its_messages(office: Office) -> None:
    it = office.channel("it-help")
    card = await office.ask("ann", "it my VPN drops")
    it.rename("it-support")
    await office.settle()
    ann = office.person("ann")
    await ann.say(ann.dm[0].channel, "still", thread=ann.dm[0])
    await office.settle()
    assert "still" in it.thread(card)[-1].plain  # the thread is where it was
    await ann.command("/ask", "it my screen is black")
    await office.settle()
    assert len(it.messages) == 1
    assert "#2" in _ops(office)[-1].plain
    it.rename("it-help")
    await office.settle()
    assert "my screen is black" in it.messages[-1].plain


async def test_other_departments_go_on(office: Office) -> None:
    office.channel("it-help").archive()
    await office.settle()
    await office.person("ann").command("/ask", "it my VPN drops")
    card = await office.ask("ann", "facilities the heating in room Oslo is cold")
    assert (await office.person("kofi").click(card, "Claim")).ok
    await office.settle()
    assert "In progress · Kofi Mensah" in card.plain


async def test_an_operations_channel_that_cannot_be_reached_blocks_nothing(office: Office) -> None:
    office.channel("frontdesk-ops").archive()
    office.channel("it-help").archive()
    await office.settle()
    assert (await office.person("ann").command("/ask", "it my VPN drops")).ok
    await office.settle()
    office.channel("it-help").unarchive()
    office.channel("it-help").add_bot()
    await office.settle()
    assert len(office.channel("it-help").messages) == 1
