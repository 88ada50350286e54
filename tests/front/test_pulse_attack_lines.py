"""The attacker, and the conversation about comments: that an author wrote back tells nobody who they are."""

from pathlib import Path
from typing import Any

import pytest

from tests import leaks
from tests.front.test_pulse import ballot_of
from tests.front.test_pulse_attack import office_with, seen_of, snapshot
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
