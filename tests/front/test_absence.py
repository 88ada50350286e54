"""Somebody is away: their work is with who covers, and comes back."""

from typing import Any

from sqlalchemy import func, select

from handlers import render
from handlers.absence.handing import AT_ONCE
from handlers.absence.rules import AbsenceEvent
from sandbox import Message, View
from storage import requests, schema
from storage.transaction import Transaction
from tests.office import Office
from tests.storage.facts import a_request


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


async def test_bad_input_gets_a_clear_answer(office: Office) -> None:
    who = {name: office.person(name).id for name in ("lena", "tom", "ines", "hana")}
    await away(office, "tom", absence_first="2026-11-23", absence_last="2026-11-27")
    await away(
        office,
        "ines",
        absence_first="2026-11-30",
        absence_last="2026-11-30",
        absence_cover=who["lena"],
    )
    week = {"absence_first": "2026-11-25", "absence_last": "2026-12-04"}
    or_nobody = ", or leave it empty for whoever is on duty"
    nobody = "no one would be there. Choose someone else"
    for fields, field, expected in (
        ({"absence_first": "2026-11-17"}, "first", "That day has passed. Choose today or later."),
        (
            {"absence_first": "2026-11-20", "absence_last": "2026-11-19"},
            "last",
            "The last day is before the first. Choose the same day or a later one.",
        ),
        (
            {"absence_last": "2027-11-30"},
            "last",
            "An absence can last a year at most. For longer, hand the requests over.",
        ),
        (
            {"absence_first": "2028-01-03", "absence_last": "2028-01-04"},
            "first",
            "That's more than a year ahead. Enter it closer to the date.",
        ),
        (
            week | {"absence_cover": who["lena"]},
            "cover",
            "Lena Vogt can't cover for themselves. Choose someone else.",
        ),
        (
            week | {"absence_cover": who["tom"]},
            "cover",
            f"Tomás Rey is away from Mon 23 Nov to Fri 27 Nov. Choose someone else{or_nobody}.",
        ),
        (
            week | {"absence_cover": who["ines"]},
            "cover",
            f"Inês Duarte is away on Mon 30 Nov, and Lena Vogt covers then: {nobody}.",
        ),
        (
            week | {"absence_cover": who["hana"]},
            "cover",
            "Hana Sato isn't in IT and couldn't work on Lena Vogt's requests. Choose someone who is.",
        ),
    ):
        given = {"absence_last": "2026-11-20"} | fields
        assert await refused(office, "lena", **given) == {f"absence_{field}": expected}
        await office.person("lena").close()
    again = {"absence_first": "2026-11-27", "absence_last": "2026-11-30"}
    assert await refused(office, "tom", **again) == {
        "absence_first": "Tomás Rey is already entered as away from Mon 23 Nov to Fri 27 Nov. "
        "Change that absence instead."
    }
    await office.person("tom").close()
    # Only the head enters it for others.
    assert await refused(office, "ines", absence_who=who["hana"], absence_last="2026-11-20") == {
        "absence_who": "Only Hana Sato and the head of their department can say when Hana Sato is away."
    }


async def test_nobody_covers_and_it_comes_back(office: Office) -> None:
    card = await claimed(office, "ann", "ole", "hr my contract is wrong")
    second = await claimed(office, "ben", "ole", "hr my payslip is wrong")
    # The head enters it for somebody who is ill.
    ole = office.person("ole")
    await away(office, "hana", absence_who=ole.id, absence_last="2026-11-20")
    await office.later(seconds=1)
    assert "Open · unassigned" in card.plain
    assert "Ole Nilsen is away until Fri 20 Nov, and no one covers." in card.plain
    await office.later(hours=20)
    [warned] = [text for text in told(office, "hana") if "please find someone" in text]
    assert "2 requests are unassigned" in warned
    assert "my contract is wrong" in warned
    assert [text for text in told(office, "ole") if "Hana Sato entered that you're away" in text]
    assert [text for text in told(office, "ann") if "We've asked HR to find someone for #1" in text]
    # No flood of reminders: the head knows.
    assert not [m for m in office.channel("hr-help").messages if "picked up" in m.plain]
    await office.person("hana").click(second, "Claim")
    await office.settle()

    # He is back early. Pressed twice, it is once.
    assert (await ole.command("/frontdesk", "absent")).ok
    view = modal(office, "ole")
    assert "You're away from Wed 18 Nov to Fri 20 Nov. No one covers." in view.text
    hana = office.person("hana")
    assert (await hana.command("/frontdesk", "absent")).ok
    listed = modal(office, "hana")
    assert "Ole Nilsen is away from Wed 18 Nov to Fri 20 Nov." in listed.text
    assert (await ole.click(view, "Back already")).ok
    assert (await hana.click(listed, "Back already")).ok
    await office.later(hours=1)
    assert "In progress · Ole Nilsen" in card.plain
    assert "In progress · Hana Sato" in second.plain
    assert "No absences are entered." in modal(office, "ole").text
    [welcome] = [text for text in told(office, "ole") if "Welcome back" in text]
    assert "Hana Sato claimed it" in welcome.split("#2")[1]
    back = [text for text in told(office, "ann") if "is back and working on #1" in text]
    assert len(back) == 1


async def test_the_cover_goes_away_too_and_leaves(office: Office) -> None:
    card = await claimed(office, "ann", "lena", "it my VPN drops")
    tom, ines = office.person("tom"), office.person("ines")
    three = {"absence_first": "2026-11-18", "absence_last": "2026-11-20"}
    await away(office, "lena", **three, absence_cover=tom.id)
    await office.later(seconds=1)
    assert "In progress · Tomás Rey" in card.plain
    await away(office, "tom", absence_last="2026-11-25", absence_cover=ines.id)
    await office.later(seconds=1)
    assert "In progress · Inês Duarte" in card.plain
    assert "Inês Duarte covers for Lena Vogt" in card.plain
    [warned] = [text for text in told(office, "lena") if "who covers for you" in text]
    assert warned.startswith(
        "Tomás Rey, who covers for you from Wed 18 Nov to Fri 20 Nov, is away from Wed 18 Nov to Wed 25 Nov."
    )
    await office.later(days=2, hours=20)
    # She is back before her cover, and has it again: his return changes nothing.
    assert "In progress · Lena Vogt" in card.plain
    await office.later(days=5)
    assert "In progress · Lena Vogt" in card.plain

    # Her cover leaves the company: whoever is on duty has it.
    first = {"absence_first": "2026-11-26", "absence_last": "2026-11-27"}
    await away(office, "lena", **first, absence_cover=tom.id)
    await office.later(hours=1)
    assert "In progress · Tomás Rey" in card.plain
    office.slack.deactivate("tom")
    await office.settle()
    await office.later(minutes=1)
    await office.later(minutes=1)
    assert "In progress · Inês Duarte" in card.plain
    await office.later(days=2)
    assert "In progress · Lena Vogt" in card.plain


async def test_late_slept_through_and_a_clock_that_jumps(office: Office) -> None:
    card = await claimed(office, "ann", "lena", "it my VPN drops")
    given = {"absence_first": "2026-11-23", "absence_last": "2026-11-24"}
    await away(office, "lena", **given, absence_cover=office.person("tom").id)
    [ahead] = [text for text in told(office, "tom") if "you'll get a list" in text]
    assert "Lena Vogt is away from Mon 23 Nov to Tue 24 Nov, and you cover." in ahead
    # The process was down at its beginning.
    office.clock.forward(days=5, hours=3)
    await office.later(minutes=1)
    assert "In progress · Tomás Rey" in card.plain
    # The clock is put back to before it, and forward again.
    before = len(told(office, "ann"))
    office.clock.forward(days=-2)
    await office.later(minutes=1)
    office.clock.forward(days=2)
    await office.later(minutes=1)
    assert len(told(office, "ann")) == before
    await office.later(days=2)
    assert "In progress · Lena Vogt" in card.plain
    # Another one is slept through as a whole: nothing moves, nobody is told.
    given = {"absence_first": "2026-11-30", "absence_last": "2026-12-01"}
    await away(office, "lena", **given, absence_cover=office.person("tom").id)
    history = [entry for entry in told(office, "ann") if "away" in entry]
    office.clock.forward(days=10)
    await office.later(minutes=1)
    assert "In progress · Lena Vogt" in card.plain
    assert [entry for entry in told(office, "ann") if "away" in entry] == history


async def test_very_many_requests_move_some_at_a_time(office: Office) -> None:
    lena, tom, ann = (office.person(who).id for who in ("lena", "tom", "ann"))
    many = 2 * AT_ONCE + 1
    mine = {"state": "claimed", "assignee": lena, "requester": ann, "recorded_by": ann}

    def ask(tx: Transaction) -> None:
        for number in range(1, many + 1):
            requests.add(tx, a_request(number, **mine))

    def told_by(tx: Transaction, pattern: str) -> int:
        key = schema.messages.c.key
        return int(tx.execute(select(func.count()).where(key.like(pattern))).scalar_one())

    def told_who_has_it(tx: Transaction) -> int:
        """How many requesters were told who has it; that an update is late is another matter."""
        key, event = schema.messages.c.key, schema.history.c
        moves = set(tx.execute(select(event.id).where(event.event.in_(AbsenceEvent))).scalars())
        notices = tx.execute(select(key).where(key.like("request/%/notice/requester/%"))).scalars()
        return sum(int(notice.rpartition("/")[2]) in moves for notice in notices)

    desk = office.frontdesk.desk
    await office.frontdesk.database.write(desk.team, ask)
    await away(office, "lena", absence_last="2026-11-18", absence_cover=tom)
    for who, notices in ((tom, many), (lena, 2 * many)):
        while await office.frontdesk.alarm.ring():
            pass
        held = await desk.read(lambda tx, _, who=who: requests.count(tx, "held", who))
        told_ = await desk.read(lambda tx, _: told_who_has_it(tx))
        assert (held, told_) == (many, notices)
        brief = await desk.read(lambda tx, d: render(tx, d, f"absence/1/brief/{tom}"))
        assert len(brief) == (21 if who == tom else 1)
        office.clock.forward(days=1)
    assert len(await desk.read(lambda tx, d: render(tx, d, "absence/1/back"))) == 21
    assert await desk.read(lambda tx, _: told_by(tx, "absence/1/%")) == 2


async def test_another_cover_a_reopened_request_and_an_absence_that_follows(office: Office) -> None:
    lena, tom, ines = (office.person(who) for who in ("lena", "tom", "ines"))
    card = await claimed(office, "ann", "lena", "it my VPN drops")
    done = await claimed(office, "ann", "lena", "it my mouse is dead")
    assert (await lena.click(done, "Resolve")).ok
    await office.submit("lena", note="Here is another one")
    await away(office, "lena", absence_last="2026-11-19", absence_cover=tom.id)
    await office.later(seconds=1)
    assert "In progress · Tomás Rey" in card.plain
    # What she resolved is not solved: her cover has it.
    receipt = next(each for each in office.person("ann").dm if "#2" in each.plain)
    await office.person("ann").click(receipt.replies[-1], "Not solved")
    await office.submit("ann", reason="It is dead too")
    assert "In progress · Tomás Rey" in done.plain
    # Another cover from now on, who reads what it is about; the first reads that they no longer cover.
    await lena.close()
    assert (await lena.command("/frontdesk", "absent")).ok
    assert (await lena.click(modal(office, "lena"), "Change…")).ok
    await office.submit("lena", absence_cover=ines.id)
    await office.later(seconds=1)
    assert "In progress · Inês Duarte" in card.plain
    assert [text for text in told(office, "ines") if "1 request is now yours" in text]
    assert [text for text in told(office, "tom") if "You no longer cover for Lena Vogt" in text]
    # The next absence begins where this one ends: nothing comes back in between.
    await lena.close()
    await away(
        office,
        "lena",
        absence_first="2026-11-20",
        absence_last="2026-11-20",
        absence_cover=ines.id,
    )
    before = [text for text in told(office, "ann") if "looking after #1" in text]
    await office.later(days=2)
    assert "In progress · Inês Duarte" in card.plain
    assert [text for text in told(office, "ann") if "looking after #1" in text] == before
    assert not [text for text in told(office, "ann") if "is back" in text]
    await office.later(days=1)
    assert "In progress · Lena Vogt" in card.plain
    await office.later(days=3)
    assert len([text for text in told(office, "lena") if "Welcome back" in text]) == 1
