"""The requester cancels, rates, comments, says that it is not solved, or writes on."""

from datetime import timedelta

import pytest

from sandbox import Message
from storage import absences
from tests.office import Office
from tests.storage.test_absences import an_absence


async def _resolved(office: Office) -> tuple[Message, Message]:
    """A resolved request: its card, and what the requester was told."""
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Update to 5.3.")
    ann = office.person("ann")
    return card, ann.thread(ann.dm[0])[-1]


async def _press(office: Office, who: str, where: Message, what: str) -> None:
    result = await office.person(who).click(where, what)
    assert result.ok, result
    await office.settle()


async def _write(office: Office, text: str) -> None:
    ann = office.person("ann")
    await ann.say(ann.dm[0].channel, text, thread=ann.dm[0])
    await office.settle()


async def test_cancelling(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _press(office, "lena", card, "Claim")
    receipt = office.person("ann").dm[0]
    await _press(office, "ann", receipt, "Cancel request")
    assert "Cancelled by Ann Berg" in card.plain
    assert card.buttons == ["Details"]
    assert not receipt.buttons
    assert "is cancelled" in receipt.plain
    received = office.talk("it-help", card)[-1]
    assert "Ann Berg cancelled #1" in received.plain
    assert received.notified == {office.person("lena").id}


async def test_cancelling_in_the_answer_of_the_command(office: Office) -> None:
    ann = office.person("ann")
    await ann.command("/ask", "it my VPN drops", channel="general")
    await office.settle()
    answer = ann.ephemerals[-1]
    await _press(office, "ann", answer, "Cancel request")
    assert "You've cancelled request #1" in ann.ephemerals[-1].plain
    assert "is cancelled" in ann.dm[0].plain


@pytest.mark.parametrize(
    ("star", "told_head"), [("1 · poor", 1), ("2", 1), ("3 · fair", 0), ("4", 0), ("5 · great", 0)]
)
async def test_only_one_or_two_stars_tell_the_head(
    office: Office, star: str, told_head: int
) -> None:
    card, received = await _resolved(office)
    await _press(office, "ann", received, star)
    assert f"rated {star[0]} out of 5" in card.plain
    assert f"You rated this {star[0]} out of 5" in received.plain
    ines = office.person("ines")
    assert len(ines.dm) == told_head
    if told_head:
        assert "Ann Berg" in ines.dm[0].plain
        assert "#1" in ines.dm[0].plain
    for actor in ("ann", "lena", "tom"):
        assert not [m for m in office.person(actor).dm if "may help" in m.plain]


async def test_a_comment_goes_with_the_rating(office: Office) -> None:
    card, received = await _resolved(office)
    await _press(office, "ann", received, "2")
    await _press(office, "ann", received, "Add a comment")
    await office.submit("ann", reason="Took <@U0LENA> three days & <!here>")
    [head] = office.person("ines").dm
    assert "Took <@U0LENA> three days & <!here>" in head.plain
    assert not head.notified
    thread = office.talk("it-help", card)
    assert any("three days" in message.plain for message in thread)
    assert "Change the comment" in received.buttons


async def test_a_rating_pressed_by_mistake_is_corrected(office: Office) -> None:
    card, received = await _resolved(office)
    await _press(office, "ann", received, "1 · poor")
    assert len(office.person("ines").dm) == 1
    await _press(office, "ann", received, "5 · great")
    assert "You rated this 5 out of 5" in received.plain
    assert "rated 5 out of 5" in card.plain
    assert office.person("ines").dm == []  # the head need not wonder


async def test_only_the_requester_rates(office: Office) -> None:
    office.channel("general")
    ann = office.person("ann")
    await ann.say("general", "@Frontdesk my VPN drops")
    await office.settle()
    [card] = office.channel("it-help").messages
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Update to 5.3.")
    received = office.channel("general").thread(office.channel("general").messages[0])[-1]
    await _press(office, "kofi", received, "1 · poor")
    assert "Only Ann Berg, who asked #1, can do this" in office.person("kofi").ephemerals[-1].plain
    assert "rated" not in card.plain


async def test_not_solved_takes_it_up_again_with_the_reason(office: Office) -> None:
    card, received = await _resolved(office)
    await _press(office, "ann", received, "Not solved")
    await office.submit("ann", reason="It still drops.")
    assert "In progress · Lena Vogt" in card.plain
    assert {"Reply", "Resolve"} <= set(card.buttons)
    again = office.talk("it-help", card)[-1]
    assert "Ann Berg says this isn't solved yet" in again.plain
    assert "It still drops." in again.plain
    assert again.notified == {office.person("lena").id}
    assert not received.buttons
    assert "is working on your request #1" in office.person("ann").dm[0].plain
    await office.later(days=7)
    assert "Closed" not in card.plain


async def test_not_solved_twice_changes_nothing(office: Office) -> None:
    card, received = await _resolved(office)
    stale = received.button("Not solved")
    await _press(office, "ann", received, "Not solved")
    await office.submit("ann", reason="It still drops.")
    before = len(office.talk("it-help", card))
    await office.press("ann", received, stale)
    assert office.person("ann").modal is None
    assert "has been reopened" in office.person("ann").ephemerals[-1].plain
    assert len(office.talk("it-help", card)) == before


@pytest.mark.parametrize("thanks", ["Thanks!", "thank you so much :pray:", "👍", "Perfect, thanks"])
async def test_thanks_does_not_reopen(office: Office, thanks: str) -> None:
    card, received = await _resolved(office)
    await _write(office, thanks)
    assert "Resolved by Lena Vogt" in card.plain
    assert "Not solved" in received.buttons
    heard = office.talk("it-help", card)[-1]
    assert not heard.notified


async def test_another_reply_reopens_and_calls_once(office: Office) -> None:
    card, _ = await _resolved(office)
    before = len(office.talk("it-help", card))
    await _write(office, "It dropped again just now")
    assert "In progress · Lena Vogt" in card.plain
    after = office.talk("it-help", card)[before:]
    # The reply waits a moment for others that may have been written before it.
    assert "#1 is open again" in after[0].plain
    assert "It dropped again just now" in after[-1].plain
    assert sum(bool(message.notified) for message in after) == 1


async def test_it_closes_after_five_working_days_and_a_reply_is_a_new_linked_request(
    office: Office,
) -> None:
    card, received = await _resolved(office)
    await office.later(days=6, hours=23)  # a week-end among them
    assert "Resolved" in card.plain
    await office.later(hours=2)
    assert "Closed" in card.plain
    assert not received.buttons
    await _write(office, "Thanks again")
    assert len(office.person("ann").dm) == 1
    await _write(office, "It drops again")
    receipt = office.person("ann").dm[-1]
    assert "#2" in receipt.plain
    assert "a follow-up to #1" in receipt.plain
    [new] = [m for m in office.channel("it-help").messages if "It drops again" in m.plain]
    assert "Follow-up to #1" in new.plain


async def test_a_stale_not_solved_after_closing_says_how_to_go_on(office: Office) -> None:
    _, received = await _resolved(office)
    stale = received.button("Not solved")
    await office.later(days=8)
    await office.press("ann", received, stale)
    assert office.person("ann").modal is None
    assert "#1 was closed a few days ago" in office.person("ann").ephemerals[-1].plain


async def test_stale_buttons_of_the_receipt(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    receipt = office.person("ann").dm[0]
    add, cancel = receipt.button("Add something"), receipt.button("Cancel request")
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Update to 5.3.")
    for stale in (add, cancel):
        await office.press("ann", receipt, stale)
        assert office.person("ann").modal is None
        received = office.person("ann").ephemerals[-1].plain
        assert "#1 is already solved" in received
        assert "thread" in received
    assert "Resolved" in card.plain


async def test_a_second_low_rating_tells_the_head_again(office: Office) -> None:
    card, received = await _resolved(office)
    await _press(office, "ann", received, "1 · poor")
    await _write(office, "It dropped again just now")
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="New router.")
    resolved = office.person("ann").thread(office.person("ann").dm[0])[-1]
    await _press(office, "ann", resolved, "5 · great")
    assert len(office.person("ines").dm) == 1
    assert "1 out of 5" in office.person("ines").dm[0].plain


async def test_a_low_rating_goes_to_who_stands_in_for_the_head(office: Office) -> None:
    _card, received = await _resolved(office)
    ines, tom, now = office.person("ines"), office.person("tom"), office.clock.now()
    away = an_absence(ines.id, begins_at=now, ends_at=now + timedelta(days=2), cover=tom.id)
    desk = office.frontdesk.desk
    await desk.database.write(desk.team, lambda tx: absences.add(tx, away))
    await _press(office, "ann", received, "1 · poor")
    assert not ines.dm
    assert "rated IT's answer to #1: 1 out of 5" in tom.dm[-1].plain
