"""Who held a request for how long: read from history, without gap or overlap."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import Mrkdwn, words
from handlers.custody.bounces import Pair, first_month, pairs
from handlers.custody.details import _first
from handlers.custody.rules import THIRD_PARTY, Holder, Holding, by_holder, custody, total
from handlers.requests.rules import UNRESOLVED, Event, State
from storage.hand_overs import Flow
from storage.history import HistoryEntry
from tests.handlers.test_request_rules import NOW

HOUR = timedelta(hours=1)


def told(*events: tuple[int, str, dict[str, str | int | None]]) -> list[HistoryEntry]:
    """A history, each event at an hour from the asking."""
    return [
        HistoryEntry(at, event, None, NOW + hours * HOUR, data)
        for at, (hours, event, data) in enumerate(events)
    ]


def test_a_request_on_its_way() -> None:
    history = told(
        (0, Event.ASKED, {"via": "command", "department": "it"}),
        (1, Event.CLAIMED, {"to": "ULENA", "state": State.CLAIMED, "assignee": "ULENA"}),
        (3, "third_party", {THIRD_PARTY: 1}),
        (4, "third_party_over", {THIRD_PARTY: None}),
        (5, Event.WAITING, {"state": State.WAITING, "entry": 2}),
        (9, Event.ANSWERED, {"state": State.CLAIMED}),
        (10, Event.HANDED_OVER, {"department": "hr", "assignee": "UOLE"}),
        (12, Event.RESOLVED, {"state": State.RESOLVED}),
        (14, Event.REOPENED, {"state": State.CLAIMED}),
        (15, Event.RESOLVED, {"state": State.RESOLVED}),
        (99, Event.CLOSED, {"state": State.CLOSED}),
    )
    times = by_holder(custody(history, NOW + 200 * HOUR))
    assert {holding: total(spans) / HOUR for holding, spans in times.items()} == {
        Holding(Holder.DEPARTMENT, "it"): 1,
        Holding(Holder.PERSON, "it", "ULENA"): 4,
        Holding(Holder.THIRD_PARTY, "it"): 1,
        Holding(Holder.REQUESTER, "it"): 4,
        Holding(Holder.PERSON, "hr", "UOLE"): 3,
        Holding(Holder.NOBODY): 2,
    }


def test_nothing_is_known_of_what_has_no_beginning() -> None:
    assert custody([], NOW) == []
    assert custody(told((1, Event.SAID, {})), NOW) == []


MOVES = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(State),
        "department": st.sampled_from(["it", "hr"]),
        "assignee": st.sampled_from(["ULENA", "UOLE", None]),
        THIRD_PARTY: st.sampled_from([1, None]),
    },
)


@given(
    st.lists(st.tuples(st.integers(-3, 50), MOVES), max_size=12),
    st.integers(0, 600),
)
def test_it_tiles_the_time_from_asking_to_end(
    steps: list[tuple[int, dict[str, str | int | None]]], later: int
) -> None:
    """Also when a clock is set back between two events."""
    at = 0
    events: list[tuple[int, str, dict[str, str | int | None]]] = []
    events.append((0, Event.ASKED, {"department": "it"}))
    for hours, data in steps:
        at += hours
        events.append((at, "something", data))
    history = told(*events)
    latest = max(entry.at for entry in history)
    now = latest + later * HOUR
    held = custody(history, now)
    assert all(each.since < each.until for each in held)
    assert all(one.until == other.since for one, other in pairwise(held))
    assert all(one.holding != other.holding for one, other in pairwise(held))
    state = next((data["state"] for _at, data in reversed(steps) if "state" in data), State.OPEN)
    if held:
        assert held[0].since == NOW
    if state in UNRESOLVED and now > NOW:
        assert held[-1].until == now
        assert sum((each.until - each.since for each in held), timedelta()) == now - NOW
    else:
        assert not held or held[-1].until <= latest
        assert not held or held[-1].holding.by != Holder.NOBODY


@given(st.lists(st.integers(1, 900), max_size=40))
def test_the_window_has_room_for_as_many_as_it_shows(lengths: list[int]) -> None:
    shown = _first(words(), [Mrkdwn("x" * length) for length in lengths])
    assert len("\n".join(shown)) <= 2900
    told = re.fullmatch(r"and (\d+) more", shown[-1]) if shown else None
    assert len(shown) + (int(told[1]) - 1 if told else 0) == len(lengths)


def test_pairs_with_most_bounces_first() -> None:
    flows = [
        Flow("it", "hr", 5, 1),
        Flow("hr", "it", 3, 2),
        Flow("it", "finance", 40, 0),
        Flow("hr", "finance", 1, 1),
    ]
    everything = [
        Pair("hr", "it", there=3, back=5, returned=3),
        Pair("finance", "hr", there=0, back=1, returned=1),
        Pair("finance", "it", there=0, back=40, returned=0),
    ]
    assert pairs(flows, {"it", "hr", "finance"}) == everything
    assert pairs(flows, {"hr"}) == everything[:2]
    assert pairs([], {"hr"}) == []


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year > 1))
def test_three_months_and_this_is_the_last(now: datetime) -> None:
    first = first_month(now)
    assert (now.year * 12 + now.month) - (first.year * 12 + first.month) == 2
