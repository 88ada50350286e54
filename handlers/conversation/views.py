"""The forms in which one speaks, how they are opened, and who reads what is said in a thread: pure functions."""

from typing import Any

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from handlers.blockkit import Element
from handlers.blocks import button, field, option, select
from handlers.conversation.ids import TalkAction, TalkField, TalkForm
from handlers.offers import On, RequestButton
from handlers.requests.forms import About, request_form, words_field
from handlers.requests.ids import RequestValue
from handlers.requests.rules import ENDED, UNRESOLVED, is_undecided
from storage.requests import Request


def _reply(_: Words, request: Request) -> Element | None:
    if request.state in ENDED:
        return None
    return button(_("Reply"), TalkAction.REPLY, RequestValue(number=request.number).pack())


def _add(_: Words, request: Request) -> Element | None:
    if request.state not in UNRESOLVED:
        return None
    return button(_("Add something"), TalkAction.ADD, RequestValue(number=request.number).pack())


def _add_if_routed(_: Words, request: Request) -> Element | None:
    """While it asks for the department, a receipt asks for nothing else."""
    return None if is_undecided(request) else _add(_, request)


BUTTONS = (
    RequestButton(_reply, frozenset({On.CARD, On.DEPARTMENTS_WINDOW}), order=20),
    RequestButton(_add_if_routed, frozenset({On.RECEIPT}), order=10),
    RequestButton(_add, frozenset({On.ANSWER, On.REQUESTERS_WINDOW}), order=20),
)


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


def hint(_: Words, department: Department, requester: str) -> Mrkdwn:
    """Who reads what is said in the thread, so that no remark goes astray."""
    if department.internal_unless_sent:
        return _.mrkdwn(
            "Replies are internal. Start with 📨 to send one to {requester}.",
            requester=requester,
        )
    return _.mrkdwn(
        "Replies go to {requester}. Start with 🔒 for an internal note.",
        requester=requester,
    )
