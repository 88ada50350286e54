"""Who is asked whether their name may be read: whoever wrote it, or an address."""

from datetime import UTC, datetime

import pytest

from handlers.pulse.own_words import names_person
from storage.directory import Person

NOW = datetime(2026, 11, 18, tzinfo=UTC)
INES = Person("U1", "Inês de Duarte", "ines.d@acme.example", "UTC", "en-US", False, True, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "Regards, Ines",
        "it's me, INÊS!",
        "Ask Duarte.",
        "Write to someone@mail.example about it",
        "(duarte)",
    ],
)
def test_their_own_name_or_an_address(text: str) -> None:
    assert names_person(text, INES)


@pytest.mark.parametrize(
    "text", ["", "We need finesse.", "de jure", "at 10:30 @ the office", "a@b"]
)
def test_what_names_nobody(text: str) -> None:
    assert not names_person(text, INES)


def test_of_whom_nothing_is_known_only_addresses_are_found() -> None:
    assert names_person("me@acme.example", None)
    assert not names_person("Inês", None)
