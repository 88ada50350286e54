"""What came out of a round, beside the rounds before it: pictures, figures, and what stands out."""

from datetime import timedelta
from functools import partial

from handlers.pulse import keys
from handlers.pulse.model import Question
from storage import messages, promises, pulses
from storage.promises import EndedPromise
from storage.transaction import Transaction
from tests.front.test_pulse import EVERYBODY, QUESTIONS, ballot_of, make
from tests.office import Office
from tests.rounds import closed

ROUNDS = 8
# Of twelve people, ten to each question.
USUAL = {"4": 4, "5": 6}


async def remember(office: Office) -> None:
    """The pulse has been asked before, with the same answers each time."""
    now = office.clock.now()

    def keep(tx: Transaction) -> None:
        [latest] = pulses.rounds_of(tx, 1)
        questions = [Question.model_validate(each) for each in latest.questions]
        for at in range(ROUNDS):
            ended = now - timedelta(days=7 * (ROUNDS - at))
            figures = {each.key: USUAL for each in questions}
            past = closed(at, questions, figures, ended=ended, invited=12)
            pulses.keep_round(tx, past.round)
            pulses.release(tx, past.round.round, past.results)

    await office.frontdesk.desk.database.write(office.frontdesk.desk.team, keep)


async def test_departments_side_by_side_are_drawn_and_told(office: Office) -> None:
    await make(office, bank=["clarity-expected", "service-help:it"])
    desk, channel = office.frontdesk.desk, office.channel("general").id

    def keep(tx: Transaction) -> None:
        [latest] = pulses.rounds_of(tx, 1)
        questions = [Question.model_validate(each) for each in latest.questions]
        figures = {each.key: {"2": 6, "4": 4} for each in questions}
        promised = partial(
            EndedPromise,
            kind="update",
            department="it",
            user=None,
            due_at=None,
            at=office.clock.now(),
            kept=True,
            waited=timedelta(),
            covered=timedelta(),
        )
        promises.add(tx, [promised(number=at) for at in range(5)])
        low, high = {questions[0].key: {"2": 5}}, {each.key: {"5": 5} for each in questions}
        groups = {"department:it": low, "department:hr": high}
        past = closed(0, questions, figures, ended=office.clock.now(), invited=12, groups=groups)
        pulses.keep_round(tx, past.round)
        pulses.release(tx, past.round.round, past.results)
        ben = pulses.owned_by(tx, office.person("ben").id)[0].owner
        for to in (channel, ben):
            messages.put(tx, {keys.results(past.round.round, to): messages.at(to)})

    await desk.database.write(desk.team, keep)
    await office.settle()
    [shown] = office.channel("general").messages
    text = "\n".join(each.plain for each in shown.replies)
    assert "[table: Groups side by side, as far as they are shown]" in text
    assert "IT | 2.0 | –" in text
    assert "IT: Clarity 2.0 of 5" in text
    [picture] = [file for each in shown.replies for file in each.files]
    assert picture["name"] == "Side by side.png"
    assert "heat map" in picture["alt_txt"]
    stored = office.slack.workspace.files.get(picture["id"])
    assert stored is not None
    assert stored.content is not None
    assert stored.content.startswith(b"\x89PNG")
    # Whoever asked reads service and feelings on one page; others don't.
    [to_ben] = [each for each in office.person("ben").dm if "what came out" in each.text]
    page = "\n".join(each.plain for each in to_ben.replies)
    assert "“In the last two weeks, I got the help I needed from IT.” 2.8 of 5" in page
    assert "Measured, in 60 days: 5 of 5 promises of news kept" in page
    assert "The numbers are green, and the people are not." in page
    assert "Service and feelings" not in text


async def answer(office: Office, first: str, second: str, people: int = 10) -> None:
    """So many answer both questions; two of them one step better, so that they aren't all alike."""
    for at, who in enumerate(EVERYBODY[:people]):
        await office.person(who).click(ballot_of(office, who), "Answer all")
        better = ("2 · Disagree", "5 · Always") if at < 2 else (first, second)
        await office.submit(who, **{"answer:0": better[0], "answer:1": better[1]})


async def test_a_round_beside_those_before_it(office: Office) -> None:
    await make(office, bank=QUESTIONS)
    await remember(office)
    await answer(office, "1 · Strongly disagree", "4 · Often")
    await office.later(days=3)
    [shown] = office.channel("general").messages
    text = "\n".join(each.plain for each in (shown, *shown.replies))
    assert "10 of 12 answered." in text
    assert "▼ Lower than usual: Clarity. It is early: ask why, soon." in text
    assert "Lowest, of 100: Clarity (5), Tools (80)." in text
    assert "Moved: Clarity down from 4.6 of 5 to 1.2 of 5." in text
    assert "[table: Questions, the lowest first]" in text
    assert "▼ Down from 4.6 of 5 on" in text
    assert "No clear change since" in text
    assert text.count("[chart:") == 3
    assert "4.6 → 1.2" in text
    await office.person("ben").command("/pulse", "results")
    ben = office.person("ben")
    assert ben.modal is not None
    await ben.click(ben.modal, "Show")
    assert "▼ Down from 4.6 of 5 on" in ben.modal.text
    await ben.click(ben.modal, "Export as CSV")
    await office.settle()
    assert ben.modal is not None
    assert "on their way" in ben.modal.text
    sent = next(each for each in ben.dm if "figures for a spreadsheet" in each.plain)
    [file] = [file for each in sent.replies for file in each.files]
    assert file["name"] == "Team check.csv"
    stored = office.slack.workspace.files.get(file["id"])
    assert stored is not None
    assert stored.content is not None
    lines = stored.content.decode("utf-8-sig").splitlines()
    # Nine rounds of two questions with five answers each, and the titles.
    assert len(lines) == 1 + 9 * 2 * 5
    assert lines[-1].endswith("Tools,Everybody,5 · Always,2,10,12")
    await office.later(days=3)  # in working hours
    guide = next(each.plain for each in ben.dm if "Three steps for you now" in each.plain)
    assert "Lowest is Clarity, 5 of 100." in guide
    assert "Thank you, 10 of you answered." in guide
    assert not [each for each in office.person("ann").dm if "Three steps" in each.plain]
