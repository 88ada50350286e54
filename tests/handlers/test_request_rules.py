"""States, keys and packed values of a request."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import CAPABILITIES
from handlers.capability import merged
from handlers.packed import VALUE_LIMIT, StaleValueError
from handlers.requests import keys
from handlers.requests.ids import RequestValue
from handlers.requests.rules import (
    ENDED,
    UNRESOLVED,
    State,
    is_unresolved,
    may_speak_for,
    needs_department,
)
from handlers.working import keys as work_keys
from storage.requests import Request

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
REQUEST = Request(
    number=142,
    requester="U1",
    recorded_by="U2",
    via="command",
    department="it",
    request_type="general",
    fields={},
    title=None,
    urgency="normal",
    state=State.OPEN,
    assignee=None,
    routing_reason={},
    likely=(),
    follows=None,
    channel=None,
    thread_ts=None,
    origin_channel=None,
    origin_ts=None,
    entries=1,
    custody_number=1,
    resolution=None,
    rating=None,
    rating_comment=None,
    created_at=NOW,
    changed_at=NOW,
    waiting_since=NOW,
    with_department_since=NOW,
    reminded_at=None,
    added_at=NOW,
    resolved_at=None,
)


def test_every_state_is_unsolved_solved_or_ended() -> None:
    assert not UNRESOLVED & ENDED
    assert set(State) - UNRESOLVED - ENDED == {State.RESOLVED}


@pytest.mark.parametrize("state", State)
def test_unsolved(state: State) -> None:
    assert is_unresolved(replace(REQUEST, state=state)) is (state in UNRESOLVED)


def test_who_may_speak_for_it() -> None:
    assert may_speak_for(REQUEST, "U1")
    assert may_speak_for(REQUEST, "U2")
    assert not may_speak_for(REQUEST, "U3")


def test_only_an_open_one_needs_a_department() -> None:
    nowhere = replace(REQUEST, department=None)
    assert needs_department(nowhere)
    assert not needs_department(REQUEST)
    assert not needs_department(replace(nowhere, state=State.CANCELLED))


def test_only_its_card_receipt_and_record_begin_a_conversation() -> None:
    offers = merged(CAPABILITIES)
    conversations = [keys.receipt(REQUEST), keys.card(REQUEST), f"{REQUEST.key}/recorded"]
    others = [
        work_keys.low_rating(REQUEST),
        work_keys.comment(REQUEST),
        f"{REQUEST.key}/notice/requester/7",
    ]
    assert all(offers.hears_under(key) for key in conversations)
    assert not any(offers.hears_under(key) for key in others)
    assert [keys.is_card(key) for key in conversations] == [False, True, False]


def test_the_number_in_a_key() -> None:
    assert keys.number_in(keys.card(REQUEST)) == 142
    assert keys.number_in("digest/it/2026-11-18") is None
    assert keys.number_in("") is None


@given(st.integers(min_value=0, max_value=10**9), st.text(max_size=100))
def test_a_value_comes_back_as_it_was(number: int, choice: str) -> None:
    value = RequestValue(number=number, choice=choice)
    assert RequestValue.unpack(value.pack()) == value
    assert len(value.pack()) <= VALUE_LIMIT


@given(st.text(max_size=50))
def test_what_we_did_not_write_is_stale(packed: str) -> None:
    with pytest.raises(StaleValueError):
        RequestValue.unpack(packed)


@pytest.mark.parametrize(
    "packed", ["{}", '{"number":1,"v":2}', '{"number":"x"}', '{"number":1,"a":1}', "[]"]
)
def test_another_versions_value_is_stale(packed: str) -> None:
    with pytest.raises(StaleValueError):
        RequestValue.unpack(packed)


def test_a_value_slack_would_refuse_fails_when_built() -> None:
    with pytest.raises(ValueError, match="too long"):
        RequestValue(number=1, choice="x" * VALUE_LIMIT).pack()
