"""Who is shown the help contacts: whoever speaks of danger or harassment, in any of the languages, and nobody else."""

import pytest

from config.danger import listed, speaks_of_danger
from tests.config.test_phrases import FILES


@pytest.mark.parametrize("language", [file.parent.name for file in FILES])
def test_every_language_of_the_phrases_has_its_words(language: str) -> None:
    words = listed(language)
    assert len(words) > 20
    assert len(set(words)) == len(words)
    for word in words:
        assert speaks_of_danger(f"… {word.replace('*', '').upper()}!"), word


@pytest.mark.parametrize(
    "text",
    [
        "My manager keeps harassing me after work.",
        "Ich werde gemobbt und habe Angst vor ihm",
        "A főnököm fenyegetőzik.",
        "Jeg blir trakassert av en kollega",
        "Szef mnie zastrasza, boję się go",
        "I don't want to live any more",
    ],
)
def test_words_of_danger(text: str) -> None:
    assert speaks_of_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The heating is broken.",
        "Der Drucker im dritten Stock klemmt.",
        "Too many meetings, too little time.",
        "Grapes in the kitchen, please",
        "A nyomtató elromlott",
    ],
)
def test_everyday_words(text: str) -> None:
    assert not speaks_of_danger(text)
