"""Replies stand under the name and picture of whoever wrote them, where Slack allows it."""

from collections.abc import AsyncIterator

import pytest

from bot.cli.company import acme
from bot.manifest import manifest
from sandbox import Limits, Message, Sandbox
from tests.clock import FakeClock
from tests.office import Office, opened


async def conversation(office: Office) -> tuple[Message, Message, Message]:
    """A card, Lena's reply as Ann reads it, and Ann's as Lena reads it."""
    ann, lena = office.person("ann"), office.person("lena")
    card = await office.ask("ann", "it my VPN drops")
    await lena.say("it-help", "Which *version*?", thread=card)
    await office.settle()
    await ann.say(ann.dm[0].channel, "It is 5.2", thread=ann.dm[0])
    await office.settle()
    [to_ann] = [m for m in ann.thread(ann.dm[0]) if "version" in m.text]
    [to_lena] = [m for m in office.channel("it-help").thread(card) if "5.2" in m.text]
    return card, to_ann, to_lena


async def test_a_conversation_reads_like_one(office: Office) -> None:
    card, to_ann, to_lena = await conversation(office)
    lena, ann = office.person("lena"), office.person("ann")
    assert (to_ann.username, to_lena.username) == ("Lena Vogt (IT)", "Ann Berg")
    assert lena.id in (to_ann.icon_url or "")
    assert ann.id in (to_lena.icon_url or "")
    # The name is said once, and what was typed is still literal.
    assert "Lena Vogt" not in str(to_ann.blocks)
    assert "Which *version*?" in str(to_ann.blocks)
    assert "Lena Vogt (IT)" in to_ann.text
    # What begins a thread is recognisably ours.
    assert card.username is None
    assert [m.username for m in ann.dm] == [None]


async def test_an_edit_stays_under_its_name(office: Office) -> None:
    card, to_ann, _ = await conversation(office)
    [said] = [
        m for m in office.channel("it-help").thread(card) if m.user == office.person("lena").id
    ]
    await office.person("lena").edit(said, "Which release?")
    await office.settle()
    assert "Which release?" in str(to_ann.blocks)
    assert "Lena Vogt" not in str(to_ann.blocks)
    assert to_ann.username == "Lena Vogt (IT)"


@pytest.fixture
async def installed_before(database_url: str, clock: FakeClock) -> AsyncIterator[Office]:
    """The workspace has not granted the scope."""
    older = manifest(http_url="https://frontdesk.acme.example")
    older["oauth_config"]["scopes"]["bot"].remove("chat:write.customize")
    slack = Sandbox(manifest=older, company=acme(), now=clock.time, limits=Limits.none())
    async with opened(database_url, clock=clock, slack=slack) as office:
        yield office


async def test_without_the_scope_the_bold_name_stays(installed_before: Office) -> None:
    _, to_ann, to_lena = await conversation(installed_before)
    assert (to_ann.username, to_ann.icon_url, to_lena.username) == (None, None, None)
    assert "Lena Vogt (IT):" in str(to_ann.blocks)
    assert "Ann Berg:" in str(to_lena.blocks)


async def test_a_scope_that_is_taken_away_loses_no_reply(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    dm = office.person("ann").dm[0].channel
    office.slack.faults.refuse("chat.postMessage", error="missing_scope", channel=dm)
    await office.person("lena").say("it-help", "Which version?", thread=card)
    await office.settle()
    ann = office.person("ann")
    [to_ann] = [m for m in ann.thread(ann.dm[0]) if "version" in m.text]
    assert to_ann.username is None
    assert "Lena Vogt (IT):" in str(to_ann.blocks)
