"""Ids of the forms in which one speaks without writing in a thread."""

from enum import StrEnum


class AddedAction(StrEnum):
    """Where an addition belongs, and whether a request stays whose text was deleted."""

    PUT_IN = "added_put_in"
    SPLIT = "added_split"
    KEEP = "deleted_keep"


class TalkAction(StrEnum):
    """What opens its form."""

    REPLY = "request_reply"
    ADD = "request_add"


class TalkForm(StrEnum):
    """The department replies, the requester adds."""

    REPLY = "talk_reply"
    ADD = "talk_add"


class TalkField(StrEnum):
    """Their fields."""

    TEXT = "text"
    INTERNAL = "internal"
