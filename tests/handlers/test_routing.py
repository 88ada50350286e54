"""Which department a text belongs to, by the keywords and examples of the organisation file."""

import tracemalloc
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.departments import GENERAL
from config.organisation import Organisation
from handlers.routing import route, router
from handlers.routing.features import words
from handlers.routing.keywords import Keywords
from tests.office import organisation

ACME = organisation()
KEYS = {department.key for department in ACME.departments}
KEYWORDS = {
    word
    for department in ACME.departments
    for words_ in (
        department.keywords,
        department.rules,
        *(kind.keywords for kind in department.request_types),
    )
    for word in words_
}


def example(**said: tuple[tuple[str, ...], tuple[str, ...]]) -> Organisation:
    """Departments with nothing but keywords and examples."""
    model = ACME.departments[0]
    departments = tuple(
        model.model_copy(
            update={
                "key": key,
                "keywords": keywords,
                "examples": examples,
                "request_types": (),
                "rules": (),
            }
        )
        for key, (keywords, examples) in said.items()
    )
    return ACME.model_copy(update={"departments": departments, "nobody": ()})


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
        for kind in department.request_types:
            for text in kind.examples:
                assert route(text, ACME).likely[0] == department.key, text


def test_what_is_for_nobody_is_not_sent() -> None:
    for text in ACME.nobody:
        found = route(text, ACME)
        assert found.department is None, text
        assert found.for_nobody > found.probability


def test_the_topic_is_the_request_type_where_that_is_clear() -> None:
    assert route("please reset my password", ACME).request_type == "password"
    assert route("my VPN drops every hour", ACME).request_type == "network"
    assert route("something is odd", ACME).request_type == GENERAL


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("nem tudok belépni, lejárt a jelszavam", "it"),
        ("Wie viele Urlaubstage habe ich dieses Jahr noch?", "hr"),
        ("kiedy zapłacicie fakturę 4711?", "finance"),
        ("kaffemaskinen er ødelagt igjen", "facilities"),
    ],
)
def test_requests_in_other_languages(text: str, department: str) -> None:
    assert route(text, ACME).department == department


def test_a_keyword_stands_for_whole_words_and_their_longer_forms() -> None:
    keywords = Keywords({"a": ("printer", "pc", "sick note"), "b": ("day",)})

    def found(text: str) -> dict[str, list[str]]:
        return keywords.found(words(text))

    assert found("the PRINTERS and the printer") == {"a": ["printer"]}
    assert found("pcs") == {}  # too short to be the beginning of something
    assert found("blueprinter") == {}
    assert found("a sick note for the day") == {"a": ["sick note"], "b": ["day"]}
    assert found("note that I am sick") == {}


def test_case_and_accents_are_free() -> None:
    assert Keywords({"a": ("café",)}).found(words("the CAFE is closed")) == {"a": ["café"]}


def test_a_keyword_of_two_departments_decides_for_neither() -> None:
    acme = example(a=(("access", "door"), ()), b=(("access", "login"), ()))
    assert route("access", acme).department is None
    assert route("door", acme).department == "a"


def test_examples_decide_where_no_keyword_does() -> None:
    acme = example(a=((), ("the fan never stops to turn",)), b=((), ("who signs my application",)))
    found = route("my fan never stops", acme)
    assert found.department == "a"
    assert found.words == ()


def test_a_rule_outranks_what_is_probable() -> None:
    acme = example(a=((), ("the fan never stops to turn",)), b=((), ("who signs my application",)))
    a, b = acme.departments
    acme = acme.model_copy(update={"departments": (a, b.model_copy(update={"rules": ("fan",)}))})
    found = route("the fan never stops to turn", acme)
    assert (found.department, found.likely[0], found.words) == ("b", "b", ("fan",))
    both = (a.model_copy(update={"rules": ("stops",)}), acme.departments[1])
    assert route("the fan stops", acme.model_copy(update={"departments": both})).department is None


def test_one_department_alone_is_likely_and_not_certain() -> None:
    acme = example(a=(("vpn",), ()))
    assert route("something", acme).department is None
    assert route("something", acme).likely == ("a",)
    assert route("vpn", acme).department == "a"


def test_departments_that_say_nothing_of_themselves_can_be_chosen() -> None:
    acme = example(a=((), ()), b=((), ()))
    found = route("anything", acme)
    assert (found.department, found.likely) == (None, ("a", "b"))


def test_two_departments_with_the_same_examples_are_asked_about() -> None:
    same = ("the fan never stops to turn", "my screen is black")
    acme = example(a=((), same), b=((), same), c=((), ("who signs my application",)))
    found = route("my screen is black", acme)
    assert found.department is None
    assert set(found.likely[:2]) == {"a", "b"}


def test_a_department_with_five_examples_is_found_beside_one_with_hundreds() -> None:
    """So it is with 5,000; to learn those takes longer than a test should."""
    parts = [
        ("my", "the", "our"),
        ("laptop", "screen", "keyboard", "mouse", "phone", "printer", "headset"),
        ("is broken", "is slow", "does not start", "makes a noise", "was stolen"),
        ("since monday", "again", "in the office", "at home", "after the update"),
    ]
    many = tuple(" ".join(each) for each in product(*parts))
    few = (
        "who signs my application for leave",
        "when is my salary paid",
        "I want to hand in a sick note",
        "how many days of leave do I have left",
        "my payslip is wrong",
    )
    acme = example(a=((), many), b=((), few))
    assert len(many) == 525
    assert route("how many days of leave are left", acme).likely[0] == "b"
    assert route("my payslip of may is wrong", acme).likely[0] == "b"
    assert route("our phone is slow at home", acme).department == "a"


def test_the_same_examples_twice_say_no_more_of_others() -> None:
    said = ("the fan never stops to turn", "my screen is black")
    acme = example(a=((), said * 2), b=((), ("who signs my application",)))
    assert route("my fan never stops", acme).department == "a"
    assert route("who signs this application", acme).likely[0] == "b"


@pytest.mark.parametrize("text", ["\U0001f600", ":tada:", "https://acme.example/it/laptop"])
def test_what_says_nothing_is_asked_about(text: str) -> None:
    assert route(text, example(a=((), ("my screen is black",)), b=((), ()))).department is None


def test_another_organisation_with_the_same_words_is_not_learnt_anew() -> None:
    assert router(ACME.model_copy(update={"name": "Globex"})) is router(ACME)


@given(st.text(max_size=300))
def test_any_text_is_routed_somewhere_or_asked(text: str) -> None:
    found = route(text, ACME)
    assert found.department is None or found.department == found.likely[0]
    assert set(found.likely) <= KEYS
    assert set(found.words) <= KEYWORDS
    assert 0 <= found.probability <= 1.001


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
