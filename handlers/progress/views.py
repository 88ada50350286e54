"""The forms, buttons and words of what is promised to a requester: pure functions."""

from datetime import datetime
from typing import Any

from config.catalogue import Mrkdwn, Words
from handlers.blockkit import Element
from handlers.blocks import button, field, moment_input, option, select
from handlers.offers import On, RequestButton
from handlers.progress.ids import ProgressField, ProgressForm, UpdateAction
from handlers.progress.kept import Progress, waits
from handlers.progress.rhythm import RHYTHMS
from handlers.requests.forms import About, request_form, words_field
from handlers.requests.ids import RequestValue
from handlers.requests.rules import UNRESOLVED
from storage.requests import Request

# Slack has no option without a value.
USUAL = "usual"


def no_news_form(_: Words, about: About, proposed: datetime) -> dict[str, Any]:
    """There is no news: why, and by when there is the next update."""
    return request_form(
        _,
        about.request,
        ProgressForm.NO_NEWS,
        _("No news yet"),
        _("Send"),
        words_field(
            ProgressField.REASON,
            _("What is it waiting for?"),
            _("{requester} will see this.", requester=about.requester),
        ),
        field(
            ProgressField.NEXT_BY,
            _("Next update by"),
            moment_input(ProgressField.NEXT_BY, initial=proposed),
        ),
    )


def agree_form(_: Words, about: About, usual: str) -> dict[str, Any]:
    """How often the department writes."""
    hint = _("{requester} sees this, and can ask for another.", requester=about.requester)
    return _rhythm_form(_, about.request, ProgressForm.AGREE, hint, usual)


def ask_for_form(_: Words, about: About, usual: str) -> dict[str, Any]:
    """How often the requester wants to hear."""
    hint = _("{department} sees this.", department=about.department.name)
    return _rhythm_form(_, about.request, ProgressForm.ASK_FOR, hint, usual)


def _rhythm_form(
    _: Words, request: Request, form: ProgressForm, hint: str, usual: str
) -> dict[str, Any]:
    options = [option(usual, USUAL)]
    options += [option(rhythm.said(_), key) for key, rhythm in RHYTHMS.items()]
    chosen = Progress.of(request).rhythm or USUAL
    menu = select(ProgressField.RHYTHM, options, chosen=chosen)
    title = _("Updates on #{number}", number=request.number)
    question = _("How often is there an update?")
    return request_form(
        _, request, form, title, _("Save"), field(ProgressField.RHYTHM, question, menu, hint=hint)
    )


def time_form(_: Words, about: About) -> dict[str, Any]:
    """By when it is done; and why, if that was said before."""
    kept = Progress.of(about.request)
    moves = kept.done_by is not None
    return request_form(
        _,
        about.request,
        ProgressForm.TIME,
        _("Move the time") if moves else _("Promise a time"),
        _("Save"),
        field(
            ProgressField.DONE_BY,
            _("Done by"),
            moment_input(ProgressField.DONE_BY, initial=kept.done_by),
            hint=_("{requester} will see this.", requester=about.requester),
        ),
        words_field(
            ProgressField.REASON,
            _("Why another time?") if moves else _("Anything to add?"),
            _("{requester} will see this.", requester=about.requester),
            optional=not moves,
        ),
    )


def value(request: Request) -> str:
    """What a button about a request carries."""
    return RequestValue(number=request.number).pack()


def _any_news(_: Words, request: Request) -> Element | None:
    """Once for each update that is promised."""
    if not waits(request) or Progress.of(request).asked:
        return None
    return button(_("Any news?"), UpdateAction.ANY_NEWS, value(request))


def _rhythm(_: Words, request: Request) -> Element | None:
    if request.state not in UNRESOLVED or request.department is None:
        return None
    return button(_("Updates…"), UpdateAction.RHYTHM, value(request))


RECEIPTS = frozenset({On.RECEIPT, On.ANSWER, On.REQUESTERS_WINDOW})
BUTTONS = (
    RequestButton(_any_news, RECEIPTS, order=22),
    RequestButton(_rhythm, RECEIPTS, order=24),
)


def agreed(_: Words, kept: Progress, *, own: bool, requester: str, department: str) -> Mrkdwn:
    """How often, if that was agreed, and who wished it; `own` is for the requester."""
    rhythm = RHYTHMS.get(kept.rhythm)
    if rhythm is None:
        return Mrkdwn("")
    given = {"often": rhythm.said(_), "requester": requester, "department": department}
    if not kept.wished:
        return _.mrkdwn("{often}, as {department} set it", **given)
    if own:
        return _.mrkdwn("{often}, as you asked", **given)
    return _.mrkdwn("{often}, as {requester} asked", **given)
