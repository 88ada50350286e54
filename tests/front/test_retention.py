"""What is kept for ever, and what is not: a year of small talk leaves nothing, and a request leaves little."""

import pytest
from sqlalchemy import func, insert, select, text, update

from storage import messages
from storage.schema import entries, history, metadata, requests, timers
from storage.schema import messages as declared
from storage.transaction import Transaction
from tests.office import Office

MONTH = 31
PASSING = ("talk/", "digest/", "/unsent/", "/added/")
COPIES = 1_000
# Measured: see "What is stored" in docs/operator.md.
BYTES = {"sqlite": 4_800, "postgresql": 7_000}


@pytest.fixture
def database_url(own_database_url: str) -> str:
    """Nobody wrote in it before: what a row takes does not depend on the gaps that others left."""
    return own_database_url


async def keys_of(office: Office) -> list[str]:
    stored = select(declared.c.key).order_by(declared.c.id)
    return list(await office.frontdesk.desk.read(lambda tx, _: tx.execute(stored).scalars().all()))


async def passing(office: Office) -> set[str]:
    """Which kinds of passing messages are stored."""
    return {kind for kind in PASSING for key in await keys_of(office) if kind in f"/{key}"}


async def test_what_belongs_to_nothing_goes_after_a_month(office: Office) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    dm = office.slack.dm(ann)
    await ann.say(dm, "hello")
    await office.settle()
    greeting = ann.dm[-1]
    await ann.say(dm, "my VPN drops every hour")
    await office.settle()
    await ann.say(dm, "and my screen is black too")
    [card] = office.channel("it-help").messages
    await ben.say("it-help", "try another cable", thread=card)
    await office.settle()
    await office.later(days=1)
    assert await passing(office) == {*PASSING}
    requested = [key for key in await keys_of(office) if key.startswith("request/1/")]

    await office.later(days=MONTH - 3)
    assert {"talk/", "/unsent/", "/added/"} <= await passing(office)
    await office.later(days=MONTH)
    left = await keys_of(office)
    assert not [
        key for key in left if any(kind in f"/{key}" for kind in PASSING if kind != "digest/")
    ]
    stays = [key for key in requested if not any(kind in key for kind in PASSING)]
    assert stays == [key for key in left if key in stays]

    # Slack goes on showing it: its button works, and what is written below it is heard.
    before = len(ann.dm)
    assert (await ann.click(greeting, "New request")).ok
    assert ann.modal is not None
    await ann.close()
    await ann.say(dm, "thanks!", thread=greeting)
    await office.settle()
    await office.later(minutes=2)
    assert "You're welcome!" in ann.dm[-1].plain
    assert len(ann.dm) == before + 1


async def test_more_than_goes_in_one_transaction_goes_too(office: Office) -> None:
    desk = office.frontdesk.desk

    def many(tx: Transaction) -> None:
        lines = {f"talk/U0ANN/thanks/{n}": messages.at("U0ANN") for n in range(1_200)}
        messages.put(tx, lines, forget_at=desk.clock.now())
        tx.execute(update(declared).values(pending=False, ts="1.0", channel="D1"))

    await desk.database.write(desk.team, many)
    await office.later(days=1)
    assert await passing(office) <= {"digest/"}


async def size_of(office: Office) -> int:
    """How many bytes the database takes."""

    def asked(tx: Transaction) -> int:
        if tx.connection.dialect.name == "sqlite":
            pages = [
                tx.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("page_count", "page_size")
            ]
            return int(pages[0]) * int(pages[1])
        sizes = (func.pg_total_relation_size(f'"{table}"') for table in metadata.tables)
        return sum(int(tx.execute(select(size)).scalar_one()) for size in sizes)

    return await office.frontdesk.desk.read(lambda tx, _: asked(tx))


def copied(tx: Transaction, numbers: range) -> None:
    """Request 1 once more for each number, with all that is kept of it."""
    of_it = {
        requests: requests.c.number == 1,
        entries: entries.c.number == 1,
        history: history.c.subject == "request/1",
        declared: declared.c.key.startswith("request/1/"),
        timers: timers.c.key.startswith("request/1/"),
    }
    for table, condition in of_it.items():
        rows = [dict(row) for row in tx.execute(select(table).where(condition)).mappings()]
        copies = [_copy(row, n) for n in numbers for row in rows]
        if copies:
            tx.execute(insert(table), copies)


def _copy(row: dict[str, object], number: int) -> dict[str, object]:
    copy = {name: value for name, value in row.items() if name != "id"}
    for name, value in copy.items():
        if name == "number":
            copy[name] = number
        elif isinstance(value, str) and name in ("key", "under", "subject"):
            copy[name] = value.replace("request/1", f"request/{number}", 1)
        elif isinstance(value, str) and name.endswith("ts"):
            copy[name] = f"{int(value[:10]) + number}{value[10:]}"
    return copy


async def test_an_ordinary_request_leaves_little(office: Office) -> None:
    """Asked, claimed, two replies, resolved, rated, closed; and a month later."""
    ann, lena = office.person("ann"), office.person("lena")
    await ann.say(office.slack.dm(ann), "my VPN drops every hour since I changed my password")
    await office.settle()
    [card] = office.channel("it-help").messages
    receipt = ann.dm[-1]
    assert (await lena.click(card, "Claim")).ok
    await office.settle()
    await lena.say("it-help", "Which version of the client do you use?", thread=card)
    await office.settle()
    await ann.say(receipt.channel, "It says 5.2, from last summer", thread=receipt)
    await office.settle()
    assert (await lena.click(card, "Resolve")).ok
    await office.submit("lena", note="The new client keeps the connection.")
    [resolved] = [told for told in ann.thread(receipt) if "5 · great" in told.buttons]
    assert (await ann.click(resolved, "5 · great")).ok
    await office.settle()
    await office.later(days=MONTH)
    await office.later(days=MONTH)

    before = await size_of(office)
    desk = office.frontdesk.desk
    await desk.database.write(desk.team, lambda tx: copied(tx, range(10_001, 10_001 + COPIES)))
    each = (await size_of(office) - before) / COPIES
    assert each < BYTES[desk.database.url.get_backend_name()]
