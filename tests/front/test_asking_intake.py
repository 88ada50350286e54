"""A plain question in a department's channel: left alone, offered to its author, or taken as a request."""

import pytest

from config.organisation import Organisation
from sandbox import Message
from tests.office import Office, opened, organisation


def intake(how: str, *channels: str) -> Organisation:
    """Acme, where IT takes questions in this way."""
    written = organisation().model_dump()
    it, *others = written["departments"]
    written["departments"] = [it | {"intake": how, "intake_channels": channels}, *others]
    return Organisation.model_validate(written)


def ours(office: Office, channel: str = "it-help") -> list[Message]:
    return [message for message in office.channel(channel).messages if message.bot_id]


async def test_a_question_is_offered_to_its_author_alone_and_becomes_a_request(
    office: Office,
) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    office.channel("it-help").add("ann")
    asked = await ann.say(
        "it-help", "My VPN drops, @lena", files=[{"name": "x.png", "content": b"x"}]
    )
    await office.settle()
    assert ours(office) == []
    [offer] = ann.ephemerals
    assert "Make this a request for IT?" in offer.plain
    assert lena.ephemerals == []
    button = offer.button("Make it a request")
    assert (await ann.click(offer, "Make it a request")).ok
    await office.settle()
    [card] = ours(office)
    assert "My VPN drops, @Lena Vogt" in card.plain
    assert "x.png" in card.plain
    assert card.notified == frozenset()
    [receipt] = office.channel("it-help").thread(asked)
    assert "#1 is with IT" in receipt.plain
    assert "it's request #1" in ann.ephemerals[-1].plain
    await office.press("ann", offer, button)
    assert len(ours(office)) == 1
    await lena.say("it-help", "Which version?", thread=asked)
    await ann.say("it-help", "5.2", thread=asked)
    await office.settle()
    talk = "\n".join(message.plain for message in office.channel("it-help").thread(card))
    assert "Which version?" in talk
    assert "5.2" in talk
    await ann.edit(asked, "My VPN drops every hour")
    await office.settle()
    assert "My VPN drops every hour" in card.plain


async def test_what_is_no_question_gets_no_offer(office: Office) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    office.channel("it-help").add("ann")
    question = await lena.say("it-help", "Who is on duty on Friday?")
    await ann.say("it-help", "I know", thread=question)
    for text in ("hello all!", "thanks", "ok", ":tada:", "help"):
        await ann.say("it-help", text)
    await ann.say("general", "My VPN drops")
    await office.settle()
    assert ann.ephemerals == lena.ephemerals == []
    assert ours(office) == []
    await ann.say("it-help", "@Frontdesk my VPN drops")
    await office.settle()
    assert ann.ephemerals == []
    assert len(ours(office)) == 1


async def test_an_offer_is_tried_once_and_its_trouble_is_nobodys(office: Office) -> None:
    ann = office.person("ann")
    office.channel("it-help").add("ann")
    office.slack.faults.refuse("chat.postEphemeral", times=1, error="user_not_in_channel")
    office.slack.faults.refuse("chat.postEphemeral", times=1, status=500)
    for text in ("My VPN drops", "My screen is black"):
        await ann.say("it-help", text)
        await office.settle()
    await office.later(minutes=5)
    assert ann.ephemerals == []
    assert office.channel("frontdesk-ops").messages == []
    await ann.say("it-help", "My mouse is dead")
    await office.settle()
    [offer] = ann.ephemerals
    asked = office.channel("it-help").messages[-1]
    await ann.delete(asked)
    await office.settle()
    assert (await ann.click(offer, "Make it a request")).ok
    assert "can't read that message any more" in ann.ephemerals[-1].plain
    assert ours(office) == []


@pytest.mark.parametrize("how", ["on", "offer", "off"])
async def test_each_department_says_how_and_where(database_url: str, how: str) -> None:
    async with opened(database_url, organised=intake(how, "#general")) as office:
        ann, lena = office.person("ann"), office.person("lena")
        asked = await ann.say("general", "how many vacation days do I have left?")
        await lena.say("general", "my laptop is broken, I'll fix it")
        await office.settle()
        assert len(ann.ephemerals) == (how == "offer")
        assert lena.ephemerals == []
        assert len(ours(office)) == (how == "on")
        if how != "on":
            return
        [receipt] = office.channel("general").thread(asked)
        assert "#1 is with IT" in receipt.plain
        assert "because you asked in its channel" in receipt.plain
        [card] = ours(office)
        assert "Original message" in card.plain
        await office.slack.redeliver_last("message")
        await office.settle()
        assert len(ours(office)) == 1
