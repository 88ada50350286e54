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
    await _fire(office, "request/1/unclaimed", "request/1/next_update", "request/1/close")
    assert "In progress · Lena Vogt" in card.plain
    assert not any("news on #1" in text for text in _in_dm(office))
    await office.later(days=2)
    await _fire(office, "request/1/next_update", "request/1/next_update")
    assert sum("news on #1" in text for text in _in_dm(office)) == 1
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Done.")
    await office.later(days=7)
    texts = _in_dm(office)
    await _fire(office, "request/1/close", "request/1/next_update", "request/1/unclaimed")
    assert "Closed" in card.plain
    assert _in_dm(office) == texts


async def test_what_a_later_version_promised_does_no_harm(office: Office) -> None:
    await office.ask("ann", "it my VPN drops")
    await _fire(
        office, "request/99/next_update", "request/99/close", "request/99/unclaimed", "oracle/7"
    )


async def test_all_that_came_due_while_it_was_off_happens_once(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    office.clock.forward(days=7)
    await office.later()
    await office.later(minutes=1)
    assert len(_reminders(office)) == 1
    assert sum("news on #1" in text for text in _in_dm(office)) == 1
    assert "Open · unassigned" in card.plain
