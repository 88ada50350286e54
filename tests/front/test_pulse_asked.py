"""Who is asked in a pulse and when, who is reminded, and what people read who press something late."""

import asyncio
from datetime import UTC, datetime, timedelta

from sandbox import Person
from storage import absences
from storage.absences import Absence
from storage.transaction import Transaction
from tests.front.test_pulse import EVERYBODY, ballot_of, make, rows, run
from tests.office import Office

GIL = Person("gil", "Gil Roth", is_guest=True)
NIA = Person("nia", "Nia Obi")


def asked(office: Office, *more: str) -> set[str]:
    """Who has a ballot, of everybody and of those who came later."""
    return {
        who
        for who in (*EVERYBODY, *more)
        if any("would like" in each.plain for each in office.person(who).dm)
    }


async def away(office: Office, who: str, days: float) -> None:
    now = office.clock.now()

    def leave(tx: Transaction) -> None:
        user = office.person(who).id
        absences.add(tx, Absence(0, user, now, now + timedelta(days=days), None, "", None))

    await office.frontdesk.desk.database.write(office.frontdesk.desk.team, leave)


async def test_who_is_away_all_the_time_or_new_or_a_guest_is_not_asked_and_not_counted(
    office: Office,
) -> None:
    """`general` has everybody; Ann is back on the second day."""
    for person in (GIL, NIA):
        office.slack.hire(person)
        office.channel("general").add(person.handle)
    await office.settle()
    await away(office, "ann", 1)
    await away(office, "lena", 5)
    await make(office)
    assert asked(office, "gil", "nia") == {*EVERYBODY} - {"ann", "lena"}
    await office.later(days=1, hours=1)
    assert asked(office, "gil", "nia") == {*EVERYBODY} - {"lena"}
    [row] = await rows(office, "SELECT invited, left_out FROM pulse_rounds")
    assert row == (11, 2)  # Lena and Nia; a guest is none of the audience
    # Two weeks later Nia is no longer new.
    await office.later(days=14)
    await make(office, name="Again", bank=["workload-focus"])
    assert "nia" in asked(office, "nia")


async def test_whoever_comes_while_a_round_runs_is_told_that_they_were_not_asked(
    office: Office,
) -> None:
    """However many are added to a channel: who is asked was settled when it opened."""
    poll = '"Lunch on Friday?" "Pizza" "Salad"'
    await office.person("ann").command("/pulse", f"poll {poll}", channel="general")
    await run(office)
    before = await rows(office, "SELECT slot FROM pulse_cells ORDER BY slot")
    office.slack.hire(NIA)
    office.channel("general").add("nia")
    await office.settle()
    nia = office.person("nia")
    await nia.click(office.channel("general").messages[-1], "Pizza")
    assert "You weren't asked in this round" in nia.ephemerals[-1].plain
    assert await rows(office, "SELECT slot FROM pulse_cells ORDER BY slot") == before


async def test_a_round_that_can_not_be_sent_is_told_and_the_next_one_is(office: Office) -> None:
    """Its channel is gone, then Frontdesk is away while it should be open; each is said once, and nobody is asked late."""
    weekly = {"every": "Every week", "first": "2026-11-23", "open_for": "1 day"}
    await make(office, **weekly)
    ben = office.person("ben")
    office.slack.faults.refuse("conversations.members", error="channel_not_found")
    await office.later(days=5)
    assert told(office, "ben", "I can't see who is in its channel any more") == 1
    office.slack.faults.clear()
    # The round of 30 November closes on the evening of the next day.
    office.clock.to(datetime(2026, 12, 2, 12, tzinfo=UTC))
    await run(office)
    await run(office)
    assert told(office, "ben", "I was away for as long as it should have been open") == 1
    assert asked(office) == set()
    # Its owner leaves: it goes to whoever is head then, and on.
    office.slack.deactivate("ben")
    await office.settle()
    office.clock.to(datetime(2026, 12, 7, 12, tzinfo=UTC))
    await run(office)
    # In Tokyo it is evening; Hana is asked in her morning.
    assert asked(office) == set(EVERYBODY) - {"ben", "hana"}
    office.clock.to(datetime(2026, 12, 10, 12, tzinfo=UTC))
    await run(office)
    olga = office.person("olga")
    await olga.command("/pulse")
    assert olga.modal is not None
    assert "Closed on" in olga.modal.text
    assert ben.id not in olga.modal.text


def told(office: Office, who: str, text: str) -> int:
    return sum(text in each.plain for each in office.person(who).dm)


async def test_what_cannot_be_saved_is_said_and_nothing_that_was_is_lost(office: Office) -> None:
    """Too much is written; two devices; another key lies in the place of the round's."""
    await make(office, extras=["Let people add comments"])
    ann, ballot = office.person("ann"), ballot_of(office, "ann")
    # At once on her desk and her telephone, and twice: one of them is the newest.
    presses = [ann.click(ballot, answer) for answer in ("2 · Disagree", "4 · Agree", "4 · Agree")]
    assert all(each.ok for each in await asyncio.gather(*presses))
    assert all(each.plain.startswith("Saved") for each in ann.ephemerals)
    await ann.click(ballot, "4 · Agree")
    await ann.click(ballot, "Answer all")
    ann.fill({"comment:0": "😀" * 500, "comment:1": "🎈" * 900})
    assert "too long by about" in (await ann.submit()).errors["comment:1"]
    ann.fill({"comment:0": "😀", "comment:1": None})
    assert (await ann.submit()).ok
    [key] = office.frontdesk.desk.keys.folder.glob("*.key")  # type: ignore[union-attr]
    right = key.read_bytes()
    key.write_bytes(bytes(reversed(right)))
    await ann.click(ballot, "1 · Strongly disagree")
    assert "Not saved" in ann.ephemerals[-1].plain
    key.write_bytes(right)
    # On her telephone she sees what she said on her desk, whatever was pressed meanwhile.
    await ann.click(ballot, "See or change my answers")
    assert ann.modal is not None
    said = ann.modal.payload()["state"]["values"]
    assert said["answer:0"]["answer:0"]["selected_option"]["value"] == "4"
    assert said["comment:0"]["comment:0"]["value"] == "😀"
