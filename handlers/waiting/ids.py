"""Ids of the forms with which a request waits for somebody else, or for a day; and of what opens them."""

from enum import StrEnum


class WaitForm(StrEnum):
    """One form for each."""

    THIRD_PARTY = "wait_third_party"
    SNOOZE = "wait_snooze"


class WaitField(StrEnum):
    """Their fields."""

    OTHERS = "others"
    NEXT_UPDATE = "next_update"
    UNTIL = "until"
    REASON = "reason"


class WaitChoice(StrEnum):
    """What a department chooses in the card's menu."""

    THIRD_PARTY = "third_party"
    THIRD_PARTY_OVER = "third_party_over"
    SNOOZE = "snooze"
    WAKE = "wake"
