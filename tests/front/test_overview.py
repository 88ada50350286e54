"""Lists of requests, page by page, and one request with its history."""

from handlers.asking.reading import read_and_transact
from handlers.asking.service import Ask, open_request
from handlers.requests.rules import Via
from sandbox import Message, View
from tests.office import Office


async def _many(office: Office, count: int, who: str = "ann") -> None:
    """Requests as commands make them, without waiting for Slack to show them."""
    desk = office.frontdesk.desk
    user = office.person(who).id
    for number in range(count):
        ask = Ask(
            team=desk.team,
            actor=user,
            key=f"command:many:{who}:{number}",
            requester=user,
            text=f"my screen {number:03} is black",
            via=Via.COMMAND,
            department="it",
        )
        await read_and_transact(desk, open_request, ask)


async def _list(office: Office, who: str, text: str = "") -> Message:
    actor = office.person(who)
    answer = await actor.command("/requests", text)
    assert answer.ok, answer
    return actor.ephemerals[-1]


def _modal(office: Office, who: str) -> View:
    modal = office.person(who).modal
    assert modal is not None
    return modal


async def test_mine(office: Office) -> None:
    empty = await _list(office, "ann")
    assert "You have no open request" in empty.plain
    card = await office.ask("ann", "it my VPN drops")
    await office.ask("ben", "it my screen is black")
    await office.person("lena").click(card, "Claim")
    await office.settle()
    mine = await _list(office, "ann")
    assert "Your open requests (1)" in mine.plain
    assert "my VPN drops" in mine.plain
    assert "In progress · Lena Vogt" in mine.plain
    assert "screen" not in mine.plain
    assert "Ann Berg" not in mine.plain  # she knows whose they are
    assert "Ann Berg → IT" in (await _list(office, "lena", "it")).plain


async def test_what_was_solved_lately_is_found_until_it_closes(office: Office) -> None:
    for number in range(6):
        card = await office.ask("ann", f"it my screen {number} is black")
        assert (await office.person("lena").click(card, "Resolve")).ok
        await office.submit("lena", note="Done.")
        office.clock.forward(minutes=1)
    mine = await _list(office, "ann")
    assert "You have no open request" in mine.plain
    shown = mine.plain.split("Recently solved (6)")[1]
    assert [shown.count(f"my screen {number} is") for number in range(6)] == [0, 1, 1, 1, 1, 1]
    assert shown.index("screen 5") < shown.index("screen 1")
    assert "Recently solved" not in (await _list(office, "lena")).plain
    assert (await office.person("ann").click(mine, "Show all")).ok
    assert "my screen 0 is" in _modal(office, "ann").text
    assert (await office.person("ann").click(mine, "Open")).ok
    assert "Lena Vogt resolved it" in _modal(office, "ann").text
    await office.later(days=7)
    assert "Recently solved" not in (await _list(office, "ann")).plain


async def test_a_departments_queue_is_for_its_members(office: Office) -> None:
    await office.ask("ann", "it my VPN drops")
    queue = await _list(office, "lena", "it")
    assert "Open requests of IT (1)" in queue.plain
    assert "my VPN drops" in queue.plain
    assert "my VPN drops" in (await _list(office, "tom", "Helpdesk")).plain
    refused = await _list(office, "ann", "it")
    assert "Only IT can see its queue" in refused.plain
    assert "VPN" not in refused.plain
    assert "No open requests" in (await _list(office, "hana", "hr")).plain


async def test_help_is_asked_for_by_its_name(office: Office) -> None:
    for word in ("help", "?"):
        answer = await _list(office, "ann", word)
        assert "/requests" in answer.plain
        assert "Nothing found" not in answer.plain


async def test_paging_through_hundreds(office: Office) -> None:
    await _many(office, 203)
    lena = office.person("lena")
    first = await _list(office, "lena", "it")
    assert "(203)" in first.plain
    assert (await lena.click(first, "Show all")).ok
    seen: list[str] = []
    for page in range(1, 27):
        modal = _modal(office, "lena")
        seen += [line for line in modal.text.splitlines() if "my screen" in line]
        if page < 26:
            assert f"Page {page}" in modal.text
            assert (await lena.click(modal, "Next page")).ok
    assert len(seen) == len(set(seen)) == 203
    modal = _modal(office, "lena")
    assert "Next page" not in modal.buttons
    assert (await lena.click(modal, "Previous page")).ok
    assert "Page 25" in _modal(office, "lena").text


async def test_details_open_over_the_list_and_close_to_it(office: Office) -> None:
    await _many(office, 20)
    lena = office.person("lena")
    assert (await lena.click(await _list(office, "lena", "it"), "Show all")).ok
    assert (await lena.click(_modal(office, "lena"), "Next page")).ok
    assert (await lena.click(_modal(office, "lena"), "Open")).ok
    assert len(lena.modals) == 2
    assert _modal(office, "lena").title.startswith("Request #")
    await lena.close(everything=False)
    assert "Page 2" in _modal(office, "lena").text


async def test_a_page_that_is_gone_shows_the_first(office: Office) -> None:
    await _many(office, 9)
    lena = office.person("lena")
    assert (await lena.click(await _list(office, "lena", "it"), "Show all")).ok
    await office.settle()
    ann = office.person("ann")
    assert (await ann.click(ann.dm[-1], "Cancel request")).ok
    assert (await lena.click(_modal(office, "lena"), "Next page")).ok
    assert "my screen 000" in _modal(office, "lena").text
    assert "Next page" not in _modal(office, "lena").buttons


async def test_history_tells_who_did_what_and_when(office: Office) -> None:
    ann, lena = office.person("ann"), office.person("lena")
    card = await office.ask("ann", "it my VPN drops")
    await office.later(minutes=5)
    assert (await lena.click(card, "Claim")).ok
    assert (await lena.click(card, "Edit…")).ok
    await office.submit("lena", urgency="Urgent")
    await lena.say("it-help", "// secret remark", thread=card)
    await office.settle()
    assert (await lena.click(card, "Hand over to another department…")).ok
    await office.submit("lena", department="HR", reason="secret reason")
    [new] = office.channel("hr-help").messages
    assert (await office.person("ole").click(new, "Assign to…")).ok
    await office.submit("ole", assignee="Hana Sato")
    assert (await office.person("hana").click(new, "Ask and wait for a reply…")).ok
    await office.submit("hana", question="Which contract?")
    await ann.say(ann.dm[0].channel, "the old one", thread=ann.dm[0])
    await office.settle()
    assert (await office.person("hana").click(new, "Resolve")).ok
    await office.submit("hana", note="Signed.")
    assert (await ann.click(ann.thread(ann.dm[0])[-1], "4")).ok
    await office.settle()
    await ann.open_home()
    await office.settle()
    lines = await _details(office, "ole", 1)
    assert [line.split(" · ", 1)[1] for line in lines] == [
        "Ann Berg asked",
        "Lena Vogt claimed it",
        "Lena Vogt changed the urgency to urgent",
        "Lena Vogt wrote",
        "Lena Vogt handed it over from IT to HR",
        "Ole Nilsen assigned it to Hana Sato",
        "Hana Sato asked Ann Berg a question",
        "Ann Berg wrote",
        "Ann Berg replied",
        "Hana Sato resolved it",
        "Ann Berg rated it 4 out of 5",
    ]
    assert lines[1].startswith("Wed 18 Nov, 11:05 CET")
    assert "Lena Vogt wrote" not in "\n".join(await _details(office, "ann", 1))


async def _details(office: Office, who: str, number: int) -> list[str]:
    """The history as this person reads it."""
    actor = office.person(who)
    assert (await actor.command("/requests", f"#{number}")).ok
    modal = _modal(office, who)
    await actor.close()
    return [
        line
        for line in modal.text.split("History\n")[1].splitlines()
        if line.startswith("Wed 18 Nov")
    ]


async def test_a_solved_one_opens_from_its_card(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person("lena").click(card, "Resolve")).ok
    await office.submit("lena", note="Done.")
    assert (await office.person("tom").click(card, "Details")).ok
    assert "Lena Vogt resolved it" in _modal(office, "tom").text
    await office.later(days=7)
    assert (await office.person("ines").click(card, "Details")).ok
    assert "closed automatically" in _modal(office, "ines").text
    assert (await office.person("ben").click(card, "Details")).ok
    assert office.person("ben").modal is None


async def test_an_unknown_number(office: Office) -> None:
    answer = await _list(office, "ann", "99")
    assert "I can't find #99" in answer.plain


async def test_details_are_for_those_whom_they_concern(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    shown = await _list(office, "ann")
    assert (await office.person("ann").click(shown, "Open")).ok
    assert "as you asked" in _modal(office, "ann").text
    assert (await office.person("lena").click(await _list(office, "lena", "it"), "Open")).ok
    assert "Sent straight to IT" in _modal(office, "lena").text
    button = shown.button("Open")
    await office.press("ben", card, button)
    assert office.person("ben").modal is None
    assert (
        "Only the requester and the department can open #1"
        in office.person("ben").ephemerals[-1].plain
    )


async def test_hostile_texts_in_lists_do_not_fire(office: Office) -> None:
    hostile = (
        "<!channel> @here @kofi ```*_~<https://x.example|y> &lt;!here&gt; \u202e " + "x" * 3000
    )
    await office.ask("ann", f"it {hostile}")
    mine = await _list(office, "ann")
    assert not mine.notified
    assert (await office.person("ann").click(mine, "Open")).ok
    assert "@Kofi Mensah" in _modal(office, "ann").text


async def test_a_long_history_says_that_it_is_cut(office: Office) -> None:
    lena, card = office.person("lena"), await office.ask("ann", "it my VPN drops")
    for number in range(65):
        await lena.say("it-help", f"// note {number}", thread=card)
    await office.settle()
    await lena.command("/requests", "1")
    assert lena.modal is not None
    assert "Earlier history isn't shown." in lena.modal.text
    assert "Ann Berg asked" not in lena.modal.text
