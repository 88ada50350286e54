"""Who says a line to a comment: a role, never a person."""

from enum import StrEnum


class Side(StrEnum):
    """As it is kept."""

    LEAD = "lead"
    AUTHOR = "author"
    DEPARTMENT = "department"
