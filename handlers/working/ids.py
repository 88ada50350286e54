"""Ids of the buttons and forms with which a request is worked."""

from enum import StrEnum

from config.departments import Department
from handlers.packed import Packed, Whole

# Below what a head reads of a low rating: whoever keeps actions (`handlers/actions`) listens to it.
ON_BOARD = "rating_on_board"


class WorkForm(StrEnum):
    """One form for each step that needs words or a choice."""

    RESOLVE = "work_resolve"
    ASSIGN = "work_assign"
    HAND_OVER = "work_hand_over"
    SEND_BACK = "work_send_back"
    WAIT = "work_wait"
    EDIT = "work_edit"
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
    TYPE = "request_type"
    TITLE = "title"


class WorkAction(StrEnum):
    """What a department presses, and what acts before a form is sent."""

    CLAIM = "request_claim"
    RESOLVE = "request_resolve"
    DEPARTMENT = "edit_department_chosen"
    RECEIVER = "hand_over_department_chosen"


class RequesterAction(StrEnum):
    """What a requester presses, on the receipt and on what says that it is resolved."""

    CANCEL = "request_withdraw"  # as the receipts of earlier versions carry it
    RATE = "request_rate"
    COMMENT = "request_comment"
    NOT_SOLVED = "request_not_solved"


class More(StrEnum):
    """What a department chooses in the card's menu."""

    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    SEND_BACK = "send_back"
    WAIT = "wait"
    EDIT = "edit"
    DECLINE = "decline"


class Editable(Packed):
    """What the Edit form showed when it was opened; it travels with the form, so that nobody's change is undone unseen."""

    number: Whole
    department: str
    request_type: str
    urgency: str
    assignee: str = ""
    title: str = ""


# Slack keeps what was chosen in a field for as long as the field's id stays the same. What one department offers must not
# stay chosen in another's field, so their ids name the department.


def assignee_block(department: Department) -> str:
    """The field in which a member is chosen."""
    return f"{WorkField.ASSIGNEE}:{department.key}"


def type_block(department: Department) -> str:
    """The field in which the type is chosen."""
    return f"{WorkField.TYPE}:{department.key}"
