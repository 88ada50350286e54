"""Ids of the form, of its fields and of the buttons; what they carry."""

from enum import StrEnum

from handlers.packed import Packed, Whole


class AbsenceForm(StrEnum):
    """The form with the list above it, and the list alone."""

    NEW = "absence_new"
    CHANGE = "absence_change"
    LIST = "absence_list"
    CALENDAR = "absence_calendar"


class AbsenceField(StrEnum):
    """Its fields."""

    WHO = "absence_who"
    FIRST = "absence_first"
    LAST = "absence_last"
    COVER = "absence_cover"
    NOTE = "absence_note"
    ADDRESS = "absence_address"


class AbsenceAction(StrEnum):
    """What is pressed in the list and on Home."""

    OPEN = "absence_open"
    CHANGE = "absence_edit"
    END = "absence_end"
    CALENDAR = "absence_feed"


class AbsenceValue(Packed):
    """Which absence a button or a form is about."""

    absence: Whole
