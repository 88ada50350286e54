"""Ids of what is pressed and filled in around what people wrote, and what it carries."""

from enum import StrEnum

from handlers.packed import Packed, Whole


class CommentAction(StrEnum):
    """On what people wrote. An action is made of it by whoever keeps actions (`handlers/actions`)."""

    READ = "pulse_comments"
    ANSWER = "pulse_comment_answer"
    REQUEST = "pulse_comment_request"
    ACTION = "pulse_comment_action"
    CHOOSE = "pulse_choose_one"


class CommentForm(StrEnum):
    """What is sent."""

    ANSWER = "pulse_comment_answer_form"
    REQUEST = "pulse_comment_request_form"
    BACK = "pulse_lines_form"


class CommentField(StrEnum):
    """Fields of these forms."""

    TEXT = "text"
    DEPARTMENT = "department"


class CommentView(StrEnum):
    """What is only shown."""

    LIST = "pulse_comments_list"
    SAFE = "pulse_contacts"


class CommentsValue(Packed):
    """Which round's, and from which page on."""

    round: str
    page: Whole = 0


class CommentValue(Packed):
    """Which one, and where it stood in the list."""

    comment: str
    page: Whole = 0


class BackValue(Packed):
    """A form in which an author writes back. The nonce tells the same form, sent twice."""

    round: str
    handle: str
    nonce: str


class SayForm(StrEnum):
    """What is said between rounds."""

    SAY = "pulse_say_form"
    SAID = "pulse_said"


class SayField(StrEnum):
    """Its fields."""

    TO = "to"
    TEXT = "text"
    REPLIES = "replies"
    BACK = "back"
