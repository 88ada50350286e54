"""Between rounds: a word or an idea to a department or a lead, sealed for the month, and released with those of others."""

import io
import re
from pathlib import Path
from typing import Any

import pytest

from storage import pulses
from tests import leaks
from tests.front.test_pulse import EVERYBODY, run
from tests.front.test_pulse_attack import office_with, one_cell, seen_of, snapshot
from tests.front.test_pulse_comments import in_dm
from tests.office import Office


async def say(office: Office, who: str, text: str, to: str = "IT", **more: Any) -> str:
    """Somebody says something; gives their code."""
    person = office.person(who)
    assert (await person.command("/pulse", "say")).ok
    await run(office)
    assert person.modal is not None
    await office.submit(who, to=to, text=text, **more)
    assert person.modal is not None
    found = re.search(r"keep this code: (\S+)\. Type", person.modal.text)
    assert found, person.modal.text
    await person.close()
    return found[1]


async def test_words_wait_for_those_of_others_and_their_author_finds_the_answer_by_a_code(
    office: Office,
) -> None:
    codes = {who: await say(office, who, f"Idea {at}") for at, who in enumerate(EVERYBODY[:5])}
    await office.later(days=13)  # the first of December: five are too few
    await office.later(days=1)
    ines = office.person("ines")
    assert not [each for each in ines.dm if "Said between rounds" in each.plain]
    for at, who in enumerate(EVERYBODY[5:9], start=5):
        codes[who] = await say(office, who, f"Idea {at}")
    # What was carried over can still be seen, and taken back.
    await office.person("ben").command("/pulse", "say")
    modal = office.person("ben").modal
    assert modal is not None
    assert "Idea 1" in modal.text
    await office.submit("ben", back=["Take it back: Idea 1"])
    await office.person("ben").close()
    await office.later(days=31)  # the first of January, a day off
    await office.later(days=3)
    told = in_dm(office, "ines", "Said between rounds")
    assert "8 words for you" in told.plain
    await ines.click(told, "Read and answer")
    assert ines.modal is not None
    assert "Idea 0" in ines.modal.text
    assert "Idea 1" not in ines.modal.text
    assert not {office.person(who).name for who in EVERYBODY} & set(ines.modal.text.split("\n"))
    await ines.click(ines.modal, "Answer")  # the first one, whosever it is
    first = re.search(r"Idea (\d)", ines.modal.text)
    assert first
    author = EVERYBODY[int(first[1])]
    await office.submit("ines", text="A good one.")
    await ines.close()
    found = office.person(author)
    assert (await found.command("/pulse", f"replies {codes[author]}")).ok
    assert found.modal is not None
    assert "Answer: A good one." in found.modal.text
    await found.close()
    await office.person("zoe").command("/pulse", "replies aaaa-bbbb")
    assert "I can't find anything for this code" in office.person("zoe").ephemerals[-1].plain
    await office.person("zoe").open_home()
    await office.settle()
    home = office.person("zoe").home
    assert home is not None
    assert "Answers were written to what people said between rounds" in home.text


async def acts(office: Office, log: io.StringIO) -> list[Any]:
    """What is left of several people's saying something, or taking it back."""
    await office.person("ann").command("/pulse", "say")
    await run(office)
    await office.person("ann").close()
    seen = []
    for who, text in (("ann", "No."), ("ben", "Too much. " * 90), ("lena", "I am harassed.")):
        person = office.person(who)

        async def saying(who: str = who, text: str = text) -> None:
            await office.person(who).command("/pulse", "say")
            await office.submit(who, to="IT", text=text)

        seen.append(await seen_of(office, saying, log))
        assert person.modal is not None
        await person.close()
    return seen


async def test_saying_something_leaves_one_cell_like_any_other(
    office: Office, log: io.StringIO
) -> None:
    assert all(map(one_cell, await acts(office, log)))
    kept = await snapshot(office)
    # Nor is it kept who began the month's round.
    for name in ("pulses", "pulse_rounds", "timers", "seen", "history"):
        assert not any(office.person(who).id in repr(kept[name]) for who in EVERYBODY)
    assert "harass" not in log.getvalue()


@pytest.mark.parametrize("extra", [leaks.a_seen_row, leaks.in_clear, leaks.no_padding])
async def test_the_attacker_sees_who_said_something_where_that_leaks(
    tmp_path: Path, sqlite_url: str, log: io.StringIO, extra: leaks.Extra
) -> None:
    async with office_with(sqlite_url, leaks.saying(extra)) as office:
        seen = await acts(office, log)
    assert not all(map(one_cell, seen))


async def test_a_key_that_never_comes_back_loses_the_words_and_that_is_said(
    office: Office,
) -> None:
    for who in EVERYBODY[:8]:
        await say(office, who, "An idea")
    folder = office.frontdesk.desk.keys.folder
    assert folder is not None
    for path in folder.glob("*.key"):
        path.unlink()
    await office.later(days=13)
    for _ in range(5):
        await office.later(days=1)
    assert "is lost" in in_dm(office, "olga", "between rounds this month").plain
    rounds = await office.frontdesk.desk.read(lambda tx, _: pulses.rounds_in(tx, ["lost"]))
    assert len(rounds) == 1
    assert not (await snapshot(office))["pulse_cells"]
