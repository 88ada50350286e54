"""Which messages belong to the request before them, and which name one by its number."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import escape
from handlers.asking.belonging import (
    NamedRequest,
    in_one_breath,
    may_belong,
    named,
    reads_as_addition,
)


def test_two_minutes_are_one_breath() -> None:
    at = datetime(2026, 11, 18, tzinfo=UTC)
    assert in_one_breath(at, at + timedelta(minutes=2))
    assert not in_one_breath(at, at + timedelta(minutes=2, seconds=1))


@pytest.mark.parametrize(
    "text",
    [
        "it smells funny, too",
        "and it is hot",
        "it's on the third floor",
        "since Monday",
        "it began on Monday",
        "room Oslo",
        "error 0x80070005",
        "sorry, I meant the second floor",
        "The one by the window",
        "can you do it today?",
        "I already restarted it",
        "My colleague has it as well",
        "<https://example.com/shot.png>",
        ":point_up:",
        "",
        "never mind",
        "und es riecht",
        "és a másik is ilyen",
        "ale tylko w sali Oslo",
        "og det lukter",
    ],
)
def test_an_addition(text: str) -> None:
    assert reads_as_addition(text)


@pytest.mark.parametrize(
    "text",
    [
        "My VPN drops, urgent!!",
        "my headset is broken",
        "I need a parking space for a visitor tomorrow",
        "How many vacation days do I have left?",
        "Can somebody clean the kitchen after the event?",
        "Please order a new chair",
        "Ich brauche einen neuen Bildschirm",
        "Szeretnék egy új széket kérni",
        "Potrzebuję nowej klawiatury",
        "Jeg trenger en ny skjerm",
        "Mein Drucker druckt nur leere Seiten",
        "Hi, there is a mistake on my payslip",
        "The customer from Madrid called and wants to know when the invoice will finally be paid",
    ],
)
def test_what_stands_on_its_own(text: str) -> None:
    assert not reads_as_addition(text)


@pytest.mark.parametrize(
    ("department", "found", "may"),
    [
        ("it", None, True),
        ("it", "it", True),
        ("it", "facilities", False),
        (None, None, True),
        (None, "it", True),
    ],
)
def test_what_may_belong(department: str | None, found: str | None, may: bool) -> None:
    assert may_belong(department=department, found=found) == may


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("status of #1?", NamedRequest(1, True)),
        ("#12", NamedRequest(12, True)),
        ("any news on #3??", NamedRequest(3, True)),
        ("What's up with #4", NamedRequest(4, True)),
        ("Is #4 done yet?", NamedRequest(4, True)),
        ("Wie steht es um #4?", NamedRequest(4, True)),
        ("Hol tart a #4?", NamedRequest(4, True)),
        ("Co z #4?", NamedRequest(4, True)),
        ("Hva er status på #4?", NamedRequest(4, True)),
        ("#2 it happens on Wi-Fi too", NamedRequest(2, False)),
        ("for #2: the serial number is A-1042", NamedRequest(2, False)),
        ("my VPN drops", None),
        ("C#7 does not compile", None),
        ("see <https://example.com/#2>", None),
        ("<#C123|2> is loud", None),
        ("&#2 or ##2", None),
        ("#1234567890", None),
    ],
)
def test_a_number_names_a_request(text: str, about: NamedRequest | None) -> None:
    assert named(text) == about


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    reads_as_addition(escape(text))
    named(escape(text))
