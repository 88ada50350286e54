"""A department claims, assigns, waits, changes the urgency, resolves and declines; whoever may not is told so kindly."""

import asyncio
import threading

from sqlalchemy import text

from handlers.working.service import Assign, assign
from sandbox import Message
from storage.transaction import Transaction
from tests.office import Office


async def _press(office: Office, who: str, where: Message, what: str) -> None:
    result = await office.person(who).click(where, what)
    assert result.ok, result
    await office.settle()


async def _choose(office: Office, who: str, card: Message, what: str, **fields: object) -> None:
    await _press(office, who, card, what)
    await office.submit(who, **fields)


def _told(office: Office, who: str) -> str:
    """What this person alone was told last."""
    return office.person(who).ephemerals[-1].plain


def _thread(office: Office, who: str) -> list[Message]:
    """The conversation in this person's DM."""
    actor = office.person(who)
    return actor.thread(actor.dm[0])


async def test_of_two_who_claim_at_once_one_wins_and_the_other_reads_who_has_it(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena, tom = office.person("lena"), office.person("tom")
    results = await asyncio.gather(lena.click(card, "Claim"), tom.click(card, "Claim"))
    assert all(result.ok for result in results)
    await office.settle()
    winner, loser = (lena, tom) if "In progress · Lena Vogt" in card.plain else (tom, lena)
    assert f"In progress · {winner.name}" in card.plain
    assert f"{winner.name} already has #1" in loser.ephemerals[-1].plain
    assert not winner.ephemerals
    received = [message.plain for message in _thread(office, "ann")]
    assert len(received) == 1
    assert f"{winner.name} (IT) is now working on your request #1" in received[0]


async def test_of_two_solutions_at_once_the_requester_reads_one(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena, tom = office.person("lena"), office.person("tom")
    for actor in (lena, tom):
        await _press(office, actor.handle, card, "Resolve")
        actor.fill({"note": f"{actor.name} says: restart it."})
    results = await asyncio.gather(lena.submit(), tom.submit())
    assert sorted(result.ok for result in results) == [False, True]
    await office.settle()
    assert sum("says: restart it" in message.plain for message in _thread(office, "ann")) == 1


async def test_cancelling_and_claiming_at_once_end_cancelled(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    ann, lena = office.person("ann"), office.person("lena")
    await asyncio.gather(lena.click(card, "Claim"), ann.click(ann.dm[0], "Cancel request"))
    await office.settle()
    assert "Cancelled by Ann Berg" in card.plain
    assert "is cancelled" in ann.dm[0].plain


async def test_claiming_twice_is_harmless(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    await asyncio.gather(lena.click(card, "Claim"), lena.click(card, "Claim"))
    await office.settle()
    assert not lena.ephemerals
    assert len(_thread(office, "ann")) == 1


async def test_a_stale_claim_reads_who_has_it(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    stale = card.button("Claim")
    await _press(office, "lena", card, "Claim")
    assert "Claim" not in card.buttons
    await office.press("tom", card, stale)
    assert "Lena Vogt already has #1" in _told(office, "tom")


async def test_nobody_outside_the_department_can_work_a_request(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    for what in ("Claim", "Reply", "Resolve", "Assign to…", "Not a request…"):
        await _press(office, "ben", card, what)
        assert "Only IT can do this" in _told(office, "ben")
        assert "Ann Berg won't see it" in _told(office, "ben")
        assert office.person("ben").modal is None
    assert "Open · unassigned" in card.plain


async def test_a_form_is_checked_again_when_it_is_sent(office: Office) -> None:
    """Each form was opened while its sender was in the department, and sent when no longer."""
    card = await office.ask("ann", "it my VPN drops")
    filled: dict[str, dict[str, object]] = {
        "Resolve": {"note": "Done."},
        "Reply": {"text": "Hello"},
        "Assign to…": {"assignee": "Tomás Rey"},
        "Hand over to another department…": {"department": "HR", "reason": "Theirs"},
        "Ask and wait for a reply…": {"question": "Which one?"},
        "Edit…": {"urgency": "Urgent"},
        "Not a request…": {"reason": "No"},
    }
    lena, team = office.person("lena"), office.slack.group("it-team")
    for what, fields in filled.items():
        team.set_members(["lena", "tom", "ines"])
        await office.settle()
        await _press(office, "lena", card, what)
        lena.fill(fields)
        team.set_members(["tom", "ines"])
        await office.settle()
        result = await lena.submit()
        assert not result.ok
        refused = "".join(result.errors.values())
        assert refused == "Only the requester and the department can open #1.", what
        await lena.close()
    await office.settle()
    assert "Open · unassigned" in card.plain
    assert not _thread(office, "ann")
    assert not office.talk("it-help", card)


async def test_a_number_that_was_tampered_with_tells_nothing_of_its_request(office: Office) -> None:
    """Whether it came with a button of another request, or from nowhere: no name, and no department."""
    await office.ask("ann", "hr my salary is late")
    card = await office.ask("kofi", "it my screen is black")
    ben, secret = office.person("ben"), "Only the requester and the department can open #1."
    elsewhere = await ben.say("general", "Look at this")
    for label in ("Claim", "Reply", "Resolve"):
        button = card.button(label)
        forged = button | {"value": button["value"].replace("2", "1")}
        for where in (card, elsewhere):
            await office.press("ben", where, forged)
            assert _told(office, "ben") == secret
    receipt = office.person("kofi").dm[-1]
    button = receipt.button("Add something")
    forged = button | {"value": button["value"].replace("2", "1")}
    await office.press("kofi", receipt, forged)
    assert _told(office, "kofi") == secret


async def test_permission_follows_the_user_group(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    office.slack.group("it-team").set_members(["tom", "kofi"])
    await office.settle()
    office.channel("it-help").add("kofi")
    await _press(office, "lena", card, "Claim")
    assert "Only IT can do this" in _told(office, "lena")
    await _press(office, "kofi", card, "Claim")
    assert "In progress · Kofi Mensah" in card.plain


async def test_assigning_calls_the_colleague_and_tells_the_requester(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "ines", card, "Assign to…", assignee="Tomás Rey")
    assert "In progress · Tomás Rey" in card.plain
    [called] = office.talk("it-help", card)
    assert "Inês Duarte assigned #1 to you" in called.plain
    assert called.notified == {office.person("tom").id}
    [received] = _thread(office, "ann")
    assert "Tomás Rey (IT) is now working on your request #1" in received.plain


async def test_assigning_to_oneself_calls_nobody(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Assign to…", assignee="Lena Vogt (you)")
    assert "In progress · Lena Vogt" in card.plain
    assert not office.talk("it-help", card)


async def test_a_request_is_not_assigned_outside_the_department(office: Office) -> None:
    """The menu offers members only, oneself first; somebody who left the department meanwhile is refused."""
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    await _press(office, "lena", card, "Assign to…")
    assert lena.modal is not None
    _block, menu = lena.modal.input("assignee")
    names = [each["text"]["text"] for each in menu["options"]]
    assert names == ["Lena Vogt (you)", "Inês Duarte", "Tomás Rey"]
    lena.fill({"assignee": "Tomás Rey"})
    office.slack.deactivate("tom")
    await office.settle()
    result = await lena.submit()
    assert result.errors == {
        "assignee:it": "Tomás Rey isn't in IT. Choose someone who is, or hand the request over."
    }
    await office.settle()
    assert "Open · unassigned" in card.plain


async def test_waiting_for_the_requester_goes_on_by_itself(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Ask and wait for a reply…", question="Which version?")
    assert "Waiting for Ann Berg · Lena Vogt" in card.plain
    [question] = _thread(office, "ann")
    assert "Lena Vogt has a question about #1" in question.plain
    assert "Which version?" in question.plain
    receipt = office.person("ann").dm[0]
    assert "needs your reply" in receipt.plain
    await office.person("ann").say(receipt.channel, "5.2", thread=receipt)
    await office.settle()
    assert "In progress · Lena Vogt" in card.plain
    [answer] = [m for m in office.talk("it-help", card) if "5.2" in m.plain]
    assert answer.notified == {office.person("lena").id}


async def test_what_was_asked_of_the_requester_stays_with_the_colleagues_too(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Ask and wait for a reply…", question="Which version?")
    [shown] = office.talk("it-help", card)
    assert "Lena Vogt asked Ann Berg" in shown.plain
    assert "Which version?" in shown.plain
    assert not shown.notified


async def test_the_urgency_shows_on_card_and_receipt(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Edit…", urgency="Urgent")
    assert "Urgent" in card.plain
    assert "Urgent" in office.person("ann").dm[0].plain
    assert "Open · unassigned" in card.plain


async def test_not_a_request_tells_the_requester_why_and_their_answer_is_a_new_one(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Not a request…", reason="This is a poem.")
    assert "Closed as not a request by Lena Vogt" in card.plain
    assert card.buttons == ["Details"]
    ann = office.person("ann")
    [received] = _thread(office, "ann")
    assert "This is a poem." in received.plain
    await ann.say(ann.dm[0].channel, "It is not, the VPN drops!", thread=ann.dm[0])
    await office.settle()
    [_, second] = office.channel("it-help").messages
    assert "It is not, the VPN drops!" in second.plain
    assert "Follow-up to #1" in second.plain
    assert "#2" in ann.dm[-1].plain


async def test_resolving_what_nobody_claimed_says_one_thing_only(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Resolve", note="Update to 5.3.")
    assert "Resolved by Lena Vogt" in card.plain
    [received] = _thread(office, "ann")
    assert "Lena Vogt marked #1 as solved" in received.plain
    assert "Update to 5.3." in received.plain
    assert "closes" in received.plain
    assert "Wed 25 Nov" in received.plain
    [shown] = office.talk("it-help", card)
    assert "Update to 5.3." in shown.plain


async def test_a_note_needs_a_word(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    await _press(office, "lena", card, "Resolve")
    lena.fill({"note": "   "})
    result = await lena.submit()
    assert "Please add a short note" in result.errors["note"]


async def test_a_stale_card_changes_nothing(office: Office) -> None:
    """Every button of an open card, pressed after the request was resolved."""
    card = await office.ask("ann", "it my VPN drops")
    labels = ["Claim", "Resolve"]
    stale = {label: card.button(label) for label in labels}
    await _choose(office, "lena", card, "Resolve", note="Update to 5.3.")
    for label in labels:
        await office.press("tom", card, stale[label])
        assert "#1 is already resolved" in _told(office, "tom")
        assert office.person("tom").modal is None
    await office.later(days=7)
    assert "Closed" in card.plain
    await office.press("tom", card, stale["Claim"])
    assert "#1 is already closed" in _told(office, "tom")
    assert "Closed" in card.plain


async def test_a_form_sent_after_somebody_else_solved_it_loses_nothing(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    tom = office.person("tom")
    await _press(office, "tom", card, "Resolve")
    tom.fill({"note": "Restart it."})
    await _choose(office, "lena", card, "Resolve", note="Update to 5.3.")
    result = await tom.submit()
    assert "#1 is already resolved" in result.errors["note"]
    assert tom.modal is not None
    assert len(_thread(office, "ann")) == 1


async def test_who_asks_their_own_department_is_not_told_what_they_did(office: Office) -> None:
    card = await office.ask("lena", "it my VPN drops")
    await _press(office, "lena", card, "Claim")
    assert "In progress · Lena Vogt" in card.plain
    assert not _thread(office, "lena")


async def test_an_old_buttons_foreign_value_is_refused_kindly(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    for label, value in (
        ("Claim", "x"),
        ("Claim", '{"number":99}'),
        ("Claim", '{"v":9,"number":1}'),
    ):
        await office.press("lena", card, card.button(label) | {"value": value})
        assert _told(office, "lena").startswith(("I can't find #99", "This button is out of date"))
    assert "Open · unassigned" in card.plain


async def test_whoever_leaves_loses_only_what_is_still_theirs(office: Office) -> None:
    """On PostgreSQL a request may get to somebody else while those of the leaver are being freed."""
    desk, lena = office.frontdesk.desk, office.person("lena")
    card = await office.ask("ann", "it my VPN drops")
    assert (await lena.click(card, "Claim")).ok
    await office.settle()
    tom, held = office.person("tom").id, threading.Event()

    def to_tom(tx: Transaction) -> None:
        act = Assign(team=desk.team, actor=tom, key="assign", number=1, to=tom)
        assign(tx, desk.held(), act)
        held.set()
        if tx.connection.dialect.name == "postgresql":
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not tx.execute(waiting).scalar_one():
                pass

    assigned = asyncio.create_task(desk.database.write(desk.team, to_tom))
    await asyncio.to_thread(held.wait)
    office.slack.deactivate("lena")
    await office.slack.idle()
    await office.later(seconds=1)
    await assigned
    await office.settle()
    assert "Tomás Rey" in card.plain
