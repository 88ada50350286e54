"""By when a department answers is promised, warned about, and told to its ladder if it is missed."""

from datetime import UTC, datetime, timedelta

from sandbox import Message
from storage import taken
from storage.transaction import Transaction
from tests.office import Office

# The office opens its day at 11:00 in Berlin; IT answers within four working hours, and solves within three days.


def dm(office: Office, who: str, word: str) -> list[Message]:
    """What somebody reads privately in which a word stands."""
    return [each for each in office.person(who).dm if word in each.plain]


async def test_nobody_has_claimed_it_so_whoever_is_on_duty_is_warned_then_the_ladder_told(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    assert "First answer by 15:00 CET" in card.plain
    await office.later(hours=3)
    [warning] = dm(office, "ines", "is due by")
    assert "#1 from Ann Berg: the first answer is due by 14:00 WET." in warning.plain
    assert "No one has claimed it yet." in warning.plain
    await office.later(hours=1)
    [asked] = dm(office, "lena", "see to it")
    assert "the first answer was due by Wed 18 Nov, 15:00 CET" in asked.plain
    assert not dm(office, "ines", "see to it")
    assert "Late – Lena Vogt has been asked to see to it" in card.plain
    await office.person("lena").command("/requests", "1")
    modal = office.person("lena").modal
    assert modal is not None
    assert "Inês Duarte was reminded that the first answer is due by" in modal.text
    assert "the first answer was due by Wed 18 Nov, 15:00 CET" in modal.text
    assert "Ann Berg was asked what went wrong" in modal.text


async def test_what_went_wrong_is_asked_once_and_read_by_the_head_alone(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await office.later(hours=4)
    ann, receipt = office.person("ann"), office.person("ann").dm[0]
    [question] = [each for each in ann.thread(receipt) if "What went wrong for you?" in each.plain]
    assert (await ann.click(question, "Tell them")).ok
    await office.submit("ann", text="I lost a <sale> over it")
    assert "Inês Duarte will read what went wrong for you" in question.plain
    [read] = dm(office, "ines", "on what went wrong with #1")
    assert "I lost a <sale> over it" in read.plain
    assert not any("sale" in each.plain for each in card.replies)
    await office.later(days=6)  # the solution is late, too
    asked = [each for each in ann.thread(receipt) if "What went wrong for you?" in each.plain]
    assert asked == []


async def test_the_standard_is_said_in_the_form_the_answer_and_the_receipt(office: Office) -> None:
    ann = office.person("ann")
    assert (await ann.command("/ask", "it")).ok
    assert ann.modal is not None
    assert "IT answers requests within 4 working hours: by 15:00 CET." in ann.modal.text
    assert (await ann.click(ann.modal, "ask_type_chosen", option="New laptop")).ok
    assert "IT answers “New laptop” requests within 4 working hours" in ann.modal.text
    assert "It solves them within 5 working days: by Wed 25 Nov, 11:00 CET." in ann.modal.text
    urgent = "Urgent – someone can't work"
    assert (await ann.click(ann.modal, "ask_urgency_chosen", option=urgent)).ok
    assert "within 30 working minutes: by 11:30 CET" in ann.modal.text

    assert (await ann.command("/ask", "it my VPN drops", channel="general")).ok
    await office.settle()
    for said in (ann.ephemerals[-1].plain, ann.dm[-1].plain):
        assert "IT answers requests within 4 working hours: by 15:00 CET." in said
        assert "It solves them within 3 working days: by Mon 23 Nov, 11:00 CET." in said


async def test_out_of_hours_it_says_when_they_are_back(office: Office) -> None:
    office.clock.to(datetime(2026, 11, 20, 20, 0, tzinfo=UTC))  # a Friday evening
    await office.ask("ann", "it my VPN drops")
    receipt = office.person("ann").dm[-1].plain
    assert "by Mon 23 Nov, 13:00 CET" in receipt
    assert "IT isn't in right now; they're back Mon 23 Nov, 09:00 CET." in receipt
    # Where urgent requests may ring at any hour, their time runs at any hour.
    ann = office.person("ann")
    assert (await ann.command("/ask", "facilities")).ok
    assert ann.modal is not None
    assert "they're back" in ann.modal.text
    assert (await ann.click(ann.modal, "ask_type_chosen", option="Something dangerous")).ok
    assert (
        "Facilities answers “Something dangerous” requests within 15 minutes: by 21:15"
        in ann.modal.text
    )
    assert "they're back" not in ann.modal.text
    ann.fill({"text": "Smoke in the kitchen"})
    assert (await ann.submit()).ok
    await office.settle()
    await office.later(minutes=15)
    [asked] = dm(office, "kofi", "see to it")
    why = "Sent outside your hours because it's urgent: it's about “Something dangerous”."
    assert why in asked.plain
    await office.later(hours=1)
    assert dm(office, "zoe", "see to it")


async def test_enough_measured_requests_say_more_than_the_standard(office: Office) -> None:
    now, desk = office.clock.now(), office.frontdesk.desk

    def resolved(tx: Transaction) -> None:
        for n in range(21):
            taken.add(
                tx, 1000 + n, "it", "general", resolved_at=now - timedelta(days=n),
                span=timedelta(minutes=30 * (n + 1)), forget_before=now - timedelta(days=60),
            )  # fmt: skip

    await office.frontdesk.database.write(desk.team, resolved)
    await office.ask("ann", "it my VPN drops")
    receipt = office.person("ann").dm[-1].plain
    assert "Of its last 21 requests, IT solved half within 6 working hours" in receipt
    assert "nine in ten within 10 working hours" in receipt
    assert "You'll have an answer by 15:00 CET" in receipt


async def test_the_clock_stops_for_the_requester_and_afterwards_it_says_what_it_took(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena, ann, receipt = office.person("lena"), office.person("ann"), office.person("ann").dm[-1]
    await office.later(minutes=20)
    assert (await lena.click(card, "Claim")).ok
    assert (await lena.click(card, "Ask and wait for a reply…")).ok
    await office.submit("lena", question="Since when?")
    assert "IT's time stands still until you reply." in receipt.plain
    await office.later(days=1)
    await ann.say(receipt.channel, "Since Monday", thread=receipt)
    await office.settle()
    # Its three working days end a working day later; and what Ann wrote awaits a reply.
    assert "It solves" not in receipt.plain
    assert "You'll have a reply by 15:20 CET." in receipt.plain
    assert "IT solves requests within 3 working days: by Tue 24 Nov, 11:00 CET." in receipt.plain
    await office.later(hours=1)
    await lena.say("it-help", "Got it", thread=card)
    await office.settle()
    await ann.say(receipt.channel, "Thanks!", thread=receipt)  # which needs no reply
    await office.settle()
    assert "You'll have a reply" not in receipt.plain
    assert (await lena.click(card, "Resolve")).ok
    await office.submit("lena", note="Restart it.")
    answer = ann.thread(receipt)[-1].plain
    assert "We promised an answer by Wed 18 Nov, 15:00 CET" in answer
    assert "and a solution by Mon 23 Nov, 11:00 CET." in answer
    assert (
        "The answer took 20 working minutes, the solution 1 working hour and 20 minutes." in answer
    )
    assert "That doesn't count the 24 hours we waited for you." in answer
    await ann.command("/requests", "1")
    assert ann.modal is not None
    assert "We waited for your reply for 24 hours." in ann.modal.text


async def test_a_hand_over_does_not_restart_the_clock(office: Office) -> None:
    card = await office.ask("ann", "it I need a chair")
    await office.later(hours=1)
    lena = office.person("lena")
    assert (await lena.click(card, "Hand over to another department…")).ok
    await office.submit("lena", department="Facilities", reason="Yours")
    receipt = office.person("ann").dm[-1]
    # Facilities answers within two of its hours from asking, not from getting it; from 12:00 to 12:30 it has none.
    assert "Facilities answers requests within 2 working hours: by 13:30 CET." in receipt.plain
    await office.later(hours=1, minutes=30)
    assert dm(office, "kofi", "see to it")
    assert not dm(office, "lena", "see to it")


async def test_a_day_offline_says_once_what_is_late(office: Office) -> None:
    """The warning would have come before: it is not said any more."""
    await office.ask("ann", "it my VPN drops")
    await office.ask("raj", "hr I need a reference")  # HR has no rota, and nobody has claimed it
    office.clock.forward(days=1)
    await office.later(minutes=1)
    assert not dm(office, "ines", "is due by")
    [asked] = dm(office, "lena", "see to it")
    assert "the first answer was due by Wed 18 Nov, 15:00 CET; no update by" in asked.plain
    await office.later(minutes=1)
    assert len(dm(office, "lena", "see to it")) == 1
    office.clock.forward(hours=-2)  # the clock was put back
    await office.later(seconds=1)
    assert len(dm(office, "lena", "see to it")) == 1
    assert not dm(office, "ines", "see to it")


async def test_while_nobody_is_on_duty_the_cards_thread_is_warned(office: Office) -> None:
    card = await office.ask("ann", "hr I need a reference")
    await office.later(hours=6, minutes=1)
    [warning] = [each for each in card.replies if "is due by" in each.plain]
    assert "the first answer is due by Thu 19 Nov, 11:00 CET" in warning.plain


async def test_a_second_hand_over_asks_what_went_wrong(office: Office) -> None:
    ann, card = office.person("ann"), await office.ask("ann", "it I need a chair")
    receipt = ann.dm[0]
    for who, to, channel in (("lena", "HR", "hr-help"), ("ole", "Facilities", "facilities-help")):
        assert not any("What went wrong" in each.plain for each in ann.thread(receipt))
        await office.later(minutes=5)
        assert (await office.person(who).click(card, "Hand over to another department…")).ok
        await office.submit(who, department=to, reason="Yours")
        card = office.channel(channel).messages[-1]
    await office.later(seconds=1)
    asked = [each for each in ann.thread(receipt) if "What went wrong" in each.plain]
    assert len(asked) == 1
    assert "Only the head of Facilities reads your answer." in asked[0].plain
