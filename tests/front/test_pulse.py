"""An anonymous pulse, from making it to what came out."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox import Message
from storage.schema import metadata
from tests.office import Office

QUESTIONS = ["clarity-expected", "tools-work"]
EVERYBODY = (
    "ann",
    "ben",
    "lena",
    "tom",
    "ines",
    "hana",
    "ole",
    "maya",
    "raj",
    "kofi",
    "zoe",
    "olga",
)


WHO = ("name", "audience", "channel", "group", "department", "people", "guests", "names")
TERMS = ("every", "first", "open_for", "see", "cuts", "teams")
COMMENTS = {"Let people add comments", "comments"}
CUTS = {"Show departments side by side", "cuts"}


async def make(office: Office, who: str = "ben", **more: Any) -> None:
    """A pulse for everybody in #general, sent."""
    await begin(office, who)
    for step in steps({"name": "Team check", "channel": "general", "bank": QUESTIONS, **more}):
        await fill(office, who, step)
    result = await office.person(who).submit()
    assert result.ok, result
    await office.person(who).close()
    await run(office)


async def begin(office: Office, who: str = "ben") -> None:
    """The first step of a new pulse."""
    lead = office.person(who)
    assert (await lead.command("/pulse")).ok
    assert lead.modal is not None
    await lead.click(lead.modal, "New pulse")


async def fill(office: Office, who: str, step: dict[str, Any]) -> None:
    """A step, and on to the next one."""
    lead = office.person(who)
    await enter(office, who, step)
    result = await lead.submit()
    assert result.ok, result


async def enter(office: Office, who: str, step: dict[str, Any]) -> None:
    """What is filled in; what makes other fields appear comes first."""
    for name in ("audience", "scale"):
        if name in step:
            office.person(who).fill({name: step[name]})
            await office.settle()
    office.person(who).fill({n: v for n, v in step.items() if n not in ("audience", "scale")})


def steps(fields: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Fields by the step in which they stand. What may be ticked is given as `extras`."""
    ticked = set(fields.pop("extras", ()))
    fields |= {"comments": sorted(COMMENTS & ticked)} if COMMENTS & ticked else {}
    fields |= {"cuts": sorted(CUTS & ticked)} if CUTS & ticked else {}
    who = {name: value for name, value in fields.items() if name in WHO}
    terms = {name: value for name, value in fields.items() if name in TERMS}
    return who, {n: v for n, v in fields.items() if n not in WHO and n not in TERMS}, terms


async def run(office: Office) -> None:
    """What is due now is done and shown."""
    while await office.frontdesk.alarm.ring():
        pass
    await office.settle()


def ballot_of(office: Office, who: str) -> Message:
    """The newest ballot in somebody's direct messages."""
    return [each for each in office.person(who).dm if "would like to know" in each.plain][-1]


async def test_from_making_it_to_what_came_out(office: Office) -> None:
    await make(office, bank=QUESTIONS)
    for who in EVERYBODY[:7]:
        ballot = ballot_of(office, who)
        assert ballot.plain.count("Anonymous: no one learns who answered what") == 2
        before = len(office.slack.calls)
        assert (await office.person(who).click(ballot, "4 · Agree")).ok
        said = office.person(who).ephemerals[-1].plain
        assert said.startswith("Saved. Only you can see or change")
        # The ballot is not shown anew: whoever looks over a shoulder sees what everybody sees.
        await office.settle()
        assert not [c for c in office.slack.calls[before:] if c.method.startswith("chat.")]
    ann = office.person("ann")
    await ann.click(ballot_of(office, "ann"), "Answer all")
    assert ann.modal is not None
    assert "1 of 2" in ann.modal.text
    await office.submit("ann", **{"answer:0": "2 · Disagree", "answer:1": "5 · Always"})
    await ann.click(ballot_of(office, "ann"), "See or change my answers")
    assert ann.modal is not None
    await office.submit("ann", **{"answer:0": "3 · Neither"})
    await office.person("kofi").click(ballot_of(office, "kofi"), "Skip this time")
    await office.person("olga").click(ballot_of(office, "olga"), "I'm away")
    await office.person("lena").click(ballot_of(office, "lena"), "5 · Strongly agree")
    await office.later(days=3)
    [shown] = office.channel("general").messages
    text = "\n".join(each.plain for each in (shown, *shown.replies))
    assert "7 of 11 answered." in text
    assert "1 person was away or new and isn't counted." in text
    assert "3 · Neither: 1 (14 %)" in text
    assert "4 · Agree: 5 (72 %)" in text
    assert "5 · Strongly agree: 1 (14 %)" in text
    # One of the two answered the second question: nothing of that is shown.
    assert "Not shown: too few or too alike." in text
    late = await office.person("zoe").click(ballot_of(office, "zoe"), "4 · Agree")
    assert late.ok
    assert "nothing more is saved" in office.person("zoe").ephemerals[-1].plain


async def test_three_questions_take_three_presses(office: Office) -> None:
    """What is read meanwhile is the same whatever was pressed."""
    await make(office, bank=[*QUESTIONS, "workload-focus"])
    read = []
    for who, answers in (("ann", "45"), ("lena", "11")):
        person, where = office.person(who), ballot_of(office, who)
        for answer in answers:
            [button] = [text for text in where.buttons if text.startswith(f"{answer} ·")]
            assert (await person.click(where, button)).ok
            where = person.ephemerals[-1]
        read.append([each.plain for each in person.ephemerals])
        assert where.plain.startswith("Saved.")
        assert "3 of 3 · In the last two weeks, my tools worked when I needed them." in where.plain
        await person.click(where, "2 · Rarely")
        assert "of 3" not in person.ephemerals[-1].plain
    assert read[0] == read[1]
    ann = office.person("ann")
    await ann.click(ballot_of(office, "ann"), "See or change my answers")
    assert ann.modal is not None
    said = ann.modal.payload()["state"]["values"]
    chosen = [said[f"answer:{at}"][f"answer:{at}"]["selected_option"]["value"] for at in range(3)]
    assert chosen == ["4", "5", "2"]


async def test_only_those_who_may_make_pulses(office: Office) -> None:
    ann = office.person("ann")
    await ann.command("/pulse")
    assert "Pulse surveys are made by heads" in ann.ephemerals[-1].plain
    assert (await ann.command("/pulse", "results")).ok
    assert ann.modal is not None
    assert "no results yet" in ann.modal.text


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"bank": []}, "bank", "Choose a question"),
        ({"channel": "sales"}, "channel", "too few for answers to be anonymous"),
        (
            {"text": "Which?", "scale": "One of several options", "choices": "Tea\ntea"},
            "choices",
            "the same",
        ),
        (
            {"text": "Which?", "scale": "One of several options", "choices": f"Tea\n{'x' * 2900}"},
            "choices",
            "75 characters",
        ),
    ],
)
async def test_what_is_wrong_with_a_pulse_is_said_beside_its_field(
    office: Office, fields: dict[str, Any], field: str, said: str
) -> None:
    await begin(office)
    filled = {"name": "Team check", "channel": "general", "bank": QUESTIONS[:1], **fields}
    for step in steps(filled):
        await enter(office, "ben", step)
        result = await office.person("ben").submit()
        if result.errors:
            break
    assert said in result.errors[field]


async def test_a_reminder_reaches_those_who_said_nothing_and_is_one_row_for_all(
    office: Office,
) -> None:
    await make(office, open_for="7 days")
    for who in ("ann", "lena"):
        await office.person(who).click(ballot_of(office, who), "4 · Agree")
    await office.later(days=5)  # the third day is a Saturday
    reminded = {
        who for who in EVERYBODY if any("are missing" in m.plain for m in office.person(who).dm)
    }
    assert reminded == set(EVERYBODY) - {"ann", "lena"}
    # And once more on its last day.
    await office.later(days=1, hours=2)
    kofi = [each for each in office.person("kofi").dm if "are missing" in each.plain]
    assert len(kofi) == 2
    keys = await rows(office, "SELECT key, pending, channel, ts, tries FROM messages")
    reminders = [row for row in keys if "/remind/" in row[0]]
    assert reminders
    assert {tuple(row[1:]) for row in reminders} == {(0, None, None, 0)}
    assert not [row for row in reminders for who in EVERYBODY if office.person(who).id in row[0]]


async def rows(office: Office, sql: str) -> list[tuple[Any, ...]]:
    """What a statement gives, as plain values."""
    desk = office.frontdesk.desk
    found = await desk.read(lambda tx, _: tx.connection.exec_driver_sql(sql).all())
    return [tuple(int(v) if isinstance(v, bool) else v for v in row) for row in found]


@pytest.mark.parametrize("in_thread", [True, False])
async def test_what_is_typed_below_a_ballot_is_not_kept(office: Office, in_thread: bool) -> None:
    await make(office)
    ann, before = office.person("ann"), await everything(office)
    thread = ballot_of(office, "ann") if in_thread else None
    typed = await ann.say(office.slack.dm(ann), "too much work since Easter", thread=thread)
    await office.settle()
    assert "I haven't kept that" in ann.dm[-1].plain
    await ann.edit(typed, "far too much work since Easter")
    await office.settle()
    assert await everything(office) == before


async def everything(office: Office) -> dict[str, list[Any]]:
    """All rows of all tables."""
    return {
        table.name: sorted(map(repr, await rows(office, f'SELECT * FROM "{table.name}"')))
        for table in metadata.sorted_tables
    }


async def test_a_round_without_its_key_is_paused_and_goes_on_with_it(office: Office) -> None:
    await make(office)
    [key] = office.frontdesk.desk.keys.folder.glob("*.key")  # type: ignore[union-attr]
    away = key.rename(key.with_suffix(".gone"))
    ann, ben = office.person("ann"), office.person("ben")
    await ann.click(ballot_of(office, "ann"), "4 · Agree")
    assert "Not saved" in ann.ephemerals[-1].plain
    await office.later(hours=2)
    assert "is paused" in ben.dm[-1].plain
    away.rename(key)
    await office.later(hours=2)
    await ann.click(ballot_of(office, "ann"), "4 · Agree")
    assert ann.ephemerals[-1].plain.startswith("Saved")


async def test_a_round_whose_key_never_comes_back_is_lost_and_that_is_said(office: Office) -> None:
    await make(office)
    [key] = office.frontdesk.desk.keys.folder.glob("*.key")  # type: ignore[union-attr]
    key.unlink()
    await office.later(days=4)
    await office.later(days=4)
    assert any("is lost" in each.plain for each in office.person("ben").dm)
    assert await rows(office, "SELECT * FROM pulse_cells") == []
    assert await rows(office, "SELECT * FROM pulse_invited") == []


async def test_a_weekly_pulse_asks_everybody_at_ten_of_their_own_day(office: Office) -> None:
    """It is made on a Wednesday for the next Monday."""
    await make(
        office,
        bank=[],
        drivers=["workload", "tools"],
        every="Every week",
        first="2026-11-23",
        open_for="3 days",
    )
    assert not any("would like to know" in each.plain for each in office.person("ann").dm)
    office.clock.to(datetime(2026, 11, 22, 12, tzinfo=UTC))
    first = {}
    for hour in range(40):
        await office.later(hours=1)
        for who in ("hana", "ann", "raj"):
            if who not in first and any("would like" in m.plain for m in office.person(who).dm):
                first[who] = hour
    # Tokyo, Berlin, London; within half an hour after ten of Monday.
    assert first["hana"] < first["ann"] < first["raj"]
    assert 12 <= first["hana"] <= 13
    assert 20 <= first["ann"] <= 21
    asked = ballot_of(office, "ann").plain
    assert "I finished my work within my working hours" in asked
    assert "3 questions" in asked
    for who in ("ann", "ben", "lena", "tom", "ole", "maya"):
        await office.person(who).click(ballot_of(office, who), "4 · Often")
    await office.later(days=6)
    await office.later(hours=8)
    asked = ballot_of(office, "ann").plain
    assert "the pace of my work was sustainable" in asked
    lead = office.person("ben")
    await lead.command("/pulse")
    assert lead.modal is not None
    assert "Next round: Mon" in lead.modal.text
    await lead.click(lead.modal, "pulse_more", option="Pause")
    assert "Paused: there are no further rounds" in lead.modal.text
    count = len(office.person("ann").dm)
    await office.later(days=14)
    assert len([m for m in office.person("ann").dm[count:] if "would like" in m.plain]) == 0


async def test_what_can_not_be_scheduled_is_said(office: Office) -> None:
    await begin(office)
    who, what, _terms = steps({"name": "Check", "channel": "general", "bank": QUESTIONS})
    await fill(office, "ben", who)
    await fill(office, "ben", what)
    ben = office.person("ben")
    ben.fill({"first": "2026-11-02"})
    assert "has passed" in (await ben.submit()).errors["first"]
    ben.fill({"first": None, "every": "Every week", "open_for": "14 days"})
    assert "still be open" in (await ben.submit()).errors["open_for"]
