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
    winner, loser = (lena, tom) if "Lena Vogt has it" in card.plain else (tom, lena)
    assert f"{winner.name} has it" in card.plain
    assert f"{winner.name} has #1 already" in loser.ephemerals[-1].plain
    assert not winner.ephemerals
    told = [message.plain for message in _thread(office, "ann")]
    assert len(told) == 1
    assert f"{winner.name} (IT) has your request #1" in told[0]


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


async def test_withdrawing_and_claiming_at_once_end_withdrawn(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    ann, lena = office.person("ann"), office.person("lena")
    await asyncio.gather(lena.click(card, "Claim"), ann.click(ann.dm[0], "Withdraw"))
    await office.settle()
    assert "Withdrawn" in card.plain
    assert "is withdrawn" in ann.dm[0].plain


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
    assert "Lena Vogt has #1 already" in _told(office, "tom")


async def test_nobody_outside_the_department_can_work_a_request(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    for what in ("Claim", "Reply", "Resolve", "Assign to…", "Not a request…"):
        await _press(office, "ben", card, what)
        assert "Request #1 is with IT" in _told(office, "ben")
        assert "Inês Duarte" in _told(office, "ben")
        assert office.person("ben").modal is None
    assert "nobody has it yet" in card.plain


async def test_a_form_is_checked_again_when_it_is_sent(office: Office) -> None:
    """Each form was opened while its sender was in the department, and sent when no longer."""
    card = await office.ask("ann", "it my VPN drops")
    filled: dict[str, dict[str, object]] = {
        "Resolve": {"note": "Done."},
        "Reply": {"text": "Hello"},
        "Assign to…": {"assignee": "tom"},
        "Hand over to another department…": {"department": "HR", "reason": "Theirs"},
        "Wait for the requester…": {"question": "Which one?"},
        "Change the urgency…": {"urgency": "Urgent"},
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
        assert "only its members can do this" in "".join(result.errors.values()), what
        await lena.close()
    await office.settle()
    assert "nobody has it yet" in card.plain
    assert not _thread(office, "ann")
    assert not office.channel("it-help").thread(card)


async def test_permission_follows_the_user_group(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    office.slack.group("it-team").set_members(["tom", "kofi"])
    await office.settle()
    office.channel("it-help").add("kofi")
    await _press(office, "lena", card, "Claim")
    assert "only its members can do this" in _told(office, "lena")
    await _press(office, "kofi", card, "Claim")
    assert "Kofi Mensah has it" in card.plain


async def test_assigning_calls_the_colleague_and_tells_the_requester(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "ines", card, "Assign to…", assignee="tom")
    assert "Tomás Rey has it" in card.plain
    [called] = office.channel("it-help").thread(card)
    assert "Inês Duarte asks you to take #1" in called.plain
    assert called.notified == {office.person("tom").id}
    [told] = _thread(office, "ann")
    assert "Tomás Rey (IT) has your request #1" in told.plain


async def test_assigning_to_oneself_calls_nobody(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Assign to…", assignee="lena")
    assert "Lena Vogt has it" in card.plain
    assert not office.channel("it-help").thread(card)


async def test_a_request_is_not_assigned_outside_the_department(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    await _press(office, "lena", card, "Assign to…")
    lena.fill({"assignee": "kofi"})
    result = await lena.submit()
    assert result.errors == {
        "assignee": "Kofi Mensah is not in IT. Choose somebody who is, or hand the request over to another department."
    }
    await office.settle()
    assert "nobody has it yet" in card.plain


async def test_waiting_for_the_requester_goes_on_by_itself(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Wait for the requester…", question="Which version?")
    assert "Waiting for Ann Berg · Lena Vogt has it" in card.plain
    [question] = _thread(office, "ann")
    assert "Lena Vogt needs something from you" in question.plain
    assert "Which version?" in question.plain
    receipt = office.person("ann").dm[0]
    assert "waits for your answer" in receipt.plain
    await office.person("ann").say(receipt.channel, "5.2", thread=receipt)
    await office.settle()
    assert "Claimed · Lena Vogt has it" in card.plain
    [answer] = [m for m in office.channel("it-help").thread(card) if "5.2" in m.plain]
    assert answer.notified == {office.person("lena").id}


async def test_what_was_asked_of_the_requester_stays_with_the_colleagues_too(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Wait for the requester…", question="Which version?")
    [shown] = office.channel("it-help").thread(card)
    assert "Lena Vogt asked the requester" in shown.plain
    assert "Which version?" in shown.plain
    assert not shown.notified


async def test_the_urgency_shows_on_card_and_receipt(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Change the urgency…", urgency="Urgent")
    assert "Urgent" in card.plain
    assert "Urgent" in office.person("ann").dm[0].plain
    assert "nobody has it yet" in card.plain


async def test_not_a_request_tells_the_requester_why_and_their_answer_is_a_new_one(
    office: Office,
) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Not a request…", reason="This is a poem.")
    assert "set aside by Lena Vogt" in card.plain
    assert card.buttons == ["Details"]
    ann = office.person("ann")
    [told] = _thread(office, "ann")
    assert "This is a poem." in told.plain
    await ann.say(ann.dm[0].channel, "It is not, the VPN drops!", thread=ann.dm[0])
    await office.settle()
    [_, second] = office.channel("it-help").messages
    assert "It is not, the VPN drops!" in second.plain
    assert "it follows #1" in second.plain
    assert "#2" in ann.dm[-1].plain


async def test_resolving_what_nobody_claimed_says_one_thing_only(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    await _choose(office, "lena", card, "Resolve", note="Update to 5.3.")
    assert "Resolved by Lena Vogt" in card.plain
    [told] = _thread(office, "ann")
    assert "Lena Vogt solved your request #1" in told.plain
    assert "Update to 5.3." in told.plain
    assert "closes" in told.plain
    assert "Mon 23 Nov" in told.plain
    [shown] = office.channel("it-help").thread(card)
    assert "Update to 5.3." in shown.plain


async def test_a_note_needs_a_word(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    await _press(office, "lena", card, "Resolve")
    lena.fill({"note": "   "})
    result = await lena.submit()
    assert "Please write a word" in result.errors["note"]


async def test_a_stale_card_changes_nothing(office: Office) -> None:
    """Every button of an open card, pressed after the request was solved."""
    card = await office.ask("ann", "it my VPN drops")
    labels = ["Claim", "Resolve"]
    stale = {label: card.button(label) for label in labels}
    await _choose(office, "lena", card, "Resolve", note="Update to 5.3.")
    for label in labels:
        await office.press("tom", card, stale[label])
        assert "Request #1 is resolved already" in _told(office, "tom")
        assert office.person("tom").modal is None
    await office.later(days=6)
    assert "Closed" in card.plain
    await office.press("tom", card, stale["Claim"])
    assert "Request #1 is closed already" in _told(office, "tom")
    assert "Closed" in card.plain


async def test_a_form_sent_after_somebody_else_solved_it_loses_nothing(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    tom = office.person("tom")
    await _press(office, "tom", card, "Resolve")
    tom.fill({"note": "Restart it."})
    await _choose(office, "lena", card, "Resolve", note="Update to 5.3.")
    result = await tom.submit()
    assert "Request #1 is resolved already" in result.errors["note"]
    assert tom.modal is not None
    assert len(_thread(office, "ann")) == 1


async def test_who_asks_their_own_department_is_not_told_what_they_did(office: Office) -> None:
    card = await office.ask("lena", "it my VPN drops")
    await _press(office, "lena", card, "Claim")
    assert "Lena Vogt has it" in card.plain
    assert not _thread(office, "lena")


async def test_an_old_buttons_foreign_value_is_refused_kindly(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    for label, value in (
        ("Claim", "x"),
        ("Claim", '{"number":99}'),
        ("Claim", '{"v":9,"number":1}'),
    ):
        await office.press("lena", card, card.button(label) | {"value": value})
        assert _told(office, "lena").startswith(
            ("I cannot find request #99", "This is from an earlier")
        )
    assert "nobody has it yet" in card.plain


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
