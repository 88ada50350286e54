"""Ids of what can be pressed on a request, and the value that its buttons carry."""

from enum import StrEnum

from handlers.packed import Packed, Whole


class CardAction(StrEnum):
    """On the department's card."""

    CLAIM = "request_claim"
    REPLY = "request_reply"
    RESOLVE = "request_resolve"
    MORE = "request_more"
    DETAILS = "request_details"


class More(StrEnum):
    """Behind the card's More."""

    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    WAIT = "wait"
    EDIT = "edit"
    DECLINE = "decline"


class RequesterAction(StrEnum):
    """On the requester's receipt and notices."""

    ADD = "request_add"
    CANCEL = "request_withdraw"  # as the receipts of earlier versions carry it
    CHOOSE = "request_choose"
    RATE = "request_rate"
    COMMENT = "request_comment"
    NOT_SOLVED = "request_not_solved"


class RequestValue(Packed):
    """Which request a button or a form is about; with `choice` where one of several is meant."""

    number: Whole
    choice: str = ""
