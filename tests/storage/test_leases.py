"""Whose a lane is, whatever the replicas' clocks say, and whoever was stopped in between."""

from datetime import timedelta
from functools import partial

from storage import lanes, leases, messages, recovery
from storage.database import Database
from storage.lanes import Message
from storage.leases import Lease
from tests.clock import FakeClock
from tests.storage.facts import NOW, TEAM

IT = messages.at("#it-help")
LENGTH = leases.LENGTH.total_seconds()


async def put(database: Database, *keys: str) -> None:
    await database.write(TEAM, lambda tx: messages.put(tx, dict.fromkeys(keys, IT)))


async def take(
    database: Database, owner: str, *, lane: str = "#it-help", ahead: float = 0
) -> tuple[Lease, list[Message]] | None:
    """By a courier whose own clock is ahead by so many seconds."""
    now = NOW + timedelta(seconds=ahead)
    return await database.write(TEAM, lambda tx: lanes.take(tx, lane, owner=owner, now=now))


async def had(database: Database, owner: str, **how: float) -> Lease:
    taken = await take(database, owner, **how)  # type: ignore[arg-type] # only seconds
    assert taken is not None
    return taken[0]


async def renew(database: Database, *had: Lease) -> set[Lease]:
    return await database.write(TEAM, lambda tx: leases.renew(tx, had))


async def holds(database: Database, lease: Lease) -> bool:
    return await database.write(TEAM, lambda tx: leases.hold(tx, lease))


async def work(database: Database, owner: str = "nobody") -> list[str]:
    found = await database.read(TEAM, lambda tx: lanes.with_work(tx, NOW, owner=owner))
    return [lane for _, lane in found]


async def test_it_runs_out_by_the_databases_clock_unless_it_is_renewed(
    database: Database, clock: FakeClock
) -> None:
    await put(database, "a")
    dead = await had(database, "dead")
    clock.forward(seconds=LENGTH / 2)
    assert await take(database, "you") is None
    assert await renew(database, dead) == {dead}
    clock.forward(seconds=LENGTH * 0.9)
    assert await take(database, "you") is None
    assert await work(database) == []
    clock.forward(seconds=LENGTH)
    assert await work(database) == ["#it-help"]
    taken = await take(database, "you")
    assert taken is not None
    # The dead one may have posted it: that is to be looked up.
    assert taken[1][0].tried_at == NOW


async def test_a_clock_that_is_ahead_takes_no_lane_that_lives(database: Database) -> None:
    await put(database, "a")
    await had(database, "me")
    assert await take(database, "ahead", ahead=25) is None
    assert await take(database, "ahead", ahead=86_400) is None


async def test_who_took_it_later_has_a_higher_term_and_the_earlier_no_say(
    database: Database, clock: FakeClock
) -> None:
    await put(database, "a")
    stopped = await had(database, "stopped")
    clock.forward(seconds=LENGTH)
    later = await had(database, "you")
    assert later.term > stopped.term
    assert not await holds(database, stopped)
    assert await renew(database, stopped) == set()
    await database.write(TEAM, lambda tx: leases.leave(tx, stopped))
    await database.write(TEAM, lambda tx: leases.leave_all(tx, [stopped]))
    assert await holds(database, later)
    assert await work(database) == []


async def test_one_owners_later_take_ends_its_earlier_one(database: Database) -> None:
    await put(database, "a")
    earlier = await had(database, "me")
    assert await work(database, "me") == ["#it-help"]
    later = await had(database, "me")
    assert not await holds(database, earlier)
    assert await renew(database, earlier, later) == {later}


async def test_renewing_takes_nothing_back_that_was_left(database: Database) -> None:
    await put(database, "a")
    lease = await had(database, "me")
    await database.write(TEAM, lambda tx: leases.leave(tx, lease))
    assert await renew(database, lease) == set()
    assert await take(database, "you") is not None


async def test_to_leave_all_frees_every_lane(database: Database) -> None:
    await put(database, "a")
    await database.write(TEAM, lambda tx: messages.put(tx, {"b": messages.at("UANN")}))
    mine = [await had(database, "me"), (await take(database, "me", lane="UANN") or [None])[0]]
    assert await work(database) == []
    await database.write(TEAM, lambda tx: leases.leave_all(tx, [each for each in mine if each]))
    assert await work(database) == ["#it-help", "UANN"]


async def test_a_rest_longer_than_any_was_written_by_a_wrong_clock(database: Database) -> None:
    await put(database, "a")
    for rest, rests in ((leases.LONGEST_REST, True), (timedelta(days=1), False)):
        lease = await had(database, "me")
        leave = partial(leases.leave, lease=lease, resume_at=NOW + rest)
        await database.write(TEAM, leave)
        assert (await work(database) == []) == rests
        assert (await take(database, "you", ahead=0) is None) == rests
        if rests:
            await database.write(TEAM, recovery.recover)


async def test_the_database_has_a_clock_of_its_own(database: Database, clock: FakeClock) -> None:
    given = await database.read(TEAM, lambda tx: tx.server_time())
    database.clock = None
    first = await database.read(TEAM, lambda tx: tx.server_time())
    second = await database.read(TEAM, lambda tx: tx.server_time())
    assert given == clock.now()
    assert first <= second
    assert first.tzinfo is not None
