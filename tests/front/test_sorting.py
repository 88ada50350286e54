"""What a request means is known a moment after it was acknowledged: it is being sorted, then routed or asked about."""

from collections.abc import AsyncIterator

import pytest

import handlers
from handlers.routing import RoutingTopic
from tests.office import Office, opened
from tests.sentences import Meanings, terse

ODD = "zyx wvu"
VAGUE = "qrs tuv"


@pytest.fixture
async def meanings() -> Meanings:
    """A text of no known word is about something of IT's."""
    return Meanings(terse(), **{ODD: RoutingTopic("it", "locked-out")})


@pytest.fixture
async def slow(database_url: str, meanings: Meanings) -> AsyncIterator[Office]:
    """An office in which meanings count."""
    async with opened(
        database_url, organised=terse(), sentences=handlers.Sentences(meanings)
    ) as office:
        desk = office.frontdesk.desk
        while await handlers.understand(desk):
            await handlers.learn(desk)
        yield office
        meanings.known.set()


async def test_a_request_is_routed_by_what_it_means(slow: Office) -> None:
    card = await slow.ask("ann", ODD)
    assert card in slow.channel("it-help").messages


async def test_what_is_understood_later_is_routed_then(slow: Office, meanings: Meanings) -> None:
    meanings.held = True
    ann = slow.person("ann")
    assert (await ann.command("/ask", ODD)).ok
    await slow.settle()
    assert not slow.channel("it-help").messages
    [receipt] = ann.dm
    assert "Got it – request #1. We're finding the right team for it." in receipt.plain
    assert "Which team" not in receipt.plain
    meanings.known.set()
    await slow.later(seconds=1)
    [card] = slow.channel("it-help").messages
    assert "Urgent" in card.plain
    assert "Got it – request #1 is with IT." in receipt.plain


async def test_what_is_not_clear_then_is_asked_about(slow: Office, meanings: Meanings) -> None:
    meanings.held = True
    ann = slow.person("ann")
    assert (await ann.command("/ask", VAGUE)).ok
    await slow.settle()
    meanings.known.set()
    await slow.later(seconds=1)
    [receipt] = ann.dm
    assert "Which team is this for?" in receipt.plain
    assert (await ann.click(receipt, "HR")).ok
    await slow.settle()
    assert slow.channel("hr-help").messages


async def test_what_was_cancelled_meanwhile_goes_nowhere(slow: Office, meanings: Meanings) -> None:
    meanings.held = True
    ann = slow.person("ann")
    assert (await ann.command("/ask", ODD)).ok
    await slow.settle()
    [receipt] = ann.dm
    await ann.click(receipt, "Cancel request")
    await slow.settle()
    meanings.known.set()
    await slow.later(seconds=1)
    assert not slow.channel("it-help").messages
    assert "is cancelled" in receipt.plain
