"""Ids of what is pressed and filled in around actions, and what it carries."""

from enum import StrEnum

from handlers.packed import Packed, Whole


class BoardAction(StrEnum):
    """On a board, and in what is sent about an action."""

    OPEN = "action_open"
    ALL = "action_board"
    NEW = "action_new"
    DONE = "action_done"
    CHANGE = "action_change"


class BoardForm(StrEnum):
    """What is sent."""

    MAKE = "action_make_form"
    CHANGE = "action_change_form"
    DONE = "action_done_form"


class BoardField(StrEnum):
    """Fields of these forms."""

    ABOUT = "about"
    TEXT = "text"
    OWNER = "owner"
    DUE = "due"
    DECISION = "decision"
    REASON = "reason"
    OUTCOME = "outcome"


class BoardView(StrEnum):
    """What is only shown."""

    BOARD = "action_board_view"
    MADE = "action_made"


class ActionValue(Packed):
    """Which action."""

    action: Whole


class OriginValue(Packed):
    """Out of what one is made."""

    origin: str
    refers: str = ""
    round: str = ""
    channel: str = ""
