"""The forms that choose people, and the one that edits: pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.catalogue import Words
from config.departments import GENERAL, Department
from config.organisation import Organisation
from config.values import fold
from handlers.blockkit import Block, Input, Option
from handlers.blocks import (
    LABEL,
    field,
    form,
    option,
    select,
    select_in_groups,
    select_person,
    text_input,
)
from handlers.requests.forms import request_form, words_field
from handlers.requests.rules import Urgency
from handlers.requests.views import TITLE, Shown
from handlers.working.ids import (
    Editable,
    WorkAction,
    WorkField,
    WorkForm,
    assignee_block,
    type_block,
)

# A menu has a hundred options, or a hundred groups of them; of more people than this Slack's own menu is kinder.
IN_A_MENU = 100
MOST_LISTED = 1000


@dataclass(frozen=True)
class Editing:
    """What these forms are made of. `department` is the one chosen so far, `members` are its people by id."""

    shown: Shown
    facts: Editable
    organisation: Organisation
    department: Department
    members: Mapping[str, str]
    user: str

    @property
    def moves(self) -> bool:
        """Whether it goes to another department."""
        return self.department.key != self.facts.department


def assign_form(_: Words, editing: Editing) -> dict[str, Any]:
    """To a member of the department, oneself first."""
    request = editing.shown.request
    return request_form(
        _,
        request,
        WorkForm.ASSIGN,
        _("Assign #{number}", number=request.number),
        _("Assign"),
        _assignee(_, editing, optional=False),
    )


def hand_over_form(_: Words, editing: Editing) -> dict[str, Any]:
    """To another department, to one of its people if somebody is chosen, with the reason and what they should know."""
    request, here = editing.shown.request, editing.facts.department
    others = [each for each in editing.organisation.all if each.key != here]
    options = [option(_.own(each.name), each.key) for each in others]
    chosen = select(WorkAction.RECEIVER, options)
    blocks: list[Block] = [
        field(WorkField.DEPARTMENT, _("Hand over to"), chosen, live=True),
    ]
    if editing.moves:
        blocks.append(_receiver(_, editing))
    return request_form(
        _,
        request,
        WorkForm.HAND_OVER,
        _("Hand over #{number}", number=request.number),
        _("Hand over"),
        *blocks,
        words_field(WorkField.REASON, _("Why?"), _("Only the other department sees this.")),
        words_field(
            WorkField.NOTE,
            _("What should they know?"),
            _("Such as what you have tried. The conversation goes along anyway."),
            optional=True,
        ),
    )


def _receiver(_: Words, editing: Editing) -> Block:
    return field(
        assignee_block(editing.department),
        _("To whom?"),
        _people(_, editing),
        hint=_("Leave this empty to let {department} decide.", department=editing.department.name),
        optional=True,
    )


def edit_form(_: Words, editing: Editing) -> dict[str, Any]:
    """All that a department can change. For another department it asks why, and offers that one's types and members."""
    facts, department = editing.facts, editing.department
    blocks: list[Block] = [
        field(
            WorkField.TITLE,
            _("Title"),
            text_input(WorkField.TITLE, initial=editing.shown.title[:TITLE] or None, longest=TITLE),
            optional=True,
        ),
        field(WorkField.DEPARTMENT, _("Department"), _departments(_, editing), live=True),
    ]
    if editing.moves:
        blocks.append(
            words_field(WorkField.REASON, _("Why?"), _("Only the other department sees this."))
        )
    if len(department.request_types) > 1:
        blocks.append(field(type_block(department), _("Type"), _types(_, editing)))
    blocks += [
        field(WorkField.URGENCY, _("How urgent is it?"), _urgencies(_, facts.urgency)),
        _assignee(_, editing, optional=True),
    ]
    return form(
        _("Edit #{number}", number=facts.number),
        WorkForm.EDIT,
        blocks,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=facts.pack(),
    )


def _departments(_: Words, editing: Editing) -> Input:
    options = [option(_.own(each.name), each.key) for each in editing.organisation.all]
    return select(WorkAction.DEPARTMENT, options, chosen=editing.department.key)


def _types(_: Words, editing: Editing) -> Input:
    options = [option(_.own(kind.name), kind.key) for kind in editing.department.request_types]
    chosen = GENERAL if editing.moves else editing.facts.request_type
    return select(WorkField.TYPE, options, chosen=chosen)


def _urgencies(_: Words, chosen: str) -> Input:
    options = [
        option(_("Urgent"), Urgency.HIGH),
        option(_("Normal"), Urgency.NORMAL),
        option(_("Low"), Urgency.LOW),
    ]
    return select(WorkField.URGENCY, options, chosen=chosen)


def _assignee(_: Words, editing: Editing, *, optional: bool) -> Block:
    return field(
        assignee_block(editing.department),
        _("Assign to"),
        _people(_, editing),
        hint=_("They'll be mentioned in the thread."),
        optional=optional or not editing.members,
    )


def _people(_: Words, editing: Editing) -> Input:
    """Members only, oneself first. Whoever is chosen is checked when the form is sent."""
    if len(editing.members) > MOST_LISTED or not editing.members:
        return select_person(WorkField.ASSIGNEE)
    options = _listed(_, editing)
    current = None if editing.moves else editing.facts.assignee
    if len(options) <= IN_A_MENU:
        return select(WorkField.ASSIGNEE, options, chosen=current)
    groups = [options[at : at + IN_A_MENU] for at in range(0, len(options), IN_A_MENU)]
    labelled = [(_between(group), group) for group in groups]
    return select_in_groups(WorkField.ASSIGNEE, labelled, chosen=current)


def _listed(_: Words, editing: Editing) -> list[Option]:
    def order(member: tuple[str, str]) -> tuple[bool, str, str]:
        user, name = member
        return user != editing.user, fold(name), user

    return [
        option(_("{name} (you)", name=name) if user == editing.user else name, user)
        for user, name in sorted(editing.members.items(), key=order)
    ]


def _between(group: list[Option]) -> str:
    """From whom to whom a group goes."""
    half = LABEL // 2 - 2
    names = [each["text"]["text"][:half] for each in (group[0], group[-1])]
    return " – ".join(names)
