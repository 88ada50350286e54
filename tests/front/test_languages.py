"""An operator may write names, questions and choices in several languages: each reader has theirs, the channel has its own."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.company import acme
from config.organisation import Organisation, load_organisation
from tests.front.test_forms import chosen
from tests.office import ROOT, Office, opened

WRITTEN = {
    "    name: IT ": "    name: {en: IT, hu: Informatika} ",
    "        name: Access to a system": "        name: {en: Access to a system, hu: Hozzáférés}",
    "label: 'Which system?'": "label: {en: 'Which system?', hu: 'Melyik rendszer?'}",
    "choices: [CRM, ERP,": "choices: [{en: CRM, hu: Ügyfelek}, ERP,",
    'hint: "Leave empty': "hint: {hu: Ha örökre kell, maradhat üresen., en: Any day.} # Leave empty",
    "    name: HR\n": "    name: {en: HR, hu: Személyzet}\n",
}


@pytest.fixture
def organised(tmp_path: Path) -> Organisation:
    text = (ROOT / "config" / "frontdesk.yaml").read_text("utf-8")
    for old, new in WRITTEN.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "frontdesk.yaml"
    path.write_text(text, "utf-8")
    return load_organisation(path)


@pytest.fixture
async def bilingual(database_url: str, organised: Organisation) -> AsyncIterator[Office]:
    """Acme, where Ben reads Hungarian."""
    company = acme()
    people = tuple(
        replace(each, locale="hu-HU") if each.handle == "ben" else each for each in company.people
    )
    async with opened(
        database_url, company=replace(company, people=people), organised=organised
    ) as office:
        yield office


async def test_each_reads_the_operators_words_in_their_language(bilingual: Office) -> None:
    office, ben = bilingual, bilingual.person("ben")
    assert (await ben.command("/ask", "")).ok
    labels = await chosen(office, ben, department="it", request_type="access")
    assert "Melyik rendszer?" in labels
    assert ben.modal is not None
    drawn = str(ben.modal.blocks)
    for written in ("Informatika", "Hozzáférés", "Ügyfelek", "Ha örökre kell"):
        assert written in drawn
    assert "Any day." not in drawn
    ben.fill({"field:it:access:system": "CRM"})
    await office.submit("ben", text="My customers are gone, says Személyzet")

    shown = office.channel("it-help").messages[0].plain
    assert "Access to a system" in shown
    assert "Which system?" in shown
    assert "CRM" in shown
    assert "Ügyfelek" not in shown
    assert "says Személyzet" in shown  # people's own words are nobody's to translate
    receipt = ben.dm[0].plain
    assert "Informatika" in receipt
    assert "says Személyzet" in receipt

    lena = office.person("lena")
    card = office.channel("it-help").messages[0]
    assert (await lena.click(card, "Hand over to another department…")).ok
    await office.submit("lena", department="hr", reason="Theirs")
    assert "Személyzet" in ben.dm[0].plain
    thread = "\n".join(message.plain for message in ben.thread(ben.dm[0]))
    assert "Informatika" in thread
    assert "Személyzet" in thread
    assert "Handed over by Lena Vogt (IT)" in office.channel("hr-help").messages[0].plain
