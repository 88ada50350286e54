"""The forms with which a request waits: pure functions."""

from typing import Any

from config.catalogue import Words
from handlers.blocks import date_input, field
from handlers.requests.forms import About, request_form, words_field
from handlers.waiting.ids import WaitField, WaitForm


def third_party_form(_: Words, about: About) -> dict[str, Any]:
    """Who or what is waited for, and when the requester hears of it."""
    return request_form(
        _,
        about.request,
        WaitForm.THIRD_PARTY,
        _("Waiting for others"),
        _("Save"),
        words_field(
            WaitField.OTHERS,
            _("Who or what are you waiting for?"),
            _("{requester} will see this.", requester=about.requester),
        ),
        field(
            WaitField.NEXT_UPDATE,
            _("When does {requester} get the next update?", requester=about.requester),
            date_input(WaitField.NEXT_UPDATE),
            hint=_("You promise it for the end of that day. The time goes on counting."),
        ),
    )


def snooze_form(_: Words, about: About) -> dict[str, Any]:
    """Until which day, and why."""
    return request_form(
        _,
        about.request,
        WaitForm.SNOOZE,
        _("Snooze #{number}", number=about.request.number),
        _("Snooze"),
        field(
            WaitField.UNTIL,
            _("Until which day?"),
            date_input(WaitField.UNTIL),
            hint=_(
                "It comes back to you that morning, or when {requester} writes.",
                requester=about.requester,
            ),
        ),
        words_field(
            WaitField.REASON,
            _("Why?"),
            _("{requester} will see this.", requester=about.requester),
        ),
    )
