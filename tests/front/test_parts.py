"""What is too long for one message goes on in parts, which the courier keeps: posted once, in order, changed, taken away."""

import json
import re
from collections.abc import Sequence

import pytest
from sqlalchemy import text as sql

from sandbox import Message
from storage import messages
from tests.front.test_courier import patiently
from tests.office import Office

WORDS = " ".join(f"word{n}" for n in range(1500))  # five parts
PARTS = 5
ENTRIES = ("request/1/entry/1", "request/1/entry/2")


def named(office: Office, method: str = "chat.postMessage") -> list[tuple[str, int]]:
    """Key and part of what was posted, in order."""
    sent = [
        call.args["metadata"] for call in office.slack.calls if call.method == method and call.ok
    ]
    read = [json.loads(each) if isinstance(each, str) else each for each in sent]
    payloads = [each["event_payload"] for each in read]
    return [(str(each["key"]), int(each.get("part", 0))) for each in payloads]


def standing(shown: Sequence[Message]) -> list[str]:
    return [message.plain for message in shown if not message.deleted]


def words_in(shown: Sequence[Message]) -> list[str]:
    """Each once: the fallback of a message begins like its blocks."""
    found = re.findall(r"word\d+", " ".join(standing(shown)))
    return list(dict.fromkeys(found))


async def asked(office: Office, words: str = WORDS) -> Message:
    """A question in a message of its own, so that it can be edited."""
    ann = office.person("ann")
    await ann.say(office.slack.dm(ann), words)
    await office.settle()
    if not office.channel("it-help").messages:
        await office.person("ann").click(ann.dm[-1], "IT")
        await office.settle()
    return office.channel("it-help").messages[0]


async def test_parts_come_right_below_the_first_and_before_what_waits_behind_it(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena, ann = office.person("lena"), office.person("ann")
    await lena.say("it-help", f"it is long: {WORDS}", thread=card)
    await lena.say("it-help", "And this is short.", thread=card)
    await office.settle()
    said = standing(ann.dm[-1].replies)
    assert len(said) == PARTS + 1
    assert "part 2 of 5" in said[1]
    assert "continues" not in "".join(said)
    assert "short" in said[-1]
    long, short = [[part for key, part in named(office) if key == entry] for entry in ENTRIES]
    assert sorted([long, short], key=len) == [[0], list(range(PARTS))]


async def test_a_part_that_an_edit_adds_comes_last_and_names_what_it_continues(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena, ann = office.person("lena"), office.person("ann")
    said = await lena.say("it-help", "Please try the new client.", thread=card)
    await lena.say("it-help", "Tell me how it goes.", thread=card)
    await office.settle()
    await lena.edit(said, f"Please try this. {WORDS}")
    await office.settle()
    first, between, *further = standing(ann.dm[-1].replies)
    assert "Please try this" in first
    assert "Tell me" in between
    assert len(further) == PARTS - 1
    assert all("continues “Please try this. word0" in plain for plain in further)
    await lena.edit(said, "Never mind.")
    await office.settle()
    assert len(standing(ann.dm[-1].replies)) == 2
    await lena.delete(said)
    await office.settle()
    assert standing(ann.dm[-1].replies) == [between]
    left = await office.frontdesk.desk.read(
        lambda tx, _: tx.execute(sql("SELECT count(*) FROM messages WHERE part > 0")).scalar()
    )
    assert left == 0


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("nth", [0, 1, 3])
async def test_each_part_is_posted_once_whatever_becomes_of_an_answer(
    office: Office, when: str, nth: int
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena, ann = office.person("lena"), office.person("ann")
    there = ann.dm[-1].channel
    if nth:
        office.slack.faults.slow("chat.postMessage", 0, times=nth, channel=there)
    office.slack.faults.drop("chat.postMessage", when=when, channel=there)
    await lena.say("it-help", WORDS, thread=card)
    await office.settle()
    await patiently(office)
    assert words_in(ann.dm[-1].replies) == WORDS.split()
    assert len(standing(ann.dm[-1].replies)) == PARTS


async def test_a_part_that_slack_refuses_takes_none_of_the_others_with_it(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena, ann = office.person("lena"), office.person("ann")
    there = ann.dm[-1].channel
    office.slack.faults.slow("chat.postMessage", 0, times=2, channel=there)
    office.slack.faults.refuse("chat.postMessage", error="restricted_action", channel=there)
    await lena.say("it-help", WORDS, thread=card)
    await office.settle()
    missing = [
        n for n in range(PARTS) if f"part {n + 1} of" not in "".join(standing(ann.dm[-1].replies))
    ]
    assert missing == [0, 2]
    await office.frontdesk.database.write(
        office.frontdesk.desk.team, lambda tx: messages.release(tx, {ann.id, ann.dm[-1].channel})
    )
    await office.settle()
    assert sorted(words_in(ann.dm[-1].replies)) == sorted(WORDS.split())
    assert len(standing(ann.dm[-1].replies)) == PARTS


async def test_the_others_come_though_the_first_is_refused(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena, ann = office.person("lena"), office.person("ann")
    there = ann.dm[-1].channel
    office.slack.faults.refuse("chat.postMessage", error="restricted_action", channel=there)
    await lena.say("it-help", WORDS, thread=card)
    await office.settle()
    assert len(standing(ann.dm[-1].replies)) == PARTS - 1


async def test_what_an_earlier_version_posted_is_found_by_the_name_it_had(office: Office) -> None:
    """It had given each part a key of its own, and did not learn whether Slack took it."""
    ann = office.person("ann")
    office.slack.faults.drop("chat.postMessage", when="before", channel="it-help")
    await ann.command("/ask", f"it {WORDS}")
    await office.settle()
    await patiently(office)
    card = office.channel("it-help").messages[0]
    key = "request/1/card/1"
    [second] = [reply for reply in card.replies if "part 2 of" in reply.plain]
    event = {"event_type": "frontdesk_message", "event_payload": {"key": f"{key}/rest/1"}}
    await office.frontdesk.client.chat_update(
        channel=card.channel, ts=second.ts, text="x", metadata=event
    )
    unknown = sql("UPDATE messages SET ts = NULL, pending = true, tried_at = :at WHERE part = 1")
    at = int(float(second.ts) * 1_000_000)
    await office.frontdesk.database.write(
        office.frontdesk.desk.team, lambda tx: tx.execute(unknown, {"at": at})
    )
    await patiently(office)
    assert len(standing(card.replies)) == PARTS - 1
    assert words_in([card, *card.replies]) == WORDS.split()
