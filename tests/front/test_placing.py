"""What is written under a message of ours before we know that Slack shows it, and events that overtake each other."""

import pytest
from sqlalchemy import func, select

from sandbox import Message
from storage.schema import unplaced
from tests.office import Office


def _under_card(office: Office, card: Message) -> list[str]:
    return [each.plain for each in office.talk("it-help", card) if each.bot_id]


def _under_receipt(office: Office, who: str = "ann") -> list[str]:
    actor = office.person(who)
    return [each.plain for each in actor.thread(actor.dm[0]) if each.bot_id]


def _replies(office: Office) -> list[str]:
    """What Lena said to Ann, without her name."""
    said = [each for each in _under_receipt(office) if each.startswith("Lena Vogt (IT):")]
    return [each.splitlines()[-1] for each in said]


async def _ask_unanswered(office: Office, channel: str) -> None:
    """Ann asks, and the answer to the post in one place is lost: Slack shows it, and Frontdesk does not know."""
    office.slack.faults.drop("chat.postMessage", "after", channel=channel)
    assert (await office.person("ann").command("/ask", "it my VPN drops")).ok
    await office.settle()


async def _placed(office: Office) -> None:
    """The courier finds what Slack shows, and then the clock rings for what waited for it."""
    await office.later(seconds=5)
    await office.later(seconds=1)


async def test_replies_under_a_card_not_known_to_be_shown_arrive_in_order(office: Office) -> None:
    await _ask_unanswered(office, "it-help")
    [card] = office.channel("it-help").messages
    lena = office.person("lena")
    for text in ("Which version?", "And which ofice?", "Never mind"):
        said = await lena.say("it-help", text, thread=card)
        if "ofice" in text:
            await lena.edit(said, "And which office?")
    await lena.delete(said)
    await office.settle()
    await _placed(office)
    assert _replies(office) == ["Which version?", "And which office?"]
    assert len(office.channel("it-help").messages) == 1


async def test_what_comes_later_does_not_overtake_what_waits(office: Office) -> None:
    await _ask_unanswered(office, "it-help")
    [card] = office.channel("it-help").messages
    lena = office.person("lena")
    await lena.say("it-help", "First", thread=card)
    office.clock.forward(seconds=5)
    await office.settle()  # the card is known by now, and the clock has not rung
    await lena.say("it-help", "Second", thread=card)
    await office.settle()
    assert _replies(office) == ["First", "Second"]


async def test_a_hand_over_meanwhile_does_not_make_a_reply_late(office: Office) -> None:
    """It was written and acknowledged before: it reaches the requester, and nobody reads that it was not sent. The clock of
    the replica that hands over may be behind."""
    await _ask_unanswered(office, "it-help")
    [card] = office.channel("it-help").messages
    lena = office.person("lena")
    await lena.say("it-help", "Which version?", thread=card)
    await office.slack.idle()
    office.clock.forward(seconds=-25)
    assert (await lena.click(card, "Hand over to another department…")).ok
    lena.fill({"department": "HR", "reason": "Theirs"})
    assert (await lena.submit()).ok
    office.clock.forward(seconds=25)
    await _placed(office)
    said = [each for each in _under_receipt(office) if "Which version?" in each]
    assert len(said) == 1
    assert not any("Not sent" in each for each in _under_card(office, card))
    await lena.say("it-help", "And now?", thread=card)
    await office.settle()
    assert not any("And now?" in each for each in _under_receipt(office))
    assert any("Not sent" in each for each in _under_card(office, card))


async def test_an_end_meanwhile_does_not_make_a_reply_late(office: Office) -> None:
    await _ask_unanswered(office, "it-help")
    [card] = office.channel("it-help").messages
    lena = office.person("lena")
    await lena.say("it-help", "Which version?", thread=card)
    await office.slack.idle()
    office.clock.forward(seconds=-25)
    ann = office.person("ann")
    assert (await ann.click(ann.dm[0], "Cancel request")).ok
    office.clock.forward(seconds=25)
    await _placed(office)
    assert len([each for each in _under_receipt(office) if "Which version?" in each]) == 1


async def test_a_reply_under_a_receipt_not_known_to_be_shown_is_no_new_request(
    office: Office,
) -> None:
    await _ask_unanswered(office, office.slack.dm("ann").id)
    ann = office.person("ann")
    await ann.say(ann.dm[0].channel, "only at home", thread=ann.dm[0])
    await _placed(office)
    [card] = office.channel("it-help").messages
    assert len(ann.dm) == 1
    assert any("only at home" in each for each in _under_card(office, card))


async def test_a_call_under_a_card_not_known_to_be_shown_is_no_new_request(office: Office) -> None:
    await _ask_unanswered(office, "it-help")
    [card] = office.channel("it-help").messages
    await office.person("lena").say("it-help", "@frontdesk which version?", thread=card)
    await _placed(office)
    assert _replies(office) == ["which version?"]
    assert len(office.channel("it-help").messages) == 1


async def test_a_call_in_another_thread_meanwhile_makes_its_request(office: Office) -> None:
    lena = office.person("lena")
    root = await lena.say("it-help", "The coffee machine of the kitchen leaks")
    await _ask_unanswered(office, "it-help")
    await office.person("ben").say("it-help", "@frontdesk facilities please help", thread=root)
    await _placed(office)
    [card] = office.channel("facilities-help").messages
    assert "please help" in card.plain
    thread = office.talk("facilities-help", card)
    assert any("coffee machine" in each.plain for each in thread)


async def test_talk_in_another_thread_meanwhile_stays_there(office: Office) -> None:
    root = await office.person("lena").say("it-help", "Lunch?")
    await _ask_unanswered(office, "it-help")
    await office.person("tom").say("it-help", "Yes", thread=root)
    await _placed(office)
    assert not _replies(office)
    assert await _waiting(office) == 0


async def test_slack_is_asked_when_the_answer_never_comes(office: Office) -> None:
    """The post is visible, and each look for it fails: after a minute the reply's own thread is asked about."""
    office.slack.faults.refuse("conversations.history", times=100, status=503)
    await _ask_unanswered(office, "it-help")
    [card] = office.channel("it-help").messages
    await office.person("lena").say("it-help", "Which version?", thread=card)
    await office.settle()
    for seconds in (30, 40, 1):
        await office.later(seconds=seconds)
    assert _replies(office) == ["Which version?"]
    office.slack.faults.clear()
    await office.later(minutes=10)
    assert len(office.channel("it-help").messages) == 1


async def test_what_slack_does_not_tell_waits_and_is_not_given_up(office: Office) -> None:
    office.slack.faults.refuse("conversations.history", times=1000, status=503)
    office.slack.faults.refuse("conversations.replies", times=1000, status=503)
    await _ask_unanswered(office, "it-help")
    [card] = office.channel("it-help").messages
    await office.person("lena").say("it-help", "Which version?", thread=card)
    for _ in range(30):
        await office.later(hours=1)
    office.slack.faults.clear()
    for _ in range(3):
        await office.later(hours=1)
    assert "Which version?" in _replies(office)


async def test_under_a_message_of_their_own_a_dm_is_heard_at_once(office: Office) -> None:
    ann = office.person("ann")
    thanks = await ann.say(office.slack.dm("ann").id, "thanks")
    await office.settle()
    await ann.say(thanks.channel, "it my VPN drops", thread=thanks)
    await office.settle()
    [card] = office.channel("it-help").messages
    assert "my VPN drops" in card.plain


@pytest.mark.parametrize("order", [(1, 0), (0, 1)])
async def test_a_deletion_that_overtakes_its_message(
    office: Office, order: tuple[int, int]
) -> None:
    ann = office.person("ann")
    office.slack.faults.hold()
    said = await ann.say(office.slack.dm("ann").id, "it my password is hunter2")
    await ann.delete(said)
    await office.slack.release(*order)
    await office.settle()
    assert not any("hunter2" in each.plain for each in office.channel("it-help").messages)
    if order == (1, 0):
        assert not office.channel("it-help").messages


async def test_a_deletion_that_overtakes_a_reply(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    office.slack.faults.hold()
    said = await lena.say("it-help", "she never reads the manual", thread=card)
    await lena.delete(said)
    await office.slack.release(1, 0)
    await office.settle()
    assert not _replies(office)


async def test_a_deletion_that_overtakes_a_call(office: Office) -> None:
    ann = office.person("ann")
    office.slack.faults.hold()
    said = await ann.say("general", "@frontdesk it my VPN drops")
    await ann.delete(said)
    await office.slack.release(2, 1, 0)
    await office.settle()
    assert not office.channel("it-help").messages


@pytest.mark.parametrize("order", [(0, 2, 1), (1, 2, 0), (2, 1, 0), (2, 0, 1)])
async def test_of_two_edits_the_newest_stays(office: Office, order: tuple[int, ...]) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    office.slack.faults.hold()
    said = await lena.say("it-help", "Call 1", thread=card)
    await lena.edit(said, "Call 12")
    await lena.edit(said, "Call 123")
    await office.slack.release(*order)
    await office.settle()
    assert _replies(office) == ["Call 123"]


async def test_an_edit_after_a_deletion_brings_nothing_back(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    said = await lena.say("it-help", "one", thread=card)
    await office.settle()
    office.slack.faults.hold()
    await lena.edit(said, "two")
    await lena.delete(said)
    await office.slack.release(1, 0)
    await office.settle()
    assert not _replies(office)


async def test_deletions_elsewhere_are_not_kept(office: Office) -> None:
    lena = office.person("lena")
    said = await lena.say("general", "Lunch?")
    await lena.edit(said, "Lunch at noon?")
    await lena.delete(said)
    await office.settle()
    assert await _waiting(office) == 0


async def test_what_never_came_is_forgotten(office: Office) -> None:
    ann = office.person("ann")
    office.slack.faults.hold()
    said = await ann.say(office.slack.dm("ann").id, "it my VPN drops")
    await ann.delete(said)
    await office.slack.release(1)
    assert await _waiting(office) == 1
    for _ in range(4):
        await office.later(days=1)
    assert await _waiting(office) == 0


async def _waiting(office: Office) -> int:
    desk = office.frontdesk.desk
    count = select(func.count()).select_from(unplaced)
    return await desk.read(lambda tx, _: int(tx.execute(count).scalar_one()))
