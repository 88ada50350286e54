"""The ids of its buttons."""

from enum import StrEnum


class LearningAction(StrEnum):
    """On the list of what was learnt."""

    FORGET = "lesson_forget"
