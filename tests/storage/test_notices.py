"""What people were told is forgotten when it is old; what they are still to be told is not."""

from datetime import timedelta

from storage import held, messages, notices
from storage.database import Database
from storage.held import FOR_DIGEST
from storage.notices import WAITING, PersonalNotice
from storage.transaction import Transaction
from tests.storage.facts import NOW, TEAM

DAY = timedelta(days=1)


def told(key: str, *, days_ago: int = 0, merged: str | None = None) -> PersonalNotice:
    at = NOW - days_ago * DAY
    return PersonalNotice(key, "progress", at, at, at, merged)


async def test_old_ones_are_forgotten_but_for_what_waits(database: Database) -> None:
    def write(tx: Transaction) -> tuple[int, list[str]]:
        for number, merged in enumerate((None, "2026-10-01", WAITING)):
            notices.keep(tx, "UANN", told(f"old/{number}", days_ago=40, merged=merged))
        notices.keep(tx, "UANN", told("new/1"))
        first = notices.purge(tx, before=NOW - 30 * DAY, most=1)
        second = notices.purge(tx, before=NOW - 30 * DAY, most=10)
        left = [key for key in ("old/0", "old/1", "old/2", "new/1") if notices.of(tx, "UANN", key)]
        return first + second, left

    assert await database.write(TEAM, write) == (2, ["old/2", "new/1"])
    assert await database.read(TEAM, lambda tx: notices.who_waits(tx, NOW)) == ["UANN"]
    assert await database.read("T2", lambda tx: notices.who_waits(tx, NOW)) == []


async def test_what_was_taken_away_is_not_merged(database: Database) -> None:
    def write(tx: Transaction) -> None:
        for key in ("a/1", "a/2"):
            notices.keep(tx, "UANN", told(key, merged=WAITING))
            messages.put(tx, {key: messages.at("UANN")}, not_before=FOR_DIGEST)
        messages.drop(tx, ["a/2"])

    await database.write(TEAM, write)
    assert await database.write(TEAM, lambda tx: held.release(tx, NOW + 300 * DAY, most=10)) == 0
    assert await database.write(TEAM, lambda tx: notices.merge(tx, "UANN", "today")) == ["a/1"]
    assert await database.read(TEAM, lambda tx: notices.merged(tx, "UANN")) == []
    [said] = await database.read(TEAM, lambda tx: notices.merged(tx, "UANN", "today"))
    assert said.key == "a/1"
