"""Direct messages: what belongs to the request before, what is a request of its own, and what asks how one stands."""

import random
import re

import pytest

from sandbox import Actor, Message
from tests.office import Office


def cards(office: Office, channel: str = "it-help") -> list[Message]:
    return office.channel(channel).messages


def under(office: Office, channel: str = "it-help") -> str:
    """All that stands in the threads of a department's cards."""
    place = office.channel(channel)
    return "\n".join(said.plain for card in place.messages for said in place.thread(card))


async def say(office: Office, who: Actor, text: str, **more: object) -> Message:
    said = await who.say(office.slack.dm(who), text, **more)  # type: ignore[arg-type] # as `say` takes them
    await office.settle()
    return said


async def test_what_is_added_says_so_and_can_be_made_a_request_of_its_own(office: Office) -> None:
    ann = office.person("ann")
    await say(office, ann, "the coffee machine on the third floor is leaking")
    added = await say(
        office, ann, "it smells funny, too @lena", files=[{"name": "x.png", "content": b"x"}]
    )
    assert "it smells funny, too @Lena Vogt" in under(office, "facilities-help")
    assert added.reactions
    [note] = ann.thread(added)
    assert "Added to #1" in note.plain
    await ann.say(office.slack.dm(ann), "like burnt toast", thread=added)
    await office.settle()
    assert "like burnt toast" in under(office, "facilities-help")

    assert (await ann.click(note, "Make it a new request")).ok
    await office.settle()
    assert "smells funny" not in under(office, "facilities-help")
    assert "x.png" not in under(office, "facilities-help")
    assert note.deleted
    assert added.reactions == {}
    receipt = ann.dm[-1]
    assert "#2" in receipt.plain
    assert (await ann.click(receipt, "IT")).ok
    await office.settle()
    [card] = cards(office)
    assert "it smells funny, too @Lena Vogt" in card.plain
    assert "x.png" in card.plain
    await ann.edit(added, "it smells of toast")
    await office.settle()
    assert "it smells of toast" in card.plain
    assert "toast" not in under(office, "facilities-help").replace("like burnt toast", "")


async def test_for_a_day_and_once(office: Office) -> None:
    ann = office.person("ann")
    await say(office, ann, "my laptop does not start")
    added = await say(office, ann, "it smells funny, too")
    [note] = ann.thread(added)
    button = note.button("Make it a new request")
    await office.later(hours=23, minutes=59)
    assert "Make it a new request" in note.buttons
    await office.later(minutes=1)
    assert note.buttons == []
    office.clock.forward(minutes=1)
    await office.press("ann", note, button)
    assert "more than a day ago" in ann.ephemerals[-1].plain
    assert all("#2" not in message.plain for message in cards(office))


async def test_two_presses_make_one_request(office: Office) -> None:
    ann = office.person("ann")
    await say(office, ann, "my laptop does not start")
    added = await say(office, ann, "my mouse is dead as well")
    [note] = ann.thread(added)
    button = note.button("Make it a new request")
    for _ in range(2):
        await office.press("ann", note, button)
    assert len(cards(office)) == 2


@pytest.mark.parametrize(
    ("first", "second", "channel"),
    [
        ("the coffee machine is leaking", "My VPN drops, urgent!!", "it-help"),
        ("my laptop does not start", "my headset is broken", "it-help"),
        ("my laptop does not start", "and how many vacation days do I have left?", "hr-help"),
    ],
)
async def test_what_is_another_matter_is_another_request(
    office: Office, first: str, second: str, channel: str
) -> None:
    ann = office.person("ann")
    await say(office, ann, first)
    await say(office, ann, second)
    assert "#2" in ann.dm[-1].plain
    assert second in cards(office, channel)[-1].plain


async def test_after_thanks_nothing_is_added(office: Office) -> None:
    ann = office.person("ann")
    await say(office, ann, "my laptop does not start")
    await say(office, ann, "thank you!")
    await say(office, ann, "it is the screen, too")
    assert len(cards(office)) == 2
    receipt = next(message for message in ann.dm if "#2" in message.plain)
    await say(office, ann, "thanks", thread=receipt)
    await say(office, ann, "and it flickers: the laptop")
    assert len(cards(office)) == 3


async def test_help_and_a_question_about_a_request_are_not_added(office: Office) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    await say(office, ann, "my laptop does not start")
    await say(office, ann, "help")
    assert "Ask for something" in ann.dm[-1].plain
    await say(office, ann, "status of #1?")
    assert "#1 is with IT" in ann.dm[-1].plain
    assert "Cancel request" in ann.dm[-1].buttons
    await lena.click(cards(office)[0], "Claim")
    await say(office, ann, "#1")
    assert "Lena Vogt (IT) is working on #1" in ann.dm[-1].plain
    assert "Ann Berg:" not in under(office)  # nothing of it was carried
    await say(office, lena, "any news on #1?")
    assert "Lena Vogt (IT) is working on #1" in lena.dm[-1].plain
    assert lena.dm[-1].buttons == ["Details"]
    for stranger, number in (("ben", 1), ("ann", 99)):
        person = office.person(stranger)
        await say(office, person, f"status of #{number}")
        assert f"#{number}" in person.dm[-1].plain
        assert "laptop" not in person.dm[-1].plain
    assert (await ann.command("/ask", "status of #1?", channel="general")).ok
    assert "is working on #1" in ann.ephemerals[-1].plain
    await ann.say("general", "@Frontdesk any news on #1?")
    await office.settle()
    assert "is working on #1" in ann.dm[-1].plain
    assert len(cards(office)) == 1


async def test_words_that_name_a_request_are_added_after_asking(office: Office) -> None:
    ann = office.person("ann")
    await say(office, ann, "my laptop does not start")
    await say(office, ann, "the heating in room Oslo is broken")
    said = await say(office, ann, "#1 the battery was replaced in May")
    question = ann.dm[-1]
    assert "Is this about #1, “my laptop does not start”?" in question.plain
    assert "battery" not in under(office)
    await ann.edit(said, "#1 the battery was replaced in June")
    await office.settle()
    assert (await ann.click(question, "Add to #1")).ok
    await office.settle()
    assert "the battery was replaced in June" in under(office)
    assert "Added to #1" in question.plain
    assert (await ann.click(question, "Make it a new request")).ok
    await office.settle()
    assert "battery" not in under(office)
    assert "#3" in ann.dm[-1].plain
    # What only sounds like one of ours is a request.
    await say(office, office.person("ben"), "the light in room #1 flickers all day")
    assert "#4 is with Facilities" in office.person("ben").dm[-1].plain


async def test_words_that_name_a_request_are_not_lost_if_nobody_answers(office: Office) -> None:
    ann = office.person("ann")
    await say(office, ann, "my laptop does not start")
    await say(office, ann, "for #1: the battery is new")
    gone = await say(office, ann, "for #1: never mind that")
    await ann.delete(gone)
    await office.later(minutes=10)
    assert "the battery is new" in under(office)
    assert "never mind" not in under(office)
    await ann.click(ann.dm[1], "Cancel request")
    await office.settle()
    await say(office, ann, "#1 it is broken again, my laptop")
    assert "Open a follow-up to #1" in ann.dm[-1].buttons
    await office.later(minutes=10)
    assert "it is broken again" in cards(office)[-1].plain
    assert "#1" in cards(office)[-1].plain


async def test_a_picture_is_routed_by_what_explains_it(office: Office) -> None:
    ann = office.person("ann")
    picture = await say(office, ann, "", files=[{"name": "crash.png", "content": b"png"}])
    receipt = ann.dm[-1]
    assert "Which team is this for?" in receipt.plain
    words = await say(office, ann, "My laptop shows this since the update")
    [card] = cards(office)
    assert "My laptop shows this since the update" in card.plain
    assert "crash.png" in under(office)
    assert "#1 is with IT" in receipt.plain
    assert "My laptop shows this" in receipt.plain
    await ann.edit(words, "My laptop shows this since Monday")
    await ann.delete(picture)
    await office.settle()
    assert "since Monday" in card.plain
    assert "crash.png" not in under(office)


async def test_a_picture_whose_explanation_is_not_clear_is_asked_about_once(office: Office) -> None:
    ann = office.person("ann")
    await say(office, ann, "", files=[{"name": "odd.png", "content": b"png"}])
    receipt = ann.dm[-1]
    await say(office, ann, "Can you tell me what I should do about this?")
    assert "what I should do about this?" in receipt.plain
    assert (await ann.click(receipt, "HR")).ok
    await office.settle()
    [card] = cards(office, "hr-help")
    assert "what I should do about this?" in card.plain
    assert "odd.png" in under(office, "hr-help")


async def test_deleting_the_question_offers_to_cancel_and_hides_what_was_found_in_it(
    office: Office,
) -> None:
    ann = office.person("ann")
    said = await say(office, ann, "my laptop and its password hunter2")
    receipt = ann.dm[-1]
    [card] = cards(office)
    assert "“laptop”" in card.plain + receipt.plain
    await ann.delete(said)
    await office.settle()
    [offer] = ann.thread(receipt)
    assert "You deleted your message. Cancel #1 as well?" in offer.plain
    for shown in (card, receipt):
        assert "laptop" not in shown.plain
        assert "password" not in shown.plain
    assert (await ann.click(offer, "Keep it")).ok
    await office.settle()
    assert ann.thread(receipt) == []
    assert "Claim" in card.buttons

    said = await say(office, ann, "the light in room Oslo is broken")
    receipt = ann.dm[-1]
    await ann.delete(said)
    await office.settle()
    [offer] = ann.thread(receipt)
    assert (await ann.click(offer, "Cancel request")).ok
    await office.settle()
    assert offer.deleted
    [card] = cards(office, "facilities-help")
    assert "Cancelled" in card.plain
    assert "light" not in card.plain


async def test_in_a_channel_the_offer_is_the_requesters_and_after_the_end_there_is_none(
    office: Office,
) -> None:
    ann, zoe, lena = office.person("ann"), office.person("zoe"), office.person("lena")
    said = await ann.say("general", "@Frontdesk my VPN drops")
    await office.settle()
    await ann.delete(said)
    await office.settle()
    offer = office.channel("general").thread(said)[-1]
    button = offer.button("Keep it")
    await office.press("zoe", offer, button)
    assert "Only Ann" in zoe.ephemerals[-1].plain
    assert "Keep it" in offer.buttons
    await office.press("ann", offer, button)
    assert offer.deleted
    said = await say(office, ann, "my laptop is slow")
    card = cards(office)[-1]
    await lena.click(card, "Resolve")
    await office.submit("lena", note="Restart it")
    shown = len(ann.thread(ann.dm[-1]))
    await ann.delete(said)
    await office.settle()
    assert len(ann.thread(ann.dm[-1])) == shown


async def test_what_was_no_answer_leaves_the_question_open(office: Office) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    await say(office, ann, "my laptop does not start")
    [card] = cards(office)
    await lena.click(card, "Claim")
    await lena.click(card, "request_more", option="Ask and wait for a reply…")
    await office.submit("lena", question="Which version?")
    added = await say(office, ann, "and it smells funny")
    assert "In progress" in card.plain
    [note] = ann.thread(added)
    assert (await ann.click(note, "Make it a new request")).ok
    await office.settle()
    assert "Waiting for Ann" in card.plain


SENTENCES = (
    "my laptop {} does not start",
    "it smells {}, too",
    "and {} again",
    "how many vacation days {} do I have left?",
    "#1 the number is {}",
    "#2: {} and more",
    "room {}",
    "the coffee machine {} is leaking",
)


@pytest.mark.parametrize("seed", range(2))
async def test_every_message_ends_up_in_exactly_one_request(office: Office, seed: int) -> None:
    """Whatever is written in whatever order, and whichever buttons are pressed meanwhile."""
    dice, ann = random.Random(seed), office.person("ann")
    words = [f"word{at}" for at in range(16)]
    for word in words:
        text = dice.choice(SENTENCES).format(word)
        await say(office, ann, text)
        office.clock.forward(seconds=dice.choice((1, 50, 130)))
        notes = [message for top in ann.dm for message in (top, *ann.thread(top))]
        pressable = [
            note for note in notes if not note.deleted and "Add something" not in note.buttons
        ]
        chosen = [(note, label) for note in pressable for label in note.buttons if label in PRESSED]
        if chosen and dice.random() < 0.6:
            await ann.click(*dice.choice(chosen))
            await office.settle()
    await office.later(minutes=20)
    channels = ("it-help", "hr-help", "finance-help", "facilities-help", "frontdesk-triage")
    shown = [
        re.findall(r"word\d+", message.plain)
        for name in channels
        for card in cards(office, name)
        for message in (card, *office.channel(name).thread(card))
        if "No one has picked up" not in message.plain  # it quotes what a card says
    ]
    for word in words:
        assert sum(word in message for message in shown) == 1, (word, shown)


PRESSED = ("Make it a new request", "New request", "Add to #1", "Add to #2", "IT", "HR")
