"""The courier makes Slack look like what storage says, whatever Slack does meanwhile."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from bot.app import built
from bot.courier import Courier
from bot.rate_limits import RateLimits
from sandbox import Message, Sandbox
from storage import lanes, messages
from storage.messages import Place
from tests.office import Office, organisation

TALK = "talk/{who}/thanks/{n}"


async def put(office: Office, *declared: tuple[str, Place]) -> None:
    await office.frontdesk.database.write(
        office.frontdesk.desk.team, lambda tx: messages.put(tx, dict(declared))
    )


def posts(office: Office) -> list[str]:
    """Keys of what was posted, in order."""
    sent = [
        c.args["metadata"] for c in office.slack.calls if c.method == "chat.postMessage" and c.ok
    ]
    read = [json.loads(each) if isinstance(each, str) else each for each in sent]
    return [str(each["event_payload"]["key"]) for each in read]


def calls(slack: Sandbox, method: str) -> int:
    return sum(call.method == method for call in slack.calls)


async def patiently(office: Office, *, step: float = 10) -> None:
    """Until there is nothing left to retry; `step` is in seconds."""
    for _ in range(150):
        await office.later(seconds=step)
        if not await office.frontdesk.desk.read(lambda tx, _: messages.waiting(tx)):
            return
    raise AssertionError(office.slack.dump())


def once(shown: list[Message], words: str) -> Message:
    found = [message for message in shown if words in message.plain and not message.deleted]
    assert len(found) == 1, [message.plain for message in found]
    return found[0]


# -- order and thrift ----------------------------------------------------------------------------


async def test_a_lane_keeps_its_order(office: Office) -> None:
    ann = office.person("ann")
    keys = [TALK.format(who=ann.id, n=n) for n in range(30)]
    for key in keys:
        await put(office, (key, messages.at(ann.id)))
    await office.settle()
    assert posts(office) == keys


async def test_many_lanes_are_worked_side_by_side(office: Office) -> None:
    people = [office.person(who) for who in ("ann", "ben", "lena", "tom", "hana", "ole")]
    office.slack.faults.slow("chat.postMessage", 3600, times=len(people), when="before")
    for person in people:
        await put(office, (TALK.format(who=person.id, n=1), messages.at(person.id)))
    working = asyncio.create_task(office.settle())
    await office.slack.until(lambda: all(len(person.dm) == 1 for person in people))
    assert office.slack.log.counts["chat.postMessage"] == 0  # none of them was answered yet
    office.slack.faults.clear()
    await working


async def test_many_changes_cost_one_call_and_no_change_none(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    before = len(office.slack.calls)
    await office.person("lena").click(card, "Claim")
    await put(office, ("request/1/card/1", messages.at("#it-help")))
    await put(office, ("request/1/card/1", messages.at("#it-help")))
    await office.settle()
    updates = [call for call in office.slack.calls[before:] if call.method == "chat.update"]
    assert len([call for call in updates if call.args["ts"] == card.ts]) == 1
    before = len(office.slack.calls)
    await put(office, ("request/1/card/1", messages.at("#it-help")))
    await office.settle()
    assert not [c for c in office.slack.calls[before:] if c.method == "chat.update"]


async def test_not_before_its_moment(office: Office) -> None:
    ann = office.person("ann")
    at = {TALK.format(who=ann.id, n=1): messages.at(ann.id)}
    eight = office.clock.now().replace(hour=20)
    await office.frontdesk.database.write(
        office.frontdesk.desk.team, lambda tx: messages.put(tx, at, not_before=eight)
    )
    await office.settle()
    assert ann.dm == []
    await office.later(hours=10)
    assert len(ann.dm) == 1


async def test_a_reply_waits_for_a_thread_that_is_yet_to_begin(office: Office) -> None:
    ann = office.person("ann")
    root, reply = TALK.format(who=ann.id, n=1), TALK.format(who=ann.id, n=2)
    later = office.clock.now().replace(hour=20)
    await office.frontdesk.database.write(
        office.frontdesk.desk.team,
        lambda tx: messages.put(tx, {root: messages.at(ann.id)}, not_before=later),
    )
    await put(office, (reply, messages.at(ann.id).reply_to(root)))
    await put(office, (TALK.format(who=ann.id, n=3), messages.at(ann.id)))
    await office.settle()
    assert len(ann.dm) == 1  # the third is not held up by the second
    await office.later(hours=10)
    await office.later(seconds=2)
    assert len(ann.dm) == 2
    assert len(ann.thread(ann.dm[-1])) == 1


# -- Slack in trouble ----------------------------------------------------------------------------


async def test_slack_asks_one_channel_to_wait(office: Office) -> None:
    office.slack.faults.refuse("chat.postMessage", retry_after=30, channel="it-help")
    await office.person("ann").command("/ask", "it my VPN drops")
    await office.person("ben").command("/ask", "hr how much leave have I left")
    await office.settle()
    assert len(office.channel("hr-help").messages) == 1
    assert len(office.person("ann").dm) == 1
    before = calls(office.slack, "chat.postMessage")
    await office.later(seconds=29)
    assert calls(office.slack, "chat.postMessage") == before
    await office.later(seconds=2)
    assert len(office.channel("it-help").messages) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 500},
        {"status": 503},
        {"error": "internal_error"},
        {"error": "fatal_error"},
        {"error": "service_unavailable"},
    ],
    ids=str,
)
async def test_slack_stumbles(office: Office, trouble: dict[str, object]) -> None:
    office.slack.faults.refuse("chat.postMessage", times=3, **trouble)  # type: ignore[arg-type] # by name
    await office.person("ann").command("/ask", "it my VPN drops")
    await patiently(office)
    once(office.channel("it-help").messages, "VPN")
    once(office.person("ann").dm, "#1")


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_connection_that_breaks_posts_once(office: Office, when: str) -> None:
    """In channels, threads and direct messages: what may have been posted is looked for by its key."""
    ann, lena = office.person("ann"), office.person("lena")
    office.slack.faults.drop("chat.postMessage", when=when, times=3)
    await ann.command("/ask", "it my VPN drops")
    await patiently(office)
    card = once(office.channel("it-help").messages, "VPN")
    receipt = once(ann.dm, "#1")
    office.slack.faults.drop("chat.postMessage", when=when, times=2)
    await lena.say("it-help", "Which version?", thread=card)
    await ann.say(receipt.channel, "It is 5.2", thread=receipt)
    await patiently(office)
    once(ann.thread(receipt), "Which version?")
    once(office.talk("it-help", card), "It is 5.2")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("method", ["chat.update", "reactions.add", "views.publish"])
async def test_other_calls_that_break_end_well(office: Office, when: str, method: str) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    await ann.open_home()
    card = await office.ask("ann", "it my VPN drops")
    office.slack.faults.drop(method, when=when, times=2)
    await lena.click(card, "Claim")
    said = await lena.say("it-help", "On it.", thread=card)
    await patiently(office)
    assert "In progress · Lena Vogt" in card.plain
    assert "incoming_envelope" in said.reactions
    assert ann.home is not None
    assert "Lena Vogt" in ann.home.text


async def test_a_slow_slack_is_given_up_and_looked_up(office: Office) -> None:
    """The call times out here and succeeds there."""
    office.slack.faults.drop("chat.postMessage", when="after", times=6)
    for n in range(3):
        await office.person("ann").command("/ask", f"it question {n} about the VPN")
    await patiently(office)
    for n in range(3):
        once(office.channel("it-help").messages, f"question {n}")
        once(office.person("ann").dm, f"#{n + 1}")


async def test_a_message_that_can_not_be_rendered_blocks_nothing(office: Office) -> None:
    ann = office.person("ann")
    await put(office, ("request/not-a-number/receipt", messages.at(ann.id)))
    await put(office, (TALK.format(who=ann.id, n=1), messages.at(ann.id)))
    await office.settle()
    assert len(ann.dm) == 1
    received = once(office.channel("frontdesk-ops").messages, "could not be delivered")
    assert "internal_fault" in received.plain


async def test_what_nobody_can_show_any_more_ends(office: Office) -> None:
    """A key of another version has nothing to show; and what hangs below it is set aside, not asked for ever."""
    ann = office.person("ann")
    await put(office, ("of/another/version", messages.at(ann.id)))
    below = messages.at(ann.id).reply_to("of/another/version")
    await put(office, (TALK.format(who=ann.id, n=1), below))
    await asyncio.wait_for(office.settle(), 60)
    assert ann.dm == []
    assert await office.frontdesk.desk.read(lambda tx, _: messages.waiting(tx)) == 0


# -- what people do in Slack ---------------------------------------------------------------------


async def test_a_card_that_an_admin_deleted_is_posted_anew(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    ann = office.person("ann")
    office.slack.workspace.delete(card)
    office.slack.faults.drop("chat.postMessage", when="after")
    await ann.click(ann.dm[-1], "Cancel request")
    await patiently(office)
    again = once(office.channel("it-help").messages, "VPN")
    assert again.ts != card.ts


async def test_a_reply_in_a_thread_whose_start_was_deleted(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    ann = office.person("ann")
    office.slack.workspace.delete(card)
    await ann.say(ann.dm[-1].channel, "It is urgent", thread=ann.dm[-1])
    await patiently(office)
    again = once(office.channel("it-help").messages, "VPN")
    once(office.talk("it-help", again), "It is urgent")


@pytest.mark.parametrize("trouble", ["archived", "removed"])
async def test_a_channel_that_is_out_of_reach(office: Office, trouble: str) -> None:
    """Set aside with its reason, told once, out of the others' way, and sent by itself afterwards."""
    it = office.channel("it-help")
    archived = trouble == "archived"
    it.archive() if archived else it.remove_bot()
    await office.settle()
    for n in range(3):
        assert (await office.person("ann").command("/ask", f"it question {n}: my VPN")).ok
    await office.person("ben").command("/ask", "hr how much leave have I left")
    await patiently(office)
    assert len(office.person("ann").dm) == 3
    assert len(office.channel("hr-help").messages) == 1
    received = once(office.channel("frontdesk-ops").messages, "could not be delivered")
    assert ("is_archived" if archived else "not_in_channel") in received.plain
    assert all(f"#{n}" in received.plain for n in (1, 2, 3))
    before = calls(office.slack, "chat.postMessage")
    await office.later(minutes=5)
    assert calls(office.slack, "chat.postMessage") == before
    it.unarchive() if archived else it.add_bot()
    await office.settle()
    assert [f"question {n}" in message.plain for n, message in enumerate(it.messages)] == [True] * 3


async def test_what_belongs_below_a_card_waits_with_it(office: Office) -> None:
    it, ann = office.channel("it-help"), office.person("ann")
    it.archive()
    await office.settle()
    await ann.command("/ask", "it my VPN drops")
    await office.settle()
    await ann.say(ann.dm[-1].channel, "It is urgent", thread=ann.dm[-1])
    await patiently(office)
    it.unarchive()
    await office.settle()
    card = once(it.messages, "VPN")
    once(it.thread(card), "It is urgent")


async def test_the_operations_channel_itself_out_of_reach(office: Office) -> None:
    office.channel("frontdesk-ops").archive()
    office.channel("it-help").archive()
    await office.settle()
    await office.person("ann").command("/ask", "it my VPN drops")
    await patiently(office)
    assert len(office.person("ann").dm) == 1


async def test_a_revoked_token_gives_nothing_up(office: Office) -> None:
    ann = office.person("ann")
    office.slack.faults.revoke_token()
    assert (await ann.command("/ask", "it my VPN drops")).ok
    await office.settle()
    assert office.frontdesk.health.troubles["token"] == "token_revoked"
    await office.later(minutes=10)
    assert ann.dm == []
    office.slack.faults.restore_token()
    await patiently(office)
    assert "token" not in office.frontdesk.health.troubles
    once(ann.dm, "#1")
    once(office.channel("it-help").messages, "VPN")
    assert office.channel("frontdesk-ops").messages == []


# -- several couriers ----------------------------------------------------------------------------


@asynccontextmanager
async def second_courier(office: Office) -> AsyncIterator[Courier]:
    """Another process on the same database."""
    rate_limits = RateLimits(limited=False, patience=0, now=office.clock.time)
    async with built(
        office.settings,
        organisation(),
        clock=office.clock,
        rate_limits=rate_limits,
        database_clock=office.clock.now,
    ) as frontdesk:
        yield frontdesk.courier


async def test_two_couriers_deliver_each_message_once(office: Office) -> None:
    people = [office.person(who) for who in ("ann", "ben", "lena", "tom", "hana", "ole")]
    keys = {person.id: [TALK.format(who=person.id, n=n) for n in range(25)] for person in people}
    async with second_courier(office) as other:
        for n in range(25):
            await put(office, *((keys[who.id][n], messages.at(who.id)) for who in people))
        await asyncio.gather(office.frontdesk.courier.drain(), other.drain())
        await asyncio.gather(office.frontdesk.courier.drain(), other.drain())
    shown = posts(office)
    assert len(shown) == len(set(shown)) == 25 * len(people)
    for person in people:
        assert [key for key in shown if f"/{person.id}/" in key] == keys[person.id]


async def test_a_crash_while_posting(office: Office) -> None:
    """Its lane is free again when its lease has run out; what it posted is found and not posted again."""
    ann, frontdesk = office.person("ann"), office.frontdesk
    keys = [TALK.format(who=ann.id, n=n) for n in range(3)]
    await put(office, *((key, messages.at(ann.id)) for key in keys))
    take = partial(lanes.take, lane=ann.id, owner="the dead", now=office.clock.now())
    taken = await frontdesk.database.write(frontdesk.desk.team, take)
    assert taken is not None
    assert len(taken[1]) == 3
    metadata = {"event_type": "frontdesk_message", "event_payload": {"key": keys[0]}}
    await frontdesk.client.chat_postMessage(channel=ann.id, text="posted", metadata=metadata)
    await office.settle()
    assert len(ann.dm) == 1
    await office.later(seconds=20)
    assert posts(office) == keys
    assert len(ann.dm) == 3


async def test_a_courier_that_is_stopped_leaves_no_lease(office: Office) -> None:
    """In hand it finishes; the rest is for whoever comes next, at once."""
    ann = office.person("ann")
    keys = [TALK.format(who=ann.id, n=n) for n in range(40)]
    await put(office, *((key, messages.at(ann.id)) for key in keys))
    async with second_courier(office) as stopped:
        running = asyncio.create_task(stopped.run())
        await office.slack.until(lambda: ann.dm)
        stopped.stop()
        await running
    assert len(ann.dm) < 40
    await office.settle()
    assert posts(office) == keys


async def test_what_does_not_end_in_time_is_broken_off(office: Office) -> None:
    """A stop takes seconds, whatever Slack does; the next courier looks whether the message is there."""
    ann = office.person("ann")
    office.slack.faults.slow("chat.postMessage", 3600, times=1)
    await put(office, *((TALK.format(who=ann.id, n=n), messages.at(ann.id)) for n in range(2)))
    await put(office, (TALK.format(who="UBEN", n=1), messages.at(office.person("ben").id)))
    loop = asyncio.get_running_loop()
    async with second_courier(office) as stopped:
        running = asyncio.create_task(stopped.run())
        await office.slack.until(lambda: office.person("ben").dm or ann.dm)
        began = loop.time()
        stopped.stop()
        await running
        assert loop.time() - began < 60
    office.slack.faults.clear()
    await office.settle()
    assert len(ann.dm) == 2
    assert len(office.person("ben").dm) == 1


# -- Slack's rates -------------------------------------------------------------------------------


async def test_random_faults_lose_and_repeat_nothing(office: Office) -> None:
    """Whatever goes wrong, and however often: one card and one receipt for each request."""
    dice = random.Random(4711)
    faults = office.slack.faults
    methods = ("chat.postMessage", "chat.update", "conversations.history", "conversations.open")
    for n in range(12):
        for _ in range(2):
            method = dice.choice(methods)
            match dice.randrange(4):
                case 0:
                    faults.refuse(method, status=429, retry_after=dice.randrange(1, 40))
                case 1:
                    faults.refuse(method, status=500)
                case 2:
                    faults.drop(method, when="before")
                case _:
                    faults.drop(method, when="after")
        assert (await office.person("ann").command("/ask", f"it case-{n:02} of my VPN")).ok
        await office.later(seconds=dice.randrange(30))
    await patiently(office, step=30)
    for n in range(12):
        once(office.channel("it-help").messages, f"case-{n:02}")
        once(office.person("ann").dm, f"#{n + 1} ")
