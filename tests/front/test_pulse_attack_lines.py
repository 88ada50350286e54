"""The attacker, and the conversation about comments: that an author wrote back tells nobody who they are."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from handlers import pulse
from handlers.pulse.sealing import Seals, tag_of
from storage import directory, pulses
from tests import leaks
from tests.front.test_pulse import ballot_of
from tests.front.test_pulse_attack import keys_in, office_with, seen_of, snapshot
from tests.front.test_pulse_comments import answered, commented
from tests.office import Office


async def wrote_back(office: Office) -> list[tuple[str, str, tuple[object, ...]]]:
    """What is left of Maya's reading the answer and writing back."""
    await commented(office)
    await answered(office)
    await office.later(hours=2)
    maya = office.person("maya")

    async def acting() -> None:
        await maya.click(ballot_of(office, "maya"), "See or change my answers")
        assert maya.modal is not None
        values = maya.modal.payload()["state"]["values"]
        [field] = [name for name in values if name.startswith("back:")]
        await office.submit("maya", **{field: "Thank you."})

    seen: Any = await seen_of(office, acting)
    rows: list[tuple[str, str, tuple[object, ...]]] = seen[0]
    assert not any(seen[1:])
    return rows


async def test_writing_back_leaves_a_line_without_a_person_or_a_moment(office: Office) -> None:
    [(table, sign, row)] = await wrote_back(office)
    assert (table, sign) == ("pulse_lines", "+")
    assert row[-3:] == (2, "author", "Thank you.")
    assert office.person("maya").id not in repr(row)
    # Nor does anything that is kept of the round name its author.
    kept = await snapshot(office)
    for name in ("pulse_comments", "pulse_lines", "pulse_rounds"):
        assert office.person("maya").id not in repr(kept[name])


@pytest.mark.parametrize("extra", [leaks.a_seen_row, leaks.a_timer])
async def test_the_attacker_sees_who_wrote_back_where_that_leaks(
    tmp_path: Path, sqlite_url: str, extra: leaks.Extra
) -> None:
    async with office_with(sqlite_url, leaks.writing_back(extra)) as office:
        rows = await wrote_back(office)
        assert office.person("maya").id in repr(rows)


async def authors(office: Office, keys: list[bytes]) -> set[str]:
    """Whom the attacker takes for authors: he tries everybody with every key that he finds, in each round."""

    def read(tx: Any, desk: Any) -> set[str]:
        tags = {row.tag for row in tx.connection.exec_driver_sql("SELECT tag FROM pulse_comments")}
        found = set()
        for round_ in pulses.rounds_in(tx, ["closed"]):
            for person in directory.everybody(tx):
                names = {
                    person,
                    *(Seals(key, tx.team, round_.round).handle(person) for key in keys),
                }
                asked = [each["key"] for each in round_.questions]
                if any(tag_of(name, key) in tags for name in names for key in asked):
                    found.add(person)
        return found

    return await office.frontdesk.desk.read(read)


async def test_no_dictionary_of_authors_fits_but_where_the_key_outlives_the_round(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, sqlite_url: str
) -> None:
    ours, kept = tmp_path_factory.mktemp("keys"), tmp_path_factory.mktemp("kept")
    copy = shutil.copy(make_url(sqlite_url).database or "", tmp_path / "other.db")
    async with office_with(sqlite_url, pulse.CAPABILITY, keys=ours) as office:
        await commented(office)
        assert await authors(office, keys_in(ours)) == set()
    leaky = replace(pulse.CAPABILITY, timers=leaks.KEEPS_KEY)
    async with office_with(f"sqlite:///{copy}", leaky, keys=kept) as office:
        await commented(office)
        assert await authors(office, keys_in(kept)) == {office.person("maya").id}
