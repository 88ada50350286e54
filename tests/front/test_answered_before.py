"""What a department resolved before is offered to whoever asks the like, before their request goes to it."""

from dataclasses import replace

import handlers
from handlers.learning.service import learnt_lately
from sandbox import Message
from storage import requests
from storage.transaction import Transaction
from tests.office import Office

FIRST = "Outlook keeps asking for my password since the update"
LIKE = "Outlook keeps asking for my password again since the update"
NOTE = "Sign out of Office and in again"


async def resolved(office: Office, text: str = FIRST, note: str = NOTE) -> None:
    """IT resolves something, and Frontdesk has read it."""
    card = await office.ask("ben", f"it {text}")
    lena = office.person("lena")
    assert (await lena.click(card, "Resolve")).ok
    await office.submit("lena", note=note)
    await handlers.learn(office.frontdesk.desk)


async def asked(office: Office, text: str = LIKE) -> Message:
    """Ann asks in a direct message, and gets her receipt."""
    ann = office.person("ann")
    await ann.say(office.slack.dm(ann), text)
    await office.settle()
    return [message for message in ann.dm if message.plain.startswith(("Got it", "Request"))][-1]


def cards(office: Office) -> list[Message]:
    """Of Ann's requests."""
    return [card for card in office.channel("it-help").messages if "Ann Berg" in card.plain]


async def test_a_yes_answers_it_without_anybodys_work(office: Office) -> None:
    await resolved(office)
    receipt = await asked(office)
    assert NOTE in receipt.plain
    assert FIRST not in receipt.plain
    assert "Ben" not in receipt.plain
    assert not cards(office)
    assert (await office.person("ann").click(receipt, "That helped")).ok
    await office.settle()
    [card] = cards(office)
    assert "Answered by an earlier answer" in card.plain
    assert "The answer to #1 was shown and helped" in card.plain
    assert "an earlier answer helped you" in receipt.plain
    assert NOTE in receipt.plain
    desk, olga = office.frontdesk.desk, office.person("olga").id
    ops = office.channel("frontdesk-ops").id
    told = str((await desk.read(learnt_lately, olga, ops)).blocks)
    assert "*#2* is for *IT*: an earlier answer helped" in told
    await office.person("ann").say(
        office.slack.dm(office.person("ann")), "It is back", thread=receipt
    )
    await office.settle()
    assert "Open" in card.plain


async def test_a_no_goes_on_without_retyping(office: Office) -> None:
    await resolved(office)
    receipt = await asked(office)
    ann = office.person("ann")
    assert (await ann.click(receipt, "Not what I need – send it")).ok
    await office.settle()
    [card] = cards(office)
    assert LIKE in card.plain
    assert "is with IT" in receipt.plain
    assert NOTE not in receipt.plain


async def test_without_a_word_it_goes_on_by_itself(office: Office) -> None:
    await resolved(office)
    receipt = await asked(office)
    ann = office.person("ann")
    await ann.say(office.slack.dm(ann), "It also happens on my phone", thread=receipt)
    await office.later(minutes=9)
    assert not cards(office)
    await office.later(minutes=2)
    [card] = cards(office)
    assert "It also happens on my phone" in office.talk("it-help", card)[-1].plain
    assert "That helped" not in receipt.plain


async def test_what_is_not_for_others_is_not_offered(office: Office) -> None:
    await resolved(office)
    ann = office.person("ann")
    # Others read along in a channel.
    await ann.say("general", f"@Frontdesk it: {LIKE}")
    await office.settle()
    assert len(cards(office)) == 1
    desk = office.frontdesk.desk
    await desk.database.write(desk.team, lambda tx: _hush(tx, 1))
    await asked(office)
    assert len(cards(office)) == 2


def _hush(tx: Transaction, number: int) -> None:
    request = requests.get(tx, number)
    assert request is not None
    requests.save(tx, request, replace(request, confidential=True))
