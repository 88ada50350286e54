"""Who had a request while people were away, and to whom it goes back."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.absence.rules import (
    NAME,
    AbsenceEvent,
    given_back,
    handed,
    holders,
    is_theirs,
    owner,
    still_covered,
)
from handlers.requests.rules import Event, State
from storage.requests import Request
from tests.handlers.test_request_rules import REQUEST
from tests.office import organisation

NOW = datetime(2026, 11, 18, tzinfo=UTC)
PEOPLE = ("A", "B", "C", "D")


def had(*people: str | None) -> Request:
    """A request that these people have had one after the other; the last one has it."""
    kept = list(people)
    facts = {NAME: kept} if len(kept) > 1 else {}
    state = State.CLAIMED if kept[-1] else State.OPEN
    return replace(REQUEST, state=state, assignee=kept[-1], facts=facts)


def after(event: str, before: Request, **changes: Any) -> list[str | None] | None:
    changed = replace(before, **changes)
    return still_covered(organisation(), event, before, changed, None, NOW)


@pytest.mark.parametrize(
    ("people", "absent", "to", "expected"),
    [
        (("A",), "A", "B", ["A", "B"]),
        (("A", "B"), "B", "C", ["A", "B", "C"]),
        (("A", "B", "C"), "A", "D", ["A", "D"]),
        (("A", "B", None), "B", "C", ["A", "B", "C"]),
        (("A",), "A", None, ["A", None]),
    ],
)
def test_who_had_it_once_it_is_handed_on(
    people: tuple[str | None, ...], absent: str, to: str | None, expected: list[str | None]
) -> None:
    assert handed(had(*people), absent, to) == expected


def test_it_goes_back_along_the_chain_in_whatever_order_they_return() -> None:
    request = had("A", "B", "C")
    assert owner(request) == "A"
    assert is_theirs(request, "B")
    assert given_back(request, "B") == ["A", "B"]
    assert is_theirs(request, "A")
    assert given_back(request, "A") is None
    assert not is_theirs(request, "C")
    assert not is_theirs(had("A"), "A")


def test_what_is_no_longer_as_it_was_left_is_nobodys_to_give_back() -> None:
    request = had("A", "B")
    kept = list(holders(request))
    assert after(Event.SAID, request) == kept
    assert after(Event.WAITING, request, state=State.WAITING) == kept
    assert after(Event.ASSIGNED, request, assignee="C") is None
    assert after(Event.HANDED_OVER, request, department="hr") is None
    assert after(Event.RESOLVED, request, state=State.RESOLVED) is None
    assert after(Event.CLAIMED, had("A", None), assignee="D") is None
    # A cover who leaves the company leaves it to nobody, and it is still A's.
    released = after(Event.RELEASED, request, assignee=None, state=State.OPEN)
    assert released == ["A", None]
    assert after(AbsenceEvent.COVERED, request, facts={NAME: ["A", "D"]}) == ["A", "D"]
    assert after(AbsenceEvent.RETURNED, request, facts={}) is None


@given(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=6, unique=True), st.data())
def test_whoever_gets_it_back_is_the_last_who_has_it(
    people: list[str], data: st.DataObject
) -> None:
    request = had(*people)
    absent = data.draw(st.sampled_from(PEOPLE))
    if not is_theirs(request, absent):
        assert absent not in people[:-1]
        return
    left = given_back(request, absent)
    assert (left or people[:1])[-1] == absent
    back = had(*(left or [absent]))
    assert back.assignee == absent
    assert owner(back) in (None, people[0])
