"""Requests are found by their words, the same on both databases, by those who may see them."""

from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from storage import entries, requests, search
from storage.database import Database
from storage.entries import Entry
from storage.requests import Request
from storage.search import Query
from storage.transaction import Transaction
from storage.words import LONGEST, words_of
from tests.storage.facts import NOW, TEAM, a_request

ANN, LENA = Query(reader="UANN"), Query(reader="ULENA", departments=("it",))


def test_words_have_no_case_and_no_accents() -> None:
    assert words_of("Drucker FÄHRT, drucker! Straße") == ["drucker", "fahrt", "strasse"]
    assert words_of("łódź Øystein çà ½ ﬁle") == ["lodz", "oystein", "ca", "1", "2", "file"]
    assert words_of("n_vpn by_UANN <@U1> a'b\"c*") == [
        *("n", "vpn", "by", "uann", "u1", "a", "b", "c")
    ]
    assert words_of("", " \u0301 _ ") == []
    assert words_of("x" * 100) == ["x" * LONGEST]


@given(st.text())
def test_a_word_is_letters_and_digits_and_stays_what_it_is(text: str) -> None:
    for word in words_of(text):
        assert word
        assert "_" not in word
        assert words_of(word) == [word] or len(word) == LONGEST


async def ask(database: Database, number: int, text: str, **changes: Any) -> Request:
    request = a_request(number, **changes)

    def write(tx: Transaction) -> None:
        requests.add(tx, request)
        entries.add_first(tx, request, _entry(number, text))

    await database.write(TEAM, write)
    return request


def _entry(number: int, text: str, **changes: Any) -> Entry:
    said: dict[str, Any] = {"author": "UANN", "party": "requester", "internal": False}
    said |= {"files": (), "channel": None, "ts": None, "at": NOW, "taken_back": False}
    return Entry(number=number, seq=0, text=text, **(said | changes))


async def say(database: Database, number: int, text: str, *, internal: bool) -> Entry:
    def write(tx: Transaction) -> Entry:
        request = requests.get(tx, number, lock=True)
        assert request is not None
        said: dict[str, Any] = {"author": "ULENA", "party": "department", "files": []}
        return entries.add(
            tx, request, text=text, internal=internal, channel=None, ts=None, at=NOW, **said
        )

    return await database.write(TEAM, write)


async def found(database: Database, query: Query, text: str = "", **more: Any) -> list[int]:
    asked = replace(query, words=tuple(words_of(text)), **more)
    page = await database.read(TEAM, partial(search.find, query=asked, index=0, size=50))
    return [request.number for request in page.requests]


async def test_each_word_begins_a_word_and_the_newest_come_first(database: Database) -> None:
    await ask(database, 1, "My VPN drops in Łódź", title="Network")
    await ask(database, 2, "vpn again", fields={"where": "Büro 7"})
    await ask(database, 3, "The printer")
    assert await found(database, ANN, "vpn") == [2, 1]
    assert await found(database, ANN, "VP lod") == [1]
    assert await found(database, ANN, "buro") == [2]
    assert await found(database, ANN, "pn") == []
    assert await found(database, ANN) == [3, 2, 1]
    await say(database, 3, "It was the VPN, too", internal=False)
    assert await found(database, ANN, "vpn printer") == [3]
    other = await database.read("T2", partial(search.find, query=ANN, index=0, size=5))
    assert other.requests == []
    second = await database.read(TEAM, partial(search.find, query=ANN, index=1, size=2))
    assert ([each.number for each in second.requests], second.has_more) == ([1], False)


async def test_what_is_syntax_elsewhere_is_words_here(database: Database) -> None:
    await ask(database, 1, "My VPN drops")
    for text in ('" OR 1', "vpn AND NOT", "a:*", "NEAR(vpn drops)", "'; TABLE", "vpn:w AND x"):
        assert await found(database, ANN, text) == []
    for text in ("vpn & !drops", "*", "()", "'vpn'", '"drops"*'):
        assert await found(database, ANN, text) == [1]


async def test_nobody_finds_what_they_may_not_see(database: Database) -> None:
    asked = await ask(database, 1, "My VPN drops")
    await ask(database, 2, "VPN for a guest", requester="UBEN", recorded_by="UANN")
    await ask(database, 3, "VPN bill", requester="UBEN", recorded_by="UBEN", department="finance")
    await say(database, 1, "Cursed certificate", internal=True)
    assert await found(database, ANN, "vpn") == [2, 1]
    assert await found(database, ANN, "cursed") == []
    assert await found(database, LENA, "vpn") == [2, 1]
    assert await found(database, LENA, "cursed vpn") == [1]
    assert await found(database, Query(reader="UANN", departments=("finance",)), "vpn") == [3, 2, 1]
    assert await found(database, Query(reader="ULENA"), "vpn") == []

    def hand_over(tx: Transaction) -> None:
        request = requests.get(tx, 1)
        assert request is not None
        requests.save(tx, request, replace(request, department="hr", custody_number=2))

    await database.write(TEAM, hand_over)
    hana = Query(reader="UHANA", departments=("hr",))
    assert await found(database, LENA, "vpn") == [2]
    assert await found(database, hana, "vpn") == [1]
    assert await found(database, hana, "cursed") == []
    await say(database, 1, "Blessed", internal=True)
    assert await found(database, hana, "blessed") == [1]
    assert asked.number == 1


async def test_what_is_taken_back_corrected_or_made_confidential_is_not_found(
    database: Database,
) -> None:
    await ask(database, 1, "My VPN drops")
    reply = await say(database, 1, "Zanzibar", internal=False)

    def correct(tx: Transaction) -> None:
        entries.rewrite(tx, reply, text="Tonga", internal=False, event_ts="2")

    await database.write(TEAM, correct)
    assert await found(database, ANN, "zanzibar") == []
    assert await found(database, ANN, "tonga vpn") == [1]
    gone = replace(reply, text="", taken_back=True)
    await database.write(TEAM, partial(entries.replace, entry=gone))
    assert await found(database, ANN, "tonga") == []

    def hush(tx: Transaction) -> None:
        request = requests.get(tx, 1)
        assert request is not None
        requests.save(tx, request, replace(request, confidential=True))

    await database.write(TEAM, hush)
    await say(database, 1, "Fiji", internal=False)
    assert await found(database, ANN, "vpn") == []
    assert await found(database, ANN, "fiji") == []
    assert await found(database, ANN) == [1]
    await ask(database, 2, "My secret", confidential=True)
    assert await found(database, ANN, "secret") == []


async def test_states_departments_and_people_narrow_it(database: Database) -> None:
    await ask(database, 1, "VPN", state="claimed", assignee="ULENA")
    await ask(database, 2, "VPN", requester="UBEN", recorded_by="UBEN")
    await ask(database, 3, "VPN", state="closed", department="hr")
    both = Query(reader="ULENA", departments=("it", "hr"))
    assert await found(database, both, states={"closed", "open"}) == [3, 2]
    assert await found(database, both, "vpn", of={"it"}) == [2, 1]
    assert await found(database, both, states={"claimed", "open"}) == [2, 1]
    assert await found(database, ANN, states={"claimed", "open"}) == [1]
    assert await found(database, both, people=("ULENA",)) == [1]
    assert await found(database, both, people=("ULENA", "UBEN")) == []


async def test_more_words_than_are_kept_and_a_long_conversation(database: Database) -> None:
    await ask(database, 1, " ".join(f"w{number}" for number in range(6_000)) + " last")
    assert await found(database, ANN, "w4999") == [1]
    assert await found(database, ANN, "last") == []
    for number in range(4):
        await say(
            database, 1, " ".join(f"{number}x{each}" for each in range(20_000)), internal=False
        )
    assert await found(database, ANN, "0x4999") == [1]
    assert await found(database, ANN, "3x1") == []
