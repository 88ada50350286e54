"""What a request teaches, and what a process has learnt."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.learning.rules import Nothing, Turned, Why, turned_out
from handlers.requests.rules import RoutingReason, State
from handlers.routing import NOBODY, OF_PEOPLE, Learnt, RoutingTopic, TopicExample
from tests.office import organisation
from tests.storage.facts import a_request

ACME = organisation()
BEFORE = a_request(1, department="it")
CHOSEN = {"department": "hr", "routing_reason": {"why": RoutingReason.CHOSEN}}
SORTED = {"department": "hr", "routing_reason": {"why": RoutingReason.SORTED}}
WRONG = "The screen in the lobby shows the wrong logo"
ALIKE = "The screen in the lobby shows an old logo"


@pytest.mark.parametrize(
    ("before", "after", "turned"),
    [
        ({}, {"department": "hr"}, Turned("hr", Why.HANDED_OVER)),
        ({}, {"department": "triage"}, Nothing.NOTHING),
        ({"department": "triage"}, {"department": "hr"}, Turned("hr", Why.HANDED_OVER)),
        ({"department": None}, CHOSEN, Turned("hr", Why.CHOSEN)),
        ({"department": None}, SORTED, None),
        ({}, {"state": State.RESOLVED}, Turned("it", Why.RESOLVED)),
        ({"department": "triage"}, {"state": State.RESOLVED}, None),
        ({}, {"state": State.DECLINED}, Turned(None, Why.DECLINED)),
        ({}, {"state": State.CANCELLED}, None),
        ({}, {"state": State.CLAIMED, "assignee": "U1"}, None),
        ({"state": State.RESOLVED}, {"state": State.CLOSED}, None),
        ({}, {}, None),
        ({}, {"state": State.RESOLVED, "confidential": True}, Nothing.NOTHING),
    ],
)
def test_what_an_event_teaches(
    before: dict[str, Any], after: dict[str, Any], turned: Turned | Nothing | None
) -> None:
    was = replace(BEFORE, **before)
    assert turned_out(was, replace(was, **after)) == turned


def lesson(text: str, department: str, request_type: str = "general") -> TopicExample:
    return TopicExample(text, RoutingTopic(department, request_type), OF_PEOPLE)


async def test_one_more_lesson_counts_without_learning_all_anew() -> None:
    learnt, first = Learnt(), {1: lesson("Please water the palm tree", "facilities")}
    await learnt.learn(ACME, first, (1,))
    router = learnt.router(ACME)
    await learnt.learn(ACME, first | {2: lesson(WRONG, "facilities")}, (2,))
    assert learnt.router(ACME) is router
    found = learnt.route(ALIKE, ACME)
    assert (found.department, found.similar) == ("facilities", 1)


async def test_what_is_forgotten_leaves_nothing() -> None:
    learnt = Learnt()
    before = learnt.route(ALIKE, ACME)
    await learnt.learn(ACME, {2: lesson(WRONG, "facilities")}, (1,))
    assert learnt.route(ALIKE, ACME) != before
    await learnt.learn(ACME, {}, (2,))
    assert learnt.route(ALIKE, ACME) == before


async def test_lessons_of_departments_and_types_that_are_gone() -> None:
    learnt = Learnt()
    lessons = {1: lesson(WRONG, "legal"), 2: lesson("a big parcel of flyers", "facilities", "gone")}
    await learnt.learn(ACME, lessons, (1,))
    assert learnt.route("a big parcel of flyers", ACME).department == "facilities"
    await learnt.learn(ACME, lessons | {3: lesson(WRONG, "legal", "gone")}, (2,))
    assert "legal" not in learnt.route(WRONG, ACME).likely


async def test_until_all_is_learnt_under_another_organisation_its_file_counts() -> None:
    learnt, other = Learnt(), ACME.model_copy(update={"name": "Globex"})
    await learnt.learn(ACME, {2: lesson(WRONG, "facilities")}, (1,))
    assert learnt.route(ALIKE, other).department == "it"
    assert not learnt.is_of(other, (1,))


async def test_what_is_no_request_is_for_nobody() -> None:
    learnt, text = Learnt(), "the laptop quiz starts at noon"
    await learnt.learn(ACME, {n: TopicExample(text, NOBODY, OF_PEOPLE) for n in (1, 2)}, (1,))
    assert learnt.route(text, ACME).department is None
