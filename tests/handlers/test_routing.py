"""Which department a text belongs to, by the keywords and examples of the organisation file."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.organisation import Organisation
from handlers.routing import route
from tests.office import organisation

ACME = organisation()
KEYS = {department.key for department in ACME.departments}


def example(**words: tuple[tuple[str, ...], tuple[str, ...]]) -> Organisation:
    """Departments with nothing but keywords and examples."""
    model = ACME.departments[0]
    departments = tuple(
        model.model_copy(
            update={"key": key, "keywords": keywords, "examples": examples, "request_types": ()}
        )
        for key, (keywords, examples) in words.items()
    )
    return ACME.model_copy(update={"departments": departments})


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("my VPN drops every hour", "it"),
        ("The LAPTOPS of my team are slow", "it"),
        ("my account locked me out", "it"),
        ("I want to hand in a sick note", "hr"),
        ("How many vacation days do I have?", "hr"),
        ("When is invoice 4711 paid?", "finance"),
        ("the coffee machine is leaking", "facilities"),
        ("Hier ist das WIFI langsam", "it"),
    ],
)
def test_clear_requests(text: str, department: str) -> None:
    found = route(text, ACME)
    assert found.department == department
    assert found.likely[0] == department


@pytest.mark.parametrize(
    "text", ["something is odd", "help me please", "", "!?", "my laptop and my payslip", "помогите"]
)
def test_what_is_not_clear_is_left_to_the_requester(text: str) -> None:
    found = route(text, ACME)
    assert found.department is None
    assert found.words == ()
    assert len(found.likely) == 3


def test_every_example_of_the_file_finds_its_department() -> None:
    for department in ACME.departments:
        for text in department.examples:
            assert route(text, ACME).likely[0] == department.key, text


def test_a_keyword_stands_for_whole_words_and_their_longer_forms() -> None:
    acme = example(a=(("printer", "pc", "sick note"), ()), b=(("day",), ()))
    assert route("printers", acme).words == ("printer",)
    assert route("pcs", acme).department is None  # too short to be the beginning of something
    assert route("blueprinter", acme).department is None
    assert route("a sick note", acme).words == ("sick note",)
    assert route("note that I am sick", acme).department is None


def test_case_and_accents_are_free() -> None:
    acme = example(a=(("café",), ()), b=(("tea",), ()))
    assert route("the CAFE is closed", acme).department == "a"


def test_a_keyword_of_two_departments_decides_for_neither() -> None:
    acme = example(a=(("access", "door"), ()), b=(("access", "login"), ()))
    assert route("access", acme).department is None
    assert route("access to the door", acme).department == "a"


def test_examples_decide_where_no_keyword_does() -> None:
    acme = example(a=((), ("the fan never stops to turn",)), b=((), ("who signs my application",)))
    found = route("my fan never stops", acme)
    assert found.department == "a"
    assert found.words == ()


def test_one_department_alone_is_likely_and_not_certain() -> None:
    acme = example(a=(("vpn",), ()))
    assert route("something", acme) == route("else", acme)
    assert route("something", acme).likely == ("a",)
    assert route("vpn", acme).department == "a"


@given(st.text(max_size=300))
def test_any_text_is_routed_somewhere_or_asked(text: str) -> None:
    found = route(text, ACME)
    assert found.department is None or found.department == found.likely[0]
    assert set(found.likely) <= KEYS
    assert set(found.words) <= {
        keyword
        for department in ACME.departments
        for keyword in (
            *department.keywords,
            *(word for kind in department.request_types for word in kind.keywords),
        )
    }


@pytest.mark.parametrize("text", ["x" * 40_000, "vpn " * 10_000, " ".join(map(str, range(8000)))])
def test_a_text_of_any_length_is_no_burden(text: str) -> None:
    """A word of 40,000 letters once filled 800 megabytes with its beginnings, and took seconds."""
    route("warm up", ACME)
    tracemalloc.start()
    try:
        route(text, ACME)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
