"""Ids of what is pressed and filled in by whoever is on a ladder."""

from enum import StrEnum


class LadderAction(StrEnum):
    """On the private message to a step of the ladder."""

    TAKE = "ladder_take"
    SNOOZE = "ladder_snooze"
    # Either of them, in a list.
    CHOOSE = "ladder_choose"


class LadderForm(StrEnum):
    """One form for each of them."""

    TAKE = "ladder_take_form"
    SNOOZE = "ladder_snooze_form"


class LadderField(StrEnum):
    """Their fields."""

    REASON = "reason"
    FOR = "for"
