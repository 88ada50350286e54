"""`@Frontdesk` in a channel: the thread is the conversation, and what stood in it comes along."""

from tests.office import Office


def cards(office: Office, channel: str = "it-help") -> list[str]:
    return [message.plain for message in office.channel(channel).messages]


async def test_a_mention_in_a_channel_gets_its_receipt_in_that_thread(office: Office) -> None:
    ann = office.person("ann")
    asked = await ann.say("general", "@Frontdesk: my VPN drops, ask @lena & @ben")
    await office.settle()
    [card] = office.channel("it-help").messages
    assert "my VPN drops, ask @Lena Vogt & @Ben Okafor" in card.plain
    assert "@Frontdesk" not in card.plain
    assert "Original message" in card.plain
    assert card.notified == frozenset()
    [receipt] = office.talk("general", asked)
    assert "#1 is with IT" in receipt.plain
    assert ann.dm == []
    await office.person("lena").say("it-help", "Since when?", thread=card)
    await office.settle()
    assert "Since when?" in office.talk("general", asked)[-1].plain


async def test_what_stood_in_the_thread_comes_along_once(office: Office) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    root = await ben.say("general", "The printer on floor two prints blanks")
    await office.person("zoe").say("general", "Mine prints @channel", thread=root)
    await ann.say("general", "@Frontdesk can somebody look at the printer?", thread=root)
    await office.settle()
    [card] = office.channel("it-help").messages
    assert "from Ann Berg" in card.plain
    [earlier] = office.talk("it-help", card)
    assert "Ben Okafor:\nThe printer on floor two prints blanks" in earlier.plain
    assert "Zoë Martin:\nMine prints @channel" in earlier.plain
    assert earlier.notified == frozenset()
    assert "#1 is with IT" in office.talk("general", root)[-1].plain


async def test_whichever_of_the_two_events_comes_first_or_again_it_is_one_request(
    office: Office,
) -> None:
    ann = office.person("ann")
    root = await ann.say("general", "hello all")
    await ann.say("general", "@Frontdesk my VPN drops", thread=root)
    await office.settle()
    for event in ("message", "app_mention", "message"):
        await office.slack.redeliver_last(event)
    await office.settle()
    [card] = office.channel("it-help").messages
    [earlier] = office.talk("it-help", card)
    assert "hello all" in earlier.plain
    # The thread is the request's now: another mention in it is said to the department.
    await ann.say("general", "@Frontdesk any news?", thread=root)
    await office.settle()
    assert len(cards(office)) == 1
    assert "any news?" in office.talk("it-help", card)[-1].plain


async def test_a_mention_without_words_asks_what_the_thread_asked(office: Office) -> None:
    ben = office.person("ben")
    root = await office.person("ann").say("general", "My laptop is broken")
    await ben.say("general", "@Frontdesk", thread=root)
    await office.settle()
    [card] = office.channel("it-help").messages
    assert "from Ben Okafor" in card.plain
    assert "My laptop is broken" in card.plain


async def test_a_mention_that_asks_nothing_is_answered_privately(office: Office) -> None:
    ann = office.person("ann")
    for words, answer in (
        ("@Frontdesk", "I'm not sure what you need"),
        ("@Frontdesk :wave:", "I'm not sure what you need"),
        ("hello @Frontdesk!", "Tell me what you need"),
        ("@Frontdesk thanks!", "You're welcome!"),
    ):
        said = await ann.say("general", words)
        await office.settle()
        assert answer in ann.dm[-1].plain
        assert office.talk("general", said) == []
    assert cards(office) == []


async def test_a_thread_that_slack_does_not_tell_loses_nothing_that_was_said_to_us(
    office: Office,
) -> None:
    ann = office.person("ann")
    root = await office.person("ben").say("general", "The printer is dead")
    office.slack.faults.refuse("conversations.replies", error="thread_not_found")
    await ann.say("general", "@Frontdesk my VPN drops", thread=root)
    await office.settle()
    [card] = office.channel("it-help").messages
    assert "my VPN drops" in card.plain
    assert "Original message" in card.plain
    assert office.talk("it-help", card) == []


async def test_a_long_thread_comes_along_in_several_messages(office: Office) -> None:
    root = await office.person("ben").say("general", "The printer is dead")
    for at in range(48):
        await office.person("zoe").say("general", f"{at}: " + "and so on " * 60, thread=root)
    await office.person("ann").say("general", "@Frontdesk please see to the printer", thread=root)
    await office.settle()
    [card] = office.channel("it-help").messages
    thread = office.talk("it-help", card)
    assert len(thread) > 3
    carried = "\n".join(message.plain for message in thread)
    assert "The printer is dead" in carried
    assert all(f"{at}: and so on" in carried for at in range(48))


async def test_files_of_a_mention_come_along(office: Office) -> None:
    files = [{"name": "error.png", "content": b"png"}]
    await office.person("ann").say("general", "@Frontdesk my VPN drops", files=files)
    await office.settle()
    assert "error.png" in cards(office)[0]


async def test_an_edit_of_the_mention_follows(office: Office) -> None:
    ann = office.person("ann")
    asked = await ann.say("general", "@Frontdesk my VPN drops")
    await office.settle()
    await ann.edit(asked, "@Frontdesk my VPN drops every hour")
    await office.settle()
    [card] = cards(office)
    assert "my VPN drops every hour" in card
    assert "@Frontdesk" not in card


async def test_what_came_along_follows_edits_and_deletions_of_its_authors(office: Office) -> None:
    ben, zoe = office.person("ben"), office.person("zoe")
    root = await ben.say("general", "The printer prints SECRET pages")
    reply = await zoe.say("general", "Mine prints HIDDEN ones", thread=root)
    await office.person("ann").say("general", "@Frontdesk see to the printer", thread=root)
    await office.settle()
    [card] = office.channel("it-help").messages
    await ben.edit(root, "The printer prints blank pages")
    await zoe.edit(reply, "Mine prints " + "very long pages " * 400)
    await office.settle()
    thread = office.talk("it-help", card)
    received = "\n".join(message.plain for message in thread)
    assert len(thread) > 1
    assert "prints blank pages" in received
    assert "very long pages" in received
    assert "SECRET" not in received
    assert "HIDDEN" not in received
    await zoe.delete(reply)
    await office.settle()
    [left] = office.talk("it-help", card)
    assert "prints blank pages" in left.plain
    assert "Zoë Martin" not in left.plain
    await ben.delete(root)
    await office.settle()
    assert office.talk("it-help", card) == []
    assert "see to the printer" in card.plain


async def test_what_came_along_and_was_handed_over_is_taken_back_in_both_places(
    office: Office,
) -> None:
    ben = office.person("ben")
    root = await ben.say("general", "The printer prints SECRET pages")
    await office.person("ann").say("general", "@Frontdesk see to the printer", thread=root)
    await office.settle()
    [card] = office.channel("it-help").messages
    lena = office.person("lena")
    assert (await lena.click(card, "Claim")).ok
    assert (await lena.click(card, "Hand over to another department…")).ok
    await office.submit("lena", department="HR", reason="Toner")
    assert "SECRET" in office.slack.dump()
    await ben.delete(root)
    await office.settle()
    shown = [
        message.plain
        for place in ("it-help", "hr-help")
        for top in office.channel(place).messages
        for message in (top, *office.talk(place, top))
    ]
    assert not any("SECRET" in text for text in shown)


async def test_what_is_taken_back_before_a_department_has_it_never_reaches_one(
    office: Office,
) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    root = await ben.say("general", "My SECRET is out")
    await ann.say("general", "@Frontdesk please do the thing with the other thing", thread=root)
    await office.settle()
    await ben.delete(root)
    await office.settle()
    receipt = office.talk("general", root)[-1]
    assert (await ann.click(receipt, "IT")).ok
    await office.settle()
    [card] = office.channel("it-help").messages
    assert not any("SECRET" in message.plain for message in office.talk("it-help", card))


async def test_of_a_very_long_thread_the_first_and_the_newest_come_along(office: Office) -> None:
    root = await office.person("ben").say("general", "The printer is dead")
    for at in range(250):
        await office.person("zoe").say("general", f"note {at}.", thread=root)
    await office.person("ann").say("general", "@Frontdesk please see to the printer", thread=root)
    await office.settle()
    [card] = office.channel("it-help").messages
    received = "\n".join(message.plain for message in office.talk("it-help", card))
    assert "The printer is dead" in received
    assert [at for at in range(250) if f"note {at}." in received] == list(range(201, 250))
    assert received.count("up to 50 – see the thread for the rest") == 1


async def test_a_thread_of_which_slack_tells_all_says_nothing_of_more(office: Office) -> None:
    root = await office.person("ben").say("general", "The printer is dead")
    await office.person("ann").say("general", "@Frontdesk please see to the printer", thread=root)
    await office.settle()
    [card] = office.channel("it-help").messages
    [received] = office.talk("it-help", card)
    assert "Original message" not in received.plain
