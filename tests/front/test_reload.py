"""The organisation file is read again while Frontdesk runs: all of it is in force at once, or none of it."""

import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import working
from bot.cli.company import acme
from bot.manifest import manifest
from config.faults import ConfigurationError
from handlers.desk import Answer, Desk, Incoming
from handlers.requests.overdue import AT_ONCE, derive_deadlines
from sandbox import Channel, CommandResult, Person, Sandbox
from storage import requests, timers
from storage.transaction import Transaction
from tests.child import environment, free_port, started
from tests.clock import FakeClock
from tests.front.test_working_hand_over import hand_over
from tests.office import ROOT, Office, opened

EXAMPLE = (ROOT / "config" / "frontdesk.yaml").read_text("utf-8")
LEGAL = """
  - key: legal
    name: Legal
    channel: '#legal-help'
    head: zoe@acme.example
    members: [zoe@acme.example]
    digest_at: '08:45'
"""


def write(file: Path, text: str) -> None:
    """As an operator saves it."""
    file.write_text(text, "utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "frontdesk.yaml"
    path.write_text(EXAMPLE, "utf-8")
    return path


@pytest.fixture
async def office(database_url: str, clock: FakeClock, file: Path) -> AsyncIterator[Office]:
    company = acme()
    more = (Channel(name="legal-help", bot_in=True), Channel(name="it-new", bot_in=True))
    people = (*company.people, Person("gus", "Gus Grant", team_id="T0GLOBEX"))
    company = replace(company, people=people, channels=(*company.channels, *more))
    async with opened(database_url, clock=clock, company=company, file=file) as office:
        yield office


async def reload(office: Office, *, who: str = "olga", where: str = "frontdesk-ops") -> str:
    """What it says to whoever asks for it."""
    result = await office.person(who).command("/frontdesk", "reload", channel=where)
    assert result.ok
    await office.settle()
    return said(result)


def said(result: CommandResult) -> str:
    return "\n".join([result.text, *(block["text"]["text"] for block in result.blocks)])


async def test_a_new_department_is_there_for_everybody_at_once(office: Office, file: Path) -> None:
    write(file, EXAMPLE + LEGAL)
    assert "now has 5 departments" in await reload(office)
    await office.person("ann").command("/ask", "legal: may I sign this?")
    await office.settle()
    [card] = office.channel("legal-help").messages
    assert (await office.person("zoe").click(card, "Claim")).ok
    await office.settle()
    assert "Legal" in "\n".join(each.plain for each in office.person("ann").dm)
    await office.later(days=1)
    assert any("Legal today" in each.plain for each in office.channel("legal-help").messages)


async def test_a_file_with_faults_changes_nothing_and_is_explained(
    office: Office, file: Path
) -> None:
    write(file, EXAMPLE.replace("head: ines@acme.example", "head: ines") + LEGAL)
    answer = await reload(office)
    line = EXAMPLE[: EXAMPLE.index("head: ines@")].count("\n") + 1
    assert "Nothing has changed" in answer
    assert f"frontdesk.yaml:{line}" in answer
    assert '"ines" is not a person.' in answer
    assert office.frontdesk.desk.organisation.named("legal") is None


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("ann", "general"),
        ("ines", "it-help"),
        ("gus", "frontdesk-ops"),
    ],  # Gus is of another company
)
async def test_only_in_the_operations_channel(
    office: Office, file: Path, who: str, where: str
) -> None:
    office.channel("frontdesk-ops").add("gus")
    write(file, EXAMPLE + LEGAL)
    assert "This only works in #frontdesk-ops" in await reload(office, who=who, where=where)
    assert office.frontdesk.desk.organisation.named("legal") is None


async def test_open_cards_stay_when_the_channel_changes(office: Office, file: Path) -> None:
    card = await office.ask("ann", "my VPN drops every hour")
    write(file, EXAMPLE.replace("'#it-help'         #", "'#it-new' #"))
    await reload(office)
    await office.person("ann").command("/ask", "it: my screen is black")
    await office.settle()
    assert len(office.channel("it-help").messages) == 1
    assert "my screen is black" in office.channel("it-new").messages[0].plain
    # The old one is worked on where it stands, in both directions.
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    lena, ann = office.person("lena"), office.person("ann")
    await lena.say("it-help", "Which gateway?", thread=card)
    await office.settle()
    first = ann.dm[0]
    assert "Which gateway?" in "\n".join(each.plain for each in ann.thread(first))
    await ann.say(first.channel, "The one in Oslo", thread=first)
    await office.settle()
    assert "The one in Oslo" in office.talk("it-help", card)[-1].plain
    assert len(office.channel("it-new").messages) == 1


async def test_a_department_with_open_requests_cannot_go(office: Office, file: Path) -> None:
    card = await office.ask("ann", "it: my VPN drops every hour")
    write(file, EXAMPLE.replace("  - key: it\n", "  - key: its\n"))
    answer = await reload(office)
    assert 'The department "it" is missing, but it still has open requests: #1.' in answer
    assert office.frontdesk.desk.organisation.named("its") is None
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    await office.person("lena").click(office.channel("it-help").messages[0], "Resolve")
    await office.submit("lena", note="A new gateway")
    assert "now has 4 departments" in await reload(office)


async def test_nor_can_it_start_without_it(office: Office) -> None:
    await office.ask("ann", "it: my VPN drops every hour")
    desk = office.frontdesk.desk
    others = tuple(each for each in desk.organisation.departments if each.key != "it")
    smaller = desk.under(desk.organisation.model_copy(update={"departments": others}))
    with pytest.raises(ConfigurationError, match="#1"):
        async with working(replace(office.frontdesk, desk=smaller)):
            pass


async def test_the_morning_line_follows_a_new_hour(office: Office, file: Path) -> None:
    write(file, EXAMPLE.replace("digest_at: 09:00", "digest_at: '08:30'"))
    await reload(office)
    await office.later(hours=23, minutes=45)  # 08:45 in Berlin on the next day
    assert any("IT today" in each.plain for each in office.channel("it-help").messages)


async def test_a_transaction_keeps_the_organisation_it_began_with(
    office: Office, file: Path
) -> None:
    desk = office.frontdesk.desk
    before = desk.organisation
    write(file, EXAMPLE + LEGAL)

    def slow(tx: Transaction, held: Desk, act: Incoming) -> Answer:
        object.__setattr__(desk.organised, "current", None)
        return Answer(text=str(len(held.organisation.departments)))

    act = Incoming(team=desk.team, actor="U1", key="slow")
    assert (await desk.transact(slow, act)).text == str(len(before.departments))


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    address = "https://frontdesk.acme.example"
    async with Sandbox(manifest=manifest(http_url=address), company=acme()) as workspace:
        yield workspace


async def test_sighup_reads_it_again(slack: Sandbox, tmp_path: Path, file: Path) -> None:
    url = f"sqlite:///{tmp_path / 'f.db'}"
    environ = environment(slack, url, free_port(), FRONTDESK_CONFIG=str(file))
    async with started(environ) as child:
        await child.ready()
        write(file, EXAMPLE + LEGAL)
        child.process.send_signal(signal.SIGHUP)
        await child.says("organisation_reloaded")
        write(file, "name: [")
        child.process.send_signal(signal.SIGHUP)
        await child.says("organisation_invalid")
        assert await child.stop() == 0
    assert f"{file}:1" in child.words
    assert "Traceback" not in child.words


async def test_the_help_names_what_operators_type_where_they_can(office: Office) -> None:
    olga = office.person("olga")
    for where, named in (("frontdesk-ops", True), ("general", False)):
        assert (await olga.command("/frontdesk", "help", channel=where)).ok
        assert ("/frontdesk reload" in olga.ephemerals[-1].plain) == named


async def test_whoever_waits_goes_before_the_rest_of_the_deadlines(office: Office) -> None:
    await office.ask("ann", "it my VPN drops")
    desk = office.frontdesk.desk

    def many(tx: Transaction) -> None:
        asked = requests.get(tx, 1)
        assert asked is not None
        for number in range(2, 2 * AT_ONCE):
            requests.add(tx, replace(asked, number=number, promised={}))

    def derive(tx: Transaction) -> None:
        derive_deadlines(replace(tx, others_wait=lambda: True), desk.held(), "0")

    def left(tx: Transaction) -> bool:
        return timers.due_at(tx, f"deadlines/{AT_ONCE}") is not None

    def promised(tx: Transaction) -> list[bool]:
        return [
            bool(each.promised) for each in requests.unresolved_in(tx, 0, 2 * AT_ONCE, 2 * AT_ONCE)
        ]

    await desk.database.write(desk.team, many)
    await desk.database.write(desk.team, derive)
    assert await desk.database.read(desk.team, left)
    await office.later(seconds=1)
    assert not await desk.database.read(desk.team, left)
    assert await desk.database.write(desk.team, promised) == [True] * (2 * AT_ONCE - 1)


async def test_a_calendar_that_changes_moves_no_promise_to_a_later_time(
    office: Office, file: Path
) -> None:
    await office.ask("ann", "it my VPN drops")
    promised = office.person("ann").dm[-1].plain
    assert "11:30 CET" in promised
    write(file, EXAMPLE.replace("mon-fri: '09:00-17:00'", "mon-fri: '16:00-17:00'"))
    await reload(office)
    await office.later(minutes=1)
    assert office.person("ann").dm[-1].plain == promised


async def test_shorter_times_make_one_message_for_a_department(office: Office, file: Path) -> None:
    """What becomes late by them is summed up; each requester hears of their own; a promise never moves later."""
    for text in ("it my VPN drops", "it no sound", "it the screen flickers"):
        await office.ask("ann", text)
    promised = office.person("ann").dm[-1].plain
    write(file, EXAMPLE.replace("claim_within: 30m", "claim_within: 5h"))
    await reload(office)
    await office.later(minutes=20)
    assert office.person("ann").dm[-1].plain == promised
    write(
        file,
        EXAMPLE.replace("claim_within: 30m", "claim_within: 5m").replace(
            "next_update: 1d", "next_update: 15m"
        ),
    )
    await reload(office)
    await office.later(seconds=1)
    [*cards, summed] = office.channel("it-help").messages
    assert len(cards) == 3
    assert "3 requests of IT are now overdue: #1, #2, #3" in summed.plain
    assert "Please claim those that nobody has" in summed.plain
    assert all("No one has picked it up yet" in each.plain for each in office.person("ann").dm)
    for receipt in office.person("ann").dm:
        [word] = office.person("ann").thread(receipt)
        assert "No news on #" in word.plain
    await office.later(minutes=5)
    assert len(office.channel("it-help").messages) == 4


async def test_a_shorter_standard_tells_the_department_once_and_no_ladder(
    office: Office, file: Path
) -> None:
    for text in ("it my VPN drops", "it no sound"):
        await office.ask("ann", text)
    await office.later(hours=2)
    write(file, EXAMPLE.replace("- first_response: 4h  ", "- first_response: 1h  "))
    assert "reloaded" in (await reload(office)).casefold()
    await office.later(seconds=1)
    [summed] = [each for each in office.channel("it-help").messages if "overdue" in each.plain]
    assert "2 requests of IT are now overdue: #1, #2" in summed.plain
    assert not office.person("lena").dm
    ann = office.person("ann")
    assert all("You should have had an answer by 12:00 CET" in each.plain for each in ann.dm)
    assert all("What went wrong" not in each.plain for each in ann.thread(ann.dm[0]))
    # A longer one again moves no promise.
    write(file, EXAMPLE.replace("resolution: 3d", "resolution: 9d"))
    await reload(office)
    await office.later(seconds=1)
    assert all("by Mon 23 Nov, 11:00 CET" in each.plain for each in ann.dm)


async def test_nothing_is_sent_back_to_a_department_that_is_gone(
    office: Office, file: Path
) -> None:
    write(file, EXAMPLE + LEGAL)
    await reload(office)
    await office.person("ann").command("/ask", "legal: may I sign this?")
    await office.settle()
    [card] = office.channel("legal-help").messages
    moved = await hand_over(office, "zoe", card, "HR", "It is a work contract")
    hana = office.person("hana")
    await hana.click(moved, "Send back to Legal…")
    write(file, EXAMPLE)
    assert "now has 4 departments" in await reload(office)
    hana.fill({"reason": "No, yours"})
    refused = await hana.submit()
    assert "that handed over #1 no longer exists" in "".join(refused.errors.values())
    await hana.close()
    await hana.click(moved, "Send back to Legal…")
    await office.settle()
    assert "Hand it over to another one." in hana.ephemerals[-1].plain
