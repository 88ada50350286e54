"""Messages as handlers declare them, and lanes as couriers work them."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from storage import held, lanes, leases, messages, recovery, settling
from storage.database import Database
from storage.lanes import Message
from storage.messages import Place
from storage.transaction import Transaction
from tests.storage.facts import NOW, TEAM

IT = messages.at("#it-help")


async def put(database: Database, declared: dict[str, Place], **how: Any) -> None:
    await database.write(TEAM, lambda tx: messages.put(tx, declared, **how))


async def take(
    database: Database, lane: str = "#it-help", *, owner: str = "me", now: datetime = NOW
) -> list[Message]:
    taken = await database.write(TEAM, lambda tx: lanes.take(tx, lane, owner=owner, now=now))
    return taken[1] if taken else []


async def work(database: Database, now: datetime = NOW) -> list[str]:
    found = await database.read(TEAM, lambda tx: lanes.with_work(tx, now, owner="nobody"))
    return [lane for _, lane in found]


async def leave(database: Database, **how: Any) -> None:
    def left(tx: Transaction) -> None:
        taken = lanes.take(tx, "#it-help", owner="me", now=NOW)
        assert taken is not None
        leases.leave(tx, taken[0], **how)

    await database.write(TEAM, left)


async def show(database: Database, message: Message, ts: str = "1.0") -> None:
    def record(tx: Transaction) -> None:
        settling.record_shown(tx, message, channel="CIT", ts=ts, digest="d")

    await database.write(TEAM, record)


async def pending(database: Database) -> int:
    return await database.read(TEAM, messages.waiting)


def keys(batch: list[Message]) -> list[str]:
    return [message.key for message in batch]


async def test_in_the_order_in_which_they_were_declared(database: Database) -> None:
    await put(database, {"a": IT, "b": IT.reply_to("a")})
    await put(database, {"c": IT, "other": messages.at("UANN")})
    await put(database, {"a": IT})  # changed again, it keeps its place
    assert keys(await take(database)) == ["a", "b", "c"]
    assert keys(await take(database, "UANN")) == ["other"]


async def test_many_changes_are_one_thing_to_do(database: Database) -> None:
    for _ in range(5):
        await put(database, {"a": IT})
    await database.write(TEAM, lambda tx: messages.refresh(tx, ["a", "unknown"]))
    [message] = await take(database)
    assert message.version == 6
    await show(database, message)
    assert await pending(database) == 0


async def test_changed_while_it_was_delivered_it_stays_to_do(database: Database) -> None:
    await put(database, {"a": IT})
    [message] = await take(database)
    await put(database, {"a": IT})
    await show(database, message)
    assert await pending(database) == 1
    [again] = await take(database)
    assert (again.ts, again.version, again.tried_at) == ("1.0", 2, None)


async def test_put_if_missing_leaves_what_is_there_alone(database: Database) -> None:
    await put(database, {"a": IT})
    [message] = await take(database)
    await show(database, message)
    await put(database, {"a": IT, "b": IT}, refresh=False)
    assert keys(await take(database)) == ["b"]


async def test_putting_nothing_is_no_matter(database: Database) -> None:
    await put(database, {})
    assert await pending(database) == 0


async def test_dropped_before_it_was_shown(database: Database) -> None:
    await put(database, {"a": IT})
    await database.write(TEAM, lambda tx: messages.drop(tx, ["a"]))
    [message] = await take(database)
    assert message.dropped
    await database.write(TEAM, lambda tx: settling.record_gone(tx, message))
    assert await pending(database) == 0
    await database.write(TEAM, lambda tx: messages.refresh(tx, ["a"]))
    assert await pending(database) == 0


async def test_to_refresh_what_was_dropped_does_not_bring_it_back(database: Database) -> None:
    await put(database, {"a": IT})
    await database.write(TEAM, lambda tx: messages.drop(tx, ["a"]))
    await database.write(TEAM, lambda tx: messages.refresh(tx, ["a"]))
    [message] = await take(database)
    assert message.dropped


async def test_wanted_again_while_it_was_taken_away(database: Database) -> None:
    await put(database, {"a": IT})
    [message] = await take(database)
    await show(database, message)
    await database.write(TEAM, lambda tx: messages.drop(tx, ["a"]))
    [going] = await take(database)
    await put(database, {"a": IT})
    await database.write(TEAM, lambda tx: settling.record_gone(tx, going))
    [again] = await take(database)
    assert (again.ts, again.dropped) == (None, False)


async def test_nothing_to_show_is_not_asked_again_until_it_changes(database: Database) -> None:
    await put(database, {"a": IT})
    [message] = await take(database)
    await database.write(TEAM, lambda tx: settling.record_gone(tx, message))
    assert await pending(database) == 0
    await database.write(TEAM, lambda tx: messages.refresh(tx, ["a"]))
    assert await pending(database) == 1


async def test_not_before_its_moment(database: Database) -> None:
    await put(database, {"a": IT}, not_before=NOW + timedelta(hours=8))
    await put(database, {"b": IT})
    assert keys(await take(database)) == ["b"]
    await leave(database)
    eight = NOW + timedelta(hours=8)
    assert keys(await take(database, now=eight)) == ["b"], "it is not released"
    await leave(database)
    assert not await database.read(TEAM, lambda tx: held.is_due(tx, NOW))
    assert await database.write(TEAM, lambda tx: held.release(tx, NOW, most=9)) == 0
    assert await database.read(TEAM, lambda tx: held.is_due(tx, eight))
    assert await database.write(TEAM, lambda tx: held.release(tx, eight, most=9)) == 1
    assert await database.write(TEAM, lambda tx: held.release(tx, eight, most=9)) == 0
    assert keys(await take(database, now=NOW)) == ["a", "b"]


async def test_what_is_held_stays_held(database: Database) -> None:
    """Whatever else happens to it: it is rendered again, was shown before, was set aside."""
    eight = NOW + timedelta(hours=8)
    await put(database, {"new": IT, "shown": IT, "deleted": IT, "aside": IT})
    new, shown, deleted, aside = await take(database)
    for message, ts in ((shown, "1.0"), (deleted, "2.0")):
        await show(database, message, ts)
    await database.write(TEAM, lambda tx: settling.set_aside(tx, aside, "archived"))
    await put(database, dict.fromkeys(("new", "shown", "deleted", "aside"), IT), not_before=eight)

    def happens(tx: Transaction) -> None:
        settling.record_shown(tx, new, channel="C1", ts="3.0", digest="x")
        messages.refresh(tx, ["new", "shown"])
        settling.record_vanished(tx, "deleted")
        recovery.recover(tx)
        recovery.start_anew(tx, "2")
        messages.release(tx, ["#it-help"])

    await database.write(TEAM, happens)
    assert await pending(database) == 0
    assert await database.read(TEAM, lambda tx: lanes.with_work(tx, eight)) == []
    assert await database.write(TEAM, lambda tx: held.release(tx, eight, most=3)) == 3
    assert await database.write(TEAM, lambda tx: held.release(tx, eight, most=3)) == 1
    assert await pending(database) == 4


async def test_what_is_held_goes_at_once_if_it_is_urgent_or_not_wanted(database: Database) -> None:
    eight = NOW + timedelta(hours=8)
    await put(database, {"urgent": IT, "dropped": IT, "held": IT}, not_before=eight)
    await put(database, {"urgent": IT})
    await database.write(TEAM, lambda tx: messages.drop(tx, ["dropped"]))
    assert keys(await take(database)) == ["urgent", "dropped"]
    assert await database.write(TEAM, lambda tx: held.release(tx, eight, most=9)) == 1


async def test_two_replicas_release_each_message_once(database: Database, other: Database) -> None:
    await put(database, {f"held/{n}": IT for n in range(60)}, not_before=NOW)
    released = await asyncio.gather(
        *(
            each.write(TEAM, lambda tx: held.release(tx, NOW, most=20))
            for each in (database, other) * 3
        )
    )
    while more := await database.write(TEAM, lambda tx: held.release(tx, NOW, most=20)):
        released.append(more)
    assert sum(released) == 60
    assert await pending(database) == 60


async def test_a_lane_has_one_courier(database: Database, other: Database) -> None:
    await put(database, {"a": IT, "b": IT})
    takers = [(database, "me"), (other, "you")] * 3
    batches = await asyncio.gather(
        *(take(at, owner=f"{who}{i}") for i, (at, who) in enumerate(takers))
    )
    assert sorted(len(batch) for batch in batches) == [0, 0, 0, 0, 0, 2]
    assert await work(database) == []


async def test_a_lane_rests_until_its_moment(database: Database) -> None:
    await put(database, {"a": IT})
    await take(database)
    await leave(database, resume_at=NOW + timedelta(seconds=30))
    assert await work(database) == []
    assert await take(database, owner="you") == []
    assert await work(database, NOW + timedelta(seconds=30)) == ["#it-help"]


async def test_the_longest_waiting_lane_comes_first(database: Database) -> None:
    for address in ("UBOB", "UANN", "UZOE"):
        await put(database, {f"receipt/{address}": messages.at(address)})
    await put(database, {"receipt/UBOB": messages.at("UBOB")})
    assert await work(database) == ["UBOB", "UANN", "UZOE"]


async def test_what_was_not_tried_is_certain_not_to_be_there(database: Database) -> None:
    await put(database, {"a": IT, "b": IT})
    batch = await take(database)
    await database.write(TEAM, lambda tx: settling.forget_tries(tx, batch[1:]))
    a, b = await take(database)
    assert (a.tried_at, b.tried_at) == (NOW, None)
    # What an earlier, unknown try noted is not forgotten by a later, certain one.
    await database.write(TEAM, lambda tx: settling.forget_tries(tx, [a]))
    a, _ = await take(database)
    assert a.tried_at == NOW


async def test_set_aside_with_its_reason_out_of_the_way(database: Database) -> None:
    await put(database, {"a": IT, "b": IT})
    a, _ = await take(database)
    assert await database.write(TEAM, lambda tx: settling.set_aside(tx, a, "is_archived"))
    assert keys(await take(database)) == ["b"]
    received = await database.read(TEAM, messages.reasons_set_aside)
    assert received == [("a", "#it-help", "is_archived")]
    assert [key for key, _, _ in await database.read(TEAM, messages.reasons_set_aside)] == ["a"]


async def test_set_aside_is_over_when_it_is_released(database: Database) -> None:
    await put(database, {"a": IT})
    [a] = await take(database)
    await database.write(TEAM, lambda tx: settling.set_aside(tx, a, "is_archived"))
    released = await database.write(TEAM, lambda tx: messages.release(tx, ["#it-help", "CX"]))
    assert released == {("#it-help", "is_archived")}
    [again] = await take(database)
    assert again.tried_at is None
    await show(database, again)
    assert await database.read(TEAM, messages.reasons_set_aside) == []
    assert not await database.write(TEAM, lambda tx: messages.release(tx, ["#it-help"]))


async def test_changed_meanwhile_it_is_not_set_aside(database: Database) -> None:
    await put(database, {"a": IT})
    [a] = await take(database)
    await put(database, {"a": IT})
    assert not await database.write(TEAM, lambda tx: settling.set_aside(tx, a, "invalid_blocks"))
    assert await database.read(TEAM, messages.reasons_set_aside) == []
    assert await pending(database) == 1


async def test_set_aside_without_certainty_it_is_looked_for_first(database: Database) -> None:
    await put(database, {"a": IT})
    [a] = await take(database)
    await database.write(TEAM, lambda tx: settling.set_aside(tx, a, "fatal_error", certain=False))
    await database.write(TEAM, lambda tx: messages.release(tx, ["#it-help"]))
    [again] = await take(database)
    assert again.tried_at == NOW


async def test_a_thread_comes_with_its_start(database: Database) -> None:
    """What was set aside for want of its thread's start is sent once the start is shown."""
    await put(database, {"root": IT, "child": IT.reply_to("root")})
    for message in await take(database):
        await database.write(
            TEAM, partial(settling.set_aside, message=message, reason="invalid_blocks")
        )
    root = await database.read(TEAM, lambda tx: lanes.root(tx, "root"))
    assert root is not None
    assert (root.ts, root.pending, root.set_aside) == (None, False, "invalid_blocks")
    await put(database, {"root": IT})
    [message] = await take(database)
    await show(database, message)
    assert keys(await take(database)) == ["child"]


async def test_vanished_it_is_posted_anew(database: Database) -> None:
    await put(database, {"a": IT})
    [a] = await take(database)
    await show(database, a)
    assert await database.read(TEAM, lambda tx: messages.shown_at(tx, "a")) == ("CIT", "1.0")
    assert await database.read(TEAM, lambda tx: messages.find(tx, "CIT", "1.0")) == "a"
    await database.write(TEAM, lambda tx: settling.record_vanished(tx, "a"))
    assert await database.read(TEAM, lambda tx: messages.shown_at(tx, "a")) is None
    [again] = await take(database)
    assert (again.ts, again.channel, again.digest) == (None, None, None)


async def test_held_back_it_does_not_hold_up_the_others(database: Database) -> None:
    await put(database, {"a": IT, "b": IT})
    a, _ = await take(database)
    until = NOW + timedelta(seconds=1)
    await database.write(TEAM, lambda tx: settling.hold_back(tx, a, until))
    assert keys(await take(database)) == ["b"]
    a, _ = await take(database, now=until)
    assert a.tried_at is None


# -- places and order ----------------------------------------------------------------------------


async def test_what_stands_stays_and_what_is_new_goes_to_the_new_place(database: Database) -> None:
    """A department's channel changed: its open card, and the thread below it, stay."""
    new = messages.at("#it-new")
    await put(database, {"card/1": IT, "reply/1": IT.reply_to("card/1")})
    await put(database, {"card/1": new, "reply/1": new.reply_to("card/1")})
    await put(database, {"reply/2": new.reply_to("card/1"), "card/2": new})
    await put(database, {"reply/3": new.reply_to("card/2")})
    assert keys(await take(database)) == ["card/1", "reply/1", "reply/2"]
    assert keys(await take(database, "#it-new")) == ["card/2", "reply/3"]
    with pytest.raises(ValueError, match="card/1 is a post"):
        await put(database, {"card/1": messages.home("UANN")})


async def test_replies_come_in_the_order_in_which_they_were_said(database: Database) -> None:
    """Whichever replica was first; each thread by itself, and around them what has no order of its own."""
    one, two = IT.reply_to("one"), IT.reply_to("two")
    await put(database, {"one": IT, "two": IT})
    await put(database, {"one/c": one}, sort="1000000003.000000")
    await put(database, {"two/z": two}, sort="1000000002.000000")
    await put(database, {"notice": one})
    await put(database, {"one/a": one}, sort="1000000001.000000")
    await put(database, {"one/b": one}, sort="1000000002.000000")
    await put(database, {"two/y": two}, sort="1000000001.000000")
    expected = ["one", "two", "one/a", "two/y", "notice", "one/b", "one/c", "two/z"]
    assert keys(await take(database)) == expected


async def test_who_was_said_first_is_waited_for_no_longer_than_the_next(database: Database) -> None:
    thread, half = IT.reply_to("card"), timedelta(seconds=0.5)
    await put(database, {"second": thread}, sort="1000000002.000000", waits_until=NOW + half)
    await put(database, {"first": thread}, sort="1000000001.000000", waits_until=NOW + half * 1.5)
    assert keys(await take(database)) == []
    assert keys(await take(database, now=NOW + half)) == ["first"]
    assert keys(await take(database, now=NOW + half * 1.5)) == ["first", "second"]


async def test_earlier_words_behind_more_messages_than_are_taken_at_once(
    database: Database,
) -> None:
    thread = IT.reply_to("card")
    for n in range(lanes.TAKEN_AT_ONCE + 5, 0, -1):
        await put(database, {f"said/{n}": thread}, sort=f"10000000{n:02}.000000")
    taken = keys(await take(database))
    assert taken == [f"said/{n}" for n in range(1, lanes.TAKEN_AT_ONCE + 1)]


async def test_a_wait_that_a_wrong_clock_made_is_over(database: Database) -> None:
    half, day = timedelta(seconds=0.5), timedelta(days=1)
    await put(database, {"held": IT}, not_before=NOW + day)
    await put(database, {"said": IT}, sort="1000000001.000000", waits_until=NOW + day + half)
    await put(database, {"years": IT}, not_before=NOW + day * 400)
    await database.write(TEAM, lambda tx: recovery.shorten_waits(tx, NOW))
    await database.write(TEAM, lambda tx: held.release(tx, NOW, most=9))
    assert keys(await take(database)) == ["said", "years"]
