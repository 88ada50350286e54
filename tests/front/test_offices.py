"""Of departments that do the same for different offices, the requester's office decides."""

from collections.abc import AsyncIterator

import pytest

from config.offices import Office as Place
from config.organisation import Organisation
from config.texts import Text
from sandbox import Message
from tests.clock import FakeClock
from tests.office import Office, opened, organisation

QUESTION = "my VPN drops all the time"


def with_offices() -> Organisation:
    """IT is there for Berlin and for Oslo; its colleagues in Oslo answer in the channel of HR."""
    example = organisation()
    berlin = example.department("it")
    assert berlin is not None
    oslo = {"key": "it-oslo", "name": Text("IT Oslo"), "channel": "#hr-help", "aliases": ()}
    departments = (
        berlin.model_copy(update={"kind": "it", "offices": ("berlin",)}),
        berlin.model_copy(update={**oslo, "kind": "it", "offices": ("oslo",)}),
    )
    places = (
        Place(key="berlin", name=Text("Berlin"), zones=("Europe/Berlin",)),
        Place(key="oslo", name=Text("Oslo"), members=("raj@acme.example",), zones=("Europe/Oslo",)),
    )
    return example.model_copy(update={"departments": departments, "offices": places})


@pytest.fixture
async def office(database_url: str, clock: FakeClock) -> AsyncIterator[Office]:
    async with opened(database_url, clock=clock, organised=with_offices()) as office:
        yield office


async def asked(office: Office, who: str) -> tuple[str, Message]:
    """Where somebody's card is, and what their receipt says."""
    card = await office.ask(who, QUESTION)
    there = "it-help" if card in office.channel("it-help").messages else "hr-help"
    return there, next(each for each in office.person(who).dm if each.plain.startswith("Got it"))


async def test_each_office_has_its_own(office: Office) -> None:
    where, receipt = await asked(office, "ann")
    assert where == "it-help"
    assert "it serves the Berlin office" in receipt.plain
    where, receipt = await asked(office, "ole")
    assert where == "hr-help"
    assert "it serves the Oslo office" in receipt.plain
    # Named there, whatever their time zone.
    assert (await asked(office, "raj"))[0] == "hr-help"


async def test_whose_office_nobody_serves_is_asked(office: Office) -> None:
    ben = office.person("ben")
    await ben.command("/ask", QUESTION, channel="general")
    assert "Which team is this for?" in ben.ephemerals[-1].plain
    assert (await ben.click(ben.ephemerals[-1], "IT Oslo")).ok
    await office.settle()
    assert len(office.channel("hr-help").messages) == 1
