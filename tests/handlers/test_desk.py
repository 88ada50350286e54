"""A use case runs once, on what was read before."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import SystemClock
from config.catalogue import Mrkdwn
from handlers.asking.reading import Worded, read_and_transact, reading_of
from handlers.desk import Answer, Desk, Fixed
from handlers.errors import UserError
from storage.database import open_database
from storage.transaction import Transaction
from tests.bench.sizes import Nobody
from tests.office import organisation
from tests.postgresql import kept


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    database = open_database(database_url, kept(database_url))
    await database.open()
    yield Desk(database, Fixed(organisation()), SystemClock(), Nobody(), "T1")
    await database.close()


def said(text: str) -> Worded:
    return Worded(team="T1", actor="U1", key="message:D1:1.0", text=text)


async def test_a_delivery_that_comes_again_is_neither_read_nor_handled(desk: Desk) -> None:
    routed: list[str | None] = []

    def use_case(tx: Transaction, desk: Desk, heard: Worded) -> Answer:
        routed.append(reading_of(tx, desk, heard).route.department)
        return Answer(text="yours", number=7)

    assert (await read_and_transact(desk, use_case, said("my VPN drops"))).number == 7
    again = await read_and_transact(desk, use_case, said("my salary is late"))
    assert (again.text, again.number) == ("yours", 7)
    assert (await desk.transact(use_case, said("not even read"))).number == 7
    assert routed == ["it"]


async def test_it_was_read_before_the_transaction(desk: Desk) -> None:
    def use_case(_tx: Transaction, _desk: Desk, heard: Worded) -> Answer:
        assert heard.reading is not None
        return Answer(text=str(heard.reading.talk))

    assert (await read_and_transact(desk, use_case, said("hello"))).text == "greeting"


async def test_what_does_not_concern_us_is_not_even_seen(desk: Desk) -> None:
    def use_case(_tx: Transaction, _desk: Desk, _heard: Worded) -> Answer:
        return Answer(text="heard")

    found = await read_and_transact(desk, use_case, said("psst"), concerns_us=lambda *_: False)
    assert found == Answer()
    assert await desk.answered("message:D1:1.0") is None


async def test_what_fails_is_not_seen(desk: Desk) -> None:
    def fails(_tx: Transaction, _desk: Desk, _heard: Worded) -> Answer:
        raise UserError(Mrkdwn("No."))

    with pytest.raises(UserError):
        await desk.transact(fails, said("my VPN"))
    assert await desk.answered("message:D1:1.0") is None
