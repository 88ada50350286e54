"""What another organisation file would have done with past requests."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from config.business_time import WorkingTime
from config.organisation import Organisation
from config.standards import StandardFor
from handlers.rehearsal.rules import Rehearsal, RehearsalReport, RehearsedRequest, Replayed, report
from handlers.requests.rules import RoutingReason
from handlers.standards.rules import Promise
from tests.office import organisation
from tests.storage.facts import NOW, a_request

ACME = organisation()
PARCEL = "A parcel of flyers for the trade fair"


def changed(key: str, **changes: Any) -> Organisation:
    """Acme, with something changed of a department."""
    departments = tuple(
        each.model_copy(update=changes) if each.key == key else each for each in ACME.departments
    )
    return ACME.model_copy(update={"departments": departments})


def a_past(number: int, text: str, department: str = "it", **more: Any) -> RehearsedRequest:
    facts = {"state": "closed", "resolved_at": NOW + timedelta(hours=6), "routing_reason": {}}
    return RehearsedRequest(a_request(number, department=department, **(facts | more)), text)


def rehearsed(other: Organisation, *past: RehearsedRequest) -> RehearsalReport:
    rehearsal = Rehearsal(ACME, other)
    return report([rehearsal.replay(each) for each in past], past, ACME, other)


def test_the_same_file_changes_nothing() -> None:
    found = rehearsed(ACME, a_past(1, "my VPN drops"), a_past(2, "the coffee machine leaks"))
    assert (found.moved, found.breaking, found.gone) == ([], [], [])


def test_a_rule_moves_what_it_names() -> None:
    finance = changed("finance", rules=("flyers",))
    found = rehearsed(finance, a_past(1, PARCEL, "finance"))
    [moved] = found.moved
    assert (moved.then, moved.ended) == ("finance", "finance")
    [summary] = [each for each in found.departments if each.key == "finance"]
    assert (summary.sent_now, summary.sent_then, summary.right_then, summary.moves_in) == (
        0,
        1,
        1,
        1,
    )


def test_what_its_requester_named_goes_there_whatever_it_says() -> None:
    named = {"why": RoutingReason.NAMED}
    found = rehearsed(
        changed("finance", rules=("flyers",)), a_past(1, PARCEL, "hr", routing_reason=named)
    )
    assert not found.moved


def test_both_files_learn_on_the_way() -> None:
    past = [a_past(number, PARCEL, "facilities") for number in range(1, 6)]
    found = rehearsed(ACME, *past)
    assert found.replayed[-1].then == "facilities"


def test_a_stricter_standard_would_have_been_missed() -> None:
    hours = {"standards": {"responded_at": (NOW + timedelta(hours=3)).isoformat()}}
    past = a_past(1, "my VPN drops", facts=hours)
    strict = (StandardFor(first_response=WorkingTime(time=timedelta(minutes=5))),)
    lax = (StandardFor(first_response=WorkingTime(days=9)),)
    found = Rehearsal(changed("it", standards=lax), changed("it", standards=strict)).replay(past)
    assert found.breaks == {Promise.FIRST_RESPONSE}
    found = Rehearsal(changed("it", standards=strict), changed("it", standards=lax)).replay(past)
    assert found.keeps == {Promise.FIRST_RESPONSE}


def test_a_department_that_is_gone_is_said_unless_another_has_taken_over() -> None:
    without = tuple(each for each in ACME.departments if each.key != "hr")
    gone = ACME.model_copy(update={"departments": without})
    past = a_past(1, "my payslip is wrong", "hr")
    assert rehearsed(gone, past).gone == [("hr", 1)]
    merged = tuple(
        each.model_copy(update={"formerly": ("hr",)}) if each.key == "finance" else each
        for each in without
    )
    found = rehearsed(ACME.model_copy(update={"departments": merged}), past)
    assert found.gone == []
    assert found.replayed[0].ended == "finance"


def test_nothing_past() -> None:
    assert report([], [], ACME, ACME).asked == (0, 0)


def test_who_is_asked_now_and_then() -> None:
    one = Replayed(1, None, "it", "it", frozenset(), frozenset())
    found = report([one, replace(one, now="it")], [], ACME, ACME)
    assert found.asked == (1, 0)
