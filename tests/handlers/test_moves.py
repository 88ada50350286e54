"""Whom a request may be sent back to, and when triage decides instead."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from config.clashes import TRIAGE
from handlers.working.moves import is_return, moved, moves_of, receiver, sender
from storage.requests import Request
from tests.handlers.test_request_rules import REQUEST

DEPARTMENTS = ["it", "hr", "finance", TRIAGE]


def given_to(request: Request, to: str) -> Request:
    origin = request.department or ""
    arrives = receiver(request, origin, to)
    return replace(request, department=arrives, facts=moved(request, origin, arrives))


def test_back_once_then_triage_whose_word_holds() -> None:
    request = given_to(replace(REQUEST, department="it"), "hr")
    assert sender(request) == "it"
    request = given_to(request, "it")
    assert (request.department, sender(request)) == ("it", None)
    assert given_to(request, "finance").department == "finance"
    request = given_to(request, "hr")
    assert request.department == TRIAGE
    assert given_to(request, "hr").department == "hr"


@given(st.lists(st.sampled_from(DEPARTMENTS), max_size=12))
def test_it_comes_back_once_at_most_unless_triage_decides(ways: list[str]) -> None:
    request, returns = replace(REQUEST, department="it"), 0
    for to in ways:
        origin = request.department or ""
        if to == origin:
            continue
        after = given_to(request, to)
        returns += to == after.department and to != TRIAGE and is_return(request, origin, to)
        assert moves_of(after).had == (*moves_of(request).had, origin)
        request = after
    assert returns <= 1
