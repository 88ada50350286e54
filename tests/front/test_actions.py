"""You said, we did: what was decided about what people said, who sees to it by when, and whether it worked."""

from datetime import date, timedelta

from sandbox import Message
from tests.front.test_pulse import EVERYBODY, ballot_of, make, run
from tests.front.test_pulse_comments import answered, commented, in_dm
from tests.office import Office

TODAY = date(2026, 11, 19)


async def decided(office: Office, who: str = "ben", **more: object) -> None:
    """A comment becomes an action of Ole's, due in four days."""
    await commented(office)
    await answered(office)
    ben = office.person(who)
    assert ben.modal is not None
    await ben.click(ben.modal, "Make it an action")
    fields = {"text": "Repair the heating", "owner": "lena", "due": TODAY + timedelta(days=4)}
    await office.submit(who, **{**fields, **more})
    await run(office)


def newest(office: Office, text: str) -> Message:
    """The newest message in #general that says this."""
    return [each for each in office.channel("general").messages if text in each.plain][-1]


async def test_you_said_we_did_and_the_next_round_asks_whether_it_worked(office: Office) -> None:
    await decided(office)
    assert "Repair the heating – Lena Vogt does it by" in newest(office, "You said").plain
    maya, lena = office.person("maya"), office.person("lena")
    await maya.click(ballot_of(office, "maya"), "See or change my answers")
    assert maya.modal is not None
    assert "It became an action: Repair the heating" in maya.modal.text
    await lena.click(in_dm(office, "lena", "It's yours"), "Done")
    await office.submit("lena", outcome="The technician came on Friday.")
    assert "The technician came on Friday." in newest(office, "You said, we did").plain
    await make(office, name="Next check", bank=["workload-focus"], open_for="1 day")
    for at, who in enumerate(EVERYBODY[:8]):
        await office.person(who).click(ballot_of(office, who), "Answer all")
        modal = office.person(who).modal
        assert modal is not None
        assert "We did this: “Repair the heating”. Does it help?" in modal.text
        await office.submit(who, **{"answer:1": "Yes" if at < 6 else "No"})
    await office.later(days=1)
    ann = office.person("ann")
    await ann.command("/frontdesk", "actions")
    assert ann.modal is not None
    assert "6 of 8 say it helped." in ann.modal.text


async def test_silence_past_its_date_reaches_its_owner_and_then_their_head(office: Office) -> None:
    await decided(office)
    await office.later(days=4)  # Monday
    assert "Repair the heating is due on" in in_dm(office, "lena", "is due on").plain
    head = office.person("ines")
    assert not [each for each in head.dm if "hasn't said what became of" in each.plain]
    await office.later(days=2)
    await office.later(days=1)
    said = [each for each in head.dm if "hasn't said what became of" in each.plain]
    assert len(said) == 1
    await office.later(days=7)
    assert len([each for each in head.dm if "hasn't said what became of" in each.plain]) == 1
    await head.click(said[0], "Change")
    head.fill({"decision": "We don't do it – say why"})
    result = await head.submit()
    assert "Say why" in result.errors["reason"]
    await office.submit("ines", reason="The whole building is renovated in May.")
    assert "we won't. The whole building is renovated in May." in newest(office, "You said").plain


async def test_a_lead_chooses_one_thing_of_a_round_and_it_is_asked_again_while_it_is_open(
    office: Office,
) -> None:
    await commented(office)
    ben = office.person("ben")
    await ben.click(in_dm(office, "ben", "Choose one thing"), "Make it an action")
    assert ben.modal is not None
    [chosen] = [
        each["text"]["text"]
        for block in ben.modal.payload()["blocks"]
        if block.get("block_id") == "about"
        for each in block["element"]["options"]
        if "expected" in each["text"]["text"]
    ]
    await office.submit("ben", about=chosen, text="A meeting on Mondays")
    assert "From an answer to a pulse" in newest(office, "You said").plain
    await ben.close()
    await make(office, name="Next check", bank=["workload-focus"], open_for="1 day")
    await office.person("ann").click(ballot_of(office, "ann"), "Answer all")
    modal = office.person("ann").modal
    assert modal is not None
    assert "I knew what was expected of me." in modal.text
    assert "I had time to concentrate." in modal.text


async def test_everybody_sees_what_was_decided_in_home(office: Office) -> None:
    await decided(office, decision="Not decided yet")
    kofi = office.person("kofi")
    await kofi.open_home()
    await office.settle()
    assert kofi.home is not None
    assert "Repair the heating – Lena Vogt decides by" in kofi.home.text


async def test_a_head_puts_a_low_rating_on_the_board_and_its_requester_hears_of_it(
    office: Office,
) -> None:
    card = await office.ask("ann", "my VPN drops every hour")
    lena, ann = office.person("lena"), office.person("ann")
    await lena.click(card, "Resolve")
    await office.submit("lena", note="Restart it.")
    await ann.click(in_dm(office, "ann", "Restart it."), "1 · poor")
    await office.settle()
    told = in_dm(office, "ines", "rated IT's answer")
    await office.person("ines").click(told, "Make it an action")
    await office.submit("ines", text="Look at VPN again", due=date(2026, 11, 25))
    await run(office)
    assert "Look at VPN again – Inês Duarte" in in_dm(office, "ann", "You said").plain
