"""Who had a request for how long, and between which departments requests bounce."""

from datetime import timedelta

from storage import absences
from tests.front.test_working_hand_over import hand_over
from tests.office import Office
from tests.storage.test_absences import an_absence


async def test_who_had_it_for_how_long(office: Office) -> None:
    ann = office.person("ann")
    card = await office.ask("ann", "it my contract names the wrong office")
    await office.later(minutes=20)
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.later(hours=2)
    moved = await hand_over(office, "lena", card, "HR", "Contracts")
    await office.later(hours=1)
    await office.person("ole").click(moved, "Ask and wait for a reply…")
    await office.submit("ole", question="Which office?")
    await office.later(days=1)
    await ann.command("/requests", "1")
    assert ann.modal is not None
    for line in (
        "Who had it, 1 day 3 hours in all:",
        "• IT, before anyone picked it up: 20 minutes\n",
        "• Lena Vogt (IT): 2 hours\n",
        "• HR, before anyone picked it up: 1 hour\n",
        "• waiting for your reply: 1 day (8 working hours)",
    ):
        assert line in ann.modal.plain, ann.modal.plain
    await office.person("ole").command("/requests", "1")
    seen = office.person("ole").modal
    assert seen is not None
    assert "• waiting for Ann Berg: 1 day" in seen.plain


async def test_bounces_are_for_operations_and_heads(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    second = await hand_over(office, "lena", card, "HR", "Theirs")
    await office.person("hana").click(second, "Send back to IT…")
    await office.submit("hana", reason="No")
    third = office.channel("it-help").messages[-1]
    await hand_over(office, "lena", third, "HR", "Please look again", at="Triage")
    other = await office.ask("ann", "it my salary is late")
    await hand_over(office, "lena", other, "Finance", "Theirs")

    office.channel("frontdesk-ops").add("olga")
    olga = office.person("olga")
    assert (await olga.command("/frontdesk", "bounces", channel="frontdesk-ops")).ok
    told = olga.ephemerals[-1].plain
    assert "• HR and IT: 2 bounces; HR → IT 1, IT → HR 2" in told
    assert "• Finance and IT: 0 bounces; Finance → IT 0, IT → Finance 1" in told
    maya = office.person("maya")  # the head of Finance
    assert (await maya.command("/frontdesk", "bounces")).ok
    assert "Finance and IT" in maya.ephemerals[-1].plain
    assert "HR" not in maya.ephemerals[-1].plain
    ben = office.person("ben")
    await ben.command("/frontdesk", "bounces")
    assert (
        "Only heads of departments, and the operations channel, see this."
        in ben.ephemerals[-1].plain
    )


async def test_nothing_is_handed_to_somebody_who_is_away(office: Office) -> None:
    desk, now = office.frontdesk.desk, office.clock.now()
    hana, ole = office.person("hana").id, office.person("ole").id
    absent = an_absence(hana, begins_at=now, ends_at=now + timedelta(days=1), cover=ole)
    await office.frontdesk.database.write(desk.team, lambda tx: absences.add(tx, absent))
    card, lena = await office.ask("ann", "it my contract is wrong"), office.person("lena")
    await lena.click(card, "Hand over to another department…")
    lena.fill({"department": "HR"})
    await office.settle()
    lena.fill({"assignee": "Hana Sato (away until Thu 19 Nov)", "reason": "Contracts"})
    refused = await lena.submit()
    assert "Choose Ole Nilsen, who covers" in refused.errors["assignee:hr"]
    await office.submit("lena", assignee="Ole Nilsen")
    [moved] = office.channel("hr-help").messages
    assert "In progress · Ole Nilsen" in moved.plain
