"""`/requests` with words finds requests, for whoever may see them."""

from sandbox import Message, View
from tests.office import Office


async def _search(office: Office, who: str, text: str) -> Message:
    actor = office.person(who)
    answer = await actor.command("/requests", text)
    assert answer.ok, answer
    return actor.ephemerals[-1]


async def test_words_states_people_and_departments(office: Office) -> None:
    lena = office.person("lena")
    vpn = await office.ask("ann", "it my VPN drops in Łódź")
    await office.ask("ben", "it my VPN password")
    await office.ask("ann", "hr my payslip, VPN bill included")
    await lena.click(vpn, "Claim")
    await office.settle()
    found = await _search(office, "lena", "vp")
    assert "Found for “vp” (2)" in found.plain
    assert "payslip" not in found.plain
    assert found.plain.index("password") < found.plain.index("drops")
    assert "Found for “lodz it” (1)" in (await _search(office, "lena", "lodz it")).plain
    assert "drops" not in (await _search(office, "lena", "vpn unclaimed")).plain
    named = await _search(office, "lena", "vpn @ann")
    assert "Found for “vpn @Ann Berg” (1)" in named.plain
    assert "(1)" in (await _search(office, "lena", "mine open")).plain
    mine = await _search(office, "ann", "VPN")
    assert "(2)" in mine.plain
    assert "password" not in mine.plain
    nothing = await _search(office, "ann", "password <!here>")
    assert "Nothing found for “password" in nothing.plain
    assert not nothing.notified
    assert "Nothing found" in (await _search(office, "tom", "payslip")).plain


async def test_what_was_resolved_long_ago_is_found_and_what_is_late(office: Office) -> None:
    card = await office.ask("ann", "it my screen is black")
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="A new cable.")
    await office.ask("ben", "it my VPN drops")
    assert "Nothing found for “late”" in (await _search(office, "lena", "late")).plain
    await office.later(days=14)
    assert "screen" in (await _search(office, "ann", "cable solved")).plain
    late = await _search(office, "lena", "late")
    assert "VPN" in late.plain
    assert "screen" not in late.plain
    assert "VPN" in (await _search(office, "ben", "late mine")).plain


def _home(office: Office, who: str) -> View:
    home = office.person(who).home
    assert home is not None
    return home


def _modal(office: Office, who: str) -> View:
    modal = office.person(who).modal
    assert modal is not None
    return modal


async def test_a_search_is_kept_on_home(office: Office) -> None:
    ann = office.person("ann")
    await office.ask("ann", "it my VPN drops")
    await ann.open_home()
    assert (await ann.click(await _search(office, "ann", "vpn open"), "Show all")).ok
    assert (await ann.click(_modal(office, "ann"), "Save to Home")).ok
    await office.settle()
    assert "Your searches" in _home(office, "ann").text
    assert (await ann.click(_home(office, "ann"), "vpn open")).ok
    assert "my VPN drops" in _modal(office, "ann").text
    assert (await ann.click(_modal(office, "ann"), "Remove from Home")).ok
    await office.settle()
    assert "Your searches" not in _home(office, "ann").text
    assert "Save to Home" in _modal(office, "ann").buttons


async def test_what_a_saved_search_finds_comes_as_a_file(office: Office) -> None:
    lena = office.person("lena")
    await office.ask("ann", "it =cmd(1) my VPN drops")
    await office.ask("ben", "it my VPN password, please")
    assert (await lena.click(await _search(office, "lena", "vpn"), "Show all")).ok
    assert "Export CSV" not in _modal(office, "lena").buttons
    assert (await lena.click(_modal(office, "lena"), "Save to Home")).ok
    assert (await lena.click(_modal(office, "lena"), "Export CSV")).ok
    assert "on its way" in _modal(office, "lena").text
    await office.settle()
    [file] = [file for said in lena.dm for each in said.replies for file in each.files]
    stored = office.slack.workspace.files.get(file["id"])
    assert stored is not None
    assert stored.content is not None
    rows = stored.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Number,Title,State")
    assert len(rows) == 3
    assert ",'=cmd(1) my VPN drops," in rows[2]
    assert (await office.person("ann").click(await _search(office, "ann", "vpn"), "Show all")).ok
    assert (await office.person("ann").click(_modal(office, "ann"), "Save to Home")).ok
    assert "Export CSV" not in _modal(office, "ann").buttons


async def test_a_home_holds_ten_searches(office: Office) -> None:
    ann = office.person("ann")
    await office.ask("ann", "it my VPN drops")
    for number in range(11):
        words = f"vpn {'open ' * number}".strip()
        assert (await ann.click(await _search(office, "ann", words), "Show all")).ok
        answer = await ann.click(_modal(office, "ann"), "Save to Home")
        assert answer.ok
    assert "as many as it holds" in _modal(office, "ann").text


async def test_too_much_is_refused_kindly(office: Office) -> None:
    assert "too long to search for" in (await _search(office, "ann", "x" * 3000)).plain
    for syntax in ('" OR 1=1 --', "NEAR(a b)", "!(vpn):*", '""'):
        assert (await _search(office, "ann", syntax)).plain
