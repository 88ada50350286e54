"""The forms in which a request is worked: pure functions."""

from collections.abc import Callable
from typing import Any

from slack_sdk.models.blocks import UserSelectElement

from config.catalogue import Words
from config.organisation import Organisation
from handlers.kit import context, field, option, select
from handlers.requests.forms import request_form, words_field
from handlers.requests.ids import More
from handlers.requests.rules import Urgency
from handlers.working.ids import WorkField, WorkForm
from storage.requests import Request


def resolve_form(_: Words, request: Request) -> dict[str, Any]:
    """Solve it with the answer."""
    return request_form(
        _,
        request,
        WorkForm.RESOLVE,
        _("Resolve #{number}", number=request.number),
        _("Resolve"),
        words_field(
            WorkField.NOTE, _("How was it solved?"), _("The requester reads this, and rates it.")
        ),
    )


def _assign(_: Words, request: Request, organisation: Organisation) -> dict[str, Any]:  # noqa: ARG001 # one shape for all
    element = UserSelectElement(action_id=WorkField.ASSIGNEE, initial_user=request.assignee)
    hint = _("Somebody of your department. They are called in the card's thread.")
    return request_form(
        _,
        request,
        WorkForm.ASSIGN,
        _("Assign #{number}", number=request.number),
        _("Assign"),
        field(WorkField.ASSIGNEE, _("Who shall take it?"), element, hint=hint),
    )


def _hand_over(_: Words, request: Request, organisation: Organisation) -> dict[str, Any]:
    others = [department for department in organisation.all if department.key != request.department]
    options = [option(_.own(department.name), department.key) for department in others]
    return request_form(
        _,
        request,
        WorkForm.HAND_OVER,
        _("Hand over #{number}", number=request.number),
        _("Hand over"),
        field(
            WorkField.DEPARTMENT,
            _("Which department shall have it?"),
            select(WorkField.DEPARTMENT, options),
        ),
        words_field(
            WorkField.REASON,
            _("Why?"),
            _("The other department reads this; the requester does not."),
        ),
    )


def _wait(_: Words, request: Request, organisation: Organisation) -> dict[str, Any]:  # noqa: ARG001 # one shape for all
    return request_form(
        _,
        request,
        WorkForm.WAIT,
        _("Wait for the requester"),
        _("Ask and wait"),
        words_field(
            WorkField.QUESTION,
            _("What do you need from them?"),
            _("It goes on by itself when they answer."),
        ),
    )


def _urgency(_: Words, request: Request, organisation: Organisation) -> dict[str, Any]:  # noqa: ARG001 # one shape for all
    options = [
        option(_("Urgent"), Urgency.HIGH),
        option(_("Normal"), Urgency.NORMAL),
        option(_("Can wait"), Urgency.LOW),
    ]
    return request_form(
        _,
        request,
        WorkForm.URGENCY,
        _("Urgency of #{number}", number=request.number),
        _("Save"),
        field(
            WorkField.URGENCY,
            _("How urgent is it?"),
            select(WorkField.URGENCY, options, chosen=request.urgency),
        ),
    )


def _decline(_: Words, request: Request, organisation: Organisation) -> dict[str, Any]:  # noqa: ARG001 # one shape for all
    return request_form(
        _,
        request,
        WorkForm.DECLINE,
        _("Not a request"),
        _("Set aside"),
        words_field(WorkField.REASON, _("Why?"), _("The requester reads this, and can ask again.")),
    )


MORE_FORMS: dict[str, Callable[[Words, Request, Organisation], dict[str, Any]]] = {
    More.ASSIGN: _assign,
    More.HAND_OVER: _hand_over,
    More.WAIT: _wait,
    More.URGENCY: _urgency,
    More.DECLINE: _decline,
}


def comment_form(_: Words, request: Request) -> dict[str, Any]:
    """A word with the rating."""
    block = words_field(WorkField.REASON, _("What was good, what could be better?"), optional=True)
    note = context(
        _.mrkdwn("The department reads it; with a rating of one or two its head does too.")
    )
    return request_form(_, request, WorkForm.COMMENT, _("Your comment"), _("Save"), block, note)


def not_solved_form(_: Words, request: Request) -> dict[str, Any]:
    """Why it is not solved."""
    return request_form(
        _,
        request,
        WorkForm.NOT_SOLVED,
        _("Not solved"),
        _("Take it up again"),
        words_field(
            WorkField.REASON,
            _("What is still missing?"),
            _("Whoever solved it reads this and has it again."),
        ),
    )
