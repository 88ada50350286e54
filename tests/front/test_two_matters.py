"""A message about two matters is offered to be split: two requests, each routed, nothing retyped."""

from tests.office import Office

ONE, OTHER = "My VPN drops all the time.", "My payslip for May is wrong."
BOTH = f"{ONE} {OTHER}"


async def test_a_message_about_two_matters_becomes_two_requests(office: Office) -> None:
    ann = office.person("ann")
    said = await ann.say(office.slack.dm(ann), BOTH)
    await office.settle()
    [receipt] = [each for each in ann.dm if each.plain.startswith("Got it")]
    assert "This looks like two matters: one for IT, one for HR." in receipt.plain
    assert not office.channel("it-help").messages
    assert (await ann.click(receipt, "Two: IT and HR")).ok
    await office.settle()
    [first], [second] = office.channel("it-help").messages, office.channel("hr-help").messages
    assert ONE in first.plain
    assert OTHER not in first.plain
    assert OTHER in second.plain
    assert ONE not in second.plain
    receipts = [each for each in ann.dm if each.plain.startswith("Got it")]
    assert ["is with IT" in receipts[0].plain, "is with HR" in receipts[1].plain] == [True, True]
    # What is deleted is gone from both.
    await ann.delete(said)
    await office.settle()
    assert ONE not in first.plain
    assert OTHER not in second.plain


async def test_it_may_stay_one_and_without_a_word_it_goes_on(office: Office) -> None:
    ann = office.person("ann")
    await ann.command("/ask", BOTH, channel="general")
    assert (await ann.click(ann.ephemerals[-1], "HR")).ok
    await office.settle()
    [card] = office.channel("hr-help").messages
    assert BOTH in card.plain
    await ann.command("/ask", BOTH, channel="general")
    await office.later(minutes=11)
    # It goes where all of it would have gone, or to triage.
    places = ("it-help", "hr-help", "frontdesk-triage")
    cards = [each for name in places for each in office.channel(name).messages]
    [card] = [each for each in cards if "#2" in each.plain]
    assert BOTH in card.plain


async def test_a_message_that_was_changed_meanwhile_is_not_cut_at_random(office: Office) -> None:
    ann = office.person("ann")
    said = await ann.say(office.slack.dm(ann), BOTH)
    await office.settle()
    await ann.edit(said, f"Hello! {BOTH}")
    await office.settle()
    [receipt] = [each for each in ann.dm if each.plain.startswith("Got it")]
    await ann.click(receipt, "Two: IT and HR")
    await office.settle()
    assert not office.channel("hr-help").messages
    assert "has changed since" in ann.ephemerals[-1].plain
