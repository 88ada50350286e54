"""People of other companies, in channels that are shared with them: they get in nowhere, and are answered in the thread."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.cli.company import acme
from handlers.asking.ids import AskShortcut
from sandbox import Channel, Company, Person
from tests.clock import FakeClock
from tests.office import Office, opened, organisation

GLOBEX = "T0GLOBEX"
# Whoever made this account chose the address of Acme's head of IT.
GUS = Person("gus", "Gus Grant", email="ines@acme.example", team_id=GLOBEX)
EVA = Person("eva", "Eva Lund", team_id="T0ACMELABS", enterprise_id="E0ACME")
GIL = Person("gil", "Gil Roth", is_guest=True)
SHARED = ("shared-globex", "partner-desk")


def company() -> Company:
    found = acme()
    shared = tuple(
        Channel(name, members=("ann", "ben", "lena", "tom", "gus", "eva"), bot_in=True)
        for name in SHARED
    )
    channels = tuple(
        replace(channel, members=(*(channel.members or ()), "gus", "eva"))
        if channel.name == "it-help"
        else channel
        for channel in found.channels
    )
    return replace(found, people=(*found.people, GUS, EVA, GIL), channels=(*channels, *shared))


@pytest.fixture
async def shared(database_url: str, clock: FakeClock) -> AsyncIterator[Office]:
    """Acme, with people of Globex in three channels; in one of them they may ask."""
    organised = organisation().model_copy(update={"partners": ("#partner-desk",)})
    async with opened(database_url, clock=clock, company=company(), organised=organised) as office:
        yield office
        assert not [call for call in office.slack.calls if not call.ok]


async def claim(office: Office, who: str) -> str:
    """The card after somebody pressed Claim on it."""
    [card] = office.channel("it-help").messages
    assert (await office.person(who).click(card, "Claim")).ok
    await office.settle()
    return card.plain


@pytest.mark.parametrize("known_by", ["press", "change"])
async def test_neither_address_nor_group_lets_a_stranger_in(shared: Office, known_by: str) -> None:
    await shared.ask("ann", "it my VPN drops")
    shared.slack.group("it-team").set_members(["lena", "tom", "gus"])
    if known_by == "change":
        shared.slack.update_person("gus", title="Head of IT")
    await shared.settle()
    assert "Open · unassigned" in await claim(shared, "gus")
    assert "Only IT can do this" in shared.person("gus").ephemerals[-1].plain
    assert (await shared.person("gus").command("/requests", "it", channel="it-help")).ok
    assert "Only IT can see its queue" in shared.person("gus").ephemerals[-1].plain
    assert "In progress · Lena Vogt" in await claim(shared, "lena")


async def test_a_stranger_is_answered_in_the_thread_and_makes_no_request(shared: Office) -> None:
    gus = shared.person("gus")
    for text in ("@Frontdesk my VPN drops", "@Frontdesk hello", "@Frontdesk #1?"):
        asked = await gus.say("shared-globex", text)
        await shared.settle()
        [received] = shared.channel("shared-globex").thread(asked)
        assert "Gus Grant. Only people at Acme can ask me" in received.plain
    assert (await gus.command("/ask", "it my VPN drops", channel="shared-globex")).ok
    assert "from another company" in gus.ephemerals[-1].plain
    await gus.say("it-help", "Does anybody know why the VPN drops today?")
    await shared.settle()
    assert not [m for m in shared.channel("it-help").messages if m.user != gus.id]
    assert len(gus.ephemerals) == 1


async def test_a_stranger_in_a_thread_of_ours_is_heard_and_gets_nothing_private(
    shared: Office,
) -> None:
    root = await shared.person("ann").say("shared-globex", "@Frontdesk my VPN drops")
    await shared.settle()
    gus = shared.person("gus")
    await gus.say("shared-globex", "Ours works", thread=root)
    await shared.settle()
    [card] = shared.channel("it-help").messages
    assert "Gus Grant" in card.replies[-1].plain
    assert (await shared.person("lena").click(card, "Resolve")).ok
    await shared.submit("lena", note="Update to 5.3.")
    await shared.later(days=7)
    before = len(shared.channel("shared-globex").thread(root))
    cards = len(shared.channel("it-help").messages)
    await gus.say("shared-globex", "It drops here as well", thread=root)
    await shared.settle()
    assert len(shared.channel("it-help").messages) == cards
    assert len(shared.channel("shared-globex").thread(root)) == before + 1


async def test_where_partners_may_ask_all_of_it_stands_in_the_thread(shared: Office) -> None:
    gus = shared.person("gus")
    hello = await gus.say("partner-desk", "@Frontdesk hello")
    await shared.settle()
    [received] = shared.channel("partner-desk").thread(hello)
    assert "Mention me here with what you need" in received.plain
    asked = await gus.say("partner-desk", "@Frontdesk our VPN to you drops")
    await shared.settle()
    [card] = shared.channel("it-help").messages
    assert "Gus Grant" in card.plain
    [receipt] = shared.channel("partner-desk").thread(asked)
    assert "#1 is with IT" in receipt.plain
    assert (await shared.person("lena").click(card, "Resolve")).ok
    await shared.submit("lena", note="Restart it.")
    assert "Restart it." in shared.channel("partner-desk").thread(asked)[-1].plain
    await gus.say("partner-desk", "It still drops", thread=asked)
    await shared.settle()
    assert any("It still drops" in reply.plain for reply in card.replies)
    assert (await gus.command("/ask", "another", channel="partner-desk")).ok
    assert "from another company" in gus.ephemerals[-1].plain


async def test_what_a_stranger_wrote_is_asked_by_whoever_chose_it(shared: Office) -> None:
    written = await shared.person("gus").say("shared-globex", "The VPN between us drops")
    ben = shared.person("ben")
    assert (await ben.shortcut(AskShortcut.ASK_DEPARTMENT, written)).ok
    await shared.submit("ben")
    [card] = shared.channel("it-help").messages
    assert "Ben Okafor" in card.plain
    assert "#1 is with IT" in ben.dm[-1].plain


async def test_guests_of_our_own_may_ask(shared: Office) -> None:
    gil = shared.person("gil")
    await gil.say(shared.slack.dm(gil), "my VPN drops")
    await shared.settle()
    [card] = shared.channel("it-help").messages
    assert "Gil Roth" in card.plain
    assert "#1 is with IT" in gil.dm[-1].plain


@pytest.mark.parametrize(("enterprise", "gets_in"), [("E0ACME", True), ("", False), ("E0X", False)])
async def test_on_enterprise_grid_the_enterprise_counts(
    database_url: str, clock: FakeClock, enterprise: str, *, gets_in: bool
) -> None:
    grid = replace(company(), enterprise_id=enterprise)
    async with opened(database_url, clock=clock, company=grid) as office:
        office.slack.group("it-team").set_members(["lena", "eva"])
        await office.ask("ann", "it my VPN drops")
        shown = await claim(office, "eva")
        assert ("In progress · Eva Lund" in shown) is gets_in


async def test_while_slack_does_not_tell_a_stranger_is_nobody_of_ours(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock=clock, company=company()) as office:
        # A mention comes as two events.
        office.slack.faults.refuse("users.info", times=2, status=500)
        asked = await office.person("gus").say("shared-globex", "@Frontdesk my VPN drops")
        await office.settle()
        [received] = office.channel("shared-globex").thread(asked)
        assert "Only people at Acme can ask me" in received.plain
        again = await office.person("gus").say("shared-globex", "@Frontdesk please")
        await office.settle()
        assert "Hi Gus Grant." in office.channel("shared-globex").thread(again)[-1].plain
