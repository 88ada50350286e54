"""What becomes of requests teaches Frontdesk whose the next ones are, and an operator can see and undo it."""

from dataclasses import replace

import handlers
from bot.learning import EVERY
from handlers.routing import Learnt
from sandbox import Message
from tests.front.test_working_hand_over import hand_over
from tests.office import Office

WRONG = "The screen in the lobby shows the wrong logo"
ALIKE = "The screen in the lobby shows an old logo"


async def corrected(office: Office) -> Message:
    """A request that Frontdesk sends to the wrong department, whose people hand it over."""
    card = await office.ask("ann", WRONG)
    assert card in office.channel("it-help").messages
    new = await hand_over(office, "lena", card, "Facilities", "It is on the wall")
    await handlers.learn(office.frontdesk.desk)
    return new


async def test_a_wrong_route_corrected_the_next_like_it_goes_right_and_says_why(
    office: Office,
) -> None:
    await corrected(office)
    card = await office.ask("ben", ALIKE)
    assert card in office.channel("facilities-help").messages
    assert "Similar to 1 past Facilities request" in card.plain
    [receipt] = office.person("ben").dm
    assert "Sent to Facilities because of 1 similar request that it had" in receipt.plain


async def test_an_operator_sees_what_was_learnt_and_forgets_it(office: Office) -> None:
    await corrected(office)
    olga = office.person("olga")
    assert (await olga.command("/frontdesk", "learnt", channel="frontdesk-ops")).ok
    shown = olga.ephemerals[-1]
    assert "#1 is for Facilities: Lena" in shown.plain
    assert "handed it over" in shown.plain
    assert WRONG not in shown.plain
    assert (await olga.click(shown, "Forget")).ok
    await office.settle()
    assert "learnt nothing" in olga.ephemerals[-1].plain
    await handlers.learn(office.frontdesk.desk)
    assert (await office.ask("ben", ALIKE)) in office.channel("it-help").messages


async def test_every_replica_learns_it_within_a_minute(office: Office) -> None:
    await corrected(office)
    other = replace(office.frontdesk.desk, learnt=Learnt())
    assert other.learnt.route(ALIKE, other.organisation).department == "it"
    await handlers.learn(other)
    assert other.learnt.route(ALIKE, other.organisation).department == "facilities"
    assert EVERY <= 30  # seconds; to learn it takes no more


async def test_only_an_operator_sees_it(office: Office) -> None:
    ann = office.person("ann")
    await ann.command("/frontdesk", "learnt", channel="general")
    assert "This only works in #frontdesk-ops" in ann.ephemerals[-1].plain


async def test_a_text_that_was_taken_back_is_not_learnt_from(office: Office) -> None:
    ann = office.person("ann")
    said = await ann.say(office.slack.dm(ann), WRONG)
    await office.settle()
    [card] = office.channel("it-help").messages
    await hand_over(office, "lena", card, "Facilities", "It is on the wall")
    desk = office.frontdesk.desk
    await handlers.learn(desk)
    assert desk.learnt.route(ALIKE, desk.organisation).department == "facilities"
    await ann.delete(said)
    await office.settle()
    await handlers.learn(desk)
    assert desk.learnt.route(ALIKE, desk.organisation).department == "it"


async def test_an_operator_reads_how_sure_one_has_to_be(office: Office) -> None:
    await corrected(office)
    olga = office.person("olga")
    assert (await olga.command("/frontdesk", "learnt", channel="frontdesk-ops")).ok
    shown = olga.ephemerals[-1].plain
    assert "What is sent without asking: 95 % of it is to be right" in shown
    assert "English: from 85 % sure on, as measured before; 1 of 100 answers known" in shown


async def test_a_request_in_a_language_that_its_department_does_not_read_is_marked(
    office: Office,
) -> None:
    card = await office.ask("ann", "it Lejárt a jelszavam, nem tudok belépni")
    assert "Written in Hungarian" in card.plain
    card = await office.ask("ann", "it nyomtató elromlott")
    assert "Perhaps written in Hungarian" in card.plain
    card = await office.ask("ann", "it Mein Passwort ist abgelaufen und ich bin ausgesperrt")
    assert "ritten in" not in card.plain
    card = await office.ask("ann", "hr Mikor kapom meg a fizetésemet ebben a hónapban?")
    assert "ritten in" not in card.plain
