"""The forms with which a step of the ladder answers: pure functions."""

from typing import Any

from config.catalogue import Words
from handlers.blocks import field, option, select
from handlers.escalation.ids import LadderField, LadderForm
from handlers.escalation.service import SNOOZES
from handlers.requests.forms import About, request_form, words_field


def take_form(_: Words, about: About) -> dict[str, Any]:
    """I have it, and what I do about it."""
    return request_form(
        _,
        about.request,
        LadderForm.TAKE,
        _("See to #{number}", number=about.request.number),
        _("I have it"),
        words_field(LadderField.REASON, _("What will you do?"), _only(_, about), optional=True),
    )


def snooze_form(_: Words, about: About) -> dict[str, Any]:
    """Not now, and why."""
    spans = {
        30: _("30 minutes"),
        60: _("1 hour"),
        120: _("2 hours"),
        240: _("4 hours"),
    }
    options = [option(spans[minutes], str(minutes)) for minutes in SNOOZES]
    return request_form(
        _,
        about.request,
        LadderForm.SNOOZE,
        _("Snooze #{number}", number=about.request.number),
        _("Snooze"),
        field(LadderField.FOR, _("Remind me in"), select(LadderField.FOR, options, chosen="60")),
        words_field(LadderField.REASON, _("Why?"), _only(_, about)),
    )


def _only(_: Words, about: About) -> str:
    return _(
        "{department} reads this in the card's thread. {requester} doesn't.",
        department=about.department.name,
        requester=about.requester,
    )
