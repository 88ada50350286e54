"""A department waits: for the requester, who is reminded and told before it closes, and whose reply always revives it."""

from sandbox import Message
from tests.office import Office


async def ask_back(
    office: Office, who: str, card: Message, question: str = "Which version?"
) -> None:
    assert (await office.person(who).click(card, "Ask and wait for a reply…")).ok
    await office.submit(who, question=question)


def told(office: Office, who: str = "ann") -> list[str]:
    """What the requester read in the thread of their receipt."""
    actor = office.person(who)
    return [message.plain for message in actor.thread(actor.dm[0])]


async def say(office: Office, who: str, text: str) -> None:
    actor = office.person(who)
    await actor.say(actor.dm[0].channel, text, thread=actor.dm[0])
    await office.settle()


async def test_reminded_then_told_then_closed_and_revived_by_a_reply(office: Office) -> None:
    card, ann = await office.ask("ann", "it my VPN drops"), office.person("ann")
    await ask_back(office, "lena", card)  # on a Wednesday at 11
    assert "Ann Berg is reminded Fri 20 Nov, 11:00 CET" in card.plain
    await office.later(days=1, hours=23)
    assert len(told(office)) == 1
    await office.later(hours=1)
    assert "#1 is still waiting for your reply to IT" in told(office)[-1]
    talk = len(office.talk("it-help", card))
    await office.later(days=4, hours=23)  # the week-end does not count
    assert len(told(office)) == 2
    await office.later(hours=1)
    assert "so it closes on Fri 27 Nov, 11:00 CET unless you reply here" in told(office)[-1]
    assert "Without your reply it closes on Fri 27 Nov, 11:00 CET" in ann.dm[0].plain
    assert "Closes Fri 27 Nov, 11:00 CET unless Ann Berg replies" in card.plain
    await office.later(days=1, hours=23)
    assert len(told(office)) == 3
    assert len(office.talk("it-help", card)) == talk
    await office.later(hours=1)
    assert "#1 is closed, because IT didn't hear from you" in told(office)[-1]
    assert "Closed · Ann Berg didn't reply" in card.plain
    assert "we didn't hear from you" in ann.dm[0].plain
    assert "How did we do?" not in "".join(told(office))

    await office.later(days=30)
    await say(office, "ann", "Thanks!")
    assert "Closed · Ann Berg didn't reply" in card.plain
    await say(office, "ann", "It is version 5.2")
    assert "In progress · Lena Vogt · #1" in card.plain
    talked = [each.plain for each in office.talk("it-help", card)]
    assert any("It is version 5.2" in each for each in talked)
    assert "Ann Berg replied, so #1 is open again." in talked
    assert not [each for each in office.channel("it-help").messages if "#2" in each.plain]
    await ann.command("/requests", "1")
    assert ann.modal is not None
    for line in (
        "was reminded to reply",
        "was told that it closes",
        "closed: Ann Berg didn't reply",
    ):
        assert line in ann.modal.plain


async def test_a_reply_ends_it_and_another_question_begins_it_anew(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await ask_back(office, "lena", card)
    await office.later(days=2)
    await say(office, "ann", "5.2")
    assert "reminded" not in card.plain
    await ask_back(office, "lena", card, "Really?")  # on Friday at 11
    await office.later(days=3, hours=23)
    assert sum("still waiting for your reply" in each for each in told(office)) == 1
    await office.later(hours=1)
    assert sum("still waiting for your reply" in each for each in told(office)) == 2


async def test_in_a_channel_only_the_requesters_own_reply_revives_it(office: Office) -> None:
    ann = office.person("ann")
    asked = await ann.say("general", "@Frontdesk my VPN drops")
    await office.settle()
    [card] = office.channel("it-help").messages
    await ask_back(office, "lena", card)
    await office.later(days=7)
    await office.later(days=2)
    assert "Closed · Ann Berg didn't reply" in card.plain
    await office.person("ben").say("general", "Same here", thread=asked)
    await office.settle()
    assert "Closed" in card.plain
    assert not any("Same here" in each.plain for each in office.talk("it-help", card))
    await ann.say("general", "It is 5.2", thread=asked)
    await office.settle()
    assert "In progress · Lena Vogt" in card.plain
    assert any("It is 5.2" in each.plain for each in office.talk("it-help", card))


async def test_after_a_long_sleep_one_thing_is_said_and_nothing_closes_untold(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await ask_back(office, "lena", card)
    await office.later(days=40)  # everybody asleep, and Frontdesk with them
    assert len(told(office)) == 2
    assert "closes on" in told(office)[-1]
    assert "Waiting for Ann Berg" in card.plain
    await office.later(days=2, hours=1)
    assert "is closed, because" in told(office)[-1]
    assert len(told(office)) == 3


async def _third_party(
    office: Office, card: Message, day: str, who: str = "Dell: a new dock"
) -> None:
    await office.later(minutes=1)
    assert (await office.person("lena").click(card, "Waiting for others…")).ok
    await office.submit("lena", others=who, next_update=day)


async def test_a_third_party_keeps_the_clock_running_and_promises_the_next_update(
    office: Office,
) -> None:
    card, ann = await office.ask("ann", "it my dock is dead"), office.person("ann")
    await _third_party(office, card, "2026-11-20")
    assert "In progress · Lena Vogt" in card.plain
    assert "Waiting for others: “Dell: a new dock”" in card.plain
    assert "Next update by Fri 20 Nov, 17:00" in card.plain
    [news] = told(office)
    assert "IT is waiting for others on #1. You'll have an update by Fri 20 Nov, 17:00" in news
    assert "Dell: a new dock" in news
    assert "Waiting for others: “Dell: a new dock”" in ann.dm[0].plain
    await office.later(hours=3)
    assert (await office.person("tom").click(card, "No longer waiting for others")).ok
    await office.settle()
    assert "Waiting for others: “" not in card.plain
    assert "IT has what it was waiting for, and continues with #1." in told(office)[-1]
    await ann.command("/requests", "1")
    assert ann.modal is not None
    assert "• waiting for someone outside IT: 3 hours" in ann.modal.plain
    assert "Lena Vogt is waiting for others; next update by Fri 20 Nov" in ann.modal.plain


async def test_the_promised_update_is_asked_for_and_missed_honestly(office: Office) -> None:
    card = await office.ask("ann", "it my dock is dead")
    await _third_party(office, card, "2026-11-20")
    await office.later(days=2, hours=5, minutes=28)
    prompts = len(office.person("lena").dm)
    await office.later(minutes=6)
    assert len(office.person("lena").dm) == prompts + 1
    assert "#1" in office.person("lena").dm[-1].plain
    assert len(told(office)) == 1
    await office.later(minutes=31)
    assert "no news" in told(office)[-1].lower()


async def test_days_that_cannot_be_promised_are_refused(office: Office) -> None:
    card, lena = await office.ask("ann", "it my dock is dead"), office.person("lena")
    for day, why in (
        ("2026-11-17", "That day is over. Choose a later one."),
        ("2026-11-21", "IT doesn't work on that day. Choose another one."),
        ("2027-01-18", "That's too far away. Choose a day within 14 days."),
    ):
        await lena.click(card, "Waiting for others…")
        lena.fill({"others": "Dell", "next_update": day})
        assert (await lena.submit()).errors == {"next_update": why}
        await lena.close()
    await lena.click(card, "Snooze…")
    lena.fill({"until": "2026-11-18", "reason": "Later"})
    assert (await lena.submit()).errors == {"until": "Choose a day after today."}
    assert "Open · unassigned" in card.plain
    assert not told(office)


async def test_a_snooze_comes_back_that_morning(office: Office) -> None:
    card, lena = await office.ask("ann", "it my dock is dead"), office.person("lena")
    await lena.click(card, "Snooze…")
    await office.submit("lena", until="2026-11-20", reason="The dock arrives on Friday.")
    assert "Snoozed until Fri 20 Nov: “The dock arrives on Friday.”" in card.plain
    [news] = told(office)
    assert "Lena Vogt (IT) will continue with #1 on Fri 20 Nov." in news
    assert "The dock arrives on Friday." in news
    await lena.command("/requests", "it")
    assert "Open requests of IT (0)" in lena.ephemerals[-1].plain
    assert "Snoozed: #1 until Fri 20 Nov" in lena.ephemerals[-1].plain
    await office.later(hours=24)
    assert any("1 snoozed" in each.plain for each in office.channel("it-help").messages)
    await office.later(hours=20)
    assert not any(each.notified for each in office.talk("it-help", card))
    await office.later(hours=2)
    [back] = [each for each in office.talk("it-help", card) if each.notified]
    assert back.notified == {lena.id}
    assert "#1 was snoozed until today" in back.plain
    assert "Snoozed until" not in card.plain
    await lena.command("/requests", "it")
    assert "Open requests of IT (1)" in lena.ephemerals[-1].plain


async def test_the_requesters_word_wakes_it(office: Office) -> None:
    card, lena = await office.ask("ann", "it my dock is dead"), office.person("lena")
    await lena.click(card, "Snooze…")
    await office.submit("lena", until="2026-11-27", reason="The dock arrives on Friday.")
    await say(office, "ann", "It smells of fire")
    assert "Snoozed until" not in card.plain
    await office.later(days=9, hours=12)
    assert not [each for each in office.talk("it-help", card) if "was snoozed" in each.plain]
