"""What people write in a confidential request is repeated nowhere but in its own messages."""

import handlers
from handlers.asking.service import Ask, open_request
from handlers.requests.rules import Via
from storage import lessons
from tests.office import Office

WORDS = "My manager shouts at me"


async def asked(office: Office) -> None:
    """No form offers it yet."""
    ann, desk = office.person("ann").id, office.frontdesk.desk
    ask = Ask(
        team=desk.team,
        actor=ann,
        key="confidential",
        requester=ann,
        text=WORDS,
        via=Via.COMMAND,
        department="hr",
        confidential=True,
    )
    await desk.transact(open_request, ask)
    await office.settle()


async def test_lists_of_others_leave_its_words_out(office: Office) -> None:
    await asked(office)
    ole, ann = office.person("ole"), office.person("ann")
    await ole.command("/requests", "hr", channel="general")
    assert "#1 🤫" in ole.ephemerals[-1].plain
    assert WORDS not in ole.ephemerals[-1].plain
    await ann.command("/requests", "", channel="general")
    assert WORDS in ann.ephemerals[-1].plain


async def test_nothing_is_learnt_from_it(office: Office) -> None:
    await asked(office)
    [card] = office.channel("hr-help").messages
    ole = office.person("ole")
    assert (await ole.click(card, "Claim")).ok
    await office.settle()
    [card] = office.channel("hr-help").messages
    assert (await ole.click(card, "Resolve")).ok
    await office.submit("ole", note="Talked to them")
    desk = office.frontdesk.desk
    await handlers.learn(desk)
    assert await desk.read(lambda tx, _: lessons.newest(tx, most=9)) == []
