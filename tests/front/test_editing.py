"""A department edits a request: everything at once, and never over somebody else's change."""

from sandbox import Message
from tests.office import Office


async def _open(office: Office, who: str, card: Message) -> None:
    result = await office.person(who).click(card, "Edit…")
    assert result.ok, result


async def test_all_at_once(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops every hour since the update")
    await _open(office, "lena", card)
    await office.submit(
        "lena",
        title="VPN on new laptops",
        urgency="Urgent",
        assignee="Tomás Rey",
        request_type="Hardware",
    )
    assert "In progress · Tomás Rey · #1 VPN on new laptops · Hardware" in card.plain
    assert "my VPN drops every hour since the update" in card.plain
    assert "Urgent · Ann Berg" in card.plain
    called = office.talk("it-help", card)[-1]
    assert "Lena Vogt assigned #1 to you" in called.plain
    assert called.notified == {office.person("tom").id}
    assert (await office.person("ann").command("/requests")).ok
    assert "#1 VPN on new laptops" in office.person("ann").ephemerals[-1].plain


async def test_another_department_is_a_hand_over_with_its_own_people(office: Office) -> None:
    card = await office.ask("ann", "it my contract names the wrong office")
    lena = office.person("lena")
    await _open(office, "lena", card)
    lena.fill({"department": "HR", "title": "Contract of Ann"})
    await office.settle()
    assert lena.modal is not None
    _block, menu = lena.modal.input("assignee")
    assert "Hana Sato" in {each["text"]["text"] for each in menu["options"]}
    missing = await lena.submit()
    assert missing.errors == {"reason": "Please complete this required field."}
    await office.submit("lena", reason="secret reason", assignee="Hana Sato")
    assert "Handed over to HR." in card.plain
    [moved] = office.channel("hr-help").messages
    assert "In progress · Hana Sato · #1 Contract of Ann" in moved.plain
    assert any("secret reason" in each.plain for each in office.talk("hr-help", moved))
    received = "\n".join(
        each.plain for each in office.person("ann").thread(office.person("ann").dm[0])
    )
    assert "IT has passed #1 to Hana Sato (HR)" in received
    assert "is now working on" not in received  # that would be told twice
    assert "secret" not in received
    assert not office.channel("it-help").thread(card)  # the hint there would be wrong now


async def test_a_form_that_is_closed_while_it_changes_is_no_fault(office: Office) -> None:
    card = await office.ask("ann", "it my contract names the wrong office")
    lena = office.person("lena")
    await _open(office, "lena", card)
    lena.fill({"department": "HR"})
    await lena.close()
    await office.settle()
    [answer] = [each for each in office.slack.calls if each.method == "views.update"]
    assert answer.error == "not_found"
    assert lena.modal is None
    assert not lena.ephemerals


async def test_nobody_undoes_what_somebody_else_changed_meanwhile(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    await _open(office, "lena", card)
    assert (await office.person("tom").click(card, "Claim")).ok
    await office.settle()
    lena.fill({"urgency": "Low"})
    refused = await lena.submit()
    assert refused.errors == {
        "title": "Someone changed #1 while you were editing it. Close this form and open it again."
    }
    assert "In progress · Tomás Rey · #1" in card.plain
    assert "Low" not in card.plain


async def test_it_is_checked_at_the_action_who_may_edit(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _open(office, "lena", card)
    office.slack.deactivate("lena")
    await office.settle()
    result = await office.person("lena").submit()
    assert "Only the requester and the department can open #1." in str(result.errors)


async def test_the_title_follows_the_words_until_somebody_names_it(office: Office) -> None:
    ann = office.person("ann")
    said = await ann.say(office.slack.dm(ann), "my VPN drops")
    await office.settle()
    [card] = office.channel("it-help").messages
    await ann.edit(said, "my laptop freezes")
    await office.settle()
    assert "#1 my laptop freezes" in await _listed(office)
    await _open(office, "lena", card)
    await office.submit(
        "lena", urgency="Low"
    )  # the derived title in the form is not taken for a chosen one
    await ann.edit(said, "my laptop burns")
    await office.settle()
    assert "#1 my laptop burns" in await _listed(office)
    await _open(office, "lena", card)
    await office.submit("lena", title="Laptop on fire")
    await ann.edit(said, "my laptop is fine")
    await office.settle()
    assert "#1 Laptop on fire" in await _listed(office)
    assert "my laptop is fine" in card.plain
    await _open(office, "lena", card)
    await office.submit("lena", title="")
    assert "#1 my laptop is fine" in await _listed(office)


async def _listed(office: Office) -> str:
    lena = office.person("lena")
    assert (await lena.command("/requests", "it")).ok
    return lena.ephemerals[-1].plain


async def test_queues_show_the_urgent_first_then_the_oldest(office: Office) -> None:
    cards = [
        await office.ask("ann", f"it number {word}") for word in ("one", "two", "three", "four")
    ]
    for card, urgency in zip(cards[1:], ("Low", "Urgent", "Urgent"), strict=True):
        await _open(office, "lena", card)
        await office.submit("lena", urgency=urgency)
    listed = await _listed(office)
    places = [listed.index(f"number {word}") for word in ("three", "four", "one", "two")]
    assert places == sorted(places)


async def test_each_thread_says_once_where_replies_go(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    assert (await office.person("lena").click(card, "Claim")).ok
    await office.person("lena").say("it-help", "Which version?", thread=card)
    await office.settle()
    [hint] = [each for each in office.channel("it-help").thread(card) if "Which" not in each.plain]
    assert hint.plain == "Replies go to Ann Berg. Start with 🔒 for an internal note."
    assert "🔒" not in card.plain
    other = await office.ask("ann", "it my laptop freezes")
    await office.person("tom").say(
        "it-help", "Since when?", thread=other
    )  # before anybody claimed it
    await office.settle()
    hints = [each for each in office.channel("it-help").thread(other) if "🔒" in each.plain]
    assert len(hints) == 1


async def test_what_the_title_says_whole_is_not_said_twice(office: Office) -> None:
    short = await office.ask("ann", "it my VPN drops")
    assert "#1 my VPN drops\nAnn Berg · Sent straight to IT" in short.plain
    long = await office.ask("ann", "it my VPN drops, " + "and drops again, " * 9)
    assert (
        long.plain.count("my VPN drops, and drops again, and") == 3
    )  # in the fallback, as title, whole
