"""A changed organisation file is tried out on past requests before it takes effect."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import handlers
from handlers.rehearsal.listeners import RUNNING
from tests.clock import FakeClock
from tests.front.test_learning import ALIKE, WRONG, corrected
from tests.front.test_reload import write
from tests.office import ROOT, Office, opened

EXAMPLE = (ROOT / "config" / "frontdesk.yaml").read_text("utf-8")
FLYERS = EXAMPLE.replace("rules: [phishing, ransomware]", "rules: [phishing, ransomware, flyers]")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "frontdesk.yaml"
    path.write_text(EXAMPLE, "utf-8")
    return path


@pytest.fixture
async def office(database_url: str, clock: FakeClock, file: Path) -> AsyncIterator[Office]:
    async with opened(database_url, clock=clock, file=file) as office:
        yield office


async def replayed(office: Office) -> str:
    """What the window says at last."""
    olga = office.person("olga")
    assert (await olga.command("/frontdesk", "replay", channel="frontdesk-ops")).ok
    assert olga.modal is not None
    assert (await olga.click(olga.modal, "Last 100")).ok
    await asyncio.gather(*RUNNING)
    await office.slack.idle()
    text = olga.modal.plain
    await olga.close()
    return text


async def test_an_operator_sees_what_would_move_before_the_file_is_published(
    office: Office, file: Path
) -> None:
    await office.person("ann").command("/ask", "Two boxes of flyers have come, whose are they?")
    await office.settle()
    assert "Nothing would go elsewhere" in await replayed(office)
    write(file, FLYERS)
    shown = await replayed(office)
    assert "1 would go elsewhere" in shown
    assert "→ IT" in shown
    assert "flyers" not in shown
    it = office.frontdesk.desk.organisation.department("it")
    assert it is not None
    assert "flyers" not in it.rules
    write(file, EXAMPLE.replace("zone: Europe/Berlin", "zone: Nowhere", 1))
    assert "Nothing has changed" in await replayed(office)


async def test_only_an_operator_rehearses(office: Office) -> None:
    ann = office.person("ann")
    await ann.command("/frontdesk", "replay", channel="general")
    assert "Type /frontdesk replay there" in ann.ephemerals[-1].plain


async def test_what_a_merged_department_taught_counts_for_the_one_that_took_over(
    office: Office, file: Path
) -> None:
    new = await corrected(office)
    kofi = office.person("kofi")
    assert (await kofi.click(new, "Resolve")).ok
    await office.submit("kofi", note="Hung the right one")
    without = EXAMPLE[: EXAMPLE.index("  - key: facilities")]
    write(file, without)
    olga = office.person("olga")
    await olga.command("/frontdesk", "reload", channel="frontdesk-ops")
    assert "what its 1 requests taught no longer counts" in olga.ephemerals[-1].plain
    write(file, without.replace("  - key: hr\n", "  - key: hr\n    formerly: [facilities]\n"))
    await olga.command("/frontdesk", "reload", channel="frontdesk-ops")
    assert "no longer counts" not in olga.ephemerals[-1].plain
    await handlers.learn(office.frontdesk.desk)
    assert WRONG != ALIKE
    assert (
        office.frontdesk.desk.learnt.route(ALIKE, office.frontdesk.desk.organisation).department
        == "hr"
    )
