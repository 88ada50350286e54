"""Whom a request is for: named, clear from its words, or asked of the requester."""

from config.departments import GENERAL_TYPE
from config.texts import Text
from sandbox import Actor, Message
from tests.office import Office, opened, organisation

UNCLEAR = "something is odd here"


async def unclear(office: Office) -> tuple[Actor, Message]:
    """Ann and the receipt of a request that nobody has yet."""
    ann = office.person("ann")
    answer = await ann.command("/ask", UNCLEAR, channel="general")
    assert answer.ok
    await office.settle()
    return ann, ann.dm[-1]


def everywhere(office: Office) -> list[Message]:
    names = ("it-help", "hr-help", "finance-help", "facilities-help", "frontdesk-triage")
    return [message for name in names for message in office.channel(name).messages]


async def test_what_is_not_clear_is_asked_with_all_of_a_few_and_a_way_out(office: Office) -> None:
    ann, receipt = await unclear(office)
    for shown in (receipt, ann.ephemerals[-1]):
        assert "Got it – request #1. Which team is this for?" in shown.plain
        assert "leave it: someone will route it for you after 11:10 CET." in shown.plain
        *likely, sort, cancel = shown.buttons
        assert set(likely) == {"IT", "HR", "Finance", "Facilities"}
        assert (sort, cancel) == ("I'm not sure – choose for me", "Cancel request")
    assert everywhere(office) == []


async def test_of_many_departments_the_likeliest_are_offered_and_a_menu_of_all(
    database_url: str,
) -> None:
    acme = organisation()
    like = acme.departments[3]
    more = [
        like.model_copy(
            update={"key": key, "name": Text(key.title()), "channel": f"#{key}", "aliases": ()}
        )
        for key in ("sales", "legal")
    ]
    six = acme.model_copy(update={"departments": (*acme.departments, *more)})
    async with opened(database_url, organised=six) as office:
        ann, receipt = await unclear(office)
        assert len(receipt.buttons) == 3 + 2
        menu = next(e for b in receipt.blocks for e in b.get("elements", ()) if "options" in e)
        names = [option["text"]["text"] for option in menu["options"]]
        assert names == ["Facilities", "Finance", "HR", "IT", "Legal", "Sales"]
        assert (await ann.click(receipt, "request_choose:menu", option="HR")).ok
        await office.settle()
        [card] = office.channel("hr-help").messages
        assert UNCLEAR in card.plain


async def test_of_very_many_departments_all_are_offered_in_a_form(database_url: str) -> None:
    acme = organisation()
    like = acme.departments[3]
    more = [
        like.model_copy(
            update={
                "key": f"team-{at}",
                "name": Text(f"Team {at}"),
                "channel": f"#team-{at}",
                "aliases": (),
                "request_types": (GENERAL_TYPE,),
                "keywords": (),
                "examples": (),
            }
        )
        for at in range(95)
    ]
    many = acme.model_copy(update={"departments": (*acme.departments, *more)})
    async with opened(database_url, organised=many) as office:
        ann, receipt = await unclear(office)
        assert (await ann.click(receipt, "Another team…")).ok
        await office.submit("ann", choose_department="HR")
        [card] = office.channel("hr-help").messages
        assert UNCLEAR in card.plain


async def test_the_likeliest_departments_come_first(office: Office) -> None:
    ann = office.person("ann")
    await ann.command("/ask", "my laptop and my payslip")
    await office.settle()
    assert set(ann.dm[-1].buttons[:2]) == {"IT", "HR"}


async def test_a_choice_in_the_answer_replaces_it_and_changes_the_receipt(office: Office) -> None:
    ann, receipt = await unclear(office)
    answer = ann.ephemerals[-1]
    assert (await ann.click(answer, "HR")).ok
    await office.settle()
    [card] = office.channel("hr-help").messages
    assert UNCLEAR in card.plain
    assert "Ann Berg chose HR" in card.plain
    for shown in (receipt, ann.ephemerals[-1]):
        assert "#1 is with HR" in shown.plain
        assert "Sent to HR, as you chose" in shown.plain
        assert "Add something" in shown.buttons


async def test_choosing_again_elsewhere_changes_nothing(office: Office) -> None:
    ann, receipt = await unclear(office)
    answer = ann.ephemerals[-1]
    await ann.click(receipt, "IT")
    await office.settle()
    assert (await ann.click(answer, "HR")).ok
    await office.settle()
    [card] = everywhere(office)
    assert card.channel == office.channel("it-help").id
    assert "#1 is with IT" in ann.ephemerals[-1].plain


async def test_please_sort_it_goes_to_triage(office: Office) -> None:
    ann, receipt = await unclear(office)
    assert (await ann.click(receipt, "I'm not sure – choose for me")).ok
    await office.settle()
    [card] = office.channel("frontdesk-triage").messages
    assert "Ann Berg wasn't sure which team to ask" in card.plain
    assert "Triage will find the right department for you" in receipt.plain


async def test_who_does_not_choose_is_not_left_waiting(office: Office) -> None:
    _ann, receipt = await unclear(office)
    await office.later(minutes=9)
    assert everywhere(office) == []
    await office.later(minutes=1)
    [card] = office.channel("frontdesk-triage").messages
    assert "Ann Berg didn't choose a department" in card.plain
    assert "#1 is with Triage" in receipt.plain
    # The clock of the department starts when it gets the request, not when it was asked.
    assert "If no one has by 11:40 CET, we'll remind Triage" in receipt.plain
    await office.later(minutes=30)
    assert "No one has picked it up yet, so we've reminded Triage" in receipt.plain


async def test_only_the_requester_chooses(office: Office) -> None:
    ann, zoe = office.person("ann"), office.person("zoe")
    asked = await ann.say("general", f"@Frontdesk {UNCLEAR}")
    await office.settle()
    [receipt] = office.talk("general", asked)
    assert (await zoe.click(receipt, "IT")).ok
    await office.settle()
    assert "Only Ann Berg, who asked #1, can do this" in zoe.ephemerals[-1].plain
    assert everywhere(office) == []
    assert (await ann.click(receipt, "IT")).ok
    await office.settle()
    assert "#1 is with IT" in receipt.plain


async def test_what_is_cancelled_before_it_was_chosen_is_asked_no_more(office: Office) -> None:
    ann, receipt = await unclear(office)
    assert (await ann.click(receipt, "Cancel request")).ok
    await office.settle()
    assert "Your request #1 is cancelled" in receipt.plain
    assert receipt.buttons == []
    assert (await ann.click(ann.ephemerals[-1], "IT")).ok  # the older answer still has its buttons
    await office.later(minutes=10)
    assert "#1 is cancelled" in ann.ephemerals[-1].plain
    assert everywhere(office) == []


async def test_a_promise_for_another_day_names_the_day(office: Office) -> None:
    office.clock.forward(hours=12, minutes=40)
    await office.ask("ann", "it my VPN drops")
    assert "by Thu 19 Nov, 09:30 CET" in office.person("ann").dm[-1].plain


async def test_the_receipt_tells_each_state(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    ann, lena = office.person("ann"), office.person("lena")
    [receipt] = ann.dm
    await lena.click(card, "Claim")
    await office.settle()
    assert "Lena Vogt (IT) is working on your request #1" in receipt.plain
    assert "Reply in this thread to add anything" in receipt.plain
    await lena.click(card, "request_more", option="Ask and wait for a reply…")
    await office.submit("lena", question="Which version?")
    assert "IT needs your reply on #1" in receipt.plain
    await ann.say(office.slack.dm(ann), "5.2", thread=receipt)
    await office.settle()
    assert "Lena Vogt (IT) is working on your request #1" in receipt.plain
    await lena.click(card, "Resolve")
    await office.submit("lena", note="Take 5.3")
    assert "IT has solved your request #1" in receipt.plain
    assert receipt.buttons == []
    await office.later(days=7)
    assert "#1 is solved and closed" in receipt.plain


async def test_a_declined_request_says_so_on_its_receipt(office: Office) -> None:
    card = await office.ask("ann", "it my VPN drops")
    lena = office.person("lena")
    await lena.click(card, "request_more", option="Not a request…")
    await office.submit("lena", reason="A test of ours")
    assert "IT closed your request #1" in office.person("ann").dm[-1].plain
