"""What is a typo, and what another meaning; what is wrong with questions and how it is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import words
from handlers.errors import UserError
from handlers.pulse.checks import check_questions
from handlers.pulse.corrections import distance, is_typo
from handlers.pulse.filled import with_audience, with_questions, with_terms, without_question
from handlers.pulse.forms import EMPTY
from handlers.pulse.model import Question, Scale, See
from handlers.pulse.scales import label

_ = words()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Wich drinks do you want?", "Which drinks do you want?"),
        ("Did teh meeting help", "Did the meeting help?"),
        ("Was the food  good ?", "Was the food good?"),
        ("did it HELP", "Did it help?"),
    ],
)
def test_a_typo_is_corrected(before: str, after: str) -> None:
    assert is_typo(before, after)
    assert is_typo(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("I can work at home", "I can't work at home"),
        ("I am happy", "I am unhappy"),
        ("I am now content", "I am not content"),
        ("Ich habe einen Plan", "Ich habe keinen Plan"),
        ("In the last 2 weeks", "In the last 4 weeks"),
        ("My team helps me", "My lead helps me"),
        ("I trust my team", "I trust my whole team"),
        ("Is it good?", ""),
    ],
)
def test_another_meaning_is_no_typo(before: str, after: str) -> None:
    assert not is_typo(before, after)


@given(st.text(max_size=8), st.text(max_size=8))
def test_the_distance_is_one(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert (distance(one, other) == 0) == (one == other)


def question(at: int, scale: Scale = Scale.AGREE, *choices: str) -> Question:
    return Question(key=f"own:{at}", scale=scale, text={"": f"q{at}"}, choices=choices)


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ([], "Choose a question"),
        ([question(at) for at in range(6)], "5 questions at the most"),
        ([question(at, Scale.OPEN) for at in range(9)], "5 questions at the most"),
        ([question(at, Scale.OPEN) for at in range(3)], "At most 2 questions may be open"),
        ([question(0, Scale.ONE, "Tea")], "Write 2 to 10"),
        ([question(0, Scale.SEVERAL, *map(str, range(11)))], "Write 2 to 10"),
        ([question(0, Scale.ONE, "Straße", "STRASSE")], "the same"),
        ([question(0, Scale.ONE, "a", "x" * 3000)], "75 characters"),
    ],
)
def test_what_is_wrong_with_questions_is_said(questions: list[Question], said: str) -> None:
    with pytest.raises(UserError) as raised:
        check_questions(_, questions)
    assert said in raised.value.message
    assert raised.value.field


def test_options_of_emoji_and_from_right_to_left_are_options() -> None:
    check_questions(_, [question(0, Scale.ONE, "🍕", "🥗"), question(1, Scale.ONE, "سلطة", "خبز")])


def test_the_same_question_written_twice_is_one_and_may_be_taken_out_again() -> None:
    said = {"text": ("Tea?",), "scale": ("yes_no",), "languages": ("de: Tee?\nnb: Te?",)}
    once = with_questions(_, EMPTY, said, ())
    twice = with_questions(_, once, said, ())
    [found] = twice.questions
    assert found.text == {"": "Tea?", "de": "Tee?", "nb": "Te?"}
    assert without_question(twice, 0).questions == ()
    assert without_question(twice, -1) == twice


def test_a_question_and_its_options_are_read_in_the_readers_language() -> None:
    written = "de: Was? | Tee | Kaffee\nnb: Hva?"
    said = {"text": ("What?",), "scale": ("one",), "choices": ("Tea\nCoffee",)}
    [found] = with_questions(_, EMPTY, {**said, "languages": (written,)}, ()).questions
    read = {tag: (found.wording(words(tag)), label(words(tag), found, "1")) for tag in LANGUAGES}
    assert read == {
        "en": ("What?", "Coffee"),
        "de": ("Was?", "Kaffee"),
        "de-AT": ("Was?", "Kaffee"),
        "nb": ("Hva?", "Coffee"),
    }
    with pytest.raises(UserError, match="as many options as above"):
        with_questions(_, EMPTY, {**said, "languages": ("de: Was? | Tee",)}, ())


LANGUAGES = ("en", "de", "de-AT", "nb")


def test_a_change_leaves_what_was_told_when_the_pulse_was_made() -> None:
    """Whatever its forms say, which may be forged."""
    made = EMPTY.model_copy(update={"edits": 7, "anonymous": True, "see": See.LEAD, "cuts": True})
    who = {"name": ("Check",), "audience": ("everyone",), "names": ("named",)}
    terms = {"see": ("asked",), "teams": ("S1",), "first": ("2026-12-01",), "open_for": ("7",)}
    changed = with_terms(with_audience(_, made, who), terms, date(2026, 11, 18), {"S1": "it-team"})
    assert (changed.name, changed.days) == ("Check", 7)
    assert (changed.anonymous, changed.see, changed.cuts) == (True, See.LEAD, True)
    assert changed.teams == {}
