"""Who is asked in a pulse and when, who is reminded, and what people read who press something late."""

from datetime import timedelta

from sandbox import Person
from storage import absences
from storage.absences import Absence
from storage.transaction import Transaction
from tests.front.test_pulse import EVERYBODY, make, rows, run
from tests.office import Office

GIL = Person("gil", "Gil Roth", is_guest=True)
NIA = Person("nia", "Nia Obi")


def asked(office: Office) -> set[str]:
    """Who has a ballot."""
    everybody = (*EVERYBODY, "gil", "nia")
    return {who for who in everybody if any("would like" in m.plain for m in office.person(who).dm)}


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
    assert asked(office) == {*EVERYBODY} - {"ann", "lena"}
    await office.later(days=1, hours=1)
    assert asked(office) == {*EVERYBODY} - {"lena"}
    [row] = await rows(office, "SELECT invited, left_out FROM pulse_rounds")
    assert row == (11, 2)  # Lena and Nia; a guest is none of the audience
    # Two weeks later Nia is no longer new.
    await office.later(days=14)
    await make(office, name="Again", bank=["workload-focus"])
    assert "nia" in asked(office)


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
