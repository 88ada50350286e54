"""The home tab: mine, those I hold, my departments' queues."""

from config.departments import GENERAL_TYPE
from config.texts import Text
from sandbox import View
from tests.office import Office, opened, organisation


async def _home(office: Office, who: str) -> View:
    actor = office.person(who)
    await actor.open_home()
    await office.settle()
    assert actor.home is not None
    return actor.home


def _text(office: Office, who: str) -> str:
    home = office.person(who).home
    assert home is not None
    return home.text


async def test_somebody_in_no_department_sees_their_own(office: Office) -> None:
    home = await _home(office, "ann")
    assert "What do you need?" in home.text
    assert "You have no open request" in home.text
    assert "hold" not in home.text
    assert "Open requests of" not in home.text
    assert "New request" in home.buttons


async def test_a_member_sees_what_they_hold_and_the_queue(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await office.ask("ben", "it my screen is black")
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    home = await _home(office, "lena")
    assert "Assigned to you (1)" in home.text
    assert "Open requests of IT (2)" in home.text
    assert "HR" not in home.text.split("Open requests of")[1]


async def test_a_head_of_triage_sees_its_queue(office: Office) -> None:
    home = await _home(office, "olga")
    assert "Open requests of Triage (0)" in home.text
    assert "Open requests of IT" not in home.text


async def test_it_follows_what_changes(office: Office) -> None:
    await _home(office, "ann")
    await _home(office, "lena")
    card = await office.ask("ann", "it my VPN drops")
    assert "my VPN drops" in _text(office, "ann")
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.settle()
    assert "In progress · Lena Vogt" in _text(office, "ann")
    assert "Assigned to you (1)" in _text(office, "lena")
    assert (await office.person("ines").click(card, "Assign to…")).ok
    await office.submit("ines", assignee="Tomás Rey")
    assert "Assigned to you (0)" in _text(office, "lena")
    assert (await office.person("tom").click(card, "Resolve")).ok
    await office.submit("tom", note="Done.")
    assert "You have no open request" in _text(office, "ann")
    assert "Recently solved (1)" in _text(office, "ann")
    assert "Recently solved" not in _text(office, "lena")
    await office.later(days=7)
    assert "Recently solved" not in _text(office, "ann")


async def test_show_all_opens_the_whole_list(office: Office) -> None:
    for number in range(7):
        await office.ask("ann", f"it my screen number {number} is black")
    home = await _home(office, "ann")
    assert "number 4" in home.text
    assert "number 5" not in home.text
    assert (await office.person("ann").click(home, "Show all")).ok
    modal = office.person("ann").modal
    assert modal is not None
    assert "number 6" in modal.text


async def test_opening_one_from_home(office: Office) -> None:
    await office.ask("ann", "it my VPN drops")
    home = await _home(office, "ann")
    assert (await office.person("ann").click(home, "Open")).ok
    modal = office.person("ann").modal
    assert modal is not None
    assert modal.title == "Request #1"


async def test_a_new_request_from_home(office: Office) -> None:
    home = await _home(office, "ann")
    assert (await office.person("ann").click(home, "New request")).ok
    modal = office.person("ann").modal
    assert modal is not None
    await office.submit("ann", department="IT", text="my VPN drops")
    assert "my VPN drops" in _text(office, "ann")


async def test_hostile_text_on_home(office: Office) -> None:
    await office.ask("ann", "it <!channel> ```*_ " + "long " * 700 + "<https://x.example|click>")
    home = await _home(office, "ann")
    assert "<!channel>" in home.text


async def test_the_messages_tab_shows_no_home(office: Office) -> None:
    ann = office.person("ann")
    await ann.open_messages_tab()
    await office.settle()
    assert ann.home is None


async def test_somebody_in_very_many_departments_sees_all_of_them(database_url: str) -> None:
    acme = organisation()
    it = acme.departments[0]
    many = tuple(
        it.model_copy(
            update={"key": f"team{number}", "name": Text(f"Team {number}")}
            | {"request_types": (GENERAL_TYPE,), "keywords": (), "examples": ()}
        )
        for number in range(18)
    )
    async with opened(
        database_url, organised=acme.model_copy(update={"departments": many})
    ) as office:
        home = await _home(office, "lena")
        assert all(f"Open requests of Team {number} (0)" in home.text for number in range(18))
