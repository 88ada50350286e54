"""The bank of questions keeps its rules: one idea, a stated time, the same direction, plain words."""

import re
from collections import Counter

import pytest

from config.questions import BankQuestion, bank, drivers
from handlers.pulse.model import Scale

WHEN = re.compile(r"^(In the last (two weeks|month|three months)|As of today), ")
# What leads, denies or asks two things at once.
NOT = re.compile(
    r"\b(and|or|not|never|no|nothing|don't|really|very|great|obviously|bad)\b|n't\b", re.IGNORECASE
)


def test_there_are_at_least_forty_over_the_drivers() -> None:
    assert len(bank()) >= 40
    assert {each.driver for each in bank()} == set(drivers())
    assert len({each.key for each in bank()}) == len(bank())
    assert len({each.text for each in bank()}) == len(bank())
    assert min(Counter(e.driver for e in bank() if e.driver != "recommend").values()) >= 4


@pytest.mark.parametrize("question", bank(), ids=lambda each: each.key)
def test_a_question_is_one_idea_with_a_time_frame_in_plain_words(question: BankQuestion) -> None:
    assert WHEN.match(question.text)
    assert not NOT.search(question.text), question.text
    assert question.text.endswith("?" if question.scale in ("enps", "yes_no") else ".")
    assert Scale(question.scale)
    assert len(question.text) <= 150
