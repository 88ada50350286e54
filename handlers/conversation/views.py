"""The forms in which one speaks: pure functions."""

from typing import Any

from config.catalogue import Words
from handlers.blocks import field, option, select
from handlers.conversation.ids import TalkField, TalkForm
from handlers.requests.forms import About, request_form, words_field


def reply_form(_: Words, about: About) -> dict[str, Any]:
    """The department replies to the requester, or keeps an internal note."""
    department = about.department.name
    both = _("{requester} and {department}", requester=about.requester, department=department)
    internal = _("{department} only", department=department)
    where = select(TalkField.INTERNAL, [option(both, "no"), option(internal, "yes")], chosen="no")
    return request_form(
        _,
        about.request,
        TalkForm.REPLY,
        _("Reply to #{number}", number=about.request.number),
        _("Send"),
        words_field(TalkField.TEXT, _("Your reply")),
        field(TalkField.INTERNAL, _("Visible to"), where),
    )


def add_form(_: Words, about: About) -> dict[str, Any]:
    """The requester adds something."""
    return request_form(
        _,
        about.request,
        TalkForm.ADD,
        _("Add to #{number}", number=about.request.number),
        _("Add"),
        words_field(TalkField.TEXT, _("What do you want to add?")),
    )
