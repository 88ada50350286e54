"""The menu on a request's card, and the value that its buttons carry."""

from enum import StrEnum

from handlers.packed import Packed, Whole


class CardAction(StrEnum):
    """On the department's card. Its buttons have the ids of those who offer them."""

    MORE = "request_more"


class RequestValue(Packed):
    """Which request a button or a form is about; with `choice` where one of several is meant."""

    number: Whole
    choice: str = ""
