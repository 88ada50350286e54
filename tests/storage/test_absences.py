"""Absences, what they moved, and swapped weeks of duty."""

from datetime import timedelta
from typing import Any

from storage import absences, swaps
from storage.absences import Absence, Covered
from storage.database import Database
from storage.transaction import Transaction
from tests.storage.facts import NOW, TEAM

DAY = timedelta(days=1)


def an_absence(user: str, **changes: Any) -> Absence:
    """From now, for five days."""
    facts: dict[str, Any] = {
        "id": 0,
        "user": user,
        "begins_at": NOW,
        "ends_at": NOW + 5 * DAY,
        "cover": None,
        "note": "",
        "set_by": user,
    }
    return Absence(**(facts | changes))


async def test_who_is_away_at_a_moment(database: Database) -> None:
    def story(tx: Transaction) -> None:
        lena = absences.add(tx, an_absence("LENA", cover="TOM"))
        over = absences.add(tx, an_absence("TOM"))
        absences.save(tx, over.id, over=True)
        absences.add(tx, an_absence("LENA", begins_at=NOW - DAY, ends_at=NOW + DAY))
        team = ["LENA", "TOM", "ANN"]
        assert absences.now_of(tx, team, NOW) == {"LENA": lena}
        assert not absences.now_of(tx, team, NOW + 5 * DAY)
        assert not absences.now_of(tx, team, NOW - 2 * DAY)
        assert len(absences.overlapping(tx, "LENA", NOW, NOW + DAY)) == 2
        assert not absences.overlapping(tx, "LENA", NOW + 5 * DAY, NOW + 6 * DAY)
        assert [each.id for each in absences.to_come(tx, "LENA", NOW + DAY)] == [lena.id]

    await database.write(TEAM, story)


async def test_what_an_absence_moved_is_listed_by_number(database: Database) -> None:
    def story(tx: Transaction) -> None:
        for number, to in ((3, "TOM"), (1, None), (2, "TOM"), (1, "INES")):
            absences.move(tx, 7, number, to)
        absences.move(tx, 8, 4, "ANN")
        expected = [Covered(1, "INES"), Covered(2, "TOM"), Covered(3, "TOM")]
        assert absences.moved(tx, 7) == expected
        assert absences.moved(tx, 7, after=1, limit=1) == expected[1:2]
        assert absences.covers(tx, 7) == ["INES", "TOM"]
        absences.move(tx, 8, 2, "ANN")
        absences.pass_on(tx, 7, 8)
        assert not absences.moved(tx, 7)
        assert absences.covers(tx, 8) == ["ANN", "INES", "TOM"]
        assert absences.moved(tx, 8)[1] == Covered(2, "ANN")
        absences.forget(tx, 8)
        assert not absences.moved(tx, 8)

    await database.write(TEAM, story)


async def test_a_week_is_taken_by_whoever_took_it_last(database: Database) -> None:
    def story(tx: Transaction) -> None:
        swaps.put(tx, "it", "2026-11-23", "TOM")
        swaps.put(tx, "it", "2026-11-23", "INES")
        swaps.put(tx, "hr", "2026-11-23", "OLE")
        assert swaps.of(tx, "it", ["2026-11-23", "2026-11-30"]) == {"2026-11-23": "INES"}
        assert not swaps.of(tx, "it", [])

    await database.write(TEAM, story)
