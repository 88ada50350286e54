"""Ids of the ways to ask, and what its form carries along."""

from enum import StrEnum

from config.departments import Department, Field, RequestType
from handlers.packed import Packed


class AskCommand(StrEnum):
    """The slash command."""

    ASK = "/ask"


class AskShortcut(StrEnum):
    """Global and on a message."""

    NEW = "new_request"
    ASK_DEPARTMENT = "ask_department"


class ChooseForm(StrEnum):
    """Which of many departments a request is for."""

    CHOOSE = "choose_form"
    DEPARTMENT = "choose_department"


class AskForm(StrEnum):
    """The form and its fields."""

    ASK = "ask_form"
    DEPARTMENT = "department"
    TYPE = "request_type"
    TEXT = "text"
    URGENCY = "urgency"


class AskAction(StrEnum):
    """Buttons and menus that act at once."""

    OPEN_FORM = "ask_open_form"
    DEPARTMENT = "ask_department_chosen"
    TYPE = "ask_type_chosen"
    URGENCY = "ask_urgency_chosen"
    TAKE_IN = "ask_take_in"
    CHOOSE = "request_choose"
    HELPED = "request_helped"
    GO_ON = "request_go_on"
    SPLIT = "request_split"


class IntakeOffer(Packed):
    """The message in a department's channel that may become a request."""

    channel: str
    ts: str
    department: str


class FormState(Packed):
    """What the form is about besides its fields: the message it began with, and whose request it is. `cut` says that the
    message is longer than a form's field; `words` is the mark of the text that the field began with; `files` are the ids and
    names of what was shared with the message."""

    requester: str = ""
    channel: str = ""
    ts: str = ""
    cut: bool = False
    words: str = ""
    files: tuple[tuple[str, str], ...] = ()


# Slack keeps what was chosen in a field for as long as the field's id stays the same. A type or an answer of one department
# must not stay chosen in another's field, so their ids name what they belong to.


def type_block(department: Department) -> str:
    """The field in which the type is chosen."""
    return f"{AskForm.TYPE}:{department.key}"


def field_block(department: Department, kind: RequestType, extra: Field) -> str:
    """A field that a request type defines."""
    return f"field:{department.key}:{kind.key}:{extra.key}"
