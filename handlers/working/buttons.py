"""What can be pressed to work a request, or to say how it was worked: pure functions."""

from config.catalogue import Words
from handlers.blockkit import Element
from handlers.blocks import button, confirm
from handlers.offers import On, RequestButton
from handlers.requests.ids import RequestValue
from handlers.requests.rules import UNRESOLVED, State
from handlers.working.ids import RequesterAction, WorkAction
from storage.requests import Request


def _claim(_: Words, request: Request) -> Element | None:
    if request.state != State.OPEN:
        return None
    return button(_("Claim"), WorkAction.CLAIM, _value(request), style="primary")


def _resolve(_: Words, request: Request) -> Element | None:
    if request.state not in UNRESOLVED:
        return None
    return button(_("Resolve"), WorkAction.RESOLVE, _value(request))


def _resolve_next(_: Words, request: Request) -> Element | None:
    """On the card the next step stands out: once it is claimed, this one."""
    resolve = _resolve(_, request)
    if resolve is None or request.state == State.OPEN:
        return resolve
    return button(_("Resolve"), WorkAction.RESOLVE, _value(request), style="primary")


def _cancel(_: Words, request: Request) -> Element | None:
    if request.state not in UNRESOLVED:
        return None
    sure = confirm(
        _,
        _("Cancel this request?"),
        _("The team will stop working on it. You can always ask again."),
        _("Cancel request"),
    )
    return button(_("Cancel request"), RequesterAction.CANCEL, _value(request), confirm=sure)


def not_solved(_: Words, request: Request) -> Element:
    """It comes back to whoever resolved it."""
    return button(_("Not solved"), RequesterAction.NOT_SOLVED, _value(request), style="danger")


def _not_solved_yet(_: Words, request: Request) -> Element | None:
    return not_solved(_, request) if request.state == State.RESOLVED else None


def _value(request: Request) -> str:
    return RequestValue(number=request.number).pack()


BUTTONS = (
    RequestButton(_claim, frozenset({On.CARD, On.DEPARTMENTS_WINDOW}), order=10),
    RequestButton(_resolve_next, frozenset({On.CARD}), order=30),
    RequestButton(_resolve, frozenset({On.DEPARTMENTS_WINDOW}), order=30),
    RequestButton(_not_solved_yet, frozenset({On.REQUESTERS_WINDOW}), order=10),
    RequestButton(_cancel, frozenset({On.RECEIPT, On.ANSWER, On.REQUESTERS_WINDOW}), order=30),
)
