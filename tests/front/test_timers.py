"""What happens by itself: nobody waits without knowing, and nobody is told twice."""

import handlers
from sandbox import Message
from tests.office import Office


def _in_dm(office: Office, who: str = "ann") -> list[str]:
    actor = office.person(who)
    return [message.plain for message in actor.thread(actor.dm[0])]


def _reminders(office: Office, channel: str = "it-help") -> list[Message]:
    return [m for m in office.channel(channel).messages if "No one has picked up #1" in m.plain]


async def _claim(office: Office, who: str, card: Message) -> None:
    assert (await office.person(who).click(card, "Claim")).ok
    await office.settle()


async def _fire(office: Office, *keys: str) -> None:
    """As if the clock rang for this, whatever it promised."""
    desk = office.frontdesk.desk
    for key in keys:
        await desk.database.write(desk.team, await handlers.promised(desk, key))
    await office.settle()


async def test_what_nobody_claimed_is_reminded_of_once(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    receipt = office.person("ann").dm[0]
    assert "If no one has by 11:30 CET, we'll remind IT" in receipt.plain
    await office.later(minutes=29)
    assert not _reminders(office)
    await office.later(minutes=2)
    [reminder] = _reminders(office)
    assert "Ann Berg was told to expect someone by now: “my VPN drops”" in reminder.plain
    assert not reminder.notified
    assert "Open card" in reminder.plain
    assert "we've reminded IT" in receipt.plain
    await office.later(hours=5)
    assert len(_reminders(office)) == 1
    await _claim(office, "lena", card)
    assert "Lena Vogt has picked up #1" in reminder.plain
    assert "Open card" not in reminder.plain


async def test_what_was_claimed_in_time_needs_no_reminder(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _claim(office, "lena", card)
    await office.later(hours=1)
    assert len(office.channel("it-help").messages) == 1


async def test_an_honest_word_and_a_nudge_every_two_days(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _claim(office, "lena", card)
    received = len(_in_dm(office))
    await office.later(days=1, hours=23)
    assert len(_in_dm(office)) == received
    await office.later(hours=1)
    assert "No news on #1 yet. We've just reminded Lena Vogt" in _in_dm(office)[-1]
    assert "You'll hear from us again by Sun 22 Nov, 11:00 CET" in _in_dm(office)[-1]
    nudge = office.talk("it-help", card)[-1]
    assert "Ann Berg hasn't had an update on #1" in nudge.plain
    assert nudge.notified == {office.person("lena").id}
    await office.later(days=2)
    assert sum("news on #1" in text for text in _in_dm(office)) == 2
    # On a Sunday nobody is called: Lena is named, and reads of it on Monday.
    nudge = office.talk("it-help", card)[-1]
    assert "Lena Vogt Ann Berg hasn't had an update on #1" in nudge.plain
    assert not nudge.notified
    await office.later(days=1)
    assert "There's news on #1 from Ann Berg." in office.person("lena").dm[-1].plain


async def test_a_word_of_the_department_counts_the_silence_anew(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _claim(office, "lena", card)
    await office.later(days=1)
    await office.person("lena").say("it-help", "We are waiting for a part", thread=card)
    await office.settle()
    await office.later(days=1, hours=12)
    assert not any("news on #1" in text for text in _in_dm(office))
    await office.later(hours=13)
    assert any("news on #1" in text for text in _in_dm(office))


async def test_a_remark_among_colleagues_does_not_end_the_silence(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _claim(office, "lena", card)
    await office.later(days=1)
    await office.person("lena").say("it-help", "// no idea yet", thread=card)
    await office.settle()
    await office.later(days=1, minutes=1)
    assert any("news on #1" in text for text in _in_dm(office))


async def test_silence_while_nobody_has_it(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await office.later(days=2, minutes=1)
    assert any("no one at IT has picked it up" in said for said in _in_dm(office))
    assert not any(m.notified for m in office.talk("it-help", card))


async def test_an_answer_counts_the_silence_anew(office: Office) -> None:
    """Who has just answered is not told a moment later that there is no news."""
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person("lena").click(card, "Ask and wait for a reply…")).ok
    await office.submit("lena", question="Which version?")
    await office.later(days=1, hours=23)
    ann = office.person("ann")
    await ann.say(ann.dm[0].channel, "5.2", thread=ann.dm[0])
    await office.settle()
    await office.later(days=1)
    assert not any("news on #1" in text for text in _in_dm(office))
    await office.later(days=1)
    assert any("news on #1" in text for text in _in_dm(office))


async def test_who_works_on_their_own_request_needs_no_word(office: Office) -> None:
    card = await office.ask("lena", "it my VPN drops")
    await _claim(office, "lena", card)
    await office.later(days=3)
    assert not _in_dm(office, "lena")
    assert not office.talk("it-help", card)


async def test_nothing_more_is_said_after_the_end(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person("ann").click(office.person("ann").dm[0], "Cancel request")).ok
    await office.settle()
    dm, thread = len(_in_dm(office)), len(office.talk("it-help", card))
    await office.later(days=10)
    assert len(_in_dm(office)) == dm
    assert len(office.talk("it-help", card)) == thread
    assert not _reminders(office)


async def test_a_timer_that_fires_twice_does_no_harm(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _claim(office, "lena", card)
    await _fire(office, "request/1/unclaimed", "request/1/silence", "request/1/close")
    assert "In progress · Lena Vogt" in card.plain
    assert not any("news on #1" in text for text in _in_dm(office))
    await office.later(days=2)
    await _fire(office, "request/1/silence", "request/1/silence")
    assert sum("news on #1" in text for text in _in_dm(office)) == 1
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Done.")
    await office.later(days=7)
    texts = _in_dm(office)
    await _fire(office, "request/1/close", "request/1/silence", "request/1/unclaimed")
    assert "Closed" in card.plain
    assert _in_dm(office) == texts


async def test_what_a_later_version_promised_does_no_harm(office: Office) -> None:
    await office.ask("ann", "it my VPN drops")
    await _fire(
        office, "request/99/silence", "request/99/close", "request/99/unclaimed", "oracle/7"
    )


async def test_all_that_came_due_while_it_was_off_happens_once(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    office.clock.forward(days=7)
    await office.later()
    await office.later(minutes=1)
    assert len(_reminders(office)) == 1
    assert sum("news on #1" in text for text in _in_dm(office)) == 1
    assert "Open · unassigned" in card.plain
