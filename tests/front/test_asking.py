"""Every way to ask leads to a request, a card and a receipt."""

from sandbox import Message
from tests.office import Office, opened, organisation


def cards(office: Office, channel: str = "it-help") -> list[Message]:
    """The messages at the top of a department's channel."""
    return office.channel(channel).messages


async def test_a_command_reaches_the_department(office: Office) -> None:
    ann, it = office.person("ann"), office.channel("it-help")
    answer = await ann.command("/ask", "my VPN drops every hour", channel="general")
    assert answer.ok
    assert "#1" in answer.text
    assert "IT" in answer.text
    await office.settle()
    [card] = it.messages
    assert "my VPN drops every hour" in card.plain
    assert "Ann Berg" in card.plain
    assert "Matched “VPN”" in card.plain
    assert "Claim" in card.buttons
    [receipt] = ann.dm
    for received in (receipt.plain, ann.ephemerals[-1].plain):
        assert "#1 is with IT" in received
        assert "If no one has by 11:30 CET, we'll remind IT" in received
        assert "Sent to IT because you mentioned “VPN”" in received
    assert {"Add something", "Cancel request"} <= set(receipt.buttons)
    assert receipt.buttons == ann.ephemerals[-1].buttons


async def test_a_command_in_our_own_messages_is_answered_by_the_receipt_alone(
    office: Office,
) -> None:
    ann = office.person("ann")
    for asked in range(2):  # the first time, nothing was ever shown there
        assert (await ann.command("/ask", "my VPN drops every hour")).ok
        await office.settle()
        assert len(ann.dm) == asked + 1
        assert ann.ephemerals == []
    assert (await ann.command("/ask", "my VPN drops every hour", channel="general")).ok
    assert "#3 is with IT" in ann.ephemerals[-1].plain


async def test_the_whole_story(office: Office) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    card = await office.ask("ann", "it my VPN drops every hour")
    assert (await lena.click(card, "Claim")).ok
    await office.settle()
    assert "In progress · Lena Vogt" in card.plain
    receipt = ann.dm[-1]
    assert "Lena Vogt" in receipt.plain
    await lena.say("it-help", "Which version do you have?", thread=card)
    await office.settle()
    assert "Which version do you have?" in ann.thread(receipt)[-1].plain
    await ann.say(f"{receipt.channel}", "5.2", thread=receipt)
    await office.settle()
    assert "5.2" in office.talk("it-help", card)[-1].plain
    assert (await lena.click(card, "Resolve")).ok
    await office.submit("lena", note="Update to 5.3; it is in the catalogue.")
    resolved = ann.thread(receipt)[-1]
    assert "Update to 5.3" in resolved.plain
    assert (await ann.click(resolved, "5 · great")).ok
    await office.settle()
    assert "rated 5 out of 5" in card.plain


async def test_a_department_is_named_first_by_key_name_or_alias(office: Office) -> None:
    for words, channel in (
        ("it the mouse is dead", "it-help"),
        ("IT: the mouse is dead", "it-help"),
        ("Tech, the mouse is dead", "it-help"),
        ("human resources: the mouse is dead", "hr-help"),
        ("  Accounts   Payable:   the mouse is dead", "finance-help"),
    ):
        card = await office.ask("ann", words)
        assert card.channel == office.channel(channel).id, words
        assert "Sent straight to" in card.plain
        [shown] = [block for block in card.blocks if block["type"] == "rich_text"]
        assert shown["elements"][0]["elements"][-1]["text"].endswith(" the mouse is dead")


async def test_an_alias_that_begins_a_sentence_is_kept(office: Office) -> None:
    card = await office.ask("ann", "tech support never called me back")
    assert card.channel == office.channel("it-help").id
    assert "tech support never called me back" in card.plain


async def test_it_is_a_word_before_it_is_a_department(office: Office) -> None:
    card = await office.ask("ann", "it is freezing, the heating in room Oslo is broken")
    assert card.channel == office.channel("facilities-help").id
    assert "it is freezing, the heating" in card.plain


async def test_help_is_given_to_who_asks_for_it_or_writes_what_nobody_knows(office: Office) -> None:
    ann = office.person("ann")
    for command, words in (
        ("/ask", "help"),
        ("/ask", "?"),
        ("/frontdesk", ""),
        ("/frontdesk", "dance"),
        ("/requests", "help"),
    ):
        answer = await ann.command(command, words)
        assert answer.ok
        assert "Facilities (workplace, building services)" in ann.ephemerals[-1].plain
        assert ("I don't know “dance”" in ann.ephemerals[-1].plain) == (words == "dance")
    await office.settle()
    assert cards(office) == []


async def test_help_names_a_department_that_there_is(database_url: str) -> None:
    acme = organisation()
    only_hr = acme.model_copy(update={"departments": acme.departments[1:]})
    async with opened(database_url, organised=only_hr) as office:
        ann = office.person("ann")
        assert (await ann.command("/frontdesk", "")).ok
        assert "/ask hr my screen" in ann.ephemerals[-1].plain
        assert "/requests hr" in ann.ephemerals[-1].plain


async def test_without_a_word_there_is_no_request_but_a_kind_answer(office: Office) -> None:
    ann = office.person("ann")
    for words in (":smile:", "!?", "it :tada:", "@lena"):
        answer = await ann.command("/ask", words)
        assert answer.ok
        assert "Please describe what you need in a few words" in ann.ephemerals[-1].plain
    await office.settle()
    assert ann.dm == []


async def test_a_command_delivered_again_gets_the_same_answer_and_no_second_request(
    office: Office,
) -> None:
    ann = office.person("ann")
    office.slack.faults.redeliver(kinds={"/ask"})
    first = await ann.command("/ask", "my VPN drops", channel="general")
    await office.slack.redeliver_last("/ask")
    await office.settle()
    answers = {
        str(delivery.answer) for delivery in office.slack.deliveries if delivery.name == "/ask"
    }
    assert len(answers) == 1, answers
    assert "#1" in first.text
    assert len(cards(office)) == len(ann.dm) == 1


async def test_times_are_told_in_the_reader_s_own_zone(office: Office) -> None:
    hana = office.person("hana")
    card = await office.ask("hana", "it my screen stays black")
    assert "by 19:30 JST" in hana.dm[-1].plain
    assert "CET" in card.plain  # when it was asked, in the department's zone
    assert "JST" not in card.plain


# --- direct messages -------------------------------------------------------------------------------


async def test_a_direct_message_is_a_request(office: Office) -> None:
    ann = office.person("ann")
    asked = await ann.say(office.slack.dm(ann), "my laptop does not start")
    await office.settle()
    [card] = cards(office)
    assert "my laptop does not start" in card.plain
    assert "#1 is with IT" in ann.dm[-1].plain
    assert asked.reactions == {}


async def test_kind_words_are_answered_kindly_and_are_no_request(office: Office) -> None:
    ann = office.person("ann")
    for words, answer in (
        ("Hi!", "Hi! Tell me what you need"),
        ("thank you so much :heart:", "You're welcome!"),
        ("help", "/ask it my screen stays black sends it straight to IT"),
        (":wave:", "I'm not sure what you need"),
    ):
        await ann.say(office.slack.dm(ann), words)
        await office.settle()
        assert answer in ann.dm[-1].plain
    for words in ("ok", "👍🏽"):
        ours = [message for message in ann.dm if message.bot_id]
        await ann.say(office.slack.dm(ann), words)
        await office.settle()
        assert [message for message in ann.dm if message.bot_id] == ours
    assert cards(office) == []
    assert (await ann.click(ours[-1], "New request")).ok
    assert ann.modal is not None
    assert ann.modal.title == "Ask a department"


async def test_a_second_message_within_two_minutes_adds_to_the_request(office: Office) -> None:
    ann = office.person("ann")
    dm = office.slack.dm(ann)
    await ann.say(dm, "hello")
    await ann.say(dm, "my laptop does not start")
    await office.settle()
    office.clock.forward(seconds=110)
    added = await ann.say(dm, "it smells funny, too")
    await office.settle()
    [card] = cards(office)
    assert "it smells funny, too" in office.talk("it-help", card)[-1].plain
    assert added.reactions  # marked as carried
    office.clock.forward(seconds=110)
    await ann.say(dm, "and it is hot")  # counted from the last message, not from the first
    await office.settle()
    assert len(cards(office)) == 1
    office.clock.forward(seconds=121)
    await ann.say(dm, "my headset is broken")
    await office.settle()
    assert len(cards(office)) == 2
    assert "#2" in ann.dm[-1].plain


async def test_what_is_added_while_nobody_has_it_comes_along(office: Office) -> None:
    ann = office.person("ann")
    dm = office.slack.dm(ann)
    await ann.say(dm, "something is odd here")
    await office.settle()
    receipt = ann.dm[-1]
    added = await ann.say(dm, "it began on Monday")
    gone = await ann.say(dm, "never mind this")
    await office.settle()
    await ann.delete(gone)
    await office.settle()
    assert all(not cards(office, name) for name in ("it-help", "hr-help", "frontdesk-triage"))
    assert (await ann.click(receipt, "I'm not sure – choose for me")).ok
    await office.settle()
    [card] = cards(office, "frontdesk-triage")
    [shown] = office.talk("frontdesk-triage", card)
    assert "Ann Berg: it began on Monday" in shown.plain
    assert added.reactions
    await ann.edit(added, "it began on Tuesday")
    await office.settle()
    assert "it began on Tuesday" in shown.plain


async def test_files_in_a_direct_message_are_named_and_linked(office: Office) -> None:
    ann = office.person("ann")
    files = [
        {"name": "screen|<!here>.png", "content": b"png"},
        {"name": "log.txt", "content": b"x"},
    ]
    await ann.say(office.slack.dm(ann), "", files=files)
    await office.settle()
    receipt = ann.dm[-1]
    assert "Which team is this for?" in receipt.plain
    assert (await ann.click(receipt, "IT")).ok
    await office.settle()
    [card] = cards(office)
    assert "screen¦<!here>.png" in card.plain
    assert "log.txt" in card.plain
    assert card.notified == frozenset()


async def test_what_is_forwarded_comes_along_and_calls_nobody(office: Office) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    said = await ben.say(
        "general",
        "my laptop is broken, @channel ask @lena <b>",
        files=[{"name": "crash.png", "content": b"png"}],
    )
    await ann.forward(said, office.slack.dm(ann))
    await office.settle()
    [card] = cards(office)
    assert "@Ben Okafor: my laptop is broken, @channel ask @Lena Vogt <b>" in card.plain
    assert f"/archives/{said.channel}/p{said.ts.replace('.', '')}" in card.plain
    assert "crash.png" in card.plain
    assert "Ann Berg" in card.plain
    assert card.notified == frozenset()
    office.clock.forward(minutes=3)
    comment = await ann.forward(said, office.slack.dm(ann), "His payslip is wrong, too:")
    await office.settle()
    await ann.edit(comment, "His payslip, too:")
    await office.settle()
    [receipt] = [message for message in ann.dm if "#2" in message.plain]
    assert "His payslip, too:" in receipt.plain
    assert "my laptop is broken" in receipt.plain


async def test_a_message_delivered_again_makes_no_second_request(office: Office) -> None:
    ann = office.person("ann")
    await ann.say(office.slack.dm(ann), "my laptop does not start")
    await office.settle()
    await office.slack.redeliver_last("message")
    await office.slack.redeliver_last("message")
    await office.settle()
    assert len(cards(office)) == 1
    assert office.channel("it-help").thread(cards(office)[0]) == []


# --- shortcuts and home ----------------------------------------------------------------------------


async def test_the_global_shortcut_and_the_home_tab_open_the_form(office: Office) -> None:
    ann = office.person("ann")
    assert (await ann.shortcut("new_request")).ok
    await office.submit("ann", text="my VPN drops")
    await ann.open_home()
    await office.settle()
    assert ann.home is not None
    assert (await ann.click(ann.home, "New request")).ok
    await office.submit("ann", text="my screen is black")
    assert len(cards(office)) == 2
    assert "#2 is with IT" in ann.dm[-1].plain


async def test_a_message_of_somebody_is_recorded_on_their_behalf(office: Office) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    said = await ben.say("general", "My laptop & screen are broken @lena")
    assert (await ann.shortcut("ask_department", said)).ok
    assert ann.modal is not None
    assert "My laptop & screen are broken @Lena Vogt" in ann.modal.text
    await office.submit("ann", department="IT")
    [card] = cards(office)
    assert said.reactions  # whoever sees it knows that it is taken care of
    assert "#1 from Ben Okafor" in card.plain
    assert "submitted by Ann Berg" in card.plain
    assert "Original message" in card.plain
    assert "My laptop & screen are broken @Lena Vogt" in card.plain
    [receipt] = ben.dm
    assert "#1 is with IT" in receipt.plain
    assert "submitted for you by Ann Berg" in receipt.plain
    [note] = ann.dm
    assert "You opened #1 for Ben Okafor with" in note.plain
    await office.person("zoe").say("general", "Mine works well", thread=said)
    await office.settle()
    assert office.talk("it-help", card) == []  # others in that thread talk among themselves


async def test_what_the_recorder_wrote_stays_what_the_recorder_wrote(office: Office) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    said = await ben.say("general", "lunch? also my laptop is broken")
    await ann.shortcut("ask_department", said)
    await office.submit("ann", text="Ben's laptop is broken, he needs one by noon", department="IT")
    await ben.edit(said, "lunch at 12?")
    await office.settle()
    [card] = cards(office)
    assert "Ben's laptop is broken, he needs one by noon" in card.plain
    assert "lunch at 12?" not in card.plain


async def test_a_message_that_was_recorded_as_it_stood_follows_its_author(office: Office) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    said = await ben.say("general", "my laptop is broken")
    await ann.shortcut("ask_department", said)
    await office.submit("ann", department="IT")
    await ben.edit(said, "my laptop is broken, and the screen too")
    await office.settle()
    [card] = cards(office)
    assert "and the screen too" in card.plain


async def test_a_message_of_a_bot_is_asked_by_who_chose_it(office: Office) -> None:
    lena = office.person("lena")
    card = await office.ask("ann", "it my VPN drops")
    assert (await lena.shortcut("ask_department", card)).ok
    await office.submit("lena", text="The VPN of Ann needs a new line", department="Facilities")
    [other] = cards(office, "facilities-help")
    assert "from Lena Vogt" in other.plain
    assert "submitted" not in other.plain
    assert "#2 is with Facilities" in lena.dm[-1].plain


async def test_a_message_of_somebody_who_left_is_asked_by_who_chose_it(office: Office) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    said = await ben.say("general", "My laptop is broken")
    office.slack.deactivate("ben")
    await office.settle()
    assert (await ann.shortcut("ask_department", said)).ok
    await office.submit("ann", department="IT")
    assert "from Ann Berg" in cards(office)[0].plain


async def test_a_message_longer_than_a_form_comes_along_whole(office: Office) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    said = await ben.say("general", "my laptop " + "is slow " * 1000 + "THE END")
    assert (await ann.shortcut("ask_department", said)).ok
    assert ann.modal is not None
    assert "all of it will be sent" in ann.modal.text
    await office.submit("ann", department="IT")
    [card] = cards(office)
    thread = office.talk("it-help", card)
    assert "THE END" in thread[-1].plain
    assert all("Ben Okafor" in message.plain for message in thread)
