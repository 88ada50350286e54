"""Ids of what is pressed in the rota, and what it carries."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from handlers.packed import Packed, Whole

Key = Annotated[str, Field(max_length=31)]
Week = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
Who = Annotated[str, Field(max_length=64)]


class RotaView(StrEnum):
    """The next four weeks."""

    WEEKS = "rota_weeks"


class RotaAction(StrEnum):
    """What is pressed there, on Home, and on the question for a swap."""

    OPEN = "rota_open"
    TAKE = "rota_take"
    SWAP = "rota_swap"
    ACCEPT = "rota_accept"
    DECLINE = "rota_decline"


class WeekValue(Packed):
    """A week of a department's rota, and who had it when it was shown; for a swap, `mine` is the week given for it."""

    department: Key
    week: Week
    of: Who
    mine: Week | None = None


class SwapValue(Packed):
    """The question for a swap that a button answers."""

    department: Key
    asked: Whole
