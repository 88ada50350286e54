"""Requests, what was said in them, what happened to them, and who everybody is."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from storage import counters, directory, entries, history, requests
from storage.database import Database
from storage.directory import Channel, Group
from storage.entries import Entry
from storage.transaction import Transaction
from tests.storage.facts import NOW, TEAM, a_person, a_request


async def add(database: Database, *numbers: int, **changes: Any) -> None:
    def write(tx: Transaction) -> None:
        for number in numbers:
            requests.add(tx, a_request(number, **changes))

    await database.write(TEAM, write)


async def test_numbers_never_repeat_nor_skip(database: Database, other: Database) -> None:
    def following(tx: Transaction) -> int:
        return counters.following(tx, "request")

    def failing(tx: Transaction) -> int:
        counters.following(tx, "request")
        raise LookupError

    works = [(database, following), (other, following), (database, failing), (other, failing)] * 10
    found = await asyncio.gather(
        *(at.write(TEAM, work) for at, work in works), return_exceptions=True
    )
    numbers = sorted(number for number in found if isinstance(number, int))
    assert numbers == list(range(1, 21))
    assert await database.write("T2", following) == 1


async def test_a_request_comes_back_as_it_was_written(database: Database) -> None:
    written = a_request(
        7,
        fields={"laptop": "X1"},
        routing_reason={"words": ["vpn"]},
        likely=["it", "hr"],
        follows=3,
    )
    await database.write(TEAM, lambda tx: requests.add(tx, written))
    assert await database.read(TEAM, lambda tx: requests.get(tx, 7)) == written
    assert await database.read("T2", lambda tx: requests.get(tx, 7)) is None
    claimed = replace(written, state="claimed", assignee="ULENA", resolved_at=NOW)
    await database.write(TEAM, lambda tx: requests.save(tx, written, claimed))
    changed = await database.write(TEAM, lambda tx: requests.get(tx, 7, lock=True))
    assert changed is not None
    assert changed == claimed


@pytest.mark.parametrize("count", [0, 1, 10, 11, 25])
async def test_any_number_of_requests_in_pages(database: Database, count: int) -> None:
    await add(database, *range(1, count + 1))
    await add(database, 100, state="closed")
    await add(database, 101, department="hr", requester="UBEN")
    shown: list[int] = []
    index, more = 0, True
    while more:
        of_it = partial(requests.page_of, scope="queue", who="it", index=index, size=10)
        page = await database.read(TEAM, of_it)
        shown += [request.number for request in page.requests]
        index, more = index + 1, page.has_more
    assert shown == list(range(1, count + 1))
    assert index == max(1, -(-count // 10))


async def test_counted_no_further_than_needed(database: Database) -> None:
    await add(database, *range(1, 31), assignee="ULENA")
    count = requests.count
    assert await database.read(TEAM, lambda tx: count(tx, "held", "ULENA")) == 30
    assert await database.read(TEAM, lambda tx: count(tx, "held", "ULENA", at_most=7)) == 7
    assert await database.read(TEAM, lambda tx: count(tx, "held", "UTOM")) == 0


async def test_how_a_department_stands(database: Database) -> None:
    await add(database, 1, 2)
    await add(database, 3, state="claimed", assignee="ULENA")
    await add(database, 4, state="closed")
    standing = await database.read(TEAM, lambda tx: requests.standing(tx, "it"))
    assert (standing.open, standing.unclaimed) == (3, 2)
    assert standing.oldest is not None
    assert standing.oldest.number == 1
    nothing = await database.read(TEAM, lambda tx: requests.standing(tx, "hr"))
    assert (nothing.open, nothing.unclaimed, nothing.oldest) == (0, 0, None)


async def test_the_newest_request_of_a_thread(database: Database) -> None:
    await add(database, 1, 2, channel="C1", thread_ts="1.0")
    await add(database, 3, origin_channel="C1", origin_ts="2.0")
    where = requests.in_thread
    assert await database.read(TEAM, lambda tx: where(tx, "C1", "1.0")) == 2
    assert await database.read(TEAM, lambda tx: where(tx, "C1", "2.0")) == 3
    assert await database.read(TEAM, lambda tx: where(tx, "C2", "1.0")) is None


async def test_the_last_live_one_asked_this_way(database: Database) -> None:
    await add(database, 1, 2, via="dm")
    await add(database, 3, via="command")
    await add(database, 4, via="dm", state="closed")
    last = await database.read(TEAM, lambda tx: requests.latest_asked(tx, "UANN", "dm"))
    assert last is not None
    assert last.number == 2
    assert await database.read(TEAM, lambda tx: requests.latest_asked(tx, "UBEN", "dm")) is None


def said(number: int, seq: int, text: str, **changes: Any) -> Entry:
    facts: dict[str, Any] = {
        "author": "UANN",
        "party": "requester",
        "internal": False,
        "files": (),
        "channel": "D1",
        "ts": f"{seq}.0",
        "at": NOW,
        "taken_back": False,
    }
    return Entry(number=number, seq=seq, text=text, **(facts | changes))


async def test_many_come_in_the_order_in_which_they_are_asked_for(database: Database) -> None:
    await add(database, 2, 1, 4, 3)
    for numbers in ([3, 1, 5, 2, 4], [4, 3, 2, 1], []):
        found = await database.read(TEAM, partial(requests.many, numbers=numbers))
        assert list(found) == [number for number in numbers if number != 5]


async def test_what_was_said_is_kept_in_order_and_once(database: Database) -> None:
    await add(database, 1)
    await database.write(
        TEAM, lambda tx: entries.add_first(tx, a_request(1), said(1, 0, "VPN", files=[]))
    )
    facts = {"author": "ULENA", "party": "department", "internal": False, "files": []}

    def reply(tx: Transaction, text: str) -> Entry:
        request = requests.get(tx, 1, lock=True)
        assert request is not None
        return entries.add(tx, request, text=text, channel="C1", ts=text, at=NOW, **facts)

    await database.write(TEAM, partial(reply, text="f"))
    await asyncio.gather(*(database.write(TEAM, partial(reply, text=text)) for text in "edcba"))
    # Whatever the order of arrival: as they were said.
    for read in (
        lambda tx: entries.of_party(tx, 1, "department"),
        lambda tx: entries.all_of(tx, 1, before=7, limit=10),
    ):
        received = await database.read(TEAM, read)
        assert [entry.text for entry in received] == list("abcdef")
        assert sorted(entry.seq for entry in received) == [1, 2, 3, 4, 5, 6]
    first = await database.read(TEAM, lambda tx: entries.texts(tx, [1, 2]))
    assert {number: entry.text for number, entry in first.items()} == {1: "VPN"}
    found = await database.read(TEAM, lambda tx: entries.said_at(tx, "C1", "c"))
    assert [entry.text for entry in found] == ["c"]
    assert await database.read(TEAM, lambda tx: entries.said_at(tx, "C1", "z")) == []


async def test_history_is_appended_and_read_in_order(database: Database) -> None:
    async def happen(what: str, **data: Any) -> int:
        return await database.write(
            TEAM, lambda tx: history.record(tx, "request/1", what, at=NOW, actor="UANN", **data)
        )

    ids = [await happen("asked", via="dm"), await happen("claimed"), await happen("resolved")]
    await database.write(TEAM, lambda tx: history.record(tx, "request/2", "asked", at=NOW))
    assert ids == sorted(ids)
    received = await database.read(TEAM, lambda tx: history.of(tx, "request/1"))
    assert [line.event for line in received] == ["asked", "claimed", "resolved"]
    assert dict(received[0].data) == {"via": "dm"}
    newest = await database.read(TEAM, lambda tx: history.of(tx, "request/1", limit=2))
    assert [entry.event for entry in newest] == ["claimed", "resolved"]
    entry = await database.read(TEAM, lambda tx: history.entry(tx, "request/1", ids[1]))
    assert entry is not None
    assert entry.event == "claimed"
    assert await database.read(TEAM, lambda tx: history.entry(tx, "request/2", ids[1])) is None


async def test_people_as_they_last_were(database: Database) -> None:
    await database.write(TEAM, lambda tx: directory.keep_people(tx, [a_person("UANN")]))
    later = a_person("UANN", name="Ann Berg", kept_at=NOW + timedelta(days=1))
    gone = a_person("UBEN", active=False)
    await database.write(TEAM, lambda tx: directory.keep_people(tx, [later, gone]))
    await database.write(TEAM, lambda tx: directory.keep_people(tx, []))
    assert await database.read(TEAM, lambda tx: directory.person(tx, "UANN")) == later
    known = await database.read(TEAM, lambda tx: directory.persons(tx, ["UANN", "UBEN", "UX"]))
    assert set(known) == {"UANN", "UBEN"}
    emails = ["Uann@Acme.example", "uben@acme.example"]
    assert await database.read(TEAM, lambda tx: directory.by_email(tx, emails)) == ["UANN"]


async def test_groups_and_channels_as_they_last_were(database: Database) -> None:
    def write(tx: Transaction) -> None:
        directory.keep_people(tx, [a_person("UANN")])
        directory.keep_groups(
            tx, [Group("S1", "it", ["UANN", "UBEN"]), Group("S2", "old", ["UANN", "UDAN"])]
        )
        directory.keep_groups(tx, [Group("S1", "it-team", ["UCLEO", "UANN", "UANN"])])
        directory.forget_group(tx, "S2")
        directory.keep_channels(
            tx,
            [
                Channel("C1", "it-help", archived=True, joined=True),
                Channel("C2", "it-help", archived=False, joined=True),
            ],
        )

    await database.write(TEAM, write)
    assert await database.read(TEAM, directory.handles) == {"S1": "it-team"}
    for user in ("UANN", "UCLEO"):
        found = await database.read(TEAM, partial(directory.groups_of, user=user))
        assert found == {"S1", "@it-team"}
    for user in ("UBEN", "UDAN"):
        assert await database.read(TEAM, partial(directory.groups_of, user=user)) == set()
    for name in ("S1", "@it-team"):
        known = await database.read(TEAM, partial(directory.in_groups, names=[name, "S2", "@old"]))
        assert set(known) == {"UANN"}
    named = await database.read(TEAM, lambda tx: directory.channel_named(tx, "it-help"))
    assert named is not None
    assert named.channel == "C2"
    old = await database.read(TEAM, lambda tx: directory.channel(tx, "C1"))
    assert old is not None
    assert old.archived
    assert await database.read(TEAM, lambda tx: directory.channel(tx, "C9")) is None
