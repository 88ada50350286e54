"""The forms in which a request is worked, one step each: pure functions."""

from typing import Any

from config.catalogue import Words
from config.organisation import Organisation
from handlers.blocks import context
from handlers.requests.forms import About, request_form, words_field
from handlers.requests.privacy import may_be_repeated
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
            _read_by(_, about),
        ),
    )


def _read_by(_: Words, about: About) -> str:
    """Who reads how it was resolved."""
    if about.department.offer_solutions and may_be_repeated(about.request):
        return _(
            "{requester} will see this and can rate it. Whoever asks the like later may see it, too: "
            "leave out names and passwords.",
            requester=about.requester,
        )
    return _("{requester} will see this and can rate it.", requester=about.requester)


def send_back_form(_: Words, about: About, _organisation: Organisation) -> dict[str, Any]:
    """To the department it came from, with the reason."""
    origin = str(about.request.routing_reason.get("from", ""))
    return request_form(
        _,
        about.request,
        WorkForm.SEND_BACK,
        _("Send back #{number}", number=about.request.number),
        _("Send back"),
        words_field(
            WorkField.REASON,
            _("Why does it belong to {department}?", department=origin),
            _(
                "{department} sees this. It can be sent back once; the next time, Triage decides.",
                department=origin,
            ),
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
