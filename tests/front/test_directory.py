"""People come, change and leave; what they asked and what they had goes on."""

from dataclasses import replace

from bot.cli.company import acme
from sandbox import Person, UserGroup
from storage import directory
from tests.clock import FakeClock
from tests.office import Office, opened


async def test_who_leaves_gives_back_what_they_had(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    office.slack.deactivate("lena")
    await office.settle()
    await office.later(seconds=1)
    assert "Open · unassigned" in card.plain
    received = office.channel("it-help").messages[-1]
    assert "Lena Vogt has left, so #1 is unassigned" in received.plain
    ann = office.person("ann")
    assert "Lena Vogt is no longer working on #1" in ann.thread(ann.dm[0])[-1].plain
    assert "by 11:30" in ann.dm[0].plain
    assert (await office.person("tom").click(card, "Claim")).ok
    await office.settle()
    assert "Tomás Rey has picked up #1" in received.plain
    assert "In progress · Tomás Rey" in card.plain


async def test_the_department_sees_that_the_requester_left(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    office.slack.deactivate("ann")
    await office.settle()
    await office.later(seconds=1)
    assert "Ann Berg has left" in card.plain
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Update to 5.3.")
    assert "Resolved by Lena Vogt" in card.plain
    await office.later(days=7)
    assert "Closed" in card.plain
    other = await office.ask("ben", "it my screen is black")
    assert "#2" in other.plain


async def test_who_comes_back_gets_what_waited(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    ann = office.person("ann")
    office.slack.deactivate("ann")
    await office.settle()
    await office.later(seconds=1)
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Update to 5.3.")
    office.slack.reactivate("ann")
    await office.settle()
    assert "Update to 5.3." in ann.thread(ann.dm[0])[-1].plain


async def test_a_solution_of_somebody_who_left_is_taken_up_by_others(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Update to 5.3.")
    office.slack.deactivate("lena")
    await office.settle()
    await office.later(seconds=1)
    ann = office.person("ann")
    await ann.say(ann.dm[0].channel, "It drops again", thread=ann.dm[0])
    await office.settle()
    assert "Open · unassigned" in card.plain
    assert "Claim" in card.buttons


async def test_a_new_name_and_zone_take_effect(office: Office) -> None:
    office.slack.update_person("ann", name="Ann Hill", tz="America/New_York")
    await office.settle()
    card = await office.ask("ann", "it my VPN drops")
    assert "Ann Hill" in card.plain
    assert "5:30 EST" in office.person("ann").dm[0].plain


async def test_somebody_new_can_ask_and_work(office: Office) -> None:
    new = office.slack.hire(Person(handle="nia", name="Nia Cole", tz="Europe/London"))
    await office.settle()
    await new.command("/ask", "it my VPN drops")
    await office.settle()
    [card] = office.channel("it-help").messages
    assert "Nia Cole" in card.plain
    team = office.slack.group("it-team")
    team.set_members(["tom", "nia"])
    office.channel("it-help").add("nia")
    await office.settle()
    assert (await new.click(card, "Claim")).ok
    await office.settle()
    assert "In progress · Nia Cole" in card.plain


async def test_a_group_that_is_switched_off_lets_nobody_in_any_more(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    team = office.slack.group("it-team")
    team.disable()
    await office.settle()
    tom = office.person("tom")
    assert (await tom.click(card, "Claim")).ok
    await office.settle()
    assert "Open · unassigned" in card.plain
    assert "Only IT can do this" in tom.ephemerals[-1].plain
    team.enable()
    await office.settle()
    assert (await tom.click(card, "Claim")).ok
    await office.settle()
    assert "In progress · Tomás Rey" in card.plain


async def test_a_full_reading_forgets_the_groups_that_are_absent(office: Office) -> None:
    """The event was missed; or the workspace has no user groups at all since it pays for none."""
    card = await office.ask("ann", "it my VPN drops")
    team, tom = office.slack.group("it-team"), office.person("tom")
    office.slack.faults.hold()
    team.disable()
    await office.slack.release()
    for refusal in (None, "paid_teams_only"):
        if refusal is not None:
            team.enable()
            await office.settle()
            office.slack.faults.refuse("usergroups.list", error=refusal)
        await office.frontdesk.directory_sync.read_all()
        assert (await tom.click(card, "Claim")).ok
        await office.settle()
        assert "Open · unassigned" in card.plain


async def test_a_new_group_is_known_by_its_handle_at_once(
    database_url: str, clock: FakeClock
) -> None:
    async with opened(database_url, clock=clock, company=replace(acme(), groups=())) as office:
        office.slack.found_group(UserGroup("it-team", "IT team", ("tom",)))
        card = await office.ask("ann", "it my VPN drops")
        assert (await office.person("tom").click(card, "Claim")).ok
        await office.settle()
        assert "In progress · Tomás Rey" in card.plain


async def test_an_event_that_a_newer_one_overtook_does_not_bring_anybody_back(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    office.slack.faults.hold()
    office.slack.update_person("lena", title="Lead of IT")
    office.clock.forward(seconds=2)
    office.slack.deactivate("lena")
    await office.slack.release(1, 0)
    await office.settle()
    person = await office.frontdesk.desk.read(lambda tx, _: directory.person(tx, lena.id))
    assert person is not None
    assert not person.active
    office.clock.forward(seconds=2)
    office.slack.reactivate("lena")
    await office.settle()
    assert (await lena.click(card, "Claim")).ok
    await office.settle()
    assert "In progress · Lena Vogt" in card.plain
