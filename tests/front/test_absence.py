"""Somebody is away: their work is with who covers, and comes back."""

from datetime import date
from typing import Any

from sandbox import Message, View
from tests.office import Office

TODAY = date(2026, 11, 18)


async def away(office: Office, who: str, **fields: Any) -> None:
    """Enter an absence by the form; it must be taken."""
    assert (await office.person(who).command("/frontdesk", "absent")).ok
    await office.submit(who, **fields)


async def refused(office: Office, who: str, **fields: Any) -> dict[str, str]:
    """The same for what is not taken: what the form says, by field."""
    actor = office.person(who)
    assert (await actor.command("/frontdesk", "absent")).ok
    actor.fill(fields)
    result = await actor.submit()
    assert not result.ok
    return dict(result.errors)


def modal(office: Office, who: str) -> View:
    shown = office.person(who).modal
    assert shown is not None
    return shown


def told(office: Office, who: str) -> list[str]:
    """All they read from us, in threads too."""
    actor = office.person(who)
    return [each.plain for top in actor.dm for each in (top, *actor.thread(top))]


async def claimed(office: Office, who: str, by: str, text: str) -> Message:
    card = await office.ask(who, text)
    assert (await office.person(by).click(card, "Claim")).ok
    await office.settle()
    return card


async def test_the_work_goes_to_the_cover_and_comes_back(office: Office) -> None:
    lena = office.person("lena")
    vpn = await claimed(office, "ann", "lena", "it my VPN drops every hour")
    mail = await claimed(office, "ben", "lena", "it my mail is slow")
    waits = await claimed(office, "ann", "lena", "it my screen flickers")
    await lena.open_home()
    await away(
        office,
        "lena",
        absence_first="2026-11-18",
        absence_last="2026-11-19",
        absence_cover=office.person("tom").id,
        absence_note="Ann's VPN: try the new profile",
    )
    assert (
        "You're away from Wed 18 Nov to Thu 19 Nov. Tomás Rey covers." in modal(office, "lena").text
    )
    await office.later(seconds=1)
    assert lena.home is not None
    assert "Tomás Rey covers" in lena.home.text
    assert "In progress · Tomás Rey" in vpn.plain
    assert "Tomás Rey covers for Lena Vogt, who is away until Thu 19 Nov." in vpn.plain
    # One message with a brief of each, and a line for each requester.
    [brief] = [text for text in told(office, "tom") if "you cover" in text]
    assert "3 requests are now yours" in brief
    assert "try the new profile" in brief
    assert "my VPN drops every hour · Ann Berg" in brief
    news = [text for text in told(office, "ann") if "is looking after" in text]
    assert len(news) == 2, told(office, "ann")
    assert "Lena Vogt is away until Thu 19 Nov. Tomás Rey (IT) is looking after #1 now." in news
    # Nothing new goes to her.
    new = await office.ask("ben", "it my keyboard is broken")
    ines = office.person("ines")
    assert (await ines.click(new, "Assign to…")).ok
    ines.fill({"assignee": "Lena Vogt (away until Thu 19 Nov)"})
    result = await ines.submit()
    assert "Lena Vogt is away until Thu 19 Nov. Choose Tomás Rey, who covers" in str(result.errors)

    await office.person("tom").click(mail, "Resolve")
    await office.submit("tom", note="Cleaned your mailbox")
    assert (await ines.click(waits, "Assign to…")).ok
    await office.submit("ines", assignee="Inês Duarte (you)")
    await office.later(days=2)
    await office.later(hours=1)
    assert "In progress · Lena Vogt" in vpn.plain
    assert "covers" not in vpn.plain
    assert "In progress · Inês Duarte" in waits.plain
    [welcome] = [text for text in told(office, "lena") if "Welcome back" in text]
    assert "3 of your requests" in welcome
    assert "with you again" in welcome.split("#1")[1].split("#2")[0]
    assert "Resolved by Tomás Rey" in welcome.split("#2")[1].split("#3")[0]
    assert "Inês Duarte" in welcome.split("#3")[1]
    assert [
        text for text in told(office, "ann") if text == "Lena Vogt is back and working on #1 again."
    ]
    assert "Lena Vogt is back. You no longer cover." in told(office, "tom")
