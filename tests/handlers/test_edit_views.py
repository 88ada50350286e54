"""The forms that choose people: members only, oneself first, however many there are."""

from dataclasses import replace

import pytest

from config.catalogue import words
from handlers.working.edit_views import Editing, assign_form, edit_form, hand_over_form
from handlers.working.ids import Editable
from sandbox.blockkit.blocks import view_definition
from tests.handlers.test_limits import DEPARTMENT, LARGEST, request, shown

FACTS = Editable(
    number=1,
    department=DEPARTMENT.key,
    request_type="t0",
    urgency="high",
    assignee="U7",
    title="T" * 80,
)


def editing(many: int) -> Editing:
    return Editing(
        shown=shown(request()),
        facts=FACTS,
        organisation=LARGEST,
        department=DEPARTMENT,
        members={f"U{at}": f"{at:04} & <Name> " + "n" * 60 for at in range(many)},
        user="U42",
    )


@pytest.mark.parametrize("many", [0, 1, 99, 100, 101, 250, 1000, 1001])
def test_slack_takes_both_forms(many: int) -> None:
    for form in (assign_form, edit_form, hand_over_form):
        view_definition(form(words(), editing(many)), ("modal",))


@pytest.mark.parametrize("many", [50, 100, 101, 1000])
def test_oneself_first_then_by_name_and_nobody_is_missing(many: int) -> None:
    menu = assign_form(words(), editing(many))["blocks"][0]["element"]
    groups = menu.get("option_groups") or [menu]
    offered = [each["value"] for group in groups for each in group["options"]]
    assert offered[0] == "U42"
    assert menu["initial_option"]["value"] == "U7"
    assert offered[1:] == sorted(set(offered) - {"U42"}, key=lambda user: int(user[1:]))
    assert len(offered) == many


def test_another_department_starts_without_assignee_and_with_its_general_type() -> None:
    other = LARGEST.departments[1]
    form = edit_form(words(), replace(editing(150), department=other))
    fields = {block["block_id"]: block["element"] for block in form["blocks"]}
    assert f"assignee:{other.key}" in fields
    assert "initial_option" not in fields[f"assignee:{other.key}"]
    assert "reason" in fields
