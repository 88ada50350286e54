"""What is written under a message of ours before we know that Slack shows it, and events that overtake each other."""

from typing import Any

import pytest

from sandbox import Message
from sandbox.calls import Delivery
from tests.office import Office


def _under_card(office: Office, card: Message) -> list[str]:
    return [each.plain for each in office.channel("it-help").thread(card) if each.bot_id]


def _under_receipt(office: Office, who: str = "ann") -> list[str]:
    actor = office.person(who)
    return [each.plain for each in actor.thread(actor.dm[0]) if each.bot_id]


async def _ask_unanswered(office: Office, address: str) -> None:
    """Ann asks, and the answer to the post in one place is lost: Slack shows it, and Frontdesk does not know."""
    channel = {
        "card": office.channel("it-help").id,
        "receipt": office.person("ann").id,
    }[address]
    office.slack.cruel.drop("chat.postMessage", "after", channel=channel)
    assert (await office.person("ann").command("/ask", "it my VPN drops")).ok
    await office.settle()


async def _placed(office: Office) -> None:
    """The courier finds what Slack shows, and then the clock rings for what waited for it."""
    await office.later(seconds=5)
    await office.later(seconds=1)


async def test_a_reply_under_a_card_that_is_not_known_to_be_shown_arrives(office: Office) -> None:
    await _ask_unanswered(office, "card")
    [card] = office.channel("it-help").messages
    for text in ("Which version?", "And which office?"):
        await office.person("lena").say("it-help", text, thread=card)
    await office.settle()
    assert not [each for each in _under_receipt(office) if "Which version?" in each]
    await _placed(office)
    replies = [each for each in _under_receipt(office) if each.startswith("Lena Vogt (IT):")]
    assert [each.splitlines()[-1] for each in replies] == ["Which version?", "And which office?"]
    assert len(office.channel("it-help").messages) == 1


async def test_a_reply_under_a_receipt_that_is_not_known_to_be_shown_is_no_new_request(
    office: Office,
) -> None:
    await _ask_unanswered(office, "receipt")
    ann = office.person("ann")
    await ann.say(ann.dm[0].channel, "only at home", thread=ann.dm[0])
    await _placed(office)
    [card] = office.channel("it-help").messages
    assert len(ann.dm) == 1
    assert any("only at home" in each for each in _under_card(office, card))
