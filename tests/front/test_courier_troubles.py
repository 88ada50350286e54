"""Nothing is lost and nothing is shown twice, whatever the database, Slack, the clock or another replica does."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from importlib.metadata import version

import pytest
from sqlalchemy import text

from bot.app import Frontdesk, built
from bot.copies import metadata
from bot.rate_limits import POST_BURST, RateLimits
from sandbox import Message
from storage import messages, recovery
from storage.messages import Place
from tests.clock import FakeClock
from tests.front.test_courier import calls, once, patiently, posts, put
from tests.office import Office, opened, organisation
from tests.trouble import failing

TALK = "talk/{who}/thanks/{n}"


def talks(office: Office, count: int, who: str = "ann") -> dict[str, Place]:
    person = office.person(who).id
    return {TALK.format(who=person, n=n): messages.at(person) for n in range(count)}


@asynccontextmanager
async def replica(office: Office, *, ahead: float = 0) -> AsyncIterator[Frontdesk]:
    """Another process on the same database, whose clock is ahead by so many seconds."""
    clock = FakeClock(office.clock.now() + timedelta(seconds=ahead))
    rate_limits = RateLimits(limited=False, patience=0, now=office.clock.time)
    async with built(
        office.settings,
        organisation(),
        clock=clock,
        rate_limits=rate_limits,
        database_clock=office.clock.now,
    ) as frontdesk:
        yield frontdesk


async def set_aside(office: Office) -> list[str]:
    received = await office.frontdesk.desk.read(lambda tx, _: messages.reasons_set_aside(tx))
    return [reason for _, _, reason in received]


def standing(shown: list[Message]) -> list[Message]:
    return [message for message in shown if not message.deleted]


# -- the database --------------------------------------------------------------------------------


async def test_a_database_hiccup_sets_nothing_aside(office: Office) -> None:
    """Neither where a message is made, nor where it is recorded that it is shown."""
    for n, statement in enumerate(("FROM requests", "UPDATE messages SET .*digest"), start=1):
        assert (await office.person("ann").command("/ask", f"it question {n} on my VPN")).ok
        with failing(statement, times=3) as hiccup:
            await patiently(office)
            assert hiccup.times == 3
        once(office.person("ann").dm, f"#{n} ")
        once(office.channel("it-help").messages, f"question {n}")
    assert await set_aside(office) == []


async def test_lanes_back_off_while_nothing_can_be_written(
    office: Office, log: io.StringIO
) -> None:
    await put(office, *talks(office, 3).items())
    with failing("INSERT INTO lanes") as full:
        for _ in range(5):
            await office.settle()
        assert full.times == 1
        for _ in range(60):
            await office.later(seconds=1)
        assert full.times < 10
    assert "Traceback" not in log.getvalue()
    assert "courier_write_failed" in log.getvalue()
    await office.later(minutes=2)
    assert posts(office) == list(talks(office, 3))


async def test_connections_that_are_cut_lose_nothing(office: Office, database_url: str) -> None:
    """PostgreSQL drops all of them, again and again, in the middle of it."""
    if not database_url.startswith("postgresql"):
        pytest.skip("SQLite has no connections to cut")
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    people = [office.person(who) for who in ("ann", "ben", "lena", "tom")]
    for person in people:
        await put(office, *talks(office, 10, person.handle).items())
    async with replica(office) as other:
        for _ in range(8):
            delivering = asyncio.create_task(office.frontdesk.courier.drain())
            await asyncio.sleep(0)
            await other.database.write("T1", lambda tx: tx.execute(cut))
            await delivering
            office.clock.forward(seconds=5)
    await patiently(office, step=20)
    assert await set_aside(office) == []
    for person in people:
        assert len(standing(person.dm)) == 10


async def test_what_a_version_could_not_make_the_next_one_tries(office: Office) -> None:
    ann, frontdesk = office.person("ann"), office.frontdesk
    await put(office, ("request/not-a-number/receipt", messages.at(ann.id)))
    await office.settle()
    assert await set_aside(office) == ["internal_fault"]
    team = frontdesk.desk.team
    same = partial(recovery.start_anew, version=version("frontdesk"))
    await frontdesk.database.write(team, same)
    assert await frontdesk.desk.read(lambda tx, _: messages.waiting(tx)) == 0
    # It failed in another version, and this one can make it.
    repaired = text("UPDATE messages SET failed_in = '0.0.1', key = :key WHERE key LIKE '%/not-%'")
    able = {"key": TALK.format(who=ann.id, n=1)}
    await frontdesk.database.write(team, lambda tx: tx.execute(repaired, able))
    running = asyncio.create_task(frontdesk.courier.run())
    await office.slack.until(lambda: ann.dm)
    frontdesk.courier.stop()
    await running


# -- what answers in Slack's place -----------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("<html>", "text/html", 200),
        ("{}", "application/json", 200),
        ('[{"ok": true}]', "application/json", 200),
        ('{"ok": true', "application/json", 200),
        ('{"ok": false, "error": "is_archived"}', "application/json", 502),
    ],
)
async def test_an_answer_that_nobody_can_read_posts_once(
    office: Office, when: str, body: str, kind: str, status: int
) -> None:
    office.slack.faults.garble(
        "chat.postMessage", body, content_type=kind, status=status, when=when, times=2
    )
    await office.person("ann").command("/ask", "it my VPN drops")
    await patiently(office)
    once(office.channel("it-help").messages, "VPN")
    once(office.person("ann").dm, "#1")
    assert await set_aside(office) == []


# -- several couriers ----------------------------------------------------------------------------


async def test_a_courier_that_was_stopped_in_mid_batch_posts_nothing_of_the_rest(
    office: Office,
) -> None:
    """It halts for 20 s between a call and its answer; meanwhile another takes its lane."""
    ann = office.person("ann")
    declared = talks(office, 24)
    await put(office, *declared.items())
    office.slack.faults.slow("chat.postMessage", 1.0, times=1)
    async with replica(office) as other:
        stopped = asyncio.create_task(other.courier.drain())
        await office.slack.until(lambda: calls(office.slack, "chat.postMessage") or stopped.done())
        office.clock.forward(seconds=20)
        await office.frontdesk.courier.drain()
        await stopped
    shown = posts(office)
    assert sorted(set(shown)) == sorted(declared)
    # The call that was under way can't be called back: the second copy is found later, and taken away.
    assert len(shown) <= 25
    for _ in range(3):
        await office.later(minutes=5)
    assert len(standing(ann.dm)) == 24


async def test_a_courier_whose_clock_is_ahead_takes_no_lane_that_lives(office: Office) -> None:
    declared = talks(office, 24)
    await put(office, *declared.items())
    office.slack.faults.slow("chat.postMessage", 0.02, times=24)
    async with replica(office, ahead=25) as ahead:
        await asyncio.gather(office.frontdesk.courier.drain(), ahead.courier.drain())
        await asyncio.gather(office.frontdesk.courier.drain(), ahead.courier.drain())
    assert posts(office) == list(declared)


async def test_what_was_posted_is_recorded_before_a_lane_waits_for_its_rate(
    office: Office,
) -> None:
    """Messages are worked several at a time only while nothing has to wait."""
    await put(office, *talks(office, 10).items())
    limits = RateLimits(limited=True, patience=0, now=office.clock.time)
    async with built(
        office.settings,
        organisation(),
        clock=office.clock,
        rate_limits=limits,
        database_clock=office.clock.now,
    ) as limited:
        await limited.courier.drain()
    assert len(posts(office)) == POST_BURST
    unknown = text("SELECT count(*) FROM messages WHERE tried_at IS NOT NULL")
    read = office.frontdesk.desk.read
    assert await read(lambda tx, _: tx.execute(unknown).scalar()) == 0
    assert await read(lambda tx, _: messages.waiting(tx)) == 10 - POST_BURST


async def test_several_posts_that_could_not_be_recorded_are_found(
    office: Office,
) -> None:
    declared = talks(office, 12)
    await put(office, *declared.items())
    with failing("UPDATE messages SET channel"):
        await office.frontdesk.courier.drain()
    assert len(posts(office)) > 1
    office.clock.forward(seconds=60)
    await patiently(office)
    assert posts(office) == list(declared)
    assert len(standing(office.person("ann").dm)) == 12


# -- second copies -------------------------------------------------------------------------------


async def late(office: Office, key: str, channel: str, words: str) -> str:
    """An earlier post of ours takes effect only now."""
    posted = await office.frontdesk.client.chat_postMessage(
        channel=channel, text=words, metadata=metadata(key, 0)
    )
    return str(posted["ts"])


async def test_a_post_that_takes_effect_late_is_taken_away_again(office: Office) -> None:
    ann = office.person("ann")
    office.slack.faults.drop("chat.postMessage", when="before", channel="it-help")
    await ann.command("/ask", "it my VPN drops")
    await office.settle()
    await office.later(seconds=5)
    card = once(office.channel("it-help").messages, "VPN")
    ts = await late(office, "request/1/card/1", card.channel, "my VPN drops")
    assert len(standing(office.channel("it-help").messages)) == 2
    await office.later(seconds=31)
    assert once(office.channel("it-help").messages, "VPN").ts == card.ts != ts
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    assert "In progress · Lena Vogt" in card.plain


async def test_of_two_copies_the_one_that_people_talk_below_stays(office: Office) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    office.slack.faults.drop("chat.postMessage", when="before", channel="it-help")
    await ann.command("/ask", "it my VPN drops")
    await office.settle()
    await office.later(seconds=5)
    card = once(office.channel("it-help").messages, "VPN")
    ts = await late(office, "request/1/card/1", card.channel, "my VPN drops")
    await lena.say("it-help", "Which version?", thread=ts)
    await office.later(minutes=3)
    [left] = standing(office.channel("it-help").messages)
    assert left.ts == ts
    assert (await lena.click(left, "Claim")).ok
    await office.settle()
    assert "In progress · Lena Vogt" in left.plain


async def test_a_clock_that_is_ahead_finds_what_was_posted(office: Office) -> None:
    """Slack is asked by its own time: five minutes ahead, ours would look too late."""
    async with replica(office, ahead=300) as ahead:
        office.slack.faults.drop("chat.postMessage", when="after", times=2)
        await office.person("ann").command("/ask", "it my VPN drops")
        for _ in range(3):
            await ahead.courier.drain()
            office.clock.forward(seconds=10)
            assert isinstance(ahead.desk.clock, FakeClock)
            ahead.desk.clock.forward(seconds=10)
    assert len(posts(office)) == 0
    assert calls(office.slack, "chat.postMessage") == 2
    once(office.person("ann").dm, "#1")
    once(office.channel("it-help").messages, "VPN")


# -- long outages --------------------------------------------------------------------------------


async def test_after_hours_of_outage_all_comes_at_once_and_in_order(office: Office) -> None:
    ann = office.person("ann")
    office.slack.faults.refuse("*", times=100_000, status=503)
    for n in range(3):
        await ann.command("/ask", f"it question {n} about my VPN")
    for _ in range(80):
        await office.later(minutes=5)
    assert await set_aside(office) == []
    office.slack.faults.clear()
    await office.later(seconds=61)
    cards = [m for m in office.channel("it-help").messages if "about my VPN" in m.plain]
    firsts = [f"question {n}" in card.plain for n, card in enumerate(cards[:3])]
    assert firsts == [True] * 3
    assert [f"#{n + 1} " in receipt.plain for n, receipt in enumerate(ann.dm)] == [True] * 3
    assert office.channel("frontdesk-ops").messages == []


@pytest.mark.parametrize(
    "trouble", [{"error": "fatal_error"}, {"error": "a_code_of_tomorrow"}, {"status": 500}], ids=str
)
async def test_one_message_that_slack_always_refuses_steps_aside(
    office: Office, trouble: dict[str, object]
) -> None:
    """The first card; whatever is behind it in its channel comes within a minute, and operations is told."""
    office.slack.faults.refuse("chat.postMessage", times=999, channel="it-help", **trouble)  # type: ignore[arg-type] # by name
    ann, ben = office.person("ann"), office.person("ben")
    await ann.command("/ask", "it my VPN drops")
    await office.settle()
    for n in range(10):
        # Elsewhere Slack works all the time.
        await ben.command("/ask", f"hr question {n} about leave")
        await office.later(seconds=6)
        if await set_aside(office):
            break
    # From here on it is only the first card that Slack would refuse.
    office.slack.faults.clear()
    await ann.command("/ask", "it my screen is black")
    await office.settle()
    once(office.channel("it-help").messages, "screen")
    assert not [m for m in office.channel("it-help").messages if "VPN" in m.plain]
    received = once(office.channel("frontdesk-ops").messages, "could not be delivered")
    assert "#1" in received.plain
    # As soon as Slack has been in trouble and works again, it is tried once more.
    office.slack.faults.refuse("chat.postMessage", status=503, channel="hr-help")
    await ben.command("/ask", "hr how much leave have I left")
    await patiently(office)
    once(office.channel("it-help").messages, "VPN")
    assert await set_aside(office) == []
    assert "sending the waiting messages" in received.plain


# -- blocks that Slack cannot read -----------------------------------------------------------------


@pytest.mark.parametrize(
    "reason", ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"]
)
async def test_blocks_that_slack_refuses_go_out_as_text(
    office: Office, reason: str, log: io.StringIO
) -> None:
    office.slack.faults.refuse("chat.postMessage", error=reason, channel="it-help")
    await office.person("ann").command("/ask", "it my *VPN* drops <!channel> &amp; more")
    await office.settle()
    [card] = office.channel("it-help").messages
    assert card.blocks == []
    assert "my *VPN* drops" in card.text
    assert not card.notified
    assert await set_aside(office) == []
    logged = [json.loads(line) for line in log.getvalue().splitlines()]
    [received] = [line for line in logged if line["event"] == "blocks_refused"]
    assert (received["key"], received["level"]) == ("request/1/card/1", "error")
    # The next change has its blocks again.
    await office.person("ann").say(office.person("ann").dm[0].channel, "no")
    await put(office, ("request/1/card/1", messages.at("#it-help")))
    await office.settle()


async def test_a_home_that_slack_refuses_is_shown_as_text(office: Office) -> None:
    office.slack.faults.refuse("views.publish", error="invalid_blocks")
    ann = office.person("ann")
    await ann.open_home()
    await office.settle()
    assert ann.home is not None
    assert {block["type"] for block in ann.home.blocks} == {"section"}


# -- the order of what people say ----------------------------------------------------------------


async def test_replies_come_in_the_order_in_which_they_were_written(database_url: str) -> None:
    """Also if the first one reaches us last: nobody listened when Slack delivered it, and it delivers it again."""
    async with opened(database_url, retry_delays=(0.2,)) as office:
        lena, ann = office.person("lena"), office.person("ann")
        card = await office.ask("ann", "it my VPN drops")
        address = f"http://127.0.0.1:{office.port}/slack/events"
        office.slack.deliver_to("http://127.0.0.1:1/slack/events")
        first = await lena.say("it-help", "First, restart it.", thread=card)
        await office.slack.until(lambda: office.slack.deliveries[-1].tried)
        office.slack.deliver_to(address)
        office.clock.forward(seconds=0.08)
        second = await lena.say("it-help", "Then, tell me.", thread=card)
        await office.settle()
        assert float(first.ts) < float(second.ts)
        said = [message.plain for message in ann.thread(ann.dm[0])]
        assert ["First" in said[0], "Then" in said[1]] == [True, True]
