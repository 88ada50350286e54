"""A request goes to another department, and what the requester said goes along."""

from sandbox import Message
from tests.front.test_forms import chosen, opened_form
from tests.office import Office


async def hand_over(
    office: Office, who: str, card: Message, to: str, reason: str, *, at: str = ""
) -> Message:
    """The new card, in the department's channel or in that of the one that has it instead."""
    result = await office.person(who).click(card, "Hand over to another department…")
    assert result.ok, result
    await office.settle()
    await office.submit(who, department=to, reason=reason)
    channel = {
        "HR": "hr-help",
        "IT": "it-help",
        "Finance": "finance-help",
        "Facilities": "facilities-help",
        "Triage": "frontdesk-triage",
    }[at or to]
    return office.channel(channel).messages[-1]


async def _say(office: Office, who: str, where: str, text: str, thread: Message) -> Message:
    said = await office.person(who).say(where, text, thread=thread)
    await office.settle()
    return said


async def test_the_other_department_has_it_with_all_that_the_requester_may_know(
    office: Office,
) -> None:
    ann, it, hr = office.person("ann"), office.channel("it-help"), office.channel("hr-help")
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person("lena").click(card, "Claim")).ok
    receipt = ann.dm[0]
    await _say(office, "ann", receipt.channel, "Since my contract changed", receipt)
    await _say(office, "lena", "it-help", "Which contract?", card)
    await _say(office, "lena", "it-help", "// she always has something", card)
    await _say(office, "tom", "it-help", ":lock: not ours, I think", card)
    new = await hand_over(office, "lena", card, "HR", "It is about her contract.")

    assert "Handed over to HR" in card.plain
    assert not card.buttons
    assert "my VPN drops" in new.plain
    assert "Handed over by Lena Vogt (IT)" in new.plain
    assert "Open · unassigned" in new.plain
    along = "\n".join(message.plain for message in hr.thread(new))
    assert "It is about her contract." in along
    assert "Since my contract changed" in along
    assert "Which contract?" in along
    assert "always has something" not in along
    assert "not ours" not in along

    received = ann.thread(receipt)[-1].plain
    assert "IT has passed #1 to HR, along with the whole conversation" in received
    assert "It is about her contract." not in received
    assert "HR" in receipt.plain
    assert "remind IT" not in receipt.plain  # IT's half an hour no longer counts
    assert "Next update by Thu 19 Nov, 11:00 CET" in receipt.plain  # what was promised does
    assert "by 13:00 CET, we'll remind HR" in receipt.plain
    assert "Ann" in it.messages[0].plain


async def test_the_conversation_goes_on_with_the_other_department(office: Office) -> None:
    ann = office.person("ann")
    card = await office.ask("ann", "it my VPN drops")
    new = await hand_over(office, "lena", card, "HR", "Theirs")
    before = len(office.talk("it-help", card))
    await _say(office, "ann", ann.dm[0].channel, "Hello HR", ann.dm[0])
    assert "Hello HR" in office.talk("hr-help", new)[-1].plain
    assert len(office.talk("it-help", card)) == before
    await _say(office, "ole", "hr-help", "📨 Hello Ann", new)
    assert "Ole Nilsen (HR)" in ann.thread(ann.dm[0])[-1].plain


async def test_who_answers_under_the_old_card_is_told_once_that_it_was_not_sent(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await hand_over(office, "lena", card, "HR", "Theirs")
    ann = office.person("ann")
    before = len(ann.thread(ann.dm[0]))
    first = await _say(office, "lena", "it-help", "Ann, try again", card)
    received = office.talk("it-help", card)[-1]
    assert "Not sent: #1 is with HR now. Message Ann Berg directly" in received.plain
    assert "or tell HR" in received.plain
    assert not first.reactions
    count = len(office.talk("it-help", card))
    await _say(office, "lena", "it-help", "Hm", card)
    await _say(office, "tom", "it-help", "// they are slow", card)
    assert len(office.talk("it-help", card)) == count + 2
    assert len(ann.thread(ann.dm[0])) == before


async def test_it_is_sent_back_once_and_then_triage_decides(office: Office) -> None:
    ann, it, hr = office.person("ann"), office.channel("it-help"), office.channel("hr-help")
    card = await office.ask("ann", "it my VPN drops")
    assert "Send back" not in str(card.blocks)
    second = await hand_over(office, "lena", card, "HR", "Theirs")
    for who in ("hana", "ole"):
        assert (await office.person(who).click(second, "Send back to IT…")).ok
    await office.submit("hana", reason="It isn't about a contract.")
    third = it.messages[-1]
    assert "Handed over by Hana Sato (HR)" in third.plain
    [sent_back] = [m for m in office.talk("it-help", third) if "sent this back" in m.plain]
    assert "It isn't about a contract." in sent_back.plain
    assert "HR has sent #1 back to IT" in ann.thread(ann.dm[0])[-1].plain
    office.person("ole").fill({"reason": "I think so, too"})
    assert "Only the requester and the department" in str(
        (await office.person("ole").submit()).errors
    )

    assert "Send back" not in str(third.blocks)
    fourth = await hand_over(office, "tom", third, "HR", "Please look again", at="Triage")
    assert len(hr.messages) == 1
    [why] = [m for m in office.talk("frontdesk-triage", fourth) if "come back once" in m.plain]
    assert "Tomás Rey (IT) wanted to hand this to HR" in why.plain
    assert "Please look again" in why.plain
    told = ann.thread(ann.dm[0])
    assert "IT has passed it to Triage, who will decide" in told[-1].plain
    assert len(told) == 3
    assert "Please look again" not in "".join(each.plain for each in told)
    for old in (card, second, third):
        assert "Handed over to Triage" in old.plain
        assert not old.buttons
    fifth = await hand_over(
        office, "olga", fourth, "HR", "It is yours"
    )  # what triage decides holds
    assert (await office.person("ole").click(fifth, "Claim")).ok
    await office.settle()
    assert "In progress · Ole Nilsen" in fifth.plain


async def test_to_a_person_who_is_called_and_the_requester_told_once(office: Office) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    card = await office.ask("ann", "it my contract names the wrong office")
    assert (await lena.click(card, "Hand over to another department…")).ok
    lena.fill({"department": "HR"})
    await office.settle()
    assert lena.modal is not None
    assert "To whom?" in lena.modal.labels
    await office.submit(
        "lena",
        assignee="Hana Sato",
        reason="Contracts are HR's.",
        note="I found nothing in our systems.",
    )
    [moved] = office.channel("hr-help").messages
    assert "In progress · Hana Sato" in moved.plain
    [called] = [m for m in office.talk("hr-help", moved) if m.notified]
    assert called.notified == {office.person("hana").id}
    assert "Lena Vogt (IT) handed this over to you:" in called.plain
    assert "Contracts are HR's." in called.plain
    assert "I found nothing in our systems." in called.plain
    [told] = ann.thread(ann.dm[0])
    assert "IT has passed #1 to Hana Sato (HR), along with the whole conversation." in told.plain
    await ann.command("/requests", "1")
    assert ann.modal is not None
    assert "Lena Vogt handed it over from IT to Hana Sato (HR)" in ann.modal.plain
    assert "nothing in our systems" not in ann.modal.plain


async def test_whoever_left_while_the_form_was_open_does_not_get_it(office: Office) -> None:
    card = await office.ask("ann", "it my contract names the wrong office")
    lena = office.person("lena")
    await lena.click(card, "Hand over to another department…")
    lena.fill({"department": "HR"})
    await office.settle()
    lena.fill({"assignee": "Ole Nilsen", "reason": "Yours"})
    office.slack.deactivate("ole")
    await office.settle()
    result = await lena.submit()
    assert "Ole Nilsen isn't in HR" in "".join(result.errors.values())
    assert not office.channel("hr-help").messages


async def test_a_stale_button_on_the_old_card(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    stale = card.button("Claim")
    new = await hand_over(office, "lena", card, "HR", "Theirs")
    await office.press("lena", card, stale)
    received = office.person("lena").ephemerals[-1].plain
    assert "Only HR can do this" in received
    assert "Open · unassigned" in new.plain


async def test_it_cannot_be_handed_over_to_where_it_is(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    assert (await lena.click(card, "Hand over to another department…")).ok
    assert lena.modal is not None
    assert "IT" not in [
        option["text"]["text"]
        for block in lena.modal.blocks
        for option in block.get("element", {}).get("options", ())
    ]


async def test_the_timers_are_those_of_the_other_department(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await hand_over(office, "lena", card, "HR", "Theirs")
    await office.later(minutes=31)
    assert len(office.channel("it-help").messages) == 1
    assert len(office.channel("hr-help").messages) == 1
    await office.later(minutes=90)
    assert "No one has picked up #1 yet" in office.channel("hr-help").messages[-1].plain
    assert "we've reminded HR" in office.person("ann").dm[0].plain


async def test_a_long_text_and_files_go_along_whole(office: Office) -> None:
    ann = office.person("ann")
    words = " ".join(f"word{number}" for number in range(900))
    card = await office.ask("ann", f"it my VPN drops {words}")
    sketch = {"name": "sketch <!here>.png", "content": b"x"}
    await ann.say(ann.dm[0].channel, "see here", thread=ann.dm[0], files=[sketch])
    await office.settle()
    new = await hand_over(office, "lena", card, "HR", "Theirs")
    shown = "\n".join(m.plain for m in [new, *office.talk("hr-help", new)])
    assert all(f"word{number}" in shown for number in range(900))
    assert "sketch <!here>.png" in shown
    assert not any(m.notified for m in office.talk("hr-help", new))


async def test_what_is_changed_later_is_changed_in_the_story_too(office: Office) -> None:
    ann = office.person("ann")
    card = await office.ask("ann", "it my VPN drops")
    receipt = ann.dm[0]
    secret = await _say(office, "ann", receipt.channel, "my password is hunter2", receipt)
    kept = await _say(office, "ann", receipt.channel, "and I am in Rome", receipt)
    slip = await _say(office, "lena", "it-help", "what a mess", card)
    new = await hand_over(office, "lena", card, "HR", "Theirs")
    await _say(office, "ann", receipt.channel, "said later", receipt)

    def along() -> str:
        return "\n".join(message.plain for message in office.talk("hr-help", new))

    assert "hunter2" in along()
    assert "what a mess" in along()
    await ann.delete(secret)
    await ann.edit(kept, "and I am in Oslo")
    await office.person("lena").edit(slip, "🔒 what a mess")
    await office.settle()
    assert "hunter2" not in along()
    assert "Rome" not in along()
    assert "Oslo" in along()
    assert "what a mess" not in along()
    assert sum("said later" in m.plain for m in office.talk("hr-help", new)) == 1


async def test_what_was_filled_in_goes_along_under_its_labels(office: Office) -> None:
    ann = await opened_form(office)
    await chosen(office, ann, department="it", request_type="access")
    await office.submit("ann", text="I cannot open it", **{"Which system?": "CRM"})
    [card] = office.channel("it-help").messages
    new = await hand_over(office, "lena", card, "HR", "Theirs")
    assert "Which system?: CRM" in new.plain
