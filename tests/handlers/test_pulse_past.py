"""What is said of a round beside earlier ones: nothing that its figures, the number of people or who they are don't allow."""

from datetime import UTC, datetime, timedelta

import pytest

from config.catalogue import words
from handlers.pulse.beside import alongside
from handlers.pulse.model import Scale
from handlers.pulse.movement import Movement
from handlers.pulse.overall import overall, ranked, trends
from handlers.pulse.past import PastRounds, Released, changed, fallen, roster_digest
from sandbox.blockkit.blocks import message_blocks
from sandbox.blockkit.readable import blocks_plain
from storage.pulses import Named
from tests.rounds import Histogram, closed, question

MAY = datetime(2026, 5, 4, 15, tzinfo=UTC)
GROWTH, TOOLS = question("growth-time", driver="growth"), question("tools-work", driver="tools")
ENPS = question("enps", Scale.ENPS, driver="recommend")
HIGH: Histogram = {"3": 9, "4": 30, "5": 8}
LOW: Histogram = {"2": 12, "3": 25, "4": 10}
T = 5


def rounds(*figures: dict[str, Histogram], **last: object) -> list[Released]:
    """A week apart; `last` is of the last one."""
    asked = [GROWTH, TOOLS, ENPS]
    return [
        closed(
            at,
            [each for each in asked if each.key in some],
            some,
            ended=MAY + timedelta(days=7 * at),
            **(last if at == len(figures) - 1 else {}),  # type: ignore[arg-type]
        )
        for at, some in enumerate(figures)
    ]


def test_a_question_is_compared_with_when_it_was_asked_last() -> None:
    found = changed(rounds({"growth-time": HIGH}, {"tools-work": HIGH}, {"growth-time": LOW}), T)
    assert found["growth-time"].movement == Movement.DOWN
    assert found["growth-time"].since == MAY


def test_a_round_in_which_few_took_part_has_no_movement_and_is_none_to_compare_with() -> None:
    some = ({"growth-time": HIGH}, {"growth-time": LOW})
    assert changed(rounds(*some, invited=400), T) == {}
    assert changed(rounds(*some, left_out=200), T) == {}
    three = rounds(*some, {"growth-time": LOW})
    thin = closed(1, [GROWTH], {"growth-time": LOW}, ended=MAY, invited=400)
    assert changed([three[0], thin, three[2]], T)["growth-time"].since == MAY
    assert fallen([*three[:-1], thin]) == []


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [("one", "one", True), ("one", "two", False), (None, None, False), (None, "one", False)],
)
def test_of_few_people_a_change_is_told_only_if_they_are_the_same(
    before: str | None, now: str | None, told: bool
) -> None:
    few: Histogram = {"3": 4, "4": 5}
    some = [
        closed(at, [GROWTH], {"growth-time": few}, ended=MAY, invited=10, roster=roster)
        for at, roster in enumerate((before, now))
    ]
    assert bool(changed(some, T)) is told
    # Without a threshold names are shown anyway; and of ten people and more it may be told.
    assert changed(some, None)
    more = [
        closed(at, [GROWTH], {"growth-time": {"3": 4, "4": 6}}, ended=MAY, invited=10)
        for at in (0, 1)
    ]
    assert changed(more, T)


def test_whether_the_same_people_were_asked_says_nothing_else() -> None:
    assert roster_digest(["b", "a"]) == roster_digest(["a", "b"]) != roster_digest(["a"])


def test_a_driver_that_falls_is_said_when_it_falls() -> None:
    level = [{"growth-time": HIGH, "tools-work": HIGH}] * 8
    assert fallen(rounds(*level)) == []
    assert fallen(rounds(*level, {"growth-time": LOW, "tools-work": HIGH})) == ["growth"]
    assert fallen(rounds(*level, *[{"growth-time": LOW, "tools-work": HIGH}] * 3)) == []


def test_what_stands_out_is_drawn_and_told() -> None:
    some = rounds(
        {"growth-time": HIGH, "tools-work": HIGH, "enps": {"9": 20, "7": 17, "3": 10}},
        {"growth-time": HIGH, "tools-work": HIGH, "enps": {"9": 20, "7": 17, "3": 10}},
        {"growth-time": LOW, "tools-work": HIGH, "enps": {"9": 21, "7": 16, "3": 10}},
    )
    past = PastRounds(some, changed(some, T), ["growth"])
    _ = words()
    assert [name for name, _of_hundred in ranked(_, past)] == ["Growth", "Recommendation", "Tools"]
    blocks = overall(_, past)
    said = blocks_plain(message_blocks(list(blocks)), str)
    assert "Lower than usual: Growth." in said
    assert "Lowest, of 100: Growth (49), Recommendation (62), Tools (74)." in said
    assert "Moved: Growth down from 4.0 of 5 to 3.0 of 5." in said
    assert "Growth | 3.0 of 5 | 49 | 47 | ▼ down" in said
    [body] = trends(_, past)
    drawn = message_blocks(list(body.blocks))
    charts = [each["chart"] for each in drawn if each["type"] == "data_visualization"]
    five, enps = charts
    assert {line["name"] for line in five["series"]} == {"Growth", "Tools"}
    assert [point["value"] for point in enps["series"][0]["data"]] == [21, 21, 23]
    assert "Growth: 4.0 → 4.0 → 3.0" in blocks_plain(drawn, str)


def test_what_cannot_be_compared_is_not_said_to_be_still() -> None:
    past = PastRounds(rounds({"growth-time": HIGH}))
    _ = words()
    assert overall(_, past) == []
    assert trends(_, past) == []


def test_what_goes_together_is_told_of_thirty_people_and_never_as_a_cause() -> None:
    past = PastRounds(rounds({"growth-time": HIGH, "tools-work": HIGH, "enps": {"9": 20}}))
    said = [
        Named(f"U{at}", key, answer, "")
        for at in range(30)
        for key, answer in (
            ("enps", str(at % 11)),
            ("growth-time", str(1 + at % 11 // 3)),
            ("tools-work", str(1 + at * 7 % 5)),
        )
    ]
    [body] = alongside(words(), past, said)
    text = blocks_plain(message_blocks(list(body.blocks)), str)
    assert "Growth: 0.9" in text
    assert "Tools" not in text
    assert "doesn't say that one makes the other" in text
    assert alongside(words(), past, said[3:]) == []
    assert alongside(words(), past, []) == []
