"""The forms in which a request is worked, one step each: pure functions."""

from typing import Any

from config.catalogue import Words
from config.organisation import Organisation
from handlers.blocks import context, field, option, select
from handlers.requests.forms import About, request_form, words_field
from handlers.working.ids import WorkField, WorkForm


def resolve_form(_: Words, about: About) -> dict[str, Any]:
    """Resolve it, with the answer."""
    return request_form(
        _,
        about.request,
        WorkForm.RESOLVE,
        _("Resolve #{number}", number=about.request.number),
        _("Resolve"),
        words_field(
            WorkField.NOTE,
            _("How was it resolved?"),
            _("{requester} will see this and can rate it.", requester=about.requester),
        ),
    )


def hand_over_form(_: Words, about: About, organisation: Organisation) -> dict[str, Any]:
    """To another department, with the reason."""
    others = [each for each in organisation.all if each.key != about.request.department]
    options = [option(_.own(department.name), department.key) for department in others]
    return request_form(
        _,
        about.request,
        WorkForm.HAND_OVER,
        _("Hand over #{number}", number=about.request.number),
        _("Hand over"),
        field(WorkField.DEPARTMENT, _("Hand over to"), select(WorkField.DEPARTMENT, options)),
        words_field(
            WorkField.REASON,
            _("Why?"),
            _("Only the other department sees this."),
        ),
    )


def wait_form(_: Words, about: About, _organisation: Organisation) -> dict[str, Any]:
    """Ask the requester something, and wait."""
    return request_form(
        _,
        about.request,
        WorkForm.WAIT,
        _("Ask a question"),
        _("Send and wait"),
        words_field(
            WorkField.QUESTION,
            _("What do you want to ask {requester}?", requester=about.requester),
            _("Reopens automatically when they reply."),
        ),
    )


def decline_form(_: Words, about: About, _organisation: Organisation) -> dict[str, Any]:
    """Not a request, with the reason."""
    return request_form(
        _,
        about.request,
        WorkForm.DECLINE,
        _("Not a request"),
        _("Close request"),
        words_field(
            WorkField.REASON,
            _("Why?"),
            _("{requester} will see this.", requester=about.requester),
        ),
    )


def comment_form(_: Words, about: About) -> dict[str, Any]:
    """A comment on the rating."""
    block = words_field(WorkField.REASON, _("What went well, what could be better?"), optional=True)
    note = context(
        _.mrkdwn(
            "{department} can see this; for a rating of 1 or 2, so can its head.",
            department=about.department.name,
        )
    )
    return request_form(
        _, about.request, WorkForm.COMMENT, _("Your comment"), _("Save"), block, note
    )


def not_solved_form(_: Words, about: About) -> dict[str, Any]:
    """Why it is not solved."""
    return request_form(
        _,
        about.request,
        WorkForm.NOT_SOLVED,
        _("Not solved"),
        _("Reopen"),
        words_field(
            WorkField.REASON,
            _("What's still wrong?"),
            _("This goes back to the person who solved it."),
        ),
    )
