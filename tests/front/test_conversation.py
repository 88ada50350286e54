"""What either side says in its thread appears in the other's, under the speaker's name, and follows edits and deletions."""

from sandbox import Message
from tests.office import Office

MARK = "incoming_envelope"


async def _claimed(office: Office) -> tuple[Message, Message]:
    """Card and receipt of a request that Lena has."""
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    return card, office.person("ann").dm[0]


async def _requester(office: Office, text: str, **more: object) -> Message:
    ann = office.person("ann")
    said = await ann.say(ann.dm[0].channel, text, thread=ann.dm[0], **more)  # type: ignore[arg-type]
    await office.settle()
    return said


async def _department(office: Office, card: Message, text: str, who: str = "lena") -> Message:
    said = await office.person(who).say("it-help", text, thread=card)
    await office.settle()
    return said


def _in_dm(office: Office) -> list[str]:
    ann = office.person("ann")
    return [message.plain for message in ann.thread(ann.dm[0]) if message.bot_id]


def _in_channel(office: Office, card: Message) -> list[Message]:
    return [message for message in office.talk("it-help", card) if message.bot_id]


async def test_both_ways_with_names_and_marks(office: Office) -> None:
    card, _ = await _claimed(office)
    asked = await _department(office, card, "Which version?")
    assert _in_dm(office)[-1].endswith("Lena Vogt (IT): Which version?\nWhich version?")
    assert MARK in asked.reactions
    answered = await _requester(office, "5.2")
    [carried] = _in_channel(office, card)
    assert "Ann Berg: 5.2" in carried.plain
    assert carried.notified == {office.person("lena").id}
    assert MARK in answered.reactions


async def test_a_colleague_may_answer_and_only_the_holder_is_called(office: Office) -> None:
    card, _ = await _claimed(office)
    await _department(office, card, "Try 5.3", who="tom")
    assert _in_dm(office)[-1].startswith("Tomás Rey (IT):")
    await _requester(office, "I will")
    assert _in_channel(office, card)[-1].notified == {office.person("lena").id}


async def test_nobody_is_called_while_nobody_has_it_nor_about_what_they_wrote(
    office: Office,
) -> None:
    card = await office.ask("lena", "it my VPN drops")
    lena = office.person("lena")
    await lena.say(lena.dm[0].channel, "only at home", thread=lena.dm[0])
    await office.settle()
    assert (await lena.click(card, "Claim")).ok
    await lena.say(lena.dm[0].channel, "and by train", thread=lena.dm[0])
    await office.settle()
    assert len(_in_channel(office, card)) == 2
    assert not any(message.notified for message in _in_channel(office, card))


async def test_what_is_meant_for_colleagues_stays_inside(office: Office) -> None:
    card, _ = await _claimed(office)
    before = _in_dm(office)
    for text in ("🔒 she always asks", "// same as last week", ":lock: ask Tom", "  //x"):
        said = await _department(office, card, text)
        assert not said.reactions
    assert _in_dm(office) == before


async def test_somebody_else_in_the_thread_is_not_relayed(office: Office) -> None:
    card, _ = await _claimed(office)
    before = _in_dm(office)
    said = await _department(office, card, "I have the same!", who="ben")
    assert _in_dm(office) == before
    assert not said.reactions


async def test_nothing_in_carried_text_fires_or_is_read_again(office: Office) -> None:
    card, _ = await _claimed(office)
    hostile = "@here @channel @kofi <!channel> *bold* `code` <https://evil.example|bank> &lt;!here&gt; :tada:"
    await _requester(office, hostile)
    [carried] = _in_channel(office, card)
    assert carried.notified == {office.person("lena").id}
    assert "@Kofi Mensah" in carried.plain
    await _department(office, card, hostile)
    ann = office.person("ann")
    assert not ann.thread(ann.dm[0])[-1].notified


async def test_files_are_named_and_cannot_fire(office: Office) -> None:
    card, _ = await _claimed(office)
    await _requester(office, "see", files=[{"name": "error <!channel>|x.png", "content": b"x"}])
    carried, shared = _in_channel(office, card)
    assert "error <!channel>" in carried.plain
    assert carried.notified == {office.person("lena").id}
    assert [each["name"] for each in shared.files] == ["error <!channel>|x.png"]
    assert not shared.notified
    await _requester(office, "", files=[{"name": "second.png", "content": b"x"}])
    assert "second.png" in _in_channel(office, card)[-1].plain


async def test_an_edit_follows(office: Office) -> None:
    card, _ = await _claimed(office)
    said = await _department(office, card, "Call 0123")
    await office.person("lena").edit(said, "Call 0456")
    await office.settle()
    assert _in_dm(office)[-1].endswith("Lena Vogt (IT): Call 0456\nCall 0456")
    answer = await _requester(office, "my number is 1")
    await office.person("ann").edit(answer, "my number is 2")
    await office.settle()
    [carried] = _in_channel(office, card)
    assert "my number is 2" in carried.plain
    assert "my number is 1" not in carried.plain


async def test_a_deletion_follows(office: Office) -> None:
    card, _ = await _claimed(office)
    before = _in_dm(office)
    said = await _department(office, card, "Oh, wrong window")
    assert len(_in_dm(office)) == len(before) + 1
    await office.person("lena").delete(said)
    await office.settle()
    assert _in_dm(office) == before
    answer = await _requester(office, "my password is hunter2")
    await office.person("ann").delete(answer)
    await office.settle()
    assert not _in_channel(office, card)


async def test_a_slip_is_taken_back_by_marking_it(office: Office) -> None:
    card, _ = await _claimed(office)
    before = _in_dm(office)
    slip = await _department(office, card, "she never reads the manual")
    await office.person("lena").edit(slip, "🔒 she never reads the manual")
    await office.settle()
    assert _in_dm(office) == before
    assert MARK not in slip.reactions
    await office.person("lena").edit(slip, "she never reads it")
    await office.settle()
    assert _in_dm(office) == before


async def test_what_was_internal_stays_so_when_its_mark_is_edited_away(office: Office) -> None:
    card, _ = await _claimed(office)
    before = _in_dm(office)
    said = await _department(office, card, "// internal")
    await office.person("lena").edit(said, "internal")
    await office.settle()
    assert _in_dm(office) == before
    assert not said.reactions


async def test_the_requester_may_begin_with_slashes(office: Office) -> None:
    card, _ = await _claimed(office)
    said = await _requester(office, "//server/share is gone")
    await office.person("ann").edit(said, "//server/share2 is gone")
    await office.settle()
    assert "//server/share2 is gone" in _in_channel(office, card)[-1].plain


async def test_the_requests_own_text_follows_its_message(office: Office) -> None:
    ann = office.person("ann")
    said = await ann.say(office.slack.dm(ann), "it: my VPN drops, password hunter2")
    await office.settle()
    card = office.channel("it-help").messages[-1] if office.channel("it-help").messages else None
    if card is None:  # it was asked whom it is for
        assert (await ann.click(ann.dm[-1], "IT")).ok
        await office.settle()
        [card] = office.channel("it-help").messages
    receipt = ann.dm[-1]
    await office.later(minutes=31)
    await ann.open_home()
    await office.settle()
    await ann.edit(said, "it: my VPN drops, password hunter3")
    await office.settle()
    shown = "\n".join(message.plain for message in office.channel("it-help").messages)
    assert "hunter3" in shown
    assert "hunter2" not in shown + receipt.plain + office.slack.dump()
    await ann.delete(said)
    await office.settle()
    assert "(message deleted)" in card.plain
    assert "You deleted this message." in receipt.plain
    assert "hunter" not in "\n".join(m.plain for m in office.channel("it-help").messages)
    assert ann.home is not None
    assert "hunter" not in ann.home.text
    assert "Claim" in card.buttons


async def test_an_edited_mention_does_not_call_us_in_the_text(office: Office) -> None:
    ann = office.person("ann")
    said = await ann.say("general", "@Frontdesk my VPN drops")
    await office.settle()
    await ann.edit(said, "@Frontdesk my VPN drops hourly")
    await office.settle()
    [card] = office.channel("it-help").messages
    assert "my VPN drops hourly" in card.plain
    assert "@Frontdesk" not in card.plain


async def test_answers_in_a_public_thread(office: Office) -> None:
    """Whoever answers there for the department is heard; others' remarks are carried, and change nothing."""
    ann, general = office.person("ann"), office.channel("general")
    asked = await ann.say("general", "@Frontdesk my VPN drops")
    await office.settle()
    [card] = office.channel("it-help").messages
    await office.person("tom").say("general", "Restart it", thread=asked)
    await office.settle()
    [seen] = _in_channel(office, card)
    assert "Tomás Rey: Restart it" in seen.plain
    assert sum("Restart it" in message.plain for message in general.thread(asked)) == 1
    await _department(office, card, "and update")
    assert general.thread(asked)[-1].plain.endswith("Lena Vogt (IT): and update\nand update")
    assert (await office.person("lena").click(card, "Ask and wait for a reply…")).ok
    await office.submit("lena", question="Did it help?")
    await office.person("kofi").say("general", "It helped me", thread=asked)
    await office.settle()
    assert "Kofi Mensah: It helped me" in _in_channel(office, card)[-1].plain
    assert "Waiting" in card.plain
    await ann.say("general", "It did", thread=asked)
    await office.settle()
    assert "In progress" in card.plain
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Restart.")
    await office.person("kofi").say("general", "What was it?", thread=asked)
    await office.settle()
    assert "Resolved" in card.plain


async def test_talk_in_a_public_thread_after_the_end_is_left_alone(office: Office) -> None:
    ann = office.person("ann")
    asked = await ann.say("general", "@Frontdesk my VPN drops")
    await office.settle()
    [card] = office.channel("it-help").messages
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Restart.")
    await office.later(days=7)
    await ann.say("general", "Lunch, Kofi?", thread=asked)
    await office.settle()
    assert not any("Lunch" in message.plain for message in office.channel("it-help").messages)
    await ann.say("general", "@Frontdesk it drops again", thread=asked)
    await office.settle()
    [second] = [m for m in office.channel("it-help").messages if "it drops again" in m.plain]
    assert "Follow-up to #1" in second.plain


async def test_a_thread_under_a_message_that_was_passed_on_is_nobodys_conversation(
    office: Office,
) -> None:
    """Recorded for Ben from a channel: Ben is answered in private, and people there go on talking."""
    said = await office.person("ben").say("general", "my VPN drops")
    await office.settle()
    assert (await office.person("ann").shortcut("ask_department", message=said)).ok
    await office.submit("ann", department="IT")
    [card] = office.channel("it-help").messages
    await office.person("kofi").say("general", "mine too", thread=said)
    await office.settle()
    assert not _in_channel(office, card)
    ben = office.person("ben")
    await ben.say(ben.dm[0].channel, "since Monday", thread=ben.dm[0])
    await office.settle()
    assert "Ben Okafor: since Monday" in _in_channel(office, card)[-1].plain


async def test_reply_by_button(office: Office) -> None:
    card, _ = await _claimed(office)
    assert (await office.person("tom").click(card, "Reply")).ok
    await office.submit("tom", text="Try <!here> 5.3")
    assert _in_dm(office)[-1].endswith("Tomás Rey (IT): Try <!here> 5.3\nTry <!here> 5.3")
    [here] = _in_channel(office, card)
    assert "Try <!here> 5.3" in here.plain
    assert "sent to Ann Berg" in here.plain
    assert not here.notified


async def test_a_note_by_button_stays_inside(office: Office) -> None:
    card, _ = await _claimed(office)
    before = _in_dm(office)
    assert (await office.person("tom").click(card, "Reply")).ok
    await office.submit("tom", text="She is new here", internal="IT only")
    assert _in_dm(office) == before
    [here] = _in_channel(office, card)
    assert "She is new here" in here.plain
    assert "Internal – Ann Berg can't see this" in here.plain


async def test_add_by_button(office: Office) -> None:
    card, receipt = await _claimed(office)
    ann = office.person("ann")
    assert (await ann.click(receipt, "Add something")).ok
    await office.submit("ann", text="Also on my phone")
    [carried] = _in_channel(office, card)
    assert "Ann Berg: Also on my phone" in carried.plain
    assert carried.notified == {office.person("lena").id}
    own = ann.thread(receipt)[-1]
    assert "Also on my phone" in own.plain
    assert not own.notified


async def test_adding_sets_a_waiting_request_going(office: Office) -> None:
    card, receipt = await _claimed(office)
    assert (await office.person("lena").click(card, "Ask and wait for a reply…")).ok
    await office.submit("lena", question="Which version?")
    assert (await office.person("ann").click(receipt, "Add something")).ok
    await office.submit("ann", text="5.2")
    assert "In progress" in card.plain


async def test_after_the_end_colleagues_are_told_once_that_nothing_is_sent(office: Office) -> None:
    card, _ = await _claimed(office)
    reply = card.button("Reply")
    assert (await office.person("ann").click(office.person("ann").dm[0], "Cancel request")).ok
    await office.settle()
    before = _in_dm(office)
    await _department(office, card, "Too bad")
    assert (
        "Not sent: #1 is closed. To reach Ann Berg, message them directly."
        in _in_channel(office, card)[-1].plain
    )
    count = len(_in_channel(office, card))
    await _department(office, card, "Really")
    assert len(_in_channel(office, card)) == count
    assert _in_dm(office) == before
    await office.press("lena", card, reply)
    assert "#1 has been cancelled" in office.person("lena").ephemerals[-1].plain


async def test_the_head_who_answers_the_notice_is_told_that_nobody_reads_it(office: Office) -> None:
    card, _ = await _claimed(office)
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Restart.")
    ann, ines = office.person("ann"), office.person("ines")
    assert (await ann.click(ann.thread(ann.dm[0])[-1], "2")).ok
    await office.settle()
    await ines.say(ines.dm[0].channel, "Sorry to hear", thread=ines.dm[0])
    await office.settle()
    assert "No one sees replies here" in ines.thread(ines.dm[0])[-1].plain
    assert len(ines.dm) == 1


async def test_a_message_that_two_passed_on_is_taken_back_from_both(office: Office) -> None:
    ben = office.person("ben")
    said = await ben.say("general", "My laptop is broken, serial SECRET")
    for who in ("ann", "zoe"):
        assert (await office.person(who).shortcut("ask_department", message=said)).ok
        await office.submit(who, department="IT")
    cards = office.channel("it-help").messages
    assert len(cards) == 2
    await ben.edit(said, "My laptop is broken")
    await office.settle()
    assert not any("SECRET" in card.plain for card in cards)
    await ben.delete(said)
    await office.settle()
    assert all("(message deleted)" in card.plain for card in cards)


async def test_an_answer_in_the_dm_itself_sets_a_waiting_request_going(office: Office) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    await ann.say(office.slack.dm(ann), "my VPN drops")
    await office.settle()
    [card] = office.channel("it-help").messages
    assert (await lena.click(card, "Ask and wait for a reply…")).ok
    await office.submit("lena", question="Since when?")
    assert "Waiting" in card.plain
    await office.later(seconds=60)
    await ann.say(office.slack.dm(ann), "since Monday")
    await office.settle()
    assert "Ann Berg: since Monday" in _in_channel(office, card)[-1].plain
    assert "Waiting for Ann" not in card.plain


async def test_a_long_answer_in_public_is_whole_for_colleagues_and_follows_edits(
    office: Office,
) -> None:
    ann, tom = office.person("ann"), office.person("tom")
    asked = await ann.say("general", "@Frontdesk my VPN drops")
    await office.settle()
    [card] = office.channel("it-help").messages
    said = await tom.say("general", "word " * 700 + "OLD-END", thread=asked)
    await office.settle()
    assert any("OLD-END" in message.plain for message in _in_channel(office, card))
    in_public = len(office.talk("general", asked))
    await tom.edit(said, "word " * 1500 + "NEW-END")
    await office.settle()
    shown = [message.plain for message in _in_channel(office, card)]
    assert "NEW-END" in shown[-1]
    assert not any("OLD-END" in text for text in shown)
    assert len(office.talk("general", asked)) == in_public
    await tom.edit(said, "Restart it")
    await office.settle()
    [short] = _in_channel(office, card)
    assert "Restart it" in short.plain


async def test_somebody_else_in_the_thread_is_told_once_whom_it_reaches(office: Office) -> None:
    card, _ = await _claimed(office)
    ben = office.person("ben")
    await ben.click(card, "Reply")
    assert "comment in the thread; Ann Berg won't see it" in ben.ephemerals[-1].plain
    await _department(office, card, "I have the same!", who="ben")
    [received] = _in_channel(office, card)
    assert "Thanks, Ben Okafor – IT can see this" in received.plain
    await _department(office, card, "and so has Zoë", who="ben")
    assert len(_in_channel(office, card)) == 1
    office.channel("it-help").add("kofi")
    await _department(office, card, "// not for her", who="kofi")
    assert len(_in_channel(office, card)) == 1
