"""What is late goes up the department's ladder, one private message at a time, until somebody has it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from handlers.errors import UserError
from handlers.escalation.service import Reasoned, escalate, take
from sandbox import Message
from storage import history, requests
from storage.transaction import Transaction
from tests.clock import FakeClock
from tests.office import Office, opened, organisation


@pytest.fixture
async def office(database_url: str, clock: FakeClock) -> AsyncIterator[Office]:
    """Where nothing is late but what these tests say."""
    example = organisation()
    departments = tuple(each.model_copy(update={"standards": ()}) for each in example.departments)
    plain = example.model_copy(update={"departments": departments})
    async with opened(database_url, clock=clock, organised=plain) as office:
        yield office


async def late(office: Office, number: int = 1, *, until_word: bool = True) -> None:
    """Something is late on a request, as another capability finds it."""
    desk = office.frontdesk.desk

    def found(tx: Transaction) -> None:
        request = requests.get(tx, number, lock=True)
        assert request is not None
        [entry] = history.of(tx, request.key, event="unclaimed")
        escalate(tx, desk, request, entry.id, until_word=until_word)

    await office.frontdesk.database.write(desk.team, found)
    await office.settle()


@pytest.fixture
async def card(office: Office) -> Message:
    """A request to IT that nobody has claimed in time."""
    card = await office.ask("ann", "it my VPN drops")
    await office.later(minutes=30)
    await late(office)
    return card


async def answer(office: Office, who: str, button: str, **fields: str) -> None:
    """Press a button of the newest private message, and send its form."""
    person = office.person(who)
    assert (await person.click(person.dm[-1], button)).ok
    await office.submit(who, **fields)


async def test_steps_are_asked_one_after_the_other_until_one_has_it(
    office: Office, card: Message
) -> None:
    lena, ines = office.person("lena"), office.person("ines")
    [asked] = lena.dm
    assert "#1 from Ann Berg: reminder sent: not claimed in time." in asked.plain
    assert "Without an answer by 12:30 CET, we'll ask the next person." in asked.plain
    assert "Late – Lena Vogt has been asked to see to it" in card.plain
    assert not ines.dm

    await office.later(hours=1)
    [then] = ines.dm
    assert "we'll ask everyone at IT" in then.plain
    assert "No answer, so Inês Duarte has been asked." in asked.plain
    assert len(lena.dm) == 1

    await answer(office, "ines", "I have it", reason="I'll call Ann.")
    assert "You're seeing to it." in then.plain
    assert "Inês Duarte is seeing to it" in asked.plain
    assert "Inês Duarte is seeing to it" in card.plain
    assert any("I'll call Ann." in each.plain for each in card.replies)
    await office.later(hours=5)
    assert (len(lena.dm), len(ines.dm)) == (1, 1)
    await ines.command("/requests", "1")
    assert ines.modal is not None
    assert "Lena Vogt was asked to see to it" in ines.modal.text
    assert "Inês Duarte is seeing to it" in ines.modal.text


async def test_put_off_with_a_reason_it_comes_back(office: Office, card: Message) -> None:
    lena = office.person("lena")
    assert (await lena.click(lena.dm[0], "Snooze")).ok
    lena.fill({"for": "30 minutes", "reason": " "})
    assert not (await lena.submit()).ok
    lena.fill({"for": "30 minutes", "reason": "In a meeting"})
    assert (await lena.submit()).ok
    await office.settle()
    assert "You'll be reminded at 12:00 CET." in lena.dm[0].plain
    await office.later(minutes=30)
    assert len(lena.dm) == 2
    assert not office.person("ines").dm
    await answer(office, "lena", "I have it")
    await office.later(hours=3)
    assert len(lena.dm) == 2


async def test_nobody_left_to_ask_is_told_in_the_channel_once(
    office: Office, card: Message
) -> None:
    await office.later(hours=1)
    await office.later(hours=1)
    said = [
        each.plain for each in office.channel("it-help").messages if "no one we could" in each.plain
    ]
    assert len(said) == 1
    await office.later(hours=10)
    [text] = [
        each.plain for each in office.channel("it-help").messages if "no one we could" in each.plain
    ]
    assert "Please see to it" in text
    assert "has been asked" not in card.plain


async def test_word_for_the_requester_settles_it(office: Office, card: Message) -> None:
    assert (await office.person("tom").click(card, "Claim")).ok
    await office.settle()
    [asked] = office.person("lena").dm
    assert "Ann Berg has heard from us in the meantime." in asked.plain
    assert not [each for each in asked.blocks if each["type"] == "actions"]
    await office.later(hours=3)
    assert not office.person("ines").dm
    await late(office, until_word=False)  # something else is late: the ladder begins anew
    assert len(office.person("lena").dm) == 2
    await office.person("tom").say("it-help", "Still on it", thread=card)
    await office.later(hours=1)
    assert len(office.person("ines").dm) == 1


async def test_nobody_is_told_of_their_own_work_and_a_cover_stands_in(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await office.later(minutes=30)
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    await late(office)
    assert not office.person("lena").dm
    assert len(office.person("ines").dm) == 1


async def test_only_whoever_was_told_answers(office: Office, card: Message) -> None:
    """A forged button, or one of somebody else's message."""
    desk = office.frontdesk.desk
    for who, said in (("U0BEN", "can open"), ("U0INES", "can open")):
        act = Reasoned(team=desk.team, actor=who, key=f"k{who}", number=1)
        with pytest.raises(UserError, match=said):
            await desk.transact(take, act)
    assert "is seeing to it" not in card.plain


async def test_home_shows_what_waits_for_an_answer(office: Office, card: Message) -> None:
    lena = office.person("lena")
    await lena.open_home()
    await office.settle()
    assert lena.home is not None
    assert "Late, and you've been asked (1)" in lena.home.text
    assert "#1 from Ann Berg – waits for your answer" in lena.home.text
    await answer(office, "lena", "I have it")
    assert "#1 from Ann Berg – you're seeing to it" in lena.home.text
    assert (await lena.click(card, "Resolve")).ok
    await office.submit("lena", note="Done")
    assert "you've been asked" not in lena.home.text


async def many_late(office: Office, many: int) -> None:
    for _number in range(many):
        await office.ask("ann", "it my VPN drops")
    await office.later(minutes=30)
    desk = office.frontdesk.desk

    def found(tx: Transaction) -> None:
        for number in range(1, many + 1):
            request = requests.get(tx, number, lock=True)
            assert request is not None
            [entry] = history.of(tx, request.key, event="unclaimed")
            escalate(tx, desk, request, entry.id)

    await office.frontdesk.database.write(desk.team, found)
    await office.settle()


def choices(message: Message) -> list[str]:
    """What can be chosen for each request of a list."""
    rows = [block for block in message.blocks if "accessory" in block]
    return [each["text"]["text"] for row in rows for each in row["accessory"]["options"]]


async def test_what_is_late_at_once_is_one_list_on_every_rung(office: Office) -> None:
    lena, ines = office.person("lena"), office.person("ines")
    await many_late(office, 4)
    [asked] = lena.dm
    assert asked.plain.startswith("4 requests are late. Can you see to them?")
    assert "Of what you haven't answered by 12:30 CET, we'll ask the next person." in asked.plain
    assert choices(asked) == ["I have it", "Snooze"] * 4

    assert (await lena.click(asked, "ladder_choose", option="I have it")).ok
    await office.submit("lena", reason="On my way")
    assert "3 requests are late." in asked.plain
    assert "You're seeing to it." in asked.plain
    assert choices(asked) == ["I have it", "Snooze"] * 3
    assert (await lena.click(asked, "ladder_choose", option="Snooze")).ok
    await office.submit("lena", **{"for": "2 hours", "reason": "In a meeting"})
    assert "reminder at 13:30 CET" in asked.plain

    await office.later(hours=1)
    [then] = ines.dm
    assert then.plain.startswith("2 requests are late. Can you see to them?")
    assert asked.plain.startswith("1 request is late.")
    assert asked.plain.count("No answer, so Inês Duarte has been asked.") == 2
    assert len(lena.dm) == 1
    await office.later(hours=1)
    told = [each for each in office.channel("it-help").messages if "no one we could" in each.plain]
    [text] = [each.plain for each in told]
    assert text.startswith("2 requests are late, and no one we could ask has answered.")
    assert text.endswith("\n• #3: “my VPN drops”\n• #4: “my VPN drops”")
    assert len(lena.dm) == 2, "what was put off comes back"
    # Nobody is left to ask: whoever was told may still see to it.
    assert then.plain.startswith("2 requests are late. Can you see to them?\n")
    assert "everyone at IT has been asked" in then.plain
    assert choices(then) == ["I have it", "Snooze"] * 2


async def test_a_list_of_very_many_goes_on_below_and_moves_up(office: Office) -> None:
    """By night all of it waits for one morning."""
    lena, desk = office.person("lena"), office.frontdesk.desk
    await many_late(office, 1)
    await office.later(hours=12)
    before = len(lena.dm)

    def asked(tx: Transaction) -> None:
        first = requests.get(tx, 1, lock=True)
        assert first is not None
        for number in range(2, 122):
            copy = replace(first, number=number, facts={}, promised={})
            requests.add(tx, copy)
            escalate(tx, desk, copy, 1)

    await office.frontdesk.database.write(desk.team, asked)
    await office.later(minutes=5)
    assert len(lena.dm) == before
    await office.later(hours=10)
    [first] = lena.dm[before:]
    pages = [first, *lena.thread(first)]
    assert [len(choices(each)) for each in pages] == [30] * 4
    assert "120 requests are late." in pages[0].plain
    assert "Late requests, page 4 of 4" in pages[3].plain
