"""Nobody is woken: what is not urgent waits for the receiver's next working morning."""

from datetime import UTC, datetime, timedelta

from sandbox import Message
from tests.office import Office

# In Ann's and Lena's zone it is 22:00 on a Thursday, and 7:00 on the Friday after it.
NIGHT = datetime(2026, 11, 19, 21, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


async def asked_by_day(office: Office, text: str = "it my VPN drops") -> tuple[Message, Message]:
    """A request of the day, with its card and its receipt; by now it is night."""
    office.clock.to(NIGHT - timedelta(hours=11))
    card = await office.ask("ann", text)
    receipt = office.person("ann").dm[-1]
    office.clock.to(NIGHT)
    return card, receipt


def words(office: Office, receipt: Message) -> list[str]:
    """What Ann has read in the thread of her receipt."""
    return [each.plain for each in office.person("ann").thread(receipt)]


async def test_what_is_not_urgent_waits_for_the_next_working_morning(office: Office) -> None:
    card, receipt = await asked_by_day(office)
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    assert "Lena Vogt" in receipt.plain  # who looks sees it at once
    assert words(office, receipt) == []
    office.clock.to(MORNING)
    await office.later(seconds=-1)
    assert words(office, receipt) == []
    await office.later(seconds=1)
    [word] = words(office, receipt)
    assert "Lena Vogt (IT) is now working on your request #1" in word


async def test_who_just_acted_is_told_at_once_and_so_is_who_said_it_is_urgent(
    office: Office,
) -> None:
    card, receipt = await asked_by_day(office)
    await office.person("ann").say(receipt.channel, "It is worse now.", thread=receipt)
    await office.settle()
    await office.later(minutes=14)
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    assert "is now working on" in words(office, receipt)[-1]


async def test_what_people_say_to_each_other_is_never_held(office: Office) -> None:
    card, receipt = await asked_by_day(office)
    lena = office.person("lena")
    await lena.say("it-help", "Which version?", thread=card)
    await office.settle()
    assert (await lena.click(card, "Ask and wait for a reply…")).ok
    await office.submit("lena", question="Is it the new one?")
    assert [
        "Which version?" in words(office, receipt)[0],
        "new one?" in words(office, receipt)[1],
    ] == [True, True]
    assert (await lena.click(card, "Resolve")).ok
    await office.submit("lena", note="Restart it.")
    assert "Restart it." in words(office, receipt)[-1]


async def test_a_held_notice_that_was_overtaken_is_never_shown(office: Office) -> None:
    card, receipt = await asked_by_day(office)
    lena = office.person("lena")
    assert (await lena.click(card, "Claim")).ok
    assert (await lena.click(card, "Resolve")).ok
    await office.submit("lena", note="Restart it.")
    office.clock.to(MORNING)
    await office.later(minutes=5)
    [word] = words(office, receipt)
    assert "Restart it." in word


async def test_in_a_thread_of_a_channel_nothing_waits(office: Office) -> None:
    ann = office.person("ann")
    await ann.say("general", "@Frontdesk it my VPN drops")
    await office.settle()
    [card] = office.channel("it-help").messages
    office.clock.to(NIGHT)
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    [asked] = office.channel("general").messages
    assert "is now working on" in office.talk("general", asked)[-1].plain


async def test_who_is_off_is_named_without_a_mention_and_reads_it_in_the_morning(
    office: Office,
) -> None:
    card, receipt = await asked_by_day(office)
    lena, tom = office.person("lena"), office.person("tom")
    assert (await tom.click(card, "Assign to…")).ok
    await office.submit("tom", assignee="Lena Vogt")
    await office.person("ann").say(receipt.channel, "Are you there?", thread=receipt)
    await office.settle()
    thread = office.talk("it-help", card)
    assert any("Lena Vogt Tomás Rey assigned #1 to you." in each.plain for each in thread)
    assert not any(each.notified for each in thread)
    assert lena.dm == []
    office.clock.to(MORNING)
    await office.later(minutes=1)
    [news] = lena.dm
    assert "There's news on #1 from Ann Berg" in news.plain


async def test_who_has_looked_after_it_meanwhile_reads_nothing_in_the_morning(
    office: Office,
) -> None:
    card, _receipt = await asked_by_day(office)
    lena = office.person("lena")
    assert (await office.person("tom").click(card, "Assign to…")).ok
    await office.submit("tom", assignee="Lena Vogt")
    await office.later(hours=1)
    await lena.say("it-help", "On it.", thread=card)
    await office.settle()
    office.clock.to(MORNING)
    await office.later(minutes=1)
    assert lena.dm == []


async def test_what_is_urgent_comes_at_night_and_says_why_if_the_department_says_so(
    office: Office,
) -> None:
    office.clock.to(NIGHT - timedelta(hours=11))
    ann = office.person("ann")
    for department in ("Facilities", "IT"):
        assert (await ann.command("/ask", "")).ok
        await office.submit("ann", department=department, text="Water everywhere", urgency="high")
    [card] = office.channel("facilities-help").messages
    [calm] = office.channel("it-help").messages
    receipt = ann.dm[-2]
    office.clock.to(NIGHT)
    for head, assignee, on in (("zoe", "Kofi Mensah", card), ("tom", "Lena Vogt", calm)):
        assert (await office.person(head).click(on, "Assign to…")).ok
        await office.submit(head, assignee=assignee)
    assert "Sent outside your hours because it's urgent: #1 is urgent." in (
        "\n".join(words(office, receipt))
    )
    [called] = [
        each for each in office.talk("facilities-help", card) if "assigned #1" in each.plain
    ]
    assert called.notified
    assert "Kofi Mensah is mentioned outside their hours because #1 is urgent" in called.plain
    # IT is left alone by night.
    [named] = [each for each in office.talk("it-help", calm) if "assigned #2" in each.plain]
    assert not named.notified
    assert "outside" not in named.plain
