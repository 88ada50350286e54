"""When a message is taken to be about two matters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.asking.matters import two_matters
from handlers.routing import Route, route
from tests.office import organisation

ACME = organisation()


def routed(text: str) -> Route:
    return route(text, ACME)


@pytest.mark.parametrize(
    ("first", "between", "second", "departments"),
    [
        ("My VPN drops all the time.", " Also, ", "my payslip for May is wrong.", ("it", "hr")),
        ("My VPN drops all the time", " and ", "my payslip for May is wrong", ("it", "hr")),
        ("Mein VPN bricht ständig ab", " und ", "meine Gehaltsabrechnung ist falsch", ("it", "hr")),
        ("A VPN folyton megszakad", ", és ", "hibás a fizetési jegyzékem", ("it", "hr")),
        ("The coffee machine leaks", "\n- ", "I am locked out of my account", ("facilities", "it")),
    ],
)
def test_two(first: str, between: str, second: str, departments: tuple[str, str]) -> None:
    found = two_matters(first + between + second, routed)
    assert found is not None
    assert (found.first.department, found.second.department) == departments
    assert (first + between + second)[: found.ends].strip(" ,") == first


@pytest.mark.parametrize(
    "text",
    [
        "",
        "VPN and payslip",
        "My VPN drops all the time. It began on Monday.",
        "Hi, could you please help me? My VPN drops all the time",
        "<https://acme.example/vpn|My VPN drops. My payslip is wrong>",
        "https://acme.example/vpn",
        "x" * 40_000,
    ],
)
def test_one(text: str) -> None:
    assert two_matters(text, routed) is None


def test_no_example_of_the_file_is_two() -> None:
    kinds = [kind for each in ACME.departments for kind in each.request_types]
    examples = [text for kind in kinds for text in kind.examples]
    assert [text for text in examples if two_matters(text, routed)] == []


@given(st.text(st.sampled_from("ab .,;\n-<>|@&and und"), max_size=80))
def test_any_text_divides_within_itself(text: str) -> None:
    keys = iter(["it", "hr"] * 200)
    found = two_matters(text, lambda _part: Route(next(keys), ()))
    assert found is None or 0 < found.ends <= found.begins < len(text)
