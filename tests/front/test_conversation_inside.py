"""A department that chose "internal unless sent": HR, in the example organisation."""

from sandbox import Message
from tests.office import Office


async def _said(office: Office, card: Message, text: str) -> Message:
    said = await office.person("ole").say("hr-help", text, thread=card)
    await office.settle()
    return said


async def test_only_what_is_sent_on_purpose_reaches_the_requester(office: Office) -> None:
    card = await office.ask("ann", "hr how many days off do I have?")
    ann = office.person("ann")
    inside = await _said(office, card, "She has two left")
    assert not inside.reactions
    assert not ann.thread(ann.dm[0])
    sent = await _said(office, card, "📨 You have two left")
    assert ann.thread(ann.dm[0])[-1].plain.endswith(
        "Ole Nilsen (HR): You have two left\nYou have two left"
    )
    assert "incoming_envelope" in sent.reactions
    await _said(office, card, ":incoming_envelope: and one from last year")
    assert "and one from last year" in ann.thread(ann.dm[0])[-1].plain
    await _said(office, card, ">> in all three")
    assert ann.thread(ann.dm[0])[-1].plain.endswith("Ole Nilsen (HR): in all three\nin all three")


async def test_what_was_sent_stays_sent_when_edited(office: Office) -> None:
    card = await office.ask("ann", "hr how many days off do I have?")
    ann, ole = office.person("ann"), office.person("ole")
    sent = await _said(office, card, "📨 You have two left")
    await ole.edit(sent, "You have three left")
    await office.settle()
    assert ann.thread(ann.dm[0])[-1].plain.endswith(
        "Ole Nilsen (HR): You have three left\nYou have three left"
    )
    inside = await _said(office, card, "She asks every week")
    await ole.edit(inside, "She asks every day")
    await office.settle()
    assert len([m for m in ann.thread(ann.dm[0]) if m.bot_id]) == 1


async def test_the_reply_button_sends(office: Office) -> None:
    card = await office.ask("ann", "hr how many days off do I have?")
    ann, ole = office.person("ann"), office.person("ole")
    assert (await ole.click(card, "Reply")).ok
    await office.submit("ole", text="You have two left")
    assert ann.thread(ann.dm[0])[-1].plain.endswith(
        "Ole Nilsen (HR): You have two left\nYou have two left"
    )


async def test_the_thread_says_how_to_answer(office: Office) -> None:
    card = await office.ask("ann", "hr how many days off do I have?")
    assert (await office.person("ole").click(card, "Claim")).ok
    await office.settle()
    [hint] = office.channel("hr-help").thread(card)
    assert hint.plain == "Replies are internal. Start with 📨 to send one to Ann Berg."
