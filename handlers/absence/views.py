"""The list of absences, and the form: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.catalogue import Mrkdwn, Words
from handlers.absence.ids import AbsenceAction, AbsenceField, AbsenceForm, AbsenceValue
from handlers.blockkit import Block
from handlers.blocks import (
    actions,
    button,
    context,
    date_input,
    divider,
    field,
    form,
    section,
    select_person,
    text_input,
)


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """An absence in the list: what is said of it, and whether it has begun."""

    absence: int
    text: Mrkdwn
    has_begun: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form holds when it is opened. `who` is given to heads, who may choose."""

    first: date | None
    last: date | None
    cover: str | None = None
    note: str = ""
    who: str | None = None
    absence: int = 0
    has_begun: bool = False


def list_view(_: Words, lines: Sequence[AbsenceLine], calendar: Mrkdwn) -> dict[str, Any]:
    """Present and future absences, and how the calendar is."""
    blocks = listed(_, lines) or [section(_.mrkdwn("No absences are entered."))]
    blocks += [divider(), _calendar(_, calendar)]
    return form(_("Absences"), AbsenceForm.LIST, blocks, close=_("Close"))


def _calendar(_: Words, said: Mrkdwn) -> Block:
    return section(said, accessory=button(_("Calendar…"), AbsenceAction.CALENDAR, "open"))


def calendar_form(_: Words, url: str) -> dict[str, Any]:
    """The address of a calendar."""
    return form(
        _("Your calendar"),
        AbsenceForm.CALENDAR,
        [
            field(
                AbsenceField.ADDRESS,
                _("Address of your calendar"),
                text_input(AbsenceField.ADDRESS, initial=url, longest=2000),
                optional=True,
                hint=_("The private iCal address (.ics). Leave it empty to disconnect."),
            ),
            context(
                _.mrkdwn(
                    "I read it every two hours. Only events that last whole days count, and only if they're marked as "
                    "out of office, or say so in their title or category and aren't marked as free. "
                    "No one else sees the address or your events."
                )
            ),
        ],
        submit=_("Save"),
        close=_("Cancel"),
    )


def listed(_: Words, lines: Sequence[AbsenceLine]) -> list[Block]:
    """Each with its buttons."""
    return [block for line in lines for block in (section(line.text), _buttons(_, line))]


def _buttons(_: Words, line: AbsenceLine) -> Block:
    value = AbsenceValue(absence=line.absence).pack()
    end = _("Back already") if line.has_begun else _("Cancel it")
    return actions(
        button(_("Change…"), AbsenceAction.CHANGE, value),
        button(end, AbsenceAction.END, value),
    )


def new_form(
    _: Words, filled: Filled, lines: Sequence[AbsenceLine], calendar: Mrkdwn
) -> dict[str, Any]:
    """What is entered already, how the calendar is, and a new one."""
    above = [*listed(_, lines), _calendar(_, calendar), divider()]
    return form(
        _("When you're away"),
        AbsenceForm.NEW,
        [*above, *_fields(_, filled)],
        submit=_("Save"),
        close=_("Cancel"),
    )


def change_form(_: Words, filled: Filled) -> dict[str, Any]:
    """One that is entered."""
    return form(
        _("Change an absence"),
        AbsenceForm.CHANGE,
        _fields(_, filled),
        submit=_("Save"),
        close=_("Cancel"),
        metadata=AbsenceValue(absence=filled.absence).pack(),
    )


def _fields(_: Words, filled: Filled) -> list[Block]:
    who = field(
        AbsenceField.WHO,
        _("Who is away?"),
        select_person(AbsenceField.WHO, chosen=filled.who),
        hint=_("You, or someone in your department."),
    )
    first = field(
        AbsenceField.FIRST, _("First day away"), date_input(AbsenceField.FIRST, filled.first)
    )
    return [
        *([who] if filled.who else []),
        *([] if filled.has_begun else [first]),
        field(AbsenceField.LAST, _("Last day away"), date_input(AbsenceField.LAST, filled.last)),
        field(
            AbsenceField.COVER,
            _("Who covers?"),
            select_person(AbsenceField.COVER, chosen=filled.cover),
            optional=True,
            hint=_("Someone in the same department. Leave it empty for whoever is on duty."),
        ),
        field(
            AbsenceField.NOTE,
            _("A note for whoever covers"),
            text_input(AbsenceField.NOTE, multiline=True, initial=filled.note),
            optional=True,
        ),
        context(
            _.mrkdwn(
                "While you're away, your open requests are with your cover, and their requesters know. "
                "Afterwards they come back to you."
            )
        ),
    ]
