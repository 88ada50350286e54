"""Ids of the forms in which a request is worked."""

from enum import StrEnum


class WorkForm(StrEnum):
    """One form for each step that needs words or a choice."""

    RESOLVE = "work_resolve"
    ASSIGN = "work_assign"
    HAND_OVER = "work_hand_over"
    WAIT = "work_wait"
    URGENCY = "work_urgency"
    DECLINE = "work_decline"
    COMMENT = "requester_comment"
    NOT_SOLVED = "requester_not_solved"


class WorkField(StrEnum):
    """Their fields."""

    NOTE = "note"
    REASON = "reason"
    QUESTION = "question"
    ASSIGNEE = "assignee"
    DEPARTMENT = "department"
    URGENCY = "urgency"
