"""Ids of the buttons, forms and fields with which updates and times are promised and kept."""

from enum import StrEnum


class UpdateAction(StrEnum):
    """What the requester presses on the receipt."""

    ANY_NEWS = "progress_any_news"
    RHYTHM = "progress_rhythm"


class ProgressAction(StrEnum):
    """What is pressed on a prompt."""

    NO_NEWS = "progress_no_news"
    HAND_OVER = "progress_hand_over"
    MOVE_TIME = "progress_move_time"
    STILL_MINE = "progress_still_mine"
    RELEASE = "progress_release"


class ProgressForm(StrEnum):
    """One form for each step that needs words or a choice."""

    NO_NEWS = "progress_no_news"
    AGREE = "progress_agree"
    ASK_FOR = "progress_ask_for"
    TIME = "progress_time"


class ProgressField(StrEnum):
    """Their fields."""

    REASON = "reason"
    NEXT_BY = "next_by"
    RHYTHM = "rhythm"
    DONE_BY = "done_by"


class ProgressChoice(StrEnum):
    """What a department chooses in the card's menu."""

    RHYTHM = "next_update"
    TIME = "promise_time"
