"""Comments of an anonymous pulse go on as a conversation in which nobody learns who the author is."""

from sandbox import Message
from tests.front.test_pulse import EVERYBODY, ballot_of, make, run
from tests.office import Office

WROTE = "The heating in room 4 is broken."


async def commented(office: Office, *, replies: bool = True) -> None:
    """A round that ended, in which Maya wrote something."""
    await make(office, extras=["Let people add comments"], open_for="1 day")
    for at, who in enumerate(EVERYBODY[:9]):
        answer = "4 · Agree" if at < 6 else "2 · Disagree"
        await office.person(who).click(ballot_of(office, who), answer)
    await office.person("maya").click(ballot_of(office, "maya"), "Answer all")
    more: dict[str, object] = {} if replies else {"replies": []}
    await office.submit("maya", **{"comment:0": WROTE, **more})
    await office.later(days=1)


def in_dm(office: Office, who: str, text: str) -> Message:
    """The newest message to somebody that says this."""
    shown = [each for top in office.person(who).dm for each in (top, *top.replies)]
    return [each for each in shown if text in each.plain][-1]


async def read(office: Office) -> None:
    """Ben opens what was written."""
    ben = office.person("ben")
    await ben.click(in_dm(office, "ben", "You can answer"), "Read and answer")


async def answered(office: Office, text: str = "Thanks, it's fixed on Monday.") -> None:
    """Ben reads what was written, and answers."""
    ben = office.person("ben")
    await read(office)
    assert ben.modal is not None
    assert WROTE in ben.modal.text
    assert "Maya" not in ben.modal.text
    await ben.click(ben.modal, "Answer")
    await office.submit("ben", text=text)


async def test_a_lead_answers_a_comment_and_its_author_alone_finds_it_and_writes_back(
    office: Office,
) -> None:
    await commented(office)
    await answered(office)
    await office.later(hours=2)
    for who in ("maya", "ann"):
        told = [each for each in office.person(who).dm if "Answers were written" in each.plain]
        assert len(told) == 1
        await office.person(who).click(ballot_of(office, who), "See or change my answers")
    maya, ann = office.person("maya"), office.person("ann")
    assert "nothing more is saved" in ann.ephemerals[-1].plain
    assert maya.modal is not None
    assert "Thanks, it's fixed on Monday." in maya.modal.text
    [field] = [name for name in maya.modal.payload()["state"]["values"] if name.startswith("back:")]
    await office.submit("maya", **{field: "Monday is too late."})
    await office.later(hours=2)
    ben = office.person("ben")
    await ben.click(in_dm(office, "ben", "wrote back"), "Read and answer")
    assert ben.modal is not None
    assert "Its author: Monday is too late." in ben.modal.text
    # Nobody is told a second time.
    await answered_again(office)
    await office.later(hours=3)
    assert sum("Answers were written" in each.plain for each in ann.dm) == 1
    ballot = ballot_of(office, "maya")
    await office.later(days=31)
    await maya.click(ballot, "See or change my answers")
    assert "nothing more is saved" in maya.ephemerals[-1].plain


async def answered_again(office: Office) -> None:
    ben = office.person("ben")
    assert ben.modal is not None
    await ben.click(ben.modal, "Answer")
    await office.submit("ben", text="Then on Friday.")


async def test_who_wants_no_replies_gets_none(
    office: Office,
) -> None:
    await commented(office, replies=False)
    ben = office.person("ben")
    await read(office)
    assert ben.modal is not None
    assert "Its author can't be answered." in ben.modal.text
    await office.person("maya").click(ballot_of(office, "maya"), "See or change my answers")
    assert "nothing more is saved" in office.person("maya").ephemerals[-1].plain


async def test_a_comment_becomes_a_request_whose_replies_go_to_its_author_unnamed(
    office: Office,
) -> None:
    await commented(office)
    ben = office.person("ben")
    await read(office)
    assert ben.modal is not None
    await ben.click(ben.modal, "Make it a request")
    await office.submit("ben", department="IT")
    [card] = [each for each in office.channel("it-help").messages if WROTE in each.plain]
    assert "Maya" not in card.plain
    await office.person("lena").say("it-help", "A technician comes at three.", thread=card)
    await office.later(hours=2)
    maya = office.person("maya")
    await maya.click(ballot_of(office, "maya"), "See or change my answers")
    assert maya.modal is not None
    assert "The department: A technician comes at three." in maya.modal.text
    [field] = [name for name in maya.modal.payload()["state"]["values"] if name.startswith("back:")]
    await office.submit("maya", **{field: "At three nobody is here."})
    await office.later(hours=2)
    await run(office)
    carried = [each.plain for each in card.replies]
    assert any("At three nobody is here." in each for each in carried)
    assert not any("Maya" in each for each in carried)


async def test_who_names_themself_is_asked_first_and_who_is_in_danger_sees_whom_to_talk_to(
    office: Office,
) -> None:
    await make(office, extras=["Let people add comments"])
    maya = office.person("maya")
    await maya.click(ballot_of(office, "maya"), "Answer all")
    named = "Maya here: my manager threatens me."
    await office.submit("maya", **{"answer:0": "2 · Disagree", "comment:0": named})
    assert maya.modal is not None
    assert "Nothing is saved yet" in maya.modal.text
    assert "confidential counsellor" in maya.modal.text
    assert named in maya.modal.text
    await office.submit("maya", **{"comment:0": "My manager threatens me."})
    assert maya.modal is not None
    assert "you can talk to somebody now" in maya.modal.text
    assert "sara@counsel.example" in maya.modal.text
    await maya.close()
    await maya.click(ballot_of(office, "maya"), "See or change my answers")
    assert "2 · Disagree" in repr(maya.modal.payload()["state"])
    await office.submit("maya", **{"comment:0": f"{named} Yes, it's me."})
    await office.submit("maya", sure=["Send it as it is"])
    await maya.close()
    await maya.click(ballot_of(office, "maya"), "See or change my answers")
    assert "Yes, it's me." in maya.modal.text
