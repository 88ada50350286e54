"""The next update: promised, asked for, kept, or honestly missed; promised times; claims that lapse."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from handlers.desk import Desk
from handlers.progress.measure import share_covered
from handlers.progress.timers import claim_check, next_update
from sandbox import Message
from storage import promises
from storage.promises import KeptRate
from storage.transaction import Transaction
from tests.front.test_clock import second
from tests.office import Office

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def said(office: Office, who: str = "ann") -> list[str]:
    """What somebody reads in the thread of their newest receipt."""
    actor = office.person(who)
    return [message.plain for message in actor.thread(actor.dm[-1])]


def prompts(office: Office, who: str = "lena", *, about: str = "#1") -> list[Message]:
    """What somebody was asked privately, in these words."""
    return [message for message in office.person(who).dm if about in message.plain]


def buttons(message: Message) -> list[str]:
    """What can be pressed there."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [each["text"]["text"] for row in rows for each in row]


def seconds(day: int, hour: int, minute: int = 0) -> int:
    """A moment of November as Slack gives it, from UTC."""
    return int(datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp())


async def kept(office: Office, **whose: str) -> KeptRate:
    return await office.frontdesk.desk.read(lambda tx, _: promises.kept(tx, LONG_AGO, **whose))


async def claimed(office: Office, who: str = "lena") -> Message:
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person(who).click(card, "Claim")).ok
    await office.settle()
    return card


async def press(office: Office, who: str, where: Message, button: str) -> None:
    result = await office.person(who).click(where, button)
    assert result.ok, result
    await office.settle()


async def choose(office: Office, card: Message, choice: str) -> None:
    assert (await office.person("lena").click(card, "request_more", option=choice)).ok


async def test_an_update_is_promised_asked_for_and_kept_without_news(office: Office) -> None:
    card = await claimed(office)
    receipt, lena = office.person("ann").dm[-1], office.person("lena")
    assert "Next update by Thu 19 Nov, 11:00 CET." in receipt.plain
    assert "Next update by Thu 19 Nov, 11:00 CET" in card.plain
    await office.later(hours=23, minutes=29)
    assert not prompts(office)
    await office.later(minutes=1)
    [prompt] = prompts(office)
    assert "Ann Berg was promised an update on #1 by 11:00 CET." in prompt.plain
    assert buttons(prompt) == ["Write update", "No news yet", "Resolve", "Hand over"]
    await press(office, "lena", prompt, "No news yet")
    for refused in (seconds(19, 9), seconds(30, 9) + 60 * 86400):
        lena.fill({"reason": "The supplier is slow", "next_by": refused})
        assert not (await lena.submit()).ok
    await office.submit("lena", reason="The supplier is slow", next_by=seconds(20, 13))
    told = said(office)[-1]
    assert told.startswith("Lena Vogt: no news on #1 yet, because")
    assert "The supplier is slow" in told
    assert "Next update by Fri 20 Nov, 14:00 CET." in told
    assert "Next update by Fri 20 Nov, 14:00 CET." in receipt.plain
    assert "Ann Berg has had an update. The next is due by Fri 20 Nov, 14:00 CET." in prompt.plain
    assert not buttons(prompt)
    assert await kept(office, user=lena.id) == KeptRate(1, 0)
    await lena.open_home()
    await office.settle()
    assert lena.home is not None
    assert "1 of 1 promises to requesters kept in 60 days" in lena.home.text
    await office.later(days=1)
    await lena.command("/requests", "1")
    assert lena.modal is not None
    assert "Lena Vogt was asked for an update" in lena.modal.text
    assert "Lena Vogt wrote that there is no news yet" in lena.modal.text
    [*_, morning] = [m.plain for m in office.channel("it-help").messages if "IT today" in m.plain]
    assert "1 of 1 promises to requesters kept in 60 days." in morning
    assert "Requesters could see by when they'd hear for 100 % of their waiting time." in morning


async def test_what_nobody_says_is_told_and_goes_up_the_ladder_once(office: Office) -> None:
    """Whoever waits hears that there is no news, at the promised time; whoever was asked can still answer."""
    card = await claimed(office, "tom")
    tom, lena = office.person("tom"), office.person("lena")
    await office.later(hours=23, minutes=30)
    await office.later(minutes=29)
    assert not any("No news" in text for text in said(office))
    await office.later(minutes=1)
    assert said(office)[-1] == (
        "No news on #1 yet. We've reminded Tomás Rey. Next update by Fri 20 Nov, 11:00 CET."
    )
    [step] = lena.dm
    assert "#1 from Ann Berg: no update by Thu 19 Nov, 11:00 CET, and Ann Berg was told" in step.plain  # fmt: skip
    prompt = prompts(office, "tom")[0]
    assert "was told that there is none yet. The next is due by Fri 20 Nov, 11:00 CET" in prompt.plain  # fmt: skip
    assert await kept(office, department="it") == KeptRate(0, 1)
    await office.later(seconds=1)
    await press(office, "tom", prompt, "Write update")
    await office.submit("tom", text="I'm on it")
    assert "I'm on it" in said(office)[-1]
    assert "has had an update" in prompt.plain
    assert not buttons(prompt)
    await office.later(hours=2)
    assert len(lena.dm) == 1
    assert sum("No news" in text for text in said(office)) == 1
    assert len(tom.dm) == len(prompts(office, "tom"))
    assert "Late" not in card.plain


async def test_both_sides_agree_on_a_rhythm_and_news_is_asked_for_once(office: Office) -> None:
    card = await claimed(office)
    ann, lena = office.person("ann"), office.person("lena")
    receipt = ann.dm[-1]
    await press(office, "ann", receipt, "Updates…")
    assert ann.modal is not None
    assert "As IT usually does: every 1 working day" in str(ann.modal.blocks)
    await office.submit("ann", rhythm="every two hours")
    assert "Next update by 13:00 CET (every two hours, as you asked)." in receipt.plain
    assert "by 13:00 CET (every two hours, as Ann Berg asked)" in card.plain
    assert "Ann Berg would like updates every two hours." in office.talk("it-help", card)[-1].plain
    stale = receipt.button("Any news?")
    await press(office, "ann", receipt, "Any news?")
    [asked] = prompts(office)
    assert "Ann Berg asks for news on #1, and was promised it by 13:00 CET." in asked.plain
    assert "You asked for news; Lena Vogt knows." in receipt.plain
    assert "Any news?" not in buttons(receipt)
    await ann.press(receipt, stale)
    await office.settle()
    assert len(prompts(office)) == 1
    await office.later(seconds=1)
    await lena.say("it-help", "Nearly there", thread=card)
    await office.settle()
    assert "Any news?" in buttons(receipt)
    await choose(office, card, "Next update…")
    await office.submit("lena", rhythm="every morning")
    await office.later(seconds=1)
    assert "Lena Vogt will update you on #1 every morning." in said(office)[-1]
    # What was promised before comes no later by it.
    assert "Next update by 13:00 CET (every morning, as IT set it)." in receipt.plain
    await lena.say("it-help", "Tomorrow more", thread=card)
    await office.settle()
    assert "Next update by Thu 19 Nov, 10:00 CET" in receipt.plain


async def test_news_of_what_nobody_has_is_asked_of_whoever_is_on_duty(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    receipt = office.person("ann").dm[-1]
    assert "Next update by Thu 19 Nov, 11:00 CET." in receipt.plain
    await press(office, "ann", receipt, "Any news?")
    [asked] = prompts(office, "ines")
    assert "Ann Berg asks for news on #1" in asked.plain
    assert "Ann Berg asks for news on #1." in office.talk("it-help", card)[-1].plain
    assert (await office.person("tom").click(card, "Claim")).ok
    await office.settle()
    assert "Tomás Rey has #1 now." in asked.plain


async def test_a_promise_moves_with_a_hand_over_and_its_prompt_says_so(office: Office) -> None:
    card = await claimed(office)
    await office.later(hours=23, minutes=30)
    [prompt] = prompts(office)
    await press(office, "lena", prompt, "Hand over")
    await office.submit("lena", department="HR", reason="It's about leave")
    assert "#1 is with HR now, and unassigned." in prompt.plain
    there = office.channel("hr-help").messages[-1]
    assert "Next update by 11:00 CET" in there.plain
    assert "Next update by 11:00 CET." in office.person("ann").dm[-1].plain
    assert card.plain
    assert (await office.person("ole").click(there, "Claim")).ok
    await office.later(minutes=23)
    [asked] = prompts(office, "ole")
    assert "Ann Berg was promised an update on #1 by 11:00 CET." in asked.plain


async def test_a_promised_time_is_warned_about_moved_with_a_reason_and_missed(
    office: Office,
) -> None:
    card = await claimed(office)
    lena, receipt = office.person("lena"), office.person("ann").dm[-1]
    await choose(office, card, "Promise a time…")
    lena.fill({"done_by": seconds(18, 9)})
    assert not (await lena.submit()).ok
    await office.submit("lena", done_by=seconds(18, 15))
    assert said(office)[-1] == "Lena Vogt promises to have #1 done by 16:00 CET."
    assert "Promised: done by 16:00 CET" in card.plain
    assert "Promised: done by 16:00 CET" in receipt.plain
    await office.later(hours=3, minutes=45)
    [warned] = prompts(office)
    assert "You promised Ann Berg that #1 will be done by 16:00 CET." in warned.plain
    await press(office, "lena", warned, "Move the time")
    lena.fill({"done_by": seconds(19, 8, 30), "reason": " "})
    assert not (await lena.submit()).ok
    await office.submit("lena", done_by=seconds(19, 8, 30), reason="A part is missing")
    assert "Lena Vogt now expects to have #1 done by Thu 19 Nov, 09:30 CET" in said(office)[-1]
    assert "A part is missing" in said(office)[-1]
    assert "Ann Berg was told another time: done by Thu 19 Nov, 09:30 CET." in warned.plain
    await office.later(hours=18, minutes=45)
    assert "#1 was to be done by 09:30 CET, and isn't yet. Sorry." in said(office)[-1]
    assert "Promised for 09:30 CET, and not done yet" in card.plain
    assert (await kept(office, department="it")).missed == 1
    assert (await lena.click(card, "Resolve")).ok
    await office.submit("lena", note="Done.")
    assert (await kept(office, department="it")).missed == 1


async def test_a_claim_without_a_word_is_asked_about_and_released(office: Office) -> None:
    card = await claimed(office)
    await press(office, "ann", office.person("ann").dm[-1], "Updates…")
    await office.submit("ann", rhythm="only when something changes")
    await office.later(days=1)
    [*_, ask] = prompts(office, about="still yours")
    assert "You claimed it, and Ann Berg hasn't had word from you." in ask.plain
    await press(office, "lena", ask, "Still mine")
    assert "#1 is still yours." in ask.plain
    await office.later(days=1)
    [*_, ask] = prompts(office, about="still yours")
    assert "it goes back to IT's queue" in ask.plain
    await office.later(days=3)
    assert "Lena Vogt couldn't get to #1, so it's back with IT." in "\n".join(said(office))
    [told] = [m for m in office.channel("it-help").messages if "unassigned again" in m.plain]
    assert "Lena Vogt claimed it, but Ann Berg had no word. Please claim it" in told.plain
    assert "Open · unassigned" in card.plain
    assert "#1 is with IT now, and unassigned." in ask.plain
    # Pressed when it is too late: what is so now stays.
    assert (await office.person("tom").click(card, "Claim")).ok
    await office.settle()
    assert "Tomás Rey has picked up #1." in told.plain
    assert "Tomás Rey has #1 now." in ask.plain
    await office.later(days=1)
    [*_, ask] = prompts(office, "tom", about="still yours")
    await press(office, "tom", ask, "Release")
    assert "Tomás Rey is no longer working on #1. IT will pick it up" in said(office)[-1]
    assert "Open · unassigned" in card.plain


async def test_a_claim_is_asked_about_where_its_holder_was_just_asked_for_an_update(
    office: Office,
) -> None:
    await claimed(office)
    await office.later(hours=23, minutes=31)
    [ask] = prompts(office)
    assert "still yours" not in ask.plain
    await office.later(minutes=29)
    assert prompts(office) == [ask]
    assert "Is it still yours? Without an answer by Fri 20 Nov" in ask.plain
    assert buttons(ask) == ["Write update", "No news yet", "Still mine", "Release", "Resolve"]
    await press(office, "lena", ask, "Still mine")
    assert "still yours" not in ask.plain
    assert "Hand over" in buttons(ask)


async def test_twelve_hours_asleep_each_overdue_thing_is_said_once_and_marked_late(
    office: Office,
) -> None:
    """And a clock that jumps back says nothing again."""
    await claimed(office)
    await office.later(days=1, hours=12)
    office.clock.forward(hours=-12)
    await office.later()
    office.clock.forward(hours=13)
    await office.later()
    # By night nobody is disturbed: honest word and prompts come in the morning.
    assert not [text for text in said(office) if "No news" in text]
    assert not prompts(office)
    await office.later(hours=8)
    [late] = [text for text in said(office) if "No news" in text]
    assert late.startswith("Sorry, this comes late: you were to hear by")
    assert "No news on #1" in late
    [ask] = prompts(office)
    assert {"Write update", "Still mine"} < set(buttons(ask))


@pytest.mark.parametrize("order", [(claim_check, next_update), (next_update, claim_check)])
async def test_what_is_overdue_at_once_is_one_prompt_in_whatever_order_it_fires(
    office: Office, order: tuple[Callable[[Transaction, Desk, str], None], ...]
) -> None:
    await claimed(office)
    desk = office.frontdesk.desk
    office.clock.forward(days=2)

    def fire(tx: Transaction) -> None:
        for timer in order:
            timer(tx, desk, "1")

    await desk.database.write(desk.team, fire)
    await office.settle()
    [ask] = prompts(office)
    assert {"Write update", "Still mine"} < set(buttons(ask))


async def test_no_promise_runs_while_the_requester_is_waited_for(office: Office) -> None:
    card = await claimed(office)
    ann, receipt = office.person("ann"), office.person("ann").dm[-1]
    await office.later(hours=1)
    await choose(office, card, "Ask and wait for a reply…")
    await office.submit("lena", question="Which version?")
    assert "Next update" not in receipt.plain
    assert "Waiting for your reply" in receipt.plain
    assert "Any news?" not in buttons(receipt)
    await office.later(days=1)
    assert not any("No news" in text for text in said(office))
    await ann.say(receipt.channel, "5.2", thread=receipt)
    await office.settle()
    assert "Next update by Fri 20 Nov, 12:00 CET." in receipt.plain
    share = await office.frontdesk.desk.read(share_covered, "it")
    assert share == 1.0


async def test_two_replicas_ask_and_tell_once(office: Office) -> None:
    await claimed(office)
    for minutes, asked, told in ((23 * 60 + 31, 1, 0), (30, 1, 1)):
        office.clock.forward(minutes=minutes)
        async with second(office) as other:
            alarms = (office.frontdesk.alarm, other.alarm)
            await asyncio.gather(*(alarm.ring() for alarm in alarms * 2))
        await office.settle()
        assert len(prompts(office)) == asked  # it asks, too, whether the claim holds
        assert sum("No news" in text for text in said(office)) == told
