"""The lists of everyday words: every language has each, they contradict neither each other nor how messages are read."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from config.catalogue import LOCALES
from config.phrases import FILE, Phrases, begins_sentence, phrases
from config.values import fold

FILES = sorted(LOCALES.glob(f"*/{FILE}"))
WHOLE = ("greetings", "thanks", "thanking", "agreement", "help")
SINGLE = ("pronouns", "verbs", "state", "going_on", "on_its_own", "referring", "possessives", "too")


def test_there_is_one_for_each_of_these_languages() -> None:
    assert {file.parent.name for file in FILES} >= {"de", "en", "hu", "nb", "pl"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_list_is_there_once_and_as_a_message_is_read(file: Path) -> None:
    found = Phrases.read(file)
    for name in WHOLE:
        assert getattr(found, name), name
        for phrase in getattr(found, name):
            assert phrase == fold(re.sub(r"[^\w\s]", " ", phrase)), (name, phrase)
    for name in SINGLE:
        for word in getattr(found, name):
            assert re.fullmatch(r"[\w']+", word), (name, word)


@pytest.mark.parametrize(("one", "other"), [*combinations(WHOLE, 2)])
def test_no_phrase_means_two_things(one: str, other: str) -> None:
    assert not getattr(phrases(), one) & getattr(phrases(), other)


def test_no_word_both_goes_on_and_begins_anew() -> None:
    known = phrases()
    assert not known.going_on & (known.on_its_own | known.possessives)
    assert not known.on_its_own & known.possessives


def test_pronoun_and_verb_are_of_one_language() -> None:
    assert begins_sentence("it", "isn't")
    assert begins_sentence("es", "ist")
    assert not begins_sentence("it", "van")
