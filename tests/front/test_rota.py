"""Duty: who has it, the next four weeks, and how people swap them."""

from sandbox import View
from tests.front.test_absence import away, told
from tests.office import Office


async def duty(office: Office, who: str) -> View:
    actor = office.person(who)
    if actor.modals:
        await actor.close()
    assert (await actor.command("/frontdesk", "duty")).ok
    assert actor.modal is not None
    return actor.modal


def whose(view: View) -> list[str]:
    """The people of the four weeks, in order."""
    return [
        line for line in view.text.split("\n") if any(n in line for n in ("Duarte", "Vogt", "Rey"))
    ]


async def test_the_receipt_names_who_is_on_duty(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    assert "On duty now: Inês Duarte." in office.person("ann").dm[-1].plain
    await office.person("lena").open_home()
    await office.settle()
    home = office.person("lena").home
    assert home is not None
    assert "On duty for IT until Mon 23 Nov, 09:00 CET: Inês Duarte" in home.text
    # She is away: the next in the rota steps in. Then turns change.
    await away(office, "ines", absence_last="2026-11-18")
    await office.later(seconds=1)
    assert "On duty now: Lena Vogt." in office.person("ann").dm[-1].plain
    await office.later(days=5)
    [begins] = [text for text in told(office, "lena") if "You're on duty" in text]
    assert "Mon 23 Nov, 09:00 CET to Mon 30 Nov, 09:00 CET" in begins
    assert "You're on duty for IT until Mon 30 Nov" in home.text
    await office.person("tom").click(card, "Claim")
    await office.settle()
    receipt = next(each for each in office.person("ann").dm if "#1" in each.plain)
    assert "On duty" not in receipt.plain
    hr = await office.ask("ann", "hr my payslip is wrong")
    assert "On duty" not in hr.plain


async def test_a_week_is_taken_with_one_click_and_swapped_with_two(office: Office) -> None:
    tom, ines, lena = (office.person(who) for who in ("tom", "ines", "lena"))
    shown = await duty(office, "ann")
    assert whose(shown) == ["Inês Duarte", "Lena Vogt", "Tomás Rey", "Inês Duarte"]
    assert "Take this week" not in shown.buttons
    shown, stale = await duty(office, "tom"), await duty(office, "lena")
    # Tomás takes the first week that is not his, from Inês.
    assert (await tom.click(shown, "Take this week")).ok
    await office.settle()
    assert whose(await duty(office, "tom"))[0] == "Tomás Rey (you)"
    [taken] = [text for text in told(office, "ines") if "takes your week" in text]
    assert taken.startswith("Tomás Rey takes your week on duty for IT: Mon 16 Nov")
    assert not [text for text in told(office, "tom") if "week" in text]
    late = await lena.click(stale, "Take this week")
    assert "The rota has changed meanwhile" in lena.modals[-1].text, late

    # Inês gives her next week for that of Lena, who agrees; the second press changes nothing.
    shown = await duty(office, "ines")
    assert (await ines.click(shown, "Ask to swap")).ok
    await office.settle()
    [question] = [each for each in tom.dm if "would like to swap" in each.plain]
    assert "You'd take Mon 7 Dec" in question.plain
    assert "whom you asked to swap" in (await duty(office, "ines")).text
    assert (await tom.click(question, "Swap")).ok
    await office.settle()
    assert "You swapped with Inês Duarte" in question.plain
    assert [text for text in told(office, "ines") if "Tomás Rey swapped with you" in text]
    names = ["Inês Duarte", "Lena Vogt", "Tomás Rey", "Tomás Rey"]
    assert whose(await duty(office, "ann")) == names

    # Lena asks for Inês's, and she keeps it.
    shown = await duty(office, "lena")
    assert (await lena.click(shown, "Ask to swap")).ok
    await office.settle()
    [question] = [each for each in ines.dm if "would like to swap" in each.plain]
    assert (await ines.click(question, "Keep my week")).ok
    await office.settle()
    assert "You kept your week" in question.plain
    assert [text for text in told(office, "lena") if "Inês Duarte can't swap" in text]
    assert whose(await duty(office, "ann")) == names
