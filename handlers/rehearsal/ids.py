"""The ids of its form."""

from enum import StrEnum

from handlers.packed import Packed, Whole


class RehearsalAction(StrEnum):
    """How many past requests to replay."""

    REPLAY = "rehearsal_replay"


class RehearsalForm(StrEnum):
    """The window in which it is asked and answered."""

    REPLAY = "rehearsal"


class HowMany(Packed):
    """So many of the newest, and the channel in which the window was asked for."""

    most: Whole
    channel: str
