"""The forms in which one speaks: pure functions."""

from typing import Any

from config.catalogue import Words
from handlers.conversation.ids import TalkField, TalkForm
from handlers.kit import field, option, select
from handlers.requests.forms import request_form, words_field
from storage.requests import Request


def reply_form(_: Words, request: Request) -> dict[str, Any]:
    """The department answers the requester, or notes something for itself."""
    where = select(
        TalkField.INTERNAL,
        [
            option(_("The requester and the department"), "no"),
            option(_("Only the department"), "yes"),
        ],
        chosen="no",
    )
    return request_form(
        _,
        request,
        TalkForm.REPLY,
        _("Reply to #{number}", number=request.number),
        _("Send"),
        words_field(TalkField.TEXT, _("What do you want to say?")),
        field(TalkField.INTERNAL, _("Who reads it?"), where),
    )


def add_form(_: Words, request: Request) -> dict[str, Any]:
    """The requester adds something."""
    return request_form(
        _,
        request,
        TalkForm.ADD,
        _("Add to #{number}", number=request.number),
        _("Add"),
        words_field(TalkField.TEXT, _("What do you want to add?")),
    )
