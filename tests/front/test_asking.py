"""Every way to ask leads to a request, a card and a receipt."""

from tests.office import Office


async def test_a_command_reaches_the_department(office: Office) -> None:
    ann, it = office.person("ann"), office.channel("it-help")
    answer = await ann.command("/ask", "my VPN drops every hour")
    assert answer.ok
    assert "#1" in answer.text
    assert "IT" in answer.text
    await office.settle()
    [card] = it.messages
    assert "my VPN drops every hour" in card.plain
    assert "Ann Berg" in card.plain
    assert "Claim" in card.buttons
    [receipt] = ann.dm
    assert "#1" in receipt.plain
    assert "IT" in receipt.plain
    assert {"Add something", "Withdraw"} <= set(receipt.buttons)


async def test_the_whole_story(office: Office) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    card = await office.ask("ann", "it my VPN drops every hour")
    assert (await lena.click(card, "Claim")).ok
    await office.settle()
    assert "Lena Vogt has it" in card.plain
    receipt = ann.dm[-1]
    assert "Lena Vogt" in receipt.plain
    await lena.say("it-help", "Which version do you have?", thread=card)
    await office.settle()
    assert "Which version do you have?" in ann.thread(receipt)[-1].plain
    await ann.say(f"{receipt.channel}", "5.2", thread=receipt)
    await office.settle()
    assert "5.2" in office.channel("it-help").thread(card)[-1].plain
    assert (await lena.click(card, "Resolve")).ok
    await office.submit("lena", note="Update to 5.3; it is in the catalogue.")
    solved = ann.thread(receipt)[-1]
    assert "Update to 5.3" in solved.plain
    assert (await ann.click(solved, "5 · great")).ok
    await office.settle()
    assert "rated 5 of 5" in card.plain
