"""In which language a text is, and how sure that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.routing import Recognised, recognise


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My laptop is very slow since this morning", "en"),
        ("Wie viele Urlaubstage habe ich dieses Jahr noch?", "de"),
        ("Lejárt a jelszavam, nem tudok belépni", "hu"),
        ("Kiedy zapłacicie fakturę od dostawcy?", "pl"),
        ("Skjermen min flimrer hele tiden", "nb"),
        ("Bonjour, mon ordinateur ne marche plus depuis hier", "fr"),
    ],
)
def test_sentences_are_recognised(text: str, language: str) -> None:
    assert recognise(text) == Recognised(language, sure=True)


@pytest.mark.parametrize("text", ["VPN", "nyomtató", "Rechner kaputt", "my screen"])
def test_one_or_two_words_are_unsure_unless_they_are_their_writers_own(text: str) -> None:
    found = recognise(text)
    assert found.language
    assert not found.sure
    assert found.by(f"{found.language}-XX").sure
    assert not found.by("fr-FR").sure


def test_norwegian_has_two_names() -> None:
    found = recognise("skjermen flimrer")
    assert found.language == "nb"
    assert found.by("no-NO").sure
    assert found.by("nb_NO").sure


@pytest.mark.parametrize(
    "text", ["", "\U0001f600", "https://acme.example/a/b?c=d", "?! …", "\ud800"]
)
@pytest.mark.parametrize("locale", ["", "xx", "hu-HU", "not a locale"])
def test_without_a_word_there_is_no_language(text: str, locale: str) -> None:
    assert recognise(text).by(locale) == Recognised()


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    found = recognise(text)
    assert found.language or not found.sure


def test_a_text_of_any_length_is_no_burden() -> None:
    assert recognise("a minha impressora não funciona hoje " * 2000).language == "pt"
    assert recognise("x" * 40_000).sure is False


def test_of_mixed_languages_one_is_named() -> None:
    assert recognise("Der Drucker is broken, kérlek segíts").language in {"de", "en", "hu"}
