"""Open shows the conversation and offers what one may do, from a list, from Home and from a card."""

from sandbox import Message, View
from tests.office import Office


def _window(office: Office, who: str) -> View:
    window = office.person(who).modal
    assert window is not None
    return window


async def _open(office: Office, who: str, where: str = "") -> View:
    """By the list that `/requests` answers."""
    actor = office.person(who)
    assert (await actor.command("/requests", where)).ok
    assert (await actor.click(actor.ephemerals[-1], "Open")).ok
    return _window(office, who)


async def _talk(office: Office) -> Message:
    card = await office.ask("ann", "it my VPN drops")
    ann, lena = office.person("ann"), office.person("lena")
    await lena.say("it-help", "Which version?", thread=card)
    await lena.say("it-help", "🔒 third one today", thread=card)
    await office.settle()
    await ann.say(ann.dm[0].channel, "It is 5.2", thread=ann.dm[0])
    await office.settle()
    return card


async def test_a_member_reads_all_and_works_there(office: Office) -> None:
    card = await _talk(office)
    lena = office.person("lena")
    window = await _open(office, "lena", "it")
    for said in (
        "Lena Vogt:\nWhich version?",
        "🔒 Lena Vogt:\nthird one today",
        "Ann Berg:\nIt is 5.2",
    ):
        assert said in window.text
    assert window.buttons == ["Claim", "Reply", "Resolve"]
    assert (await lena.click(window, "Claim")).ok
    await office.settle()
    assert "In progress · Lena Vogt" in card.plain
    assert "In progress" in _window(office, "lena").text
    assert _window(office, "lena").buttons == ["Reply", "Resolve"]
    assert (await lena.click(_window(office, "lena"), "Reply")).ok
    assert len(lena.modals) == 2  # the form lies over it
    await office.submit("lena", text="5.3 is out")
    assert "5.3 is out" in _window(office, "lena").text
    assert (await lena.click(_window(office, "lena"), "Resolve")).ok
    await office.submit("lena", note="Update to 5.3.")
    assert "Resolved by Lena Vogt" in _window(office, "lena").text
    assert _window(office, "lena").buttons == ["Reply"]


async def test_the_requester_reads_no_note_and_says_not_solved_there(office: Office) -> None:
    card = await _talk(office)
    ann = office.person("ann")
    window = await _open(office, "ann")
    assert "Which version?" in window.text
    assert "third one" not in window.text
    assert window.buttons == ["Add something", "Any news?", "Updates…", "Cancel request"]
    await ann.close()
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Update to 5.3.")
    await ann.open_home()
    await office.settle()
    assert ann.home is not None
    assert (await ann.click(ann.home, "Open")).ok
    assert _window(office, "ann").buttons == ["Not solved"]
    assert (await ann.click(_window(office, "ann"), "Not solved")).ok
    await office.submit("ann", reason="It still drops.")
    assert "It still drops." in _window(office, "ann").text
    assert "In progress · Lena Vogt" in card.plain
    received = ann.thread(ann.dm[0])[-1].plain
    assert received.endswith(
        "You said #1 isn't solved:\nIt still drops.\n#1 is open again, and back with Lena Vogt (IT)."
    )


async def test_the_next_department_reads_no_note_of_the_one_before(office: Office) -> None:
    card = await _talk(office)
    assert (await office.person("lena").click(card, "Hand over to another department…")).ok
    await office.submit("lena", department="HR", reason="Yours, I think")
    window = await _open(office, "ole", "hr")
    assert "Which version?" in window.text
    assert "🔒 Lena Vogt:\nYours, I think" in window.text
    assert "third one" not in window.text


async def test_a_long_conversation_is_turned_page_by_page(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    for at in range(60):
        await lena.say("it-help", f"// step {at}: {'x' * 200}.", thread=card)
    await office.settle()
    window = await _open(office, "lena", "it")
    seen = [at for at in range(60) if f"step {at}:" in window.text]
    assert seen[-1] == 59
    while "Earlier" in _window(office, "lena").buttons:
        assert (await lena.click(_window(office, "lena"), "Earlier")).ok
        seen += [at for at in range(60) if f"step {at}:" in _window(office, "lena").text]
    assert sorted(seen) == list(range(60))
    assert (await lena.click(_window(office, "lena"), "Later")).ok


async def test_who_lost_the_right_meanwhile_is_refused_at_the_button(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    window = await _open(office, "lena", "it")
    office.slack.group("it-team").set_members(["tom", "ines"])
    await office.settle()
    assert (await office.person("lena").click(window, "Claim")).ok
    await office.settle()
    assert "Only the requester and the department can open #1." in _window(office, "lena").text
    assert "Open · unassigned" in card.plain
