"""Ids of the ways to ask, and what its form carries along."""

from enum import StrEnum

from handlers.requests.ids import Packed


class Command(StrEnum):
    """The slash command."""

    ASK = "/ask"


class Shortcut(StrEnum):
    """Global and on a message."""

    NEW = "new_request"
    ASK_DEPARTMENT = "ask_department"


class AskForm(StrEnum):
    """The form and its fields."""

    ASK = "ask_form"
    DEPARTMENT = "department"
    TYPE = "request_type"
    TEXT = "text"
    URGENCY = "urgency"


class AskAction(StrEnum):
    """What in the form or elsewhere is heard at once."""

    OPEN_FORM = "ask_open_form"
    DEPARTMENT = "ask_department_chosen"
    TYPE = "ask_type_chosen"


class FormState(Packed):
    """What the form is about besides its fields: the message it began with, and whose request it is."""

    requester: str = ""
    channel: str = ""
    ts: str = ""
