"""Card, receipt, answer, form and help stay within Slack's limits, however much there is to show."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.catalogue import words
from config.departments import Department
from config.organisation import Organisation
from handlers import CAPABILITIES
from handlers.asking.views import answer, ask_form
from handlers.blocks import Body
from handlers.capability import Capability, merged
from handlers.guide import help_for
from handlers.offers import CardChoice
from handlers.requests.card import card
from handlers.requests.ids import CardAction
from handlers.requests.receipt import receipt
from handlers.requests.rules import Party, RoutingReason, State, Urgency, Via
from handlers.requests.views import Shown
from handlers.working.menu import MENU
from sandbox.blockkit.blocks import message_blocks, view_definition
from sandbox.blockkit.mentions import targets
from storage.entries import Entry
from storage.requests import Request
from tests.office import organisation

AT = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
NAME = "*Bob* <!here> " * 6
FIELDS = [
    {
        "key": f"f{at}",
        "label": f"{at} " + "label " * 24,
        "kind": kind,
        "hint": "hint " * 29,
        "choices": [f"{choice} " + "c" * 70 for choice in range(100)] if kind == "choice" else [],
    }
    for at, kind in enumerate(["text", "long", "choice", "number", "date"] * 4)
]


def largest() -> Organisation:
    """As many departments, types, fields and words as an organisation file may have."""
    written = organisation().model_dump()
    model = written["departments"][0]
    types = [
        {"key": f"t{at}", "name": f"{at} " + "t" * 70, "fields": FIELDS if at == 0 else []}
        for at in range(99)
    ]
    written["departments"] = [
        model
        | {
            "key": f"d{at}",
            "name": f"{at} & <" + "d" * 30,
            "aliases": [f"{at} alias {other}" for other in range(30)],
            "channel": f"#c{at}",
            "request_types": types[:98] if at == 0 else types[:1],
        }
        for at in range(99)
    ]
    return Organisation.model_validate(written)


LARGEST = largest()
OFFERS = merged(CAPABILITIES)
DEPARTMENT = LARGEST.departments[0]
GIVEN = {f"f{at}": "&<>*" * 25 for at in range(20)}


def request(**more: Any) -> Request:
    facts: dict[str, Any] = {
        "number": 123_456_789, "requester": "U1", "recorded_by": "U2", "via": Via.SHORTCUT, "department": DEPARTMENT.key,
        "request_type": "t0", "fields": GIVEN, "title": "T" * 120, "urgency": Urgency.HIGH,
        "state": State.OPEN, "assignee": None, "routing_reason": {"why": RoutingReason.NAMED}, "likely": ["d0", "d1", "d2"], "follows": None,
        "channel": None, "thread_ts": None, "origin_channel": "C1", "origin_ts": "1700000000.000100", "entries": 1,
        "custody_number": 1, "resolution": None, "rating": 5, "rating_comment": None, "created_at": AT, "changed_at": AT,
        "waiting_since": AT, "with_department_since": AT, "reminded_at": None, "added_at": AT, "resolved_at": None,
    }  # fmt: skip
    return Request(**(facts | more))


# A form has fields and no files, its text holds no mention; a message has files and no fields.
IN_FORM = ":tada: " * 40 + "&lt;" * 2720
IN_MESSAGE = "word <@U1> " * 4000
FILES = [{"name": "f" * 200, "url": "https://acme.example/" + "u" * 120}] * 10


def shown(of: Request, **more: Any) -> Shown:
    text, files = (IN_FORM, []) if of.fields else (IN_MESSAGE, FILES)
    entry = Entry(of.number, 0, "U1", Party.REQUESTER, False, text, files, None, None, AT, False)
    names = dict.fromkeys(["U1", "U2", "U3"], NAME[:80])
    facts = Shown(of, entry, DEPARTMENT, names, choices=LARGEST.departments[:15], custody_number=1)
    return replace(facts, workspace_url="https://acme.example/", **more)


def valid(body: Body) -> None:
    message_blocks(list(body.blocks))
    assert 0 < len(body.text) <= 4000
    assert targets(str(body.text), list(body.blocks)) == set()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("department", [DEPARTMENT.key, "gone", None])
def test_card_and_receipt_in_each_state(state: State, department: str | None) -> None:
    _ = words("en", "Europe/Berlin")
    held = "U3" if state not in (State.OPEN, State.CANCELLED) else None
    facts = shown(request(state=state, department=department, assignee=held))
    said = shown(request(state=state, department=department, assignee=held, fields={}))
    late = replace(facts, claim_by=AT + timedelta(days=1))
    many = replace(said, choices=LARGEST.departments)
    for asked in (facts, said, late, many, replace(facts, custody_number=2)):
        valid(card(_, asked, OFFERS))
        valid(receipt(_, asked, OFFERS))


@pytest.mark.parametrize("why", RoutingReason)
def test_card_and_receipt_for_each_reason(why: RoutingReason) -> None:
    routing_reason = {"why": why, "words": ["k" * 80] * 5, "who": "U3", "from": "d" * 40}
    facts = shown(request(routing_reason=routing_reason, follows=7))
    for _ in (words("en"), words("de-DE", "Asia/Tokyo")):
        valid(card(_, facts, OFFERS))
        valid(receipt(_, facts, OFFERS))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("department", [DEPARTMENT.key, "gone", None])
def test_the_answer_to_a_command_in_each_state(state: State, department: str | None) -> None:
    answered = answer(
        words(), request(state=state, department=department), {"unclaimed": AT}, LARGEST, OFFERS
    )
    assert answered.text
    if answered.blocks:
        message_blocks(list(answered.blocks))
    assert targets(answered.text, list(answered.blocks)) == set()


def departments() -> list[Department | None]:
    return [None, LARGEST.triage, DEPARTMENT, LARGEST.departments[1]]


@pytest.mark.parametrize(
    "department", departments(), ids=lambda found: found.key if found else "none"
)
def test_the_form(department: Department | None) -> None:
    for kind in (None, *(department.request_types[:2] if department else ())):
        view = ask_form(words(), LARGEST, department=department, request_type=kind, text="x" * 3000)
        view_definition(view, ("modal",))


def test_the_help_names_all_departments() -> None:
    helped = help_for(words(), LARGEST, OFFERS, unknown="&lt;!here&gt; " * 500)
    message_blocks(list(helped.blocks))
    everything = str(helped.blocks)
    assert all(f"{at} &amp; &lt;" in everything for at in range(99))
    assert targets(helped.text, list(helped.blocks)) == set()


@pytest.mark.parametrize(("more", "kind"), [(0, "overflow"), (1, "static_select")])
def test_a_menu_of_more_than_dots_can_hold_is_a_list(more: int, kind: str) -> None:
    async def nothing(*_: object) -> None:
        """Do nothing."""

    added = {
        f"more{at}": CardChoice(lambda _, _request: _("One more"), nothing) for at in range(more)
    }
    five = Capability(name="five", card_menu=MENU)
    offers = merged([five, Capability(name="more", card_menu=added)])
    drawn = card(words(), shown(request()), offers)
    valid(drawn)
    [menu] = [e for e in drawn.blocks[-1]["elements"] if e["action_id"] == CardAction.MORE]
    assert (menu["type"], len(menu["options"])) == (kind, 5 + more)
