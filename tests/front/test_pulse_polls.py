"""Polls in a channel, and pulses in which names are shown: to those who were named when they were made, and to nobody else."""

from sandbox import Message
from tests.front.test_pulse import QUESTIONS, ballot_of, make, rows, run
from tests.office import Office


async def poll(office: Office, who: str, text: str, channel: str = "general") -> Message:
    assert (await office.person(who).command("/pulse", f"poll {text}", channel=channel)).ok
    await run(office)
    return office.channel(channel).messages[-1]


LUNCH = '"Lunch on Friday?" "Pizza" "Salad"'


async def test_a_named_poll_shows_votes_as_they_come_and_one_of_each_person(office: Office) -> None:
    asked = await poll(office, "ann", LUNCH)
    assert "Ann Berg asks" in asked.plain
    for who, choice in (("ann", "Pizza"), ("lena", "Pizza"), ("ben", "Salad"), ("ann", "Salad")):
        assert (await office.person(who).click(asked, choice)).ok
        await office.settle()
    assert "Pizza: 1 (33 %)" in asked.plain
    assert "Salad: 2 (67 %)" in asked.plain
    assert "Ann Berg, Ben Okafor" in asked.plain
    await office.later(days=1, minutes=1)
    assert "Salad: 2 (67 %)" in asked.plain
    assert "Ann Berg, Ben Okafor" in asked.plain
    assert "Open until" not in asked.plain
    await office.person("raj").say("general", "too late?")
    assert [each for each in asked.blocks if each["type"] == "actions"] == []


async def test_an_anonymous_poll_shows_only_how_many_in_fives_until_it_closes(
    office: Office,
) -> None:
    asked = await poll(office, "ann", f"anonymous {LUNCH}")
    before = asked.plain
    for who in ("ann", "lena", "ben", "tom", "raj", "ole"):
        await office.person(who).click(asked, "Pizza")
        await office.settle()
        assert asked.plain == before
    await office.person("kofi").click(asked, "Salad")
    await office.person("zoe").click(asked, "Salad")
    await office.later(hours=1, minutes=1)
    assert "About 5 voted so far" in asked.plain
    assert "Pizza:" not in asked.plain
    await office.later(days=1)
    assert "Pizza: 6 (75 %)" in asked.plain
    assert "Salad: 2 (25 %)" in asked.plain
    assert "Ann Berg," not in asked.plain
    assert await rows(office, "SELECT * FROM pulse_named") == []


async def test_what_is_wrong_with_a_poll_is_said(office: Office) -> None:
    ann = office.person("ann")
    for text, said in (
        ("lunch?", "in quotes"),
        ('"Lunch?" "Pizza"', "at least two options"),
        ('"Lunch?" "Pizza" "pizza"', "Two options are the same"),
        (f'"Lunch?" "Pizza" "{"x" * 3000}"', "75 characters"),
    ):
        await ann.command("/pulse", f"poll {text}", channel="general")
        assert said in ann.ephemerals[-1].plain
    await ann.command("/pulse", f"poll anonymous {LUNCH}", channel="sales")
    assert "too few for answers to be anonymous" in ann.ephemerals[-1].plain
    assert office.channel("general").messages == []


async def test_options_of_emoji_and_from_right_to_left_are_shown_as_they_are(
    office: Office,
) -> None:
    asked = await poll(office, "ann", '"Which?" "🍕" "سلطة" ":tada:"')
    await office.person("ann").click(asked, "سلطة")
    await office.settle()
    assert "سلطة: 1 (100 %)" in asked.plain


def read_by(office: Office, who: str) -> str:
    """All of somebody's direct messages, with their threads."""
    top = office.person(who).dm
    return "\n".join(each.plain for one in top for each in (one, *one.replies))


async def test_a_named_pulse_shows_who_said_what_to_whoever_asked_and_for_a_time(
    office: Office,
) -> None:
    named = "Named: those who see the results see who said what"
    await make(office, bank=QUESTIONS[:1], names=named, see="Only me", extras=["comments"])
    ballot = ballot_of(office, "ann")
    assert ballot.plain.count("Named: whoever asks can see who said what, for 90 days.") == 2
    await office.person("ann").click(ballot, "4 · Agree")
    lena = office.person("lena")
    await lena.click(ballot_of(office, "lena"), "Answer all")
    await office.submit("lena", **{"answer:0": "2 · Disagree", "comment:0": "Who decides?"})
    await office.later(days=3)
    text = read_by(office, "ben")
    assert "Ann Berg: 4 · Agree" in text
    assert "Lena Vogt: 2 · Disagree – “Who decides?”" in text
    for other in ("ann", "lena", "raj"):
        assert "Who said what to" not in read_by(office, other)
    assert office.channel("general").messages == []
    assert len(await rows(office, "SELECT * FROM pulse_named")) == 2
    await office.later(days=91)
    assert await rows(office, "SELECT * FROM pulse_named") == []


async def test_who_said_what_is_forgotten_with_the_only_one_who_could_read_it(
    office: Office,
) -> None:
    """Ben leaves while it runs; whoever is head then gets the pulse and its figures, and no names."""
    named = "Named: those who see the results see who said what"
    await make(office, bank=QUESTIONS[:1], names=named, see="Only me")
    await office.person("ann").click(ballot_of(office, "ann"), "4 · Agree")
    office.slack.deactivate("ben")
    await office.settle()
    await office.later(days=3)
    text = read_by(office, "olga")
    assert "1 of 12 answered." in text
    assert "Ann Berg" not in text
    assert await rows(office, "SELECT * FROM pulse_named") == []
